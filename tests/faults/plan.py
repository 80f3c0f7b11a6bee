"""What goes wrong, when and to whom: a pure function of the seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

QUIET_AT_FIRST_S = 1.5  # everybody is in before the first fault
RELAY, ALL = "the relay", "everything"

# kind → (weight, whom it may befall, shortest and longest time in seconds)
# "person": a program of somebody's; "line": somebody's way to the relay; "disk": somebody's own.
KINDS = {
    "relay killed": (16, "relay", 0.0, 2.5),
    "killed in a commit": (4, "relay", 0.0, 1.0),
    "killed before telling": (4, "relay", 0.0, 1.0),
    "killed while telling": (4, "relay", 0.0, 1.0),
    "killed at its start": (4, "relay", 0.0, 1.0),
    "killed in a backup": (3, "relay", 0.1, 0.8),
    "relay stopped": (5, "relay", 0.5, 5.0),
    "all killed": (2, "all", 0.0, 2.0),
    "disk full": (6, "relay", 0.5, 5.0),
    "own disk full": (8, "disk", 0.5, 8.0),
    "clock jumps": (7, "relay", 0.0, 0.0),
    "person killed": (10, "person", 0.0, 3.0),
    "killed at Enter": (6, "person", 0.0, 1.0),
    "person asleep": (6, "person", 0.5, 8.0),
    "line cut": (14, "line", 0.0, 1.5),
    "line halved": (10, "line", 0.0, 1.0),
    "line slow": (8, "line", 1.0, 8.0),
    "line frozen": (6, "line", 0.5, 10.0),
    "line gone": (3, "line", 0.0, 0.5),
}
# By which the relay is killed.
OF_THE_RELAY = tuple(
    kind for kind, (_, befalls, *_) in KINDS.items() if "killed" in kind and befalls in "relay all"
)
JUMPS = ("+2d", "-2d", "+0", "-30d", "+1h", "-1h", "+400d")
DISTANCE_S = (0.4, 3.4)  # between two faults, each as likely


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    at_s: since the start. whom: RELAY, ALL or somebody's name. for_s: until it is mended; a
    person who was killed starts the program again then, a line that was cut works again.
    detail: what else there is to know: the new clock, which way, how slow.
    """

    at_s: float
    kind: str
    whom: str
    for_s: float
    detail: str = ""

    def __str__(self) -> str:
        words = f"{self.at_s:7.2f} s  {self.kind:14} {self.whom:10}"
        return f"{words} {self.for_s:5.2f} s  {self.detail}".rstrip()


def make_plan(
    seed: int,
    length_s: float,
    programs: Sequence[str],
    lines: Sequence[str],
    disks: Sequence[str] = (),
) -> tuple[Fault, ...]:
    """All faults of a run, in order.

    programs: who has a program that can be killed; lines: who is connected (these, and plain
    IRC clients that are part of the harness); disks: whose own disk can be full.
    """
    befallen = {"relay": (RELAY,), "all": (ALL,), "person": programs, "line": lines, "disk": disks}
    chance = random.Random(seed)
    kinds = {name: kind for name, kind in KINDS.items() if befallen[kind[1]]}
    names, weights = list(kinds), [weight for weight, *_ in kinds.values()]
    faults = []
    at_s = QUIET_AT_FIRST_S
    while at_s < length_s:
        kind = chance.choices(names, weights)[0]
        _, befalls, shortest, longest = KINDS[kind]
        fault = Fault(
            round(at_s, 2),
            kind,
            chance.choice(list(befallen[befalls])),
            round(chance.uniform(shortest, longest), 2),
            _detail(kind, chance),
        )
        faults.append(fault)
        at_s += chance.uniform(*DISTANCE_S)
    return tuple(faults)


def _detail(kind: str, chance: random.Random) -> str:
    if kind == "clock jumps":
        return chance.choice(JUMPS)
    if kind == "killed at its start":
        return str(chance.randint(1, 3))
    if kind in ("killed in a commit", "killed before telling", "killed while telling"):
        return str(chance.randint(1, 8))
    if kind == "killed at Enter":
        return chance.choice(("pressed", "shown", "shown"))
    if kind == "own disk full":
        return chance.choice(("", "and killed"))
    if kind == "line halved":
        return chance.choice(("to the relay", "to the person"))
    if kind == "line slow":
        return f"{chance.choice((0.05, 0.2, 0.8))}"
    return ""
