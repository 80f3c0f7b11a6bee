"""What was said about messages: new wordings, reactions, taken back; by the message's msgid,
whether that message is here already or comes with an older page.

Pure data; a timeline owns one. Taken back is for ever; of new wordings and of one person's
reactions the newest counts, in whatever order they are told.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from messenger.client.events import ChatMessage
from messenger.client.model.entry import SPOKEN, Entry, Outcome, Reaction, order_of
from messenger.irc.marks import EDIT, REACT, REDACT, UNREACT, is_author, who

MOST_MESSAGES = 10_000  # that something is known of, in one place
MOST_EDITORS = 8  # of one that is not here; only its author's words will count
MOST_REACTIONS = 500  # to one message
_Key = TypeVar("_Key")


@dataclass(slots=True)
class _Fate:
    """Of one message. edits: by person; reactions: by person and what they chose; waiting: ours
    that the relay does not have yet, by ref."""

    edits: dict[str, ChatMessage] = field(default_factory=dict)
    reactions: dict[tuple[str, str], ChatMessage] = field(default_factory=dict)
    end: ChatMessage | None = None
    waiting: dict[str, ChatMessage] = field(default_factory=dict)


class Marks:
    """add, expect, drop; then `applied` gives an entry as it is now."""

    def __init__(self) -> None:
        self._fates: OrderedDict[str, _Fate] = OrderedDict()
        self._waiting: dict[str, str] = {}  # ref -> msgid of the message it is about
        self._erased: OrderedDict[str, None] = OrderedDict()  # msgids of what was taken back

    def add(self, mark: ChatMessage) -> list[str]:
        """Something was said about a message; the msgids of the messages that look different
        now, perhaps."""
        changed = [mark.subject, *self.drop(mark.ref)]
        fate = self._fate(mark.subject)
        if mark.kind == REDACT:
            self._erased[mark.subject] = None
            if len(self._erased) > MOST_MESSAGES:
                self._erased.popitem(last=False)
            fate.end = fate.end or mark
            fate.edits.clear()
            fate.reactions.clear()
            changed += self._without_reaction(mark.subject)
        elif fate.end is None and mark.msgid not in self._erased:
            if mark.kind == EDIT:
                if len(fate.edits) >= MOST_EDITORS:
                    del fate.edits[next(iter(fate.edits))]
                _keep_newest(fate.edits, who(mark.account, mark.sender), mark, MOST_EDITORS)
            else:
                key = (who(mark.account, mark.sender), mark.text)
                _keep_newest(fate.reactions, key, mark, MOST_REACTIONS)
        return changed

    def expect(self, mark: ChatMessage) -> list[str]:
        """Something of ours about a message is on its way; the messages that look different."""
        self._fate(mark.subject).waiting[mark.ref] = mark
        self._waiting[mark.ref] = mark.subject
        return [mark.subject]

    def drop(self, ref: str) -> list[str]:
        """What was on its way arrived, or never will; the messages that look different."""
        msgid = self._waiting.pop(ref, "")
        if not msgid:
            return []
        fate = self._fates.get(msgid)
        if fate is not None:
            fate.waiting.pop(ref, None)
        return [msgid]

    @property
    def waiting(self) -> int:
        """How many of ours are on their way."""
        return len(self._waiting)

    def awaited(self, ref: str) -> ChatMessage | None:
        """What is on its way under this ref."""
        fate = self._fates.get(self._waiting.get(ref, ""))
        return fate.waiting.get(ref) if fate else None

    def applied(self, entry: Entry) -> Entry:
        """An entry with all that is known of its message."""
        fate = self._fates.get(entry.message.msgid)
        message = entry.message
        if fate is None or message.kind not in SPOKEN or not message.msgid:
            return entry
        if fate.end is not None:
            by = fate.end.sender
            message = replace(message, kind="deleted", text="", subject=by)
            return replace(entry, message=message, mention=False, outcome=Outcome())
        edit = max(
            (one for one in fate.edits.values() if written_by(one, message)),
            key=order_of,
            default=None,
        )
        if edit is not None:
            message = replace(message, text=edit.text)
        edited = edit is not None or entry.outcome.edited
        words = [one.text for one in fate.waiting.values() if one.kind == EDIT]
        reactions = tuple(_counted(fate))
        outcome = Outcome(edited, reactions, words[-1] if words else None, bool(fate.waiting))
        return replace(entry, message=message, outcome=outcome)

    def _fate(self, msgid: str) -> _Fate:
        fate = self._fates.get(msgid)
        if fate is None:
            fate = self._fates[msgid] = _Fate()
            if len(self._fates) > MOST_MESSAGES:
                self._fates.popitem(last=False)
        return fate

    def _without_reaction(self, msgid: str) -> list[str]:
        """A reaction may itself be taken back."""
        for parent, fate in self._fates.items():
            for key, mark in fate.reactions.items():
                if mark.msgid == msgid:
                    del fate.reactions[key]
                    return [parent]
        return []


def written_by(mark: ChatMessage, message: ChatMessage) -> bool:
    """Whether the one who wrote a message says this about it."""
    same = is_author(mark.account, mark.sender, message.account, message.sender)
    return same or (mark.own and message.own)


def _keep_newest(kept: dict[_Key, ChatMessage], key: _Key, mark: ChatMessage, most: int) -> None:
    known = kept.get(key)
    if known is None and len(kept) >= most:
        return
    if known is None or order_of(known) <= order_of(mark):
        kept[key] = mark


def _counted(fate: _Fate) -> Iterator[Reaction]:
    """What people chose, ours as we want it though it may be on its way still."""
    chosen = dict(fate.reactions)
    for mark in fate.waiting.values():
        if mark.kind in (REACT, UNREACT):
            chosen = {
                key: one for key, one in chosen.items() if not (one.own and key[1] == mark.text)
            }
            chosen[("", mark.text)] = mark
    people: dict[str, list[ChatMessage]] = {}
    for mark in sorted(chosen.values(), key=order_of):
        if mark.kind == REACT:
            people.setdefault(mark.text, []).append(mark)
    for text, marks in people.items():
        names = tuple((one.sender, one.realname) for one in marks)
        yield Reaction(text, names, any(one.own for one in marks))
