"""The judgement: does every place hold each confirmed message exactly once, in one order?

Pure functions of the evidence; each breach names its message.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tests.faults import marks, whereabouts
from tests.faults.breach import Breach, Kind
from tests.faults.evidence import Evidence, Kept, Person, Shown
from tests.faults.habits import ROOM
from tests.faults.journal import token_of
from tests.faults.plain import Seen

# Between Enter and the outbox on the disk there are a few milliseconds, longer on a busy
# machine. Who is killed then has not said anything yet: counted, but no breach.
IN_HAND_S = 0.3


def judge(evidence: Evidence) -> list[Breach]:
    """All breaches, none when every promise was kept."""
    truth = _Truth(evidence)
    found = [Breach(Kind.DAMAGED, where, "", words) for where, words in evidence.damage.items()]
    found += _once(truth)
    found += _own_order(truth, evidence.people)
    found += _served(truth, evidence.served)
    for name, rows in evidence.backups.items():
        found += _backed_up(truth, name, rows)
    for name, person in evidence.people.items():
        found += _confirmed(truth, name, person)
        found += _entered(truth, name, person)
        found += _seen(truth, name, person.account.seen)
        for target in {*person.cache, *person.screen, ROOM}:
            expected = truth.of_place(name, target)
            found += _same(f"{name}'s cache", expected, person.cache.get(target, ()))
            found += _same(f"{name}'s screen", expected, person.screen.get(target, ()))
        found += _talks(truth, name, person)
        found += marks.judge(evidence.about, truth.erased, name, person, IN_HAND_S)
        if relay := evidence.whereabouts.get(truth.nicks[name]):
            found += whereabouts.judge(relay, name, person.screen_at, person.cache_at)
        if person.pane is not None:
            shown = [(truth.msgids.get(token, ""), token) for token in person.pane]
            found += marks.gone(f"{name}'s window", truth.erased, person.pane)
            found += _same(f"{name}'s window", truth.room_by_token, shown)
    for name, seen in evidence.plain.items():
        found += _plain(truth, name, seen)
    found += marks.worded(evidence.about, truth.history)
    for where, contents in evidence.files.items():
        found += marks.wiped(where, truth.erased, contents)
    return list(dict.fromkeys(found))


class _Truth:
    """The relay's history, to be looked up. history: all that was ever said; room, of_place: what
    is there still; erased: the token of what is not, by msgid."""

    def __init__(self, evidence: Evidence) -> None:
        tokens = marks.tokens_seen(evidence)
        self.history = [
            replace(row, text=tokens.get(row.msgid, "")) if row.is_erased else row
            for row in evidence.history
            if not row.is_erased or row.msgid in tokens
        ]
        self.erased = {row.msgid: row.token for row in self.history if row.is_erased}
        self.by_msgid = {row.msgid: row for row in self.history}
        self.msgids = {row.token: row.msgid for row in self.history}
        self.room = [row for row in self.history if row.target == ROOM and not row.is_erased]
        self.room_by_token = [Kept(row.msgid, ROOM, row.token) for row in self.room]
        self.room_ever = [
            Kept(row.msgid, ROOM, row.token) for row in self.history if row.target == ROOM
        ]
        self.worded = {
            (mark.msgid, _bare(mark.text))
            for person in evidence.people.values()
            for mark in person.account.marks.values()
        }
        self.said = {
            token: meant
            for person in evidence.people.values()
            for token, meant in person.account.meant.items()
        }
        self.nicks = {name: person.nick or name for name, person in evidence.people.items()}
        self.seen_by_anyone = {
            msgid for person in evidence.people.values() for msgid in person.account.seen
        } | {msgid for seen in evidence.plain.values() for live in seen.live for msgid, _ in live}

    def of_place(self, name: str, target: str) -> list[Kept]:
        """What the room, or the talk of these two, holds."""
        if target == ROOM:
            return self.room
        pair = {self.nicks[name], target}
        return [
            row
            for row in self.history
            if row.target != ROOM
            and not row.is_erased
            and {self.author(row.token), self._receiver(row)} == pair
        ]

    def author(self, token: str) -> str:
        """The nick of who said it, on whatever device."""
        device = token.partition("#")[0]
        return self.nicks.get(device, device)

    def _receiver(self, row: Kept) -> str:
        said = self.said.get(row.token)
        return said.target if said else ""


def _once(truth: _Truth) -> Iterable[Breach]:
    """The relay stored nothing twice, and nothing that nobody said."""
    for token, count in Counter(row.token for row in truth.history).items():
        if count > 1:
            yield Breach(Kind.DOUBLED, "relay", token, f"stored {count} times")
    for row in truth.history:
        said = truth.said.get(row.token)
        words = _bare(row.text)
        if said is None or row.is_erased or (row.msgid, words) in truth.worded:
            continue
        if _bare(said.text) != words:
            yield Breach(Kind.ALTERED, "relay", row.token)


def _own_order(truth: _Truth, people: Mapping[str, Person]) -> Iterable[Breach]:
    """What one device said in one place stands in the order in which it was said; but what was
    refused and tried again comes when it comes."""
    refused = {token for person in people.values() for token in person.account.refused}
    newest: dict[tuple[str, str], int] = {}
    for row in truth.history:
        device, _, number = row.token.partition("#")
        if row.token in refused:
            continue
        if int(number) < newest.get((device, row.target), 0):
            yield Breach(Kind.ORDER, "relay", row.token, "among its author's own")
        newest[device, row.target] = max(int(number), newest.get((device, row.target), 0))


def _backed_up(truth: _Truth, name: str, rows: Sequence[Kept]) -> Iterable[Breach]:
    """A copy holds all that was said up to its moment, in whatever words."""
    ever = [Kept(row.msgid, row.target, row.token) for row in truth.history]
    copied = [(row.msgid, row.token) for row in rows if row.token]
    until = next(
        (at for at, row in enumerate(ever, 1) if copied[-1:] == [(row.msgid, row.text)]), 0
    )
    erased = {row.msgid for row in rows if row.is_erased}
    expected = [row for row in ever[:until] if row.msgid not in erased]
    return _same(f"backup {name}", expected, copied)


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _served(truth: _Truth, served: Shown) -> Iterable[Breach]:
    """CHATHISTORY gives the whole room."""
    room = truth.room_by_token
    yield from _same("CHATHISTORY", room, [(msgid, token_of(text)) for msgid, text in served])
    if room and (not served or served[0][0] != room[0].msgid):
        yield Breach(Kind.LOST, "CHATHISTORY", room[0].token, "and what follows it")


def _confirmed(truth: _Truth, name: str, person: Person) -> Iterable[Breach]:
    """What was shown as confirmed is stored, under the msgid that was shown."""
    for token, msgids in person.account.settled.items():
        stored = truth.msgids.get(token)
        for msgid in msgids - {stored}:
            was_there = stored is None and msgid in truth.seen_by_anyone
            yield Breach(Kind.LOST if was_there else Kind.FORGED, name, token, f"as {msgid}")


def _entered(truth: _Truth, name: str, person: Person) -> Iterable[Breach]:
    """What was entered is confirmed, or it is shown as not sent."""
    account = person.account
    for token, at in account.entered_at.items():
        is_stored, is_open = token in truth.msgids, token in person.unsettled
        if is_stored and is_open:
            yield Breach(Kind.OPEN, name, token, "shown as unsent, but stored")
        elif is_stored and token not in account.settled:
            yield from _found_out(name, person, token)
        elif not is_stored and is_open and token not in account.failed:
            yield Breach(Kind.OPEN, name, token, "still waits")
        elif not is_stored and not is_open and not is_in_hand(person, at, token):
            yield Breach(Kind.LOST, name, token, "was entered and is nowhere")
    for token in person.outbox:
        if token in truth.msgids:
            yield Breach(Kind.OPEN, name, token, "stored, but kept in the outbox")


def _found_out(name: str, person: Person, token: str) -> Iterable[Breach]:
    """Stored without our having been told so: then history has told us."""
    if not any(token in tokens for tokens in person.account.seen.values()):
        yield Breach(Kind.OPEN, name, token, "stored, and its author does not know")


def is_in_hand(person: Person, entered_at: float, token: str) -> bool:
    """Whether its author's program was killed in the very moment of entering it, or after its
    author had been told that what is not sent would be gone with the program."""
    in_hand = any(0 <= killed_at - entered_at < IN_HAND_S for killed_at in person.killed_at)
    return in_hand or token in person.account.warned


def _seen(truth: _Truth, name: str, seen: Mapping[str, set[str]]) -> Iterable[Breach]:
    """Whatever arrived is in the history, under that msgid and with those words."""
    for msgid, tokens in seen.items():
        stored = truth.by_msgid.get(msgid)
        for token in tokens:
            if stored is None:
                kind = Kind.LOST if token not in truth.msgids else Kind.FORGED
                yield Breach(kind, name, token, f"seen as {msgid}, which the relay does not have")
            elif stored.token != token:
                yield Breach(Kind.ALTERED, name, token, f"seen as {msgid}, stored {stored.token}")


def _talks(truth: _Truth, name: str, person: Person) -> Iterable[Breach]:
    """Private messages reached the one they were for."""
    nick = truth.nicks[name]
    for row in truth.history:
        said, author = truth.said.get(row.token), truth.author(row.token)
        if row.target == ROOM or row.is_erased or said is None:
            continue
        if nick not in (said.target, author):
            continue
        other = author if said.target == nick else said.target
        is_of_here = row.token.startswith(f"{name}#")
        if not is_of_here and row.msgid not in person.told:
            yield Breach(Kind.LOST, name, row.token, "nothing told of it; found by reading upwards")
        for where, shown in (("cache", person.cache), ("screen", person.screen)):
            if row.msgid not in {msgid for msgid, _ in shown.get(other, ())}:
                yield Breach(Kind.LOST, f"{name}'s {where}", row.token, f"in the talk with {other}")


def _plain(truth: _Truth, name: str, seen: Seen) -> Iterable[Breach]:
    """Of each connection: all that was said from its first line to its last."""
    for token, msgids in seen.echoed.items():
        for msgid in msgids - {truth.msgids.get(token)}:
            yield Breach(Kind.LOST, name, token, f"echoed as {msgid}")
    room = truth.room_ever
    for live in seen.live:
        heard = [(msgid, token_of(text)) for msgid, text in live]
        last = heard[-1][0] if heard else ""
        until = next((at for at, row in enumerate(room, 1) if row.msgid == last), len(room))
        yield from _same(name, room[:until], heard)


def _same(where: str, expected: Sequence[Kept], shown: Shown) -> Iterable[Breach]:
    """From its first message on, a place shows what the relay has: all, once, in its order."""
    if not shown:
        return
    places = {row.msgid: number for number, row in enumerate(expected)}
    msgids = {msgid for msgid, _ in shown}
    tokens = Counter(token_of(text) for _, text in shown)
    for token, count in tokens.items():
        if count > 1:
            yield Breach(Kind.DOUBLED, where, token, f"{count} times")
    for msgid, text in shown:
        at, token = places.get(msgid), token_of(text)
        if at is None:
            yield Breach(Kind.FORGED, where, token, f"as {msgid}, which the relay does not have")
        elif _bare(expected[at].text) != _bare(text):
            yield Breach(Kind.ALTERED, where, token, f"stored as {expected[at].token}")
    known = [places[msgid] for msgid, _ in shown if msgid in places]
    for at in _misplaced(list(dict.fromkeys(known))):
        yield Breach(Kind.ORDER, where, expected[at].token)
    for row in expected[min(known, default=len(expected)) :]:
        if row.msgid not in msgids:
            yield Breach(Kind.LOST, where, row.token)


def _misplaced(numbers: Sequence[int]) -> list[int]:
    """The fewest that have to go so that the others rise: all but a longest rising sequence."""
    tails: list[int] = []  # the least end of a rising sequence of each length
    lengths = []
    for number in numbers:
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        lengths.append(length)
    wanted, misplaced = len(tails) - 1, []
    for number, length in zip(reversed(numbers), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            misplaced.append(number)
    return misplaced
