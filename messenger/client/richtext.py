"""From a message's text to styled spans: links, light Markdown, mentions."""

import enum
from dataclasses import dataclass


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


def spans(text: str, own_names: tuple[str, ...] = ()) -> tuple[Span, ...]:
    """The spans of a text, in order."""
    return (Span(text),)
