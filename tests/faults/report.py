"""The table that a run prints."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.faults.evidence import Evidence
from tests.faults.plan import OF_THE_RELAY
from tests.faults.verdict import Breach, Kind, is_in_hand

COLUMNS = ("entered", "confirmed", "seen", "in hand", "disk full", "without link")
MOST_NAMED = 40


def report(
    done: Mapping[str, int], evidence: Evidence, breaches: Sequence[Breach], notes: Sequence[str]
) -> str:
    """notes: what this run could not do, and figures of it."""
    lines = ["", "faults"]
    lines += [f"  {kind:20} {count:5}" for kind, count in sorted(done.items())]
    lines.append(f"  {'kills of the relay':21}{sum(done.get(kind, 0) for kind in OF_THE_RELAY):5}")
    lines += ["", f"{'':10}" + "".join(f"{name:>14}" for name in COLUMNS)]
    stored = {row.token for row in evidence.history}
    for name, person in evidence.people.items():
        account = person.account
        in_hand = sum(
            token not in stored and is_in_hand(person, at, token)
            for token, at in account.entered_at.items()
        )
        known = {token for tokens in account.seen.values() for token in tokens}
        confirmed = (set(account.settled) | known) & stored & set(account.meant)
        figures = (
            len(account.entered_at),
            len(confirmed),
            len(account.seen),
            in_hand,
            account.stuck,
        )
        lines.append(_row(name, *figures, f"{account.down_s:.1f} s"))
    for name, seen in evidence.plain.items():
        heard = sum(map(len, seen.live))
        lines.append(_row(f"{name} (IRC)", len(seen.sent), len(seen.echoed), heard, "-", "-", "-"))
    counts = Counter(breach.kind for breach in breaches)
    lines += ["", "  ".join(f"{kind.value}: {counts[kind]}" for kind in Kind)]
    lines += [f"  {breach}" for breach in breaches[:MOST_NAMED]]
    if len(breaches) > MOST_NAMED:
        lines.append(f"  … and {len(breaches) - MOST_NAMED} more")
    lines += ["", *notes]
    verdict = "every promise was kept" if not breaches else "PROMISES WERE BROKEN"
    return "\n".join([*lines, f"{len(stored)} messages in the history: {verdict}"])


def _row(name: str, *figures: object) -> str:
    return f"{name:10}" + "".join(f"{figure!s:>14}" for figure in figures)
