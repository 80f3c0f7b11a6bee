"""CAP: what a client and the relay can both do.

source: IRCv3 capability-negotiation.
"""

from collections.abc import Callable, Mapping

from messenger.config import RelayConfig
from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay.access.accounts import is_safe
from messenger.relay.handlers import devices, metadata, sasl
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer


def _sts(policy: str, peer: Peer) -> str:
    """The part that this peer may heed: where TLS is, or for how long to hold to it.

    source: IRCv3 sts.
    """
    other = "port=" if peer.is_secure else "duration="
    return ",".join(token for token in policy.split(",") if not token.startswith(other))


# Values of capabilities that follow from the settings.
VALUES: Mapping[str, Callable[[RelayConfig, Peer], str]] = {
    "draft/account-registration": lambda config, peer: ",".join(
        ["before-connect"] * config.accounts.before_connect
        + ["email-required"] * config.accounts.email_required
    ),
    "draft/multiline": lambda config, peer: (
        f"max-bytes={config.limits.multiline_max_bytes},"
        f"max-lines={config.limits.multiline_max_lines}"
    ),
    "sasl": lambda config, peer: ",".join(sasl.mechanisms(peer)),
    "sts": lambda config, peer: _sts(config.tls.sts, peer),
    "draft/metadata-2": lambda config, peer: metadata.CAP_VALUE,
    "draft/metadata-3": lambda config, peer: metadata.CAP_VALUE,
}
# Capabilities that the settings can switch off, or for a peer that comes the wrong way.
OFFERED: Mapping[str, Callable[[RelayConfig, Peer], bool]] = {
    "draft/account-registration": lambda config, peer: (
        config.accounts.registration and not config.history.memory_only and is_safe(peer)
    ),
    "draft/message-redaction": lambda config, peer: (
        config.history.allow_redact and config.history.enabled
    ),
    "sasl": lambda config, peer: not config.history.memory_only,
    # Nobody can verify a certificate that the relay made itself: who held to sts was locked out.
    "sts": lambda config, peer: bool(config.tls.sts and config.tls.certificate),
    "soju.im/search": lambda config, peer: (
        config.history.enabled and not config.history.memory_only
    ),
}
_LINE_BYTES = 400


def is_offered(hub: Hub, peer: Peer, row: caps.Capability) -> bool:
    return row.name not in OFFERED or OFFERED[row.name](hub.config, peer)


def cap(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """CAP <subcommand> …; the login waits from LS or REQ until END."""
    step = STEPS.get(message.params[0].upper())
    if step is None:
        raise refusal(numerics.ERR_INVALIDCAPCMD, message.params[0])
    step(hub, peer, message.params[1:], reply)


def _wait_for_end(peer: Peer) -> None:
    if peer.login is not None:
        peer.login.negotiating = True


def _ls(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    _wait_for_end(peer)
    version = int(params[0]) if params and params[0].isascii() and params[0].isdigit() else 301
    peer.cap_version = max(peer.cap_version, version)
    if peer.cap_version >= 302:
        hub.set_caps(peer, peer.caps | caps.CAP_NOTIFY)  # implied, and can't be left again
    _send(peer, reply, "LS", _words(offered(hub, peer), version >= 302))


def offered(hub: Hub, peer: Peer) -> dict[str, str]:
    """Name → value, "" for none, of what this peer may ask for."""
    return {
        row.name: VALUES[row.name](hub.config, peer) if row.name in VALUES else row.value
        for row in caps.CAPABILITIES
        if is_offered(hub, peer, row) and (row.bit != caps.STS or peer.cap_version >= 302)
    }


def _words(values: Mapping[str, str], with_values: bool = True) -> list[str]:
    return [f"{name}={value}" if value and with_values else name for name, value in values.items()]


def tell_changes(hub: Hub, peer: Peer, before: Mapping[str, str]) -> None:
    """The settings are others than they were: who has cap-notify is told what that means to it."""
    now = offered(hub, peer)
    gone = [name for name in before if name not in now and name != "sts"]  # ends by duration=0
    lost = sum(caps.BY_NAME[name].bit for name in gone)
    reply = Reply(hub, peer, "CAP")
    if peer.has(caps.CAP_NOTIFY):
        new = {name: value for name, value in now.items() if before.get(name) != value}
        if gone:
            reply.cap("DEL", " ".join(gone))
        if new:
            reply.cap("NEW", " ".join(_words(new)))
    hub.set_caps(peer, peer.caps & ~lost)
    reply.finish()


def _list(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    _send(peer, reply, "LIST", [row.name for row in caps.CAPABILITIES if peer.has(row.bit)])


def _send(peer: Peer, reply: Reply, subcommand: str, words: list[str]) -> None:
    """In several lines to who knows of them (302); others get what fits into one, those that
    stand first in `caps.CAPABILITIES`."""
    lines = _lines(words)
    for line in lines[:-1] if peer.cap_version >= 302 else ():
        reply.cap(subcommand, "*", " ".join(line))
    reply.cap(subcommand, " ".join(lines[-1] if peer.cap_version >= 302 else lines[0]))


def _lines(words: list[str]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for word in words:
        if lines[-1] and len(" ".join((*lines[-1], word))) > _LINE_BYTES:
            lines.append([])
        lines[-1].append(word)
    return lines


def _req(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    _wait_for_end(peer)
    asked = params[0] if params else ""
    bits = peer.caps
    for word in asked.split():
        row = caps.BY_NAME.get(word.removeprefix("-"))
        kept = word == "-cap-notify" and peer.cap_version >= 302
        if row is None or row.bit == caps.STS or kept or not is_offered(hub, peer, row):
            reply.cap("NAK", asked)
            return
        bits = bits & ~row.bit if word.startswith("-") else bits | row.bit
    devices.give_up_hold(hub, peer, bits)
    for line in _lines(asked.split()):  # it may have been almost too long already
        reply.cap("ACK", " ".join(line))
    hub.set_caps(peer, bits)


def _end(hub: Hub, peer: Peer, params: tuple[str, ...], reply: Reply) -> None:
    if peer.login is not None:
        peer.login.negotiating = False


STEPS: Mapping[str, Callable[[Hub, Peer, tuple[str, ...], Reply], None]] = {
    "LS": _ls,
    "LIST": _list,
    "REQ": _req,
    "END": _end,
}
