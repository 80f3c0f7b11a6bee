"""One line of a peer: what can be no command is told, the rest is obeyed.

source: IRCv3 message-tags ("Size limit"), utf8-only; RFC 1459 section 2.3.
"""

from messenger.errors import PeerError
from messenger.irc import caps, numerics
from messenger.irc.framing import TooLong
from messenger.irc.message import Message
from messenger.relay.commands import COMMANDS, run_command
from messenger.relay.handlers import multiline
from messenger.relay.hub import Hub
from messenger.relay.output.lane import lane_for
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer

# "Clients MUST NOT send more than 4094 bytes of tag data", and 512 with CR LF after it.
MAX_CLIENT_TAGS_BYTES = 4094
MAX_BODY_BYTES = 510
MAX_LINES_BEFORE_LOGIN = 500
_WEB_VERBS = frozenset(
    {"GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"}
)


def obey(hub: Hub, peer: Peer, line: bytes | TooLong) -> None:
    """Do what the line says; never raises for what stands in it."""
    message = _read(hub, peer, line)
    if message is None or (peer.login is not None and _is_no_client(hub, peer, message)):
        return
    if "batch" in message.tags and message.command != "BATCH" and peer.has(caps.BATCH):
        multiline.collect(hub, peer, message)
    else:
        run_command(hub, peer, message)
        peer.lane = lane_for(hub, peer, message)


def _read(hub: Hub, peer: Peer, line: bytes | TooLong) -> Message | None:
    """The message; None when it is not one, which the peer is told."""
    if isinstance(line, TooLong) or _is_too_long(line):
        reply = Reply(hub, peer, "*")
        reply.numeric(numerics.ERR_INPUTTOOLONG)
        reply.finish()
        return None
    if b"\0" in line or b"\r" in line:
        # Others may read them as the end of a line: a second command in a first one.
        hub.close(peer, "Closing link: a line can't hold NUL or CR")
        return None
    try:
        text, broken = line.decode("utf-8"), False
    except UnicodeDecodeError:
        text, broken = line.decode("utf-8", "replace"), True
    try:
        message = Message.parse(text)
    except PeerError:
        return None
    if broken or (not text.isascii() and ("\ufffe" in text or "\uffff" in text)):
        _refuse_text(hub, peer, message)
        return None
    return message


def _refuse_text(hub: Hub, peer: Peer, message: Message) -> None:
    label = message.tags.get("label", "") if peer.has(caps.LABELED_RESPONSE) else ""
    reply = Reply(hub, peer, "*", label)
    command = message.command if message.command in COMMANDS else "*"
    reply.send("FAIL", command, "INVALID_UTF8", "This relay takes UTF-8 only; not passed on")
    reply.finish()


def _is_no_client(hub: Hub, peer: Peer, message: Message) -> bool:
    """Before login: a browser or a flood is sent away."""
    if peer.login is None:
        return False
    peer.login.lines += 1
    if message.command in _WEB_VERBS:
        hub.close(peer, "This is not a web server")
    elif peer.login.lines > MAX_LINES_BEFORE_LOGIN:
        hub.close(peer, "Too many lines before login")
    return peer.is_gone


def _is_too_long(line: bytes) -> bool:
    if len(line) <= MAX_BODY_BYTES:
        return False
    if not line.startswith(b"@"):
        return True
    tags, _, body = line.partition(b" ")
    return len(tags) - 1 > MAX_CLIENT_TAGS_BYTES or len(body) > MAX_BODY_BYTES
