"""Makes a plan come true: does each fault at its time, and mends it when its time is over."""

import heapq
import itertools
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.faults.disk import Disk
from tests.faults.lines import Way, Ways
from tests.faults.plan import Fault
from tests.faults.stage import GO_ON, STOP, Program, Relay

RESTART_S = 0.3  # a relay that did not come up (the disk is full) is started again after it
LOOK_S = 0.05  # between two looks at somebody who is doomed
DOOM_S = 8.0  # who has not met its doom by then lives on


class Director:
    """Owns the timetable. backups: the folder for them."""

    def __init__(
        self, relay: Relay, programs: Mapping[str, Program], ways: Ways, disk: Disk, backups: Path
    ) -> None:
        self._relay, self._programs, self._ways, self._disk = relay, programs, ways, disk
        self._backups = backups
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._started_at = 0.0
        self.done: Counter[str] = Counter()
        self._copying: list[subprocess.Popen[bytes]] = []

    def run(self, plan: Sequence[Fault], length_s: float) -> None:
        """All faults, until length_s is over. What is broken then stays so until `calm`."""
        self._started_at = time.monotonic()
        for fault in plan:
            self._at(fault.at_s, lambda fault=fault: self._do(fault))
        self._at(length_s, lambda: None)
        while self._due and self._due[0][0] <= length_s:
            at_s, _, action = heapq.heappop(self._due)
            time.sleep(max(0.0, self._started_at + at_s - time.monotonic()))
            action()

    def calm(self) -> None:
        """No more faults: everything works and everybody is awake."""
        self._due.clear()
        self._disk.make_room()
        self._relay.send_signal(GO_ON)
        self._relay.set_clock("+0")
        for copying in self._copying:
            copying.wait(DOOM_S)
        if self._relay.is_doomed:
            self._relay.kill()
        while not self._relay.is_up and not self._relay.start():
            time.sleep(RESTART_S)
        for program in self._programs.values():
            program.disk.make_room()
            program.send_signal(GO_ON)
            if not program.is_running:
                program.start()
        self._ways.mend()

    def _at(self, at_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at_s, next(self._order), action))

    def _later(self, wait_s: float, action: Callable[[], None]) -> None:
        self._at(time.monotonic() - self._started_at + wait_s, action)

    def _do(self, fault: Fault) -> None:
        if fault.kind not in DOOMS:  # these are counted when they are met
            self.done[fault.kind] += 1
        _DEEDS[fault.kind](self, fault)

    # -- deeds

    def _kill_relay(self, fault: Fault) -> None:
        self._relay.kill()
        self._later(fault.for_s, self._start_relay)

    def _start_relay(self) -> None:
        if self._relay.is_up:
            return  # killed twice in a row
        if not self._relay.start():
            self._later(RESTART_S, self._start_relay)

    def _doom_relay(self, fault: Fault) -> None:
        """It is started anew to die at a chosen moment, and then once more."""
        self._relay.kill()
        self._relay.doom = (DOOMS[fault.kind], int(fault.detail))
        self._start_relay()
        self._watch_relay(fault, time.monotonic() + DOOM_S)

    def _watch_relay(self, fault: Fault, until: float) -> None:
        if self._relay.has_met_its_doom:
            self._relay.is_doomed = False
            self.done[fault.kind] += 1
            self._later(fault.for_s, self._start_relay)
        elif self._relay.is_doomed and time.monotonic() < until:
            self._later(LOOK_S, lambda: self._watch_relay(fault, until))
        elif self._relay.is_doomed:  # it would still meet it, and nobody would be looking
            self._relay.kill()
            self._start_relay()

    def _back_up(self, fault: Fault) -> None:
        """The relay is killed while somebody copies its database."""
        number = self.done[fault.kind]
        self._copying.append(self._relay.back_up(self._backups / f"{number}.sqlite3"))
        self._later(fault.for_s, lambda: self._kill_relay(fault))

    def _stop_relay(self, fault: Fault) -> None:
        self._relay.send_signal(STOP)
        self._later(fault.for_s, lambda: self._relay.send_signal(GO_ON))

    def _kill_all(self, fault: Fault) -> None:
        self._kill_relay(fault)
        for name in self._programs:
            self._kill_person(Fault(fault.at_s, fault.kind, name, fault.for_s))

    def _fill_disk(self, fault: Fault) -> None:
        self._disk.fill()
        self._later(fault.for_s, self._disk.make_room)

    def _fill_own_disk(self, fault: Fault) -> None:
        disk = self._programs[fault.whom].disk
        disk.fill()
        self._later(fault.for_s, disk.make_room)
        if fault.detail:
            again = replace(fault, for_s=fault.for_s / 4)  # still full
            self._later(fault.for_s / 2, lambda: self._kill_person(again))

    def _set_clock(self, fault: Fault) -> None:
        self._relay.set_clock(fault.detail)

    def _kill_person(self, fault: Fault) -> None:
        program = self._programs[fault.whom]
        program.kill()
        self._later(fault.for_s, lambda: None if program.is_running else program.start())

    def _doom_person(self, fault: Fault) -> None:
        """It dies by itself at its next message, and is started again."""
        program = self._programs[fault.whom]
        if program.is_running:
            program.doom(fault.detail)
            self._watch_person(fault, program.starts, time.monotonic() + DOOM_S)

    def _watch_person(self, fault: Fault, life: int, until: float) -> None:
        program = self._programs[fault.whom]
        if program.starts != life:
            return  # another fault was quicker
        if not program.is_running:
            self.done[fault.kind] += 1
            self._later(fault.for_s, lambda: None if program.is_running else program.start())
        elif time.monotonic() < until:
            self._later(LOOK_S, lambda: self._watch_person(fault, life, until))

    def _put_to_sleep(self, fault: Fault) -> None:
        program = self._programs[fault.whom]
        program.send_signal(STOP)
        self._later(fault.for_s, lambda: program.send_signal(GO_ON))

    def _cut(self, fault: Fault) -> None:
        def cut(way: Way) -> None:
            way.closed = True
            way.cut()

        self._ways.tell(fault.whom, cut)
        self._set_later(fault, closed=False)

    def _halve(self, fault: Fault) -> None:
        self._set(fault, halves=fault.detail)

    def _slow(self, fault: Fault) -> None:
        self._set(fault, delay_s=float(fault.detail))
        self._set_later(fault, delay_s=0.0)

    def _freeze(self, fault: Fault) -> None:
        self._ways.tell(fault.whom, lambda way: way.thawed.clear())
        self._later(fault.for_s, lambda: self._ways.tell(fault.whom, lambda way: way.thawed.set()))

    def _lose(self, fault: Fault) -> None:
        self._ways.tell(fault.whom, Way.lose)

    def _set(self, fault: Fault, **values: Any) -> None:
        def change(way: Way) -> None:
            for name, value in values.items():
                setattr(way, name, value)

        self._ways.tell(fault.whom, change)

    def _set_later(self, fault: Fault, **values: Any) -> None:
        self._later(fault.for_s, lambda: self._set(fault, **values))


# What the relay, or a person's program, dies of by itself: as `doomed` calls it.
DOOMS = {
    "killed in a commit": "in a commit",
    "killed before telling": "before telling",
    "killed while telling": "while telling",
    "killed at its start": "at its start",
    "killed at Enter": "",
}
_DEEDS: Mapping[str, Callable[[Director, Fault], None]] = {
    "relay killed": Director._kill_relay,
    **{kind: Director._doom_relay for kind, moment in DOOMS.items() if moment},
    "killed in a backup": Director._back_up,
    "killed at Enter": Director._doom_person,
    "relay stopped": Director._stop_relay,
    "all killed": Director._kill_all,
    "disk full": Director._fill_disk,
    "own disk full": Director._fill_own_disk,
    "clock jumps": Director._set_clock,
    "person killed": Director._kill_person,
    "person asleep": Director._put_to_sleep,
    "line cut": Director._cut,
    "line halved": Director._halve,
    "line slow": Director._slow,
    "line frozen": Director._freeze,
    "line gone": Director._lose,
}
