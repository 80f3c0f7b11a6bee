"""BATCH from a client: a text of several lines as one message.

source: IRCv3 client-batch, draft/multiline.
"""

import re

from messenger.errors import Refused
from messenger.irc import caps
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.relay.handlers.messages import Words, client_tags, say
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut, one_word
from messenger.relay.output.reply import Reply
from messenger.relay.registry.batches import OpenBatch
from messenger.relay.state import Peer

KIND = "draft/multiline"
CONCAT = "draft/multiline-concat"
COMMANDS = frozenset({"PRIVMSG", "NOTICE"})
MAX_OPEN_S = 30.0
_REFERENCE = re.compile("[A-Za-z0-9-]{1,100}")


def batch(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """BATCH +<name> draft/multiline <target> opens one, BATCH -<name> sends what came."""
    sign, name = message.params[0][:1], message.params[0][1:]
    if sign == "+":
        _open(hub, peer, name, message, reply)
    elif sign == "-" and peer.batch is not None and peer.batch.reference == name:
        _close(hub, peer, peer.batch, reply)
    else:
        raise Refused("MULTILINE_INVALID", "No such batch is open")


def _open(hub: Hub, peer: Peer, name: str, message: Message, reply: Reply) -> None:
    if peer.batch is not None and not peer.batch.refused:
        peer.batch = None
        raise Refused("MULTILINE_INVALID", "One batch at a time")
    kind, target = (*message.params[1:3], "", "")[:2]
    peer.batch = OpenBatch(name, target, dict(message.tags), hub.now, reply.label, refused=True)
    if not _REFERENCE.fullmatch(name):
        raise Refused("INVALID_REFTAG", one_word(name), "Only letters A-Z, digits and hyphens")
    if kind != KIND or not peer.has(caps.MULTILINE):
        raise Refused("UNKNOWN_TYPE", name, one_word(kind), "Only draft/multiline is known here")
    if not target:
        raise Refused("MULTILINE_INVALID", "For whom is it?")
    peer.batch.refused = False
    reply.settled = True  # the label is answered when the batch is closed


def check_age(hub: Hub, peer: Peer) -> None:
    """A batch that nobody closes is given up (client-batch, TIMEOUT)."""
    batch = peer.batch
    if batch is None or batch.refused or hub.now - batch.opened_at < MAX_OPEN_S:
        return
    batch.refused, batch.chunks = True, []
    reply = Reply(hub, peer, "BATCH", batch.label)
    reply.refuse(Refused("TIMEOUT", batch.reference, "The batch was open for too long"))
    reply.finish()


def collect(hub: Hub, peer: Peer, message: Message) -> None:
    """Take a line that carries a batch tag into the open batch."""
    open_batch = peer.batch
    if open_batch is None or message.tags["batch"] != open_batch.reference:
        reply = Reply(hub, peer, "BATCH")
        reply.refuse(Refused("MULTILINE_INVALID", "No such batch is open"))
        reply.finish()
        return
    if open_batch.refused:
        return
    try:
        _add(hub, open_batch, message)
    except Refused as refused:
        open_batch.refused = True
        reply = Reply(hub, peer, "BATCH", open_batch.label)
        reply.refuse(refused)
        reply.finish()


def _add(hub: Hub, batch: OpenBatch, message: Message) -> None:
    limits = hub.config.limits
    if message.command not in COMMANDS or batch.command not in ("", message.command):
        raise Refused("MULTILINE_INVALID", "A batch holds either PRIVMSG or NOTICE")
    if len(message.params) < 2:
        raise Refused("MULTILINE_INVALID", "A line without text")
    target, text = message.params[:2]
    if fold(target) != fold(batch.target):
        words = (cut(batch.target, 64), cut(target, 64), "All lines go to one target")
        raise Refused("MULTILINE_INVALID_TARGET", *words)
    concat = CONCAT in message.tags
    if concat and not text:
        raise Refused("MULTILINE_INVALID", "A blank line can't continue the one before")
    concat = concat and bool(batch.chunks)
    batch.command = message.command
    batch.size_bytes += len(text.encode("utf-8", "replace"))
    batch.size_bytes += bool(batch.chunks) and not concat  # its line feed
    batch.chunks.append((text, concat))
    if batch.size_bytes > limits.multiline_max_bytes:
        raise Refused("MULTILINE_MAX_BYTES", str(limits.multiline_max_bytes), "Too many bytes")
    if len(batch.chunks) > limits.multiline_max_lines:
        raise Refused("MULTILINE_MAX_LINES", str(limits.multiline_max_lines), "Too many lines")


def _close(hub: Hub, peer: Peer, batch: OpenBatch, reply: Reply) -> None:
    peer.batch = None
    if batch.refused:
        reply.settled = True
        return
    reply.label = batch.label
    if not any(text for text, _ in batch.chunks):
        raise Refused("MULTILINE_INVALID", "There is nothing in it")
    first, *rest = batch.chunks
    text = first[0] + "".join(part if concat else "\n" + part for part, concat in rest)
    tags, ref = client_tags(batch.tags)
    reply.command = batch.command
    chunks = tuple(batch.chunks) if rest else ()
    say(hub, peer, batch.target, Words(batch.command, text, tags, ref, chunks), reply)
