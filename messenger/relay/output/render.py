"""What happened, as bytes for one profile: which tags, which form, or nothing at all."""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from messenger.irc import caps, stamps
from messenger.irc.message import Message, render_tags
from messenger.relay.output import classic_render
from messenger.store.rows import HistoryRun

# RFC 1459 section 2.3: 512 bytes with CR LF, tags not counted.
MAX_LINE_BYTES = 510


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, ready to be rendered for any profile.

    params: all of them, the room or nick first. msgid: "" for what is not kept.
    tags: client-only tags as on the wire. account: whose it is, "" for none.
    bot: done by a bot; operator: by one who looks after the relay.
    chunks: of a multi-line text, its lines as they were sent, True for one that continues the
    line before it without a break.
    """

    source: str
    command: str
    params: tuple[str, ...]
    sent_ms: int
    msgid: str = ""
    tags: str = ""
    realname: str = ""
    account: str = ""
    bot: bool = False
    operator: bool = False
    chunks: tuple[tuple[str, bool], ...] = ()


def render(event: Event, profile: int, extra: str = "") -> bytes:
    """The line or lines with CR LF; b"" when this profile is not told of such a thing.

    extra: more tags as on the wire (label, batch) for the one who gets this alone.
    """
    if profile & caps.CLASSIC:
        return classic_render.render(event.command, event.source, event.params)
    if event.chunks:
        return _multiline(event, profile, extra)
    params = SHAPES[event.command](event, profile) if event.command in SHAPES else event.params
    if params is None:
        return b""
    return _line(_tags(event, profile, extra), _body(event.source, event.command, params))


def render_run(run: HistoryRun, bodies: bytes, profile: int, relay_id: str) -> bytes:
    """A run of plain PRIVMSGs, line by line as `render` would do it.

    bodies: the lines one after the other, each with CR LF, rendered but for their tags.
    """
    if not profile:
        return bodies
    if profile & caps.CLASSIC:
        shown = (("", text) for text in run.texts)
        return b"".join(classic_render.render("PRIVMSG", run.source, params) for params in shown)
    tags = "time=" + stamps.server_time(run.sent_ms) if profile & caps.SERVER_TIME else ""
    if run.account and profile & caps.ACCOUNT_TAG:
        account = account_tag(run.account)
        tags = f"{tags};{account}" if tags else account
    lines = bodies.splitlines(keepends=True) if len(run.texts) > 1 else [bodies]
    if profile & caps.MESSAGE_TAGS:
        head = f"@{tags}{';' if tags else ''}msgid={stamps.msgid(relay_id, 0)[:-1]}".encode()
        return b"".join(
            [b"%b%x %b" % (head, serial, line) for serial, line in enumerate(lines, run.serial)]
        )
    if not tags:
        return bodies
    head = f"@{tags} ".encode()
    return head + head.join(lines)


@functools.lru_cache(maxsize=1024)
def account_tag(name: str) -> str:
    """source: IRCv3 account-tag."""
    return render_tags({"account": name})


@functools.lru_cache(maxsize=256)
def _body(source: str, command: str, params: tuple[str, ...]) -> str:
    return Message(command, params, source).render()


def _line(tags: str, body: str) -> bytes:
    line = f"@{tags} {body}\r\n" if tags else body + "\r\n"
    return line.encode("utf-8", "replace")


def _tags(event: Event, profile: int, extra: str) -> str:
    parts = [extra] if extra else []
    if profile & caps.SERVER_TIME:
        parts.append("time=" + stamps.server_time(event.sent_ms))
    if event.account and profile & caps.ACCOUNT_TAG:
        parts.append(account_tag(event.account))
    if profile & caps.MESSAGE_TAGS:
        if event.msgid:
            parts.append("msgid=" + event.msgid)
        if event.bot:
            parts.append("bot")
        if event.operator and profile & caps.OPER_TAG:
            parts.append("draft/oper")
        if event.tags:
            parts.append(event.tags)
    return ";".join(parts)


def _extended_join(event: Event, profile: int) -> tuple[str, ...] | None:
    if profile & caps.EXTENDED_JOIN:
        return (event.params[0], event.account or "*", event.realname)
    return event.params[:1]


def _only_with(capability: int) -> Callable[[Event, int], tuple[str, ...] | None]:
    def shape(event: Event, profile: int) -> tuple[str, ...] | None:
        return event.params if profile & capability else None

    return shape


# How the parameters of a command depend on the profile; None means: not told.
SHAPES: Mapping[str, Callable[[Event, int], tuple[str, ...] | None]] = {
    "JOIN": _extended_join,
    "ACCOUNT": _only_with(caps.ACCOUNT_NOTIFY),
    "AWAY": _only_with(caps.AWAY_NOTIFY),
    "SETNAME": _only_with(caps.SETNAME),
    "TAGMSG": _only_with(caps.MESSAGE_TAGS),
    "REDACT": _only_with(caps.MESSAGE_REDACTION),
}


# Tags that name a message: two lines that carry the same would be taken for one said twice.
_ONCE = ("msgid=", "label=", "+messenger.internal/ref=")


def _multiline(event: Event, profile: int, extra: str) -> bytes:
    """source: IRCv3 draft/multiline: a batch, or for others its lines one by one, where the
    first alone carries what names the whole; blank lines are left out there."""
    target, tags = event.params[0], _tags(event, profile, extra)
    if profile & caps.MULTILINE:
        batch = "m" + event.msgid.rpartition("-")[2]
        start = Message("BATCH", ("+" + batch, "draft/multiline", target), event.source).render()
        inner = "".join(
            f"@batch={batch}{';draft/multiline-concat' if concat else ''} "
            f"{_body(event.source, event.command, (target, text))}\r\n"
            for text, concat in event.chunks
        )
        end = f":{event.source} BATCH -{batch}\r\n"
        return _line(tags, start) + (inner + end).encode("utf-8", "replace")
    rest = ";".join(tag for tag in tags.split(";") if not tag.startswith(_ONCE))
    lines: list[bytes] = []
    for text, _ in event.chunks:
        if text:
            body = _body(event.source, event.command, (target, text))
            lines.append(_line(rest if lines else tags, body))
    return b"".join(lines)


def room_for_text(source: str, command: str, target: str) -> int:
    """How many bytes of text fit in a line of this source, command and target."""
    return MAX_LINE_BYTES - len(f":{source} {command} {target} :".encode("utf-8", "replace"))


def cut(text: str, max_bytes: int) -> str:
    """At most max_bytes of UTF-8, never ending inside a letter."""
    if len(text) * 4 <= max_bytes:
        return text
    return text.encode("utf-8", "replace")[: max(0, max_bytes)].decode("utf-8", "ignore")


def one_word(text: str, max_bytes: int = 64) -> str:
    """Something foreign, as a parameter that can't break the line it goes back in."""
    return cut("".join(letter for letter in text if letter > " ").lstrip(":"), max_bytes) or "*"


def chunks_of(text: str, max_bytes: int) -> Iterator[tuple[str, bool]]:
    """Cut a stored multi-line text into lines that fit, as `Event.chunks`."""
    for line in text.split("\n"):
        rest, concat = line, False
        while True:
            piece = cut(rest, max_bytes)
            yield piece, concat
            rest, concat = rest[len(piece) :], True
            if not rest or not piece:
                break
