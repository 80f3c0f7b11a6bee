"""A message of ours as the lines that this server takes.

source: IRCv3 draft/multiline, labeled-response, message-tags, client-tags/reply and react,
draft/message-redaction; RFC 1459 section 2.3.
"""

from dataclasses import dataclass

from messenger.client.outbox.outbox import Letter
from messenger.client.outbox.splitting import pieces
from messenger.client.session.context import REF_TAG, Context
from messenger.irc.batch import CONCAT_TAG
from messenger.irc.marks import (
    EDIT,
    EDIT_MARK,
    EDIT_TAG,
    REACT,
    REACT_TAG,
    REDACT,
    REPLY_TAGS,
    UNREACT_TAG,
)
from messenger.irc.message import Message

LINE_BYTES = 512
UNKNOWN_HOST_BYTES = 75  # "~" + 10 of user, "@", 63 of host
LEAST_PIECE_BYTES = 64
MULTILINE = "draft/multiline"
_COMMANDS = {"notice": "NOTICE"}


@dataclass(slots=True)
class Parcel:
    """What is confirmed as one: a line, or a batch of lines.

    text: what it carries of the letter's. sent_at: `now` of the session when it went to the
    socket.
    """

    letter: Letter
    text: str
    label: str
    lines: list[Message]
    sent_at: float = 0.0


def pack(ctx: Context, letter: Letter) -> list[Parcel]:
    """All parcels of a letter, in order; none when it holds nothing to say. One with several is
    to be taken apart by their texts, each of which fits one parcel."""
    if letter.is_mark and letter.kind != EDIT:
        return [_pack_mark(ctx, letter)]
    text = letter.text.replace("\x01", "")  # else it were a request to other people's programs
    if letter.kind != EDIT or not text.strip():
        return _pack_words(ctx, letter, text)
    parcels = _pack_words(ctx, letter, EDIT_MARK + text)
    for parcel in parcels:
        parcel.text = parcel.text.removeprefix(EDIT_MARK)
    return parcels


def _pack_words(ctx: Context, letter: Letter, text: str) -> list[Parcel]:
    limit = _room_for_text(ctx, letter)
    if _takes_multiline(ctx, letter) and ("\n" in text or _size(text) > limit):
        return _pack_batches(ctx, letter, text, limit)
    texts = [piece for line in text.split("\n") if line.strip() for piece in pieces(line, limit)]
    return [_pack_line(ctx, letter, text) for text in texts]


def _takes_multiline(ctx: Context, letter: Letter) -> bool:
    return letter.kind != "action" and MULTILINE in ctx.caps and "batch" in ctx.caps


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _room_for_text(ctx: Context, letter: Letter) -> int:
    """Bytes left for the text in a line as the others get it, with our name before it."""
    host = len(ctx.own_host) + 1 if ctx.own_host else UNKNOWN_HOST_BYTES
    head = f":{ctx.nick}! {_command(letter)} {letter.target} :\r\n"
    mark = len("\x01ACTION \x01") if letter.kind == "action" else 0
    return max(LINE_BYTES - _size(head) - host - mark, LEAST_PIECE_BYTES)


def _command(letter: Letter) -> str:
    return _COMMANDS.get(letter.kind, "PRIVMSG")


def _envelope(ctx: Context, letter: Letter) -> tuple[str, dict[str, str]]:
    """(label, tags)."""
    label = ctx.next_id() if {"labeled-response", "batch"} <= ctx.caps else ""
    tags = {"label": label} if label else {}
    if "message-tags" in ctx.caps:
        tags[REF_TAG] = letter.ref
        if letter.kind == EDIT:
            tags[EDIT_TAG] = letter.subject
        elif letter.subject:
            tags |= dict.fromkeys(REPLY_TAGS, letter.subject)
    return label, tags


def _pack_mark(ctx: Context, letter: Letter) -> Parcel:
    """What is no words: a reaction, or that a message is taken back."""
    label, tags = _envelope(ctx, letter)
    if letter.kind == REDACT:
        reason = (letter.text,) if letter.text else ()
        tags = {"label": label} if label else {}
        line = Message("REDACT", (letter.target, letter.subject, *reason), tags=tags)
    else:
        tags[REACT_TAG if letter.kind == REACT else UNREACT_TAG] = letter.text
        line = Message("TAGMSG", (letter.target,), tags=tags)
    return Parcel(letter, letter.text, label, [line])


def _pack_line(ctx: Context, letter: Letter, text: str) -> Parcel:
    label, tags = _envelope(ctx, letter)
    words = f"\x01ACTION {text}\x01" if letter.kind == "action" else text
    line = Message(_command(letter), (letter.target, words), tags=tags)
    return Parcel(letter, text, label, [line])


def _pack_batches(ctx: Context, letter: Letter, text: str, limit: int) -> list[Parcel]:
    values = dict(part.partition("=")[::2] for part in ctx.cap_values.get(MULTILINE, "").split(","))
    most_bytes = max(_number(values.get("max-bytes", ""), 4096), LEAST_PIECE_BYTES)
    most_lines = _number(values.get("max-lines", ""), 24)
    groups: list[list[tuple[str, bool]]] = [[]]
    used = 0
    for line in text.split("\n"):
        for place, piece in enumerate(pieces(line, min(limit, most_bytes)) if line else ("",)):
            cost = _size(piece) + 1
            if groups[-1] and (used + cost > most_bytes or len(groups[-1]) >= most_lines):
                groups.append([])
                used = 0
            groups[-1].append((piece, place > 0 and bool(groups[-1])))
            used += cost
    groups = [group for group in groups if any(piece.strip() for piece, _ in group)]
    return [_pack_batch(ctx, letter, group) for group in groups]


def _pack_batch(ctx: Context, letter: Letter, group: list[tuple[str, bool]]) -> Parcel:
    label, tags = _envelope(ctx, letter)
    name = ctx.next_id()
    lines = [Message("BATCH", (f"+{name}", MULTILINE, letter.target), tags=tags)]
    text = ""
    for place, (piece, concat) in enumerate(group):
        inner = {"batch": name, CONCAT_TAG: ""} if concat else {"batch": name}
        lines.append(Message(_command(letter), (letter.target, piece), tags=inner))
        text += piece if concat or not place else "\n" + piece
    lines.append(Message("BATCH", (f"-{name}",)))
    return Parcel(letter, text, label, lines)


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else default
