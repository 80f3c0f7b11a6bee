"""The judgement of new wordings, reactions and what was taken back: everybody agrees with the
relay, and what is taken back is nowhere any more.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from messenger.irc.marks import REDACT
from tests.faults.breach import Breach, Kind
from tests.faults.evidence import Evidence, Kept, Person, Said
from tests.faults.journal import token_of


def tokens_seen(evidence: Evidence) -> dict[str, str]:
    """The tokens of all messages that anybody has seen, by msgid."""
    found: dict[str, str] = {}
    for person in evidence.people.values():
        for token, msgids in person.account.settled.items():
            found.update(dict.fromkeys(msgids, token))
        for msgid, tokens in person.account.seen.items():
            found.update(dict.fromkeys((msgid,), next(iter(tokens))))
    for seen in evidence.plain.values():
        found.update((msgid, token_of(text)) for live in seen.live for msgid, text in live)
    return found


def worded(about: Said, history: Sequence[Kept]) -> Iterable[Breach]:
    """The relay has the newest words of each message."""
    newest = dict(about.edits)
    for row in history:
        if row.msgid in newest and not row.is_erased and row.text != newest[row.msgid]:
            yield Breach(Kind.ALTERED, "relay", row.token, "has not its newest words")


def judge(
    about: Said, erased: Mapping[str, str], name: str, person: Person, in_hand_s: float
) -> Iterable[Breach]:
    """What somebody did to messages is done, or was refused; and the screen shows what others did.

    in_hand_s: who is killed so soon after has not done it.
    """
    for ref, mark in person.account.marks.items():
        what = f"{mark.kind} of {mark.msgid}"
        is_done = mark.msgid in erased or (mark.kind != REDACT and ref in about.refs)
        killed = any(0 <= at - mark.at < in_hand_s for at in person.killed_at)
        if is_done or mark.refused:
            continue
        if mark.is_marked:
            yield Breach(Kind.FORGED, name, ref, f"{what}, shown as done")
        elif not killed and not mark.is_warned:
            yield Breach(Kind.LOST, name, ref, what)
    for target, rows in person.screen.items():
        yield from gone(f"{name}'s screen", erased, [token_of(text) for _, text in rows])
        for msgid, text in rows:
            told = {chosen for about_it, chosen in about.reactions if about_it == msgid}
            if told != set(person.reactions.get(msgid, ())):
                yield Breach(Kind.ALTERED, name, token_of(text), f"reactions in {target}")
    for rows in person.cache.values():
        yield from gone(f"{name}'s cache", erased, [token_of(text) for _, text in rows])


def gone(where: str, erased: Mapping[str, str], tokens: Collection[str]) -> Iterable[Breach]:
    """Nothing that was taken back is shown."""
    return (Breach(Kind.ERASED, where, one) for one in set(erased.values()) & set(tokens))


def wiped(where: str, erased: Mapping[str, str], contents: Sequence[bytes]) -> Iterable[Breach]:
    """Nor is it left in any file."""
    names = "|".join(map(re.escape, erased.values()))
    if not names:
        return
    wanted = re.compile(rf"(?:{names})(?!\d)".encode())
    for token in {found[0].decode() for content in contents for found in wanted.finditer(content)}:
        yield Breach(Kind.ERASED, f"{where}'s files", token)
