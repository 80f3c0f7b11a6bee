"""What was said as a file for people (text, HTML) or programs (JSON); written piece by piece, so
that it may be of any length. What people wrote is data in all of them, never a command.
"""

import html
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from messenger.errors import UserError
from messenger.irc import formatting
from messenger.store.db import make_private_file
from messenger.store.export_words import Words, moment

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in an export. kind: "message", "action", "notice", or a happening, whose `text`
    is then a sentence. details: all that is known, for programs."""

    sent_ms: int
    sender: str
    kind: str
    text: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Iterable[Line]


@dataclass(frozen=True, slots=True)
class Export:
    """facts: what is known besides what was said, for programs; values are texts, numbers, lists
    or mappings. words: the same for people. now_ms: when it is made."""

    title: str
    now_ms: int
    sections: Iterable[Section]
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Words = ()


def write_export(export: Export, form: str, target: Path) -> int:
    """Write a file (0600), whole or not at all; returns how many lines are in it.

    form: a key of FORMS. UserError: the target is there already or can't be written.
    """
    if target.exists():
        raise UserError(f"{target} is there already: choose another name for the export.")
    half = target.with_name(f"{target.name}.{secrets.token_hex(4)}.new")
    try:
        make_private_file(half)
        with half.open("r+", encoding="utf-8", errors="replace", newline="\n") as file:
            count = FORMS[form](export, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(half, target)  # unlike a rename it never takes the place of another file
    except (OSError, ValueError) as error:  # ValueError: no file can have this name
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{target} can't be written: {reason}.") from error
    finally:
        with suppress(OSError, ValueError):
            half.unlink(missing_ok=True)
    return count


def _headline(export: Export) -> str:
    return f"{export.title}, exported {moment(export.now_ms)}. All times are UTC."


def _told(text: str) -> str:
    """Without what must not reach a screen: formatting codes, terminal escapes, turned text."""
    return formatting.clean(formatting.strip(text))


def _said(line: Line) -> str:
    """A line without its time; further lines of a text are indented below it."""
    sender, text = _told(line.sender), _told(line.text)
    shape = _SHAPES.get(line.kind, "-- {1}")
    return shape.format(sender, text).replace("\n", "\n" + " " * 21)


_SHAPES = {"message": "<{0}> {1}", "notice": "-{0}- {1}", "action": "* {0} {1}"}


def _as_text(export: Export, file: TextIO) -> int:
    count = 0
    file.write(_told(_headline(export)).replace("\n", " ") + "\n")
    for name, told in export.words:
        file.write(f"{_told(name)}: {_told(told)}\n".replace("\n", "\n    ").rstrip(" "))
    for section in export.sections:
        file.write(f"\n== {_told(section.title)} ==\n".replace("\n ", "\n"))
        for line in section.lines:
            file.write(f"{moment(line.sent_ms)}  {_said(line)}\n")
            count += 1
    return count


_HTML_HEAD = """<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{0}</title>
<style>
body {{ font: 15px/1.45 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
p {{ margin: .15em 0; white-space: pre-wrap; overflow-wrap: anywhere }}
time {{ color: #767676; font-size: 85% }} .happening {{ color: #767676 }}
</style></head><body><h1>{0}</h1>
"""


def _bdi(text: str) -> str:
    """A name or text that stays within itself, whatever its direction."""
    return f"<bdi>{html.escape(_told(text))}</bdi>"


def _html_line(line: Line) -> str:
    time = f"<time>{moment(line.sent_ms)}</time>"
    sender, text = _bdi(line.sender), _bdi(line.text)
    if line.kind == "action":
        return f"<p>{time} * <b>{sender}</b> {text}</p>\n"
    if line.kind in _SHAPES:
        return f"<p>{time} <b>{sender}</b> {text}</p>\n"
    return f'<p class="happening">{time} {text}</p>\n'


def _as_html(export: Export, file: TextIO) -> int:
    count = 0
    file.write(_HTML_HEAD.format(html.escape(_told(_headline(export)))))
    for name, told in export.words:
        file.write(f"<p><b>{html.escape(_told(name))}:</b> {_bdi(told)}</p>\n")
    for section in export.sections:
        file.write(f"<h2>{_bdi(section.title)}</h2>\n")
        for line in section.lines:
            file.write(_html_line(line))
            count += 1
    file.write("</body></html>\n")
    return count


def _as_json(export: Export, file: TextIO) -> int:
    def dumped(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    count = 0
    head = {"format": "messenger-export", "version": FORMAT_VERSION, "title": export.title}
    head["exported"] = moment(export.now_ms).replace(" ", "T") + "Z"
    file.write(f'{dumped(head)[:-1]},\n"facts": {dumped(export.facts)},\n"sections": [')
    for place, section in enumerate(export.sections):
        file.write(f'{"," if place else ""}\n{{"title": {dumped(section.title)}, "lines": [')
        for number, line in enumerate(section.lines):
            told = {"sent_ms": line.sent_ms, "sender": line.sender, "kind": line.kind}
            told |= {"text": line.text, **line.details}
            file.write(f"{',' if number else ''}\n{dumped(told)}")
            count += 1
        file.write("]}")
    file.write("]}\n")
    return count


FORMS: Mapping[str, Callable[[Export, TextIO], int]] = {
    "text": _as_text,
    "html": _as_html,
    "json": _as_json,
}
