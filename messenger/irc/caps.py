"""Capabilities: one row each, with the address of its specification.

A capability is a bit; what a peer has negotiated is a number. The bits in RENDERING change
which bytes a peer gets for a thing that happened in a room: the relay renders a line once for
each combination of them (a "profile"), not once a member.
"""

from dataclasses import dataclass

from messenger.irc import lesson

_SPEC = "https://ircv3.net/specs/"


@dataclass(frozen=True, slots=True)
class Capability:
    """name: as in CAP LS; value: what stands after "=" there, "" for none (the relay may
    replace it by one of its limits); needs: bits without which this one does nothing."""

    name: str
    bit: int
    spec: str
    renders: bool = False
    value: str = ""
    needs: int = 0


MESSAGE_TAGS = 1 << 0
SERVER_TIME = 1 << 1
ECHO_MESSAGE = 1 << 2
BATCH = 1 << 3
LABELED_RESPONSE = 1 << 4
CHATHISTORY = 1 << 5
EVENT_PLAYBACK = 1 << 6
MULTILINE = 1 << 7
MULTI_PREFIX = 1 << 8
USERHOST_IN_NAMES = 1 << 9
AWAY_NOTIFY = 1 << 10
EXTENDED_JOIN = 1 << 11
INVITE_NOTIFY = 1 << 12
SETNAME = 1 << 13
CAP_NOTIFY = 1 << 14
STANDARD_REPLIES = 1 << 15
NO_IMPLICIT_NAMES = 1 << 16
EXTENDED_MONITOR = 1 << 17
SASL = 1 << 18
ACCOUNT_NOTIFY = 1 << 19
ACCOUNT_TAG = 1 << 20
ACCOUNT_REGISTRATION = 1 << 21
MESSAGE_REDACTION = 1 << 24
READ_MARKER = 1 << 25
METADATA = 1 << 26
METADATA_2 = 1 << 31
SEARCH = 1 << 32
LESSON = 1 << 33
CHANNEL_RENAME = 1 << 27
EXTENDED_ISUPPORT = 1 << 28
PRE_AWAY = 1 << 29
OPER_TAG = 1 << 30
STS = 1 << 34  # told, never asked for

CAPABILITIES = (
    Capability("message-tags", MESSAGE_TAGS, _SPEC + "extensions/message-tags", renders=True),
    Capability("server-time", SERVER_TIME, _SPEC + "extensions/server-time", renders=True),
    Capability("echo-message", ECHO_MESSAGE, _SPEC + "extensions/echo-message"),
    Capability("batch", BATCH, _SPEC + "extensions/batch"),
    Capability(
        "labeled-response", LABELED_RESPONSE, _SPEC + "extensions/labeled-response", needs=BATCH
    ),
    Capability("draft/chathistory", CHATHISTORY, _SPEC + "extensions/chathistory", needs=BATCH),
    Capability("draft/event-playback", EVENT_PLAYBACK, _SPEC + "extensions/chathistory"),
    Capability(
        "draft/multiline", MULTILINE, _SPEC + "extensions/multiline", renders=True, needs=BATCH
    ),
    Capability("multi-prefix", MULTI_PREFIX, _SPEC + "extensions/multi-prefix"),
    Capability("userhost-in-names", USERHOST_IN_NAMES, _SPEC + "extensions/userhost-in-names"),
    Capability("away-notify", AWAY_NOTIFY, _SPEC + "extensions/away-notify", renders=True),
    Capability("extended-join", EXTENDED_JOIN, _SPEC + "extensions/extended-join", renders=True),
    Capability("invite-notify", INVITE_NOTIFY, _SPEC + "extensions/invite-notify", renders=True),
    Capability("setname", SETNAME, _SPEC + "extensions/setname", renders=True),
    Capability("cap-notify", CAP_NOTIFY, _SPEC + "extensions/capability-negotiation"),
    Capability("standard-replies", STANDARD_REPLIES, _SPEC + "extensions/standard-replies"),
    # Ratified in 2026; clients still ask for the draft's name.
    Capability("no-implicit-names", NO_IMPLICIT_NAMES, _SPEC + "extensions/no-implicit-names"),
    Capability(
        "draft/no-implicit-names", NO_IMPLICIT_NAMES, _SPEC + "extensions/no-implicit-names"
    ),
    Capability("extended-monitor", EXTENDED_MONITOR, _SPEC + "extensions/extended-monitor"),
    Capability("sts", STS, _SPEC + "extensions/sts"),
    Capability("sasl", SASL, _SPEC + "extensions/sasl-3.2"),
    Capability("account-notify", ACCOUNT_NOTIFY, _SPEC + "extensions/account-notify", renders=True),
    Capability("account-tag", ACCOUNT_TAG, _SPEC + "extensions/account-tag", renders=True),
    Capability(
        "draft/account-registration",
        ACCOUNT_REGISTRATION,
        _SPEC + "extensions/account-registration",
    ),
    # The specification is at -2; Ergo's -3 tells changes by numerics instead of METADATA lines.
    Capability("draft/metadata-3", METADATA, _SPEC + "extensions/metadata", needs=BATCH),
    Capability("draft/metadata-2", METADATA_2, _SPEC + "extensions/metadata", needs=BATCH),
    Capability("soju.im/search", SEARCH, "soju, doc/ext/search.md", needs=BATCH),
    Capability("draft/channel-rename", CHANNEL_RENAME, _SPEC + "extensions/channel-rename"),
    Capability(
        "draft/extended-isupport", EXTENDED_ISUPPORT, _SPEC + "extensions/extended-isupport"
    ),
    Capability("draft/pre-away", PRE_AWAY, _SPEC + "extensions/pre-away"),
    Capability("draft/oper-tag", OPER_TAG, _SPEC + "extensions/oper-tag", renders=True),
    Capability(lesson.CAPABILITY, LESSON, "messenger/irc/lesson.py"),
    Capability("draft/read-marker", READ_MARKER, _SPEC + "extensions/read-marker"),
    Capability(
        "draft/message-redaction",
        MESSAGE_REDACTION,
        _SPEC + "extensions/message-redaction",
        renders=True,
    ),
)
BY_NAME = {row.name: row for row in CAPABILITIES}

# A peer of the classic door speaks no IRC at all; a profile of its own, not a capability.
CLASSIC = 1 << 40
RENDERING = CLASSIC | sum(row.bit for row in CAPABILITIES if row.renders)


def profile_of(bits: int) -> int:
    """The part of what was negotiated that changes how a line is rendered."""
    for row in CAPABILITIES:
        if row.renders and bits & row.bit and row.needs & ~bits:
            bits &= ~row.bit
    return bits & RENDERING
