"""The capabilities we ask for where they are offered.

source: IRCv3 capability-negotiation.
"""

from messenger.irc import lesson
from messenger.irc.marks import REDACTION

WANTED_CAPS = (
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/account-registration",
    "draft/chathistory",
    "draft/event-playback",
    REDACTION,
    "draft/multiline",
    "draft/read-marker",
    "echo-message",
    "extended-join",
    "invite-notify",
    "labeled-response",
    "message-tags",
    lesson.CAPABILITY,
    "multi-prefix",
    "server-time",
    "setname",
    "standard-replies",
    "userhost-in-names",
)
MAX_REQ_BYTES = 400  # of names in one CAP REQ, so that the line holds 512 bytes


def in_lines(caps: list[str]) -> list[tuple[str, ...]]:
    """Capabilities in groups that each fit one CAP REQ."""
    groups: list[tuple[str, ...]] = []
    group: list[str] = []
    for name in caps:
        if group and len(" ".join([*group, name])) > MAX_REQ_BYTES:
            groups.append(tuple(group))
            group = []
        group.append(name)
    if group:
        groups.append(tuple(group))
    return groups
