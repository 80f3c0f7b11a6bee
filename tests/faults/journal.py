"""What somebody did and saw, written down line by line: a file that survives the writer.

One JSON list a line: [seconds since 1970, what, …]. `what` and its further values:
    meant   token, target, text      about to be entered
    entered token                    its row is on the screen
    settled token, msgid             shown as confirmed
    failed  token, reason            shown as not sent
    seen    target, msgid, token     somebody else's words arrived, live or from history
    mark    ref, kind, msgid, text   something about a message is on its way
    marked  ref                      … and confirmed
    unmarked ref, reason             … and refused
    up, down, start                  the link, the program
    stuck   reason                   told that nothing is kept on this computer; "" when it is again
A token ("ann#17") stands first in each text and is nowhere else.
"""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from messenger.client import events as ev
from messenger.client.events import Event
from messenger.client.model.timeline import SPOKEN
from messenger.irc.marks import MARKS

TOKEN = re.compile(r"\b[a-z]+#\d+\b")


def token_of(text: str) -> str:
    """The token of a text, "" for one that is not of this run."""
    found = TOKEN.search(text)
    return found[0] if found else ""


class Journal:
    """Appends; each line is out of this process when `note` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1, encoding="utf-8")
        self._refs: dict[str, str] = {}
        self._marks: set[str] = set()

    def note(self, what: str, *values: Any) -> None:
        self._file.write(json.dumps([time.time(), what, *values]) + "\n")

    def take(self, event: Event) -> None:
        """Note what an event tells."""
        if self._take_mark(event):
            return
        if isinstance(event, ev.MessagePending):
            self._refs[event.message.ref] = token_of(event.message.text)
            self.note("entered", token_of(event.message.text))
        elif isinstance(event, ev.MessageSettled):
            self.note("settled", token_of(event.message.text), event.message.msgid)
        elif isinstance(event, ev.MessageFailed):
            self.note("failed", self._refs.get(event.ref, event.ref), event.reason)
        elif isinstance(event, ev.MessageArrived):
            self._seen(event.target, event.message)
        elif isinstance(event, ev.HistoryLoaded):
            for message in event.messages:
                self._seen(event.target, message)
        elif isinstance(event, (ev.LinkUp, ev.LinkDown)):
            self.note("up" if isinstance(event, ev.LinkUp) else "down")
        elif isinstance(event, ev.CopyStuck):
            self.note("stuck", event.reason)

    def _take_mark(self, event: Event) -> bool:
        """Note what is about a message; False: it is not."""
        if isinstance(event, ev.MessageFailed) and event.ref in self._marks:
            self.note("unmarked", event.ref, event.reason)
            return True
        if not isinstance(event, ev.MessagePending | ev.MessageSettled):
            return False
        message = event.message
        if message.kind not in MARKS:
            return False
        if isinstance(event, ev.MessageSettled):
            self.note("marked", message.ref)
        else:
            self._marks.add(message.ref)
            self.note("mark", message.ref, message.kind, message.subject, message.text)
        return True

    def is_mark(self, ref: str) -> bool:
        """Whether what has this ref is about a message."""
        return ref in self._marks

    def _seen(self, target: str, message: ev.ChatMessage) -> None:
        if message.kind in SPOKEN and token_of(message.text):
            self.note("seen", target, message.msgid, token_of(message.text))

    def close(self) -> None:
        self._file.close()


@dataclass(slots=True)
class Meant:
    """Something that somebody wanted to say."""

    target: str
    text: str


@dataclass(slots=True)
class Mark:
    """Something about the message of this msgid. is_warned: as `Account.warned`."""

    at: float
    kind: str
    msgid: str
    text: str
    is_warned: bool = False
    is_marked: bool = False
    refused: str = ""


@dataclass(slots=True)
class Account:
    """A journal, read. entered_at: by token, the first time; settled: token → all msgids;
    failed: what is shown as not sent now, and why; refused: what ever was.
    warned: what was entered after the person had been told that it is not kept, up to the end of
    the program; stuck: how often that was told.

    down_s: the longest time without a link.
    """

    meant: dict[str, Meant] = field(default_factory=dict)
    entered_at: dict[str, float] = field(default_factory=dict)
    settled: dict[str, set[str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    seen: dict[str, set[str]] = field(default_factory=dict)  # msgid → tokens
    down_s: float = 0.0
    warned: set[str] = field(default_factory=set)
    stuck: int = 0
    marks: dict[str, Mark] = field(default_factory=dict)  # by ref

    @property
    def last_number(self) -> int:
        """Of the newest token, 0 for none."""
        return max((int(token.partition("#")[2]) for token in self.meant), default=0)


def read(path: Path) -> Account:
    """What a journal tells; nothing if there is none yet."""
    account = Account()
    if not path.exists():
        return account
    down_at, is_stuck, at_risk, warned = 0.0, False, set[str](), list[Mark]()
    for at, what, *values in _lines(path):
        if what == "meant":
            account.meant[values[0]] = Meant(*values[1:])
        elif what == "entered":
            account.entered_at.setdefault(values[0], at)
            account.failed.pop(values[0], None)
            at_risk |= {values[0]} if is_stuck else set()
        elif what == "settled":
            account.settled.setdefault(values[0], set()).add(values[1])
            account.failed.pop(values[0], None)
        elif what == "failed":
            account.failed[values[0]] = values[1]
            account.refused.add(values[0])
        elif what == "seen":
            account.seen.setdefault(values[1], set()).add(values[2])
        elif what == "mark":
            known = account.marks.setdefault(values[0], Mark(at, *values[1:]))
            known.is_warned, known.refused = is_stuck, ""
            warned += [known] if is_stuck else []
        elif what == "marked":
            if values[0] in account.marks:
                account.marks[values[0]].is_marked = True
        elif what == "unmarked":
            account.marks[values[0]].refused = values[1]
        elif what == "stuck":
            is_stuck = bool(values[0])
            account.stuck += is_stuck
            at_risk &= at_risk if is_stuck else set()
            if not is_stuck:  # all of it is kept after all
                for known in warned:
                    known.is_warned = False
        elif what in ("down", "start"):
            if what == "start":
                account.warned |= at_risk
                is_stuck, at_risk, warned = False, set(), []
            down_at = down_at or at
        elif what == "up" and down_at:
            account.down_s = max(account.down_s, at - down_at)
            down_at = 0.0
    return account


def _lines(path: Path) -> Iterator[list[Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue  # the writer was killed in the middle of it
