"""From a message's text to styled spans: links, light Markdown, mentions.

Linear in the text's length, whatever the text. Markers that style something are taken out, all
other letters stay, in order. Only harmless addresses become links.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from messenger.client.text.links import find_links
from messenger.client.text.markers import Part, resolve
from messenger.irc.formatting import clean


class Style(enum.Flag):
    """How a span looks; several may hold at once."""

    PLAIN = 0
    BOLD = enum.auto()
    ITALIC = enum.auto()
    CODE = enum.auto()  # inside a line
    BLOCK = enum.auto()  # a code block: lines of their own, kept as they are
    QUOTE = enum.auto()  # a line that began with "> "
    LINK = enum.auto()  # href says where to
    MENTION = enum.auto()  # "@somebody"
    OWN = enum.auto()  # our own name: the "@me" chip


@dataclass(frozen=True, slots=True)
class Span:
    """A run of letters of one look. text is safe to show: no control characters but line
    feed and tab, no lone surrogates. href: "" or an http, https, irc, ircs or mailto address."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""


FENCE = "```"
MAX_MARKED = 65_536  # letters; nobody marks up more than that by hand
_MARKED = re.compile(r"[*_`@>]|\w[.:]\S")  # without any of these there is nothing to style
_CODE = re.compile(r"`([^`\n]+)`")
_PERSON = re.compile(r"(?<![\w@/.])@\w[\w\-]*")
_LANGUAGE = re.compile(r"[\w+#.-]*\n")
_NOTHING = re.compile(r"(?!)")
_EMPHASIS = {
    "": Style.PLAIN,
    "*": Style.ITALIC,
    "_": Style.ITALIC,
    "**": Style.BOLD,
    "***": Style.BOLD | Style.ITALIC,
}


def spans(text: str, own_names: tuple[str, ...] = ()) -> tuple[Span, ...]:
    """The spans of a text, in order; neighbours always differ in look.

    own_names: what we are called; where they stand as words of their own they get Style.OWN.
    """
    text = clean(text)
    own = own_pattern(own_names)
    if len(text) > MAX_MARKED or (not _MARKED.search(text) and not own.search(text)):
        return (Span(text),) if text else ()
    return tuple(_joined(_blocks(text, own)))


def linked(text: str) -> tuple[Span, ...]:
    """The same for words of a program: links only, and every letter stays ("*!*@host")."""
    text = clean(text)
    found: list[Span] = []
    at = 0
    for start, end, href in find_links(text):
        found += [Span(text[at:start]), Span(text[start:end], Style.LINK, href)]
        at = end
    return tuple(span for span in (*found, Span(text[at:])) if span.text)


@lru_cache(maxsize=64)
def own_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Finds our names as words of their own, whatever their case; "@Ada" is "Ada Okafor", too."""
    wanted = sorted({name for name in names if name}, key=len, reverse=True)
    if not wanted:
        return _NOTHING
    words = [rf"@?{re.escape(name)}" for name in wanted]
    words += [rf"@{re.escape(name.split()[0])}" for name in wanted if " " in name.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _joined(found: Iterator[Span]) -> Iterator[Span]:
    """Put neighbours of one look together."""
    last: Span | None = None
    for span in found:
        if not span.text:
            continue
        if last is not None and (last.style, last.href) == (span.style, span.href):
            last = Span(last.text + span.text, last.style, last.href)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _blocks(text: str, own: re.Pattern[str]) -> Iterator[Span]:
    """Cut at ``` fences; what lies between two on lines of their own is a block."""
    at = 0
    while (opening := text.find(FENCE, at)) >= 0:
        closing = text.find(FENCE, opening + len(FENCE))
        if closing < 0:
            break
        yield from _lines(text[at:opening], own)
        inside = text[opening + len(FENCE) : closing]
        at = closing + len(FENCE)
        if "\n" not in inside:
            yield Span(inside, Style.CODE)
            continue
        language = _LANGUAGE.match(inside)
        yield Span(inside[language.end() :] if language else inside, Style.BLOCK)
        if inside.endswith("\n") and text.startswith("\n", at):
            at += 1
    yield from _lines(text[at:], own)


def _lines(text: str, own: re.Pattern[str]) -> Iterator[Span]:
    for line in text.splitlines(keepends=True):
        if line.startswith("> "):
            yield from _inline(line[2:], own, Style.QUOTE)
        else:
            yield from _inline(line, own, Style.PLAIN)


def _inline(line: str, own: re.Pattern[str], base: Style) -> Iterator[Span]:
    """One line: code first, then links, then names, then emphasis around all of them."""
    parts: list[Part[Span]] = []
    at = 0
    for code in _CODE.finditer(line):
        parts.extend(_words(line[at : code.start()], own))
        parts.append(Part(code[1], Span(code[1], Style.CODE)))
        at = code.end()
    parts.extend(_words(line[at:], own))
    for part, marker in resolve(parts):
        style = base | _EMPHASIS[marker]
        if part.kept is None:
            yield Span(part.text, style)
        else:
            yield Span(part.text, style | part.kept.style, part.kept.href)


def _words(text: str, own: re.Pattern[str]) -> Iterator[Part[Span]]:
    at = 0
    for start, end, href in find_links(text):
        yield from _names(text[at:start], own)
        yield Part(text[start:end], Span(text[start:end], Style.LINK, href))
        at = end
    yield from _names(text[at:], own)


def _names(text: str, own: re.Pattern[str]) -> Iterator[Part[Span]]:
    found = {match.start(): (match, Style.MENTION) for match in _PERSON.finditer(text)}
    found |= {match.start(): (match, Style.MENTION | Style.OWN) for match in own.finditer(text)}
    at = 0
    for start in sorted(found):
        match, style = found[start]
        if start < at:
            continue
        yield Part(text[at:start])
        yield Part(match[0], Span(match[0], style))
        at = match.end()
    yield Part(text[at:])
