"""One run: set the stage, let the director loose, calm down, collect the evidence, judge."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from messenger.irc.marks import REDACT
from tests import display
from tests.faults import evidence as ev
from tests.faults import journal, whereabouts
from tests.faults.breaking import VICTIM, Sabotage
from tests.faults.collecting import collect
from tests.faults.director import Director
from tests.faults.disk import Disk
from tests.faults.evidence import Evidence
from tests.faults.habits import DATA, DEVICES, PLAIN, WINDOW
from tests.faults.lines import Way, Ways
from tests.faults.plain import PlainPerson
from tests.faults.plan import Fault, make_plan
from tests.faults.stage import Program, Relay
from tests.faults.verdict import Breach, judge

HEADLESS = ("ann", "bob", "cleo")
BY_TLS = ("ann", "bobtoo", WINDOW)  # the others speak in the open
SMALL_DISKS = ("cleo", WINDOW)  # can be full
ENOUGH = 50  # messages: a run that is to prove something has more
CALM_S = 120.0  # until all is said: a dead line takes a minute to be noticed
BREAK_AFTER, BREAK_PACE = 12, 6.0  # messages of the room; how fast people talk then
LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of run. breaks: keys of BREAKS; with any of them nothing else goes wrong."""

    seed: int
    length_s: float
    window: bool = True
    breaks: tuple[str, ...] = ()

    @property
    def programs(self) -> tuple[str, ...]:
        if self.breaks:
            return HEADLESS[:2]
        return (*HEADLESS, *DEVICES, *((WINDOW,) if self.window else ()))

    def plan(self) -> tuple[Fault, ...]:
        if self.breaks:
            return ()
        disks = [name for name in self.programs if name in SMALL_DISKS]
        lines = (*self.programs, PLAIN)
        return make_plan(self.seed, self.length_s, self.programs, lines, disks)


@dataclass(slots=True)
class Outcome:
    """evidence and breaches are what counts; done and notes are for the table. touched: tokens
    by the kind of break that befell them."""

    evidence: Evidence
    breaches: list[Breach]
    done: dict[str, int]
    notes: list[str]
    touched: dict[str, list[str]]


class Run:
    """folder: empty; all of the run lies in it."""

    def __init__(self, wish: Wish, folder: Path) -> None:
        self.wish, self.folder = wish, folder
        self.disk = Disk(folder / "relay", small=not wish.breaks)
        self.relay = Relay(folder / "relay")
        self.ways = Ways(
            {
                name: self.relay.tls_port if self._is_by_tls(name) else self.relay.port
                for name in (*wish.programs, PLAIN)
            }
        )
        self.sabotage = Sabotage(wish.breaks)
        self.programs = {name: self._program(name) for name in wish.programs}
        self.plain = PlainPerson(PLAIN, self.ways.port(PLAIN), wish.seed)
        self.backups = folder / "backups"
        self.director = Director(self.relay, self.programs, self.ways, self.disk, self.backups)
        self.notes: list[str] = []
        self.seen_by_themselves: dict[str, dict[str, set[str]]] = {}

    def _is_by_tls(self, name: str) -> bool:
        """What is broken on purpose is broken in words that can be read on their way."""
        return name in BY_TLS and not self.wish.breaks

    def _program(self, name: str) -> Program:
        module = "tests.faults.window" if name == WINDOW else "tests.faults.person"
        nick = DEVICES.get(name, name)
        others = [one for one in HEADLESS if one in self.wish.programs and one != nick]
        pace = BREAK_PACE if self.wish.breaks else 1.0
        address = self._address(name)
        does = "changes" if self.sabotage.changes or not self.wish.breaks else "talks"
        words = [address, str(self.wish.seed), str(pace), does, f"{name}:{nick}", *others]
        is_small = name in SMALL_DISKS and not self.wish.breaks
        folder = self.folder / name
        return Program(module, folder, Disk(folder / DATA, is_small, "8m"), words)

    def _address(self, name: str) -> str:
        scheme = "ircs" if self._is_by_tls(name) else "irc"
        return f"{scheme}://127.0.0.1:{self.ways.port(name)}"

    def play(self) -> Outcome:
        """The whole of it. TimeoutError when it does not come to rest."""
        self._say_what_is_missing()
        assert self.relay.start(), self.relay.log.read_text("utf-8")
        self._start_people()
        if self.wish.breaks:
            self._break()
        else:
            self.director.run(self.wish.plan(), self.wish.length_s)
        self.director.calm()
        for name in self.wish.programs if not self.wish.breaks else ():
            self.ways.tell(name, Way.cut)  # what a full disk refused is told at the next login
        if not self.wish.breaks:  # a slow machine says less in the same time
            self._wait_for("enough words", self._is_enough_said)
        self._settle()
        evidence = collect(self)
        done, touched = dict(self.director.done), self.sabotage.touched
        return Outcome(evidence, judge(evidence), done, self.notes, touched)

    def _start_people(self) -> None:
        """All are in, each under a name of its own: private words of somebody without an account
        belong to nobody after a restart. Further devices have the same key."""
        people = [name for name in self.programs if name not in DEVICES]
        for name in people:
            self.programs[name].start()
        self.plain.start()
        everybody = len(people)
        self._wait_for("names", lambda: ev.accounts(self.relay.database) == everybody)
        for name in self.programs.keys() & DEVICES.keys():
            keys = (self.programs[DEVICES[name]].data / "keys.json").read_text("utf-8")
            keys = keys.replace(self._key_place(DEVICES[name]), self._key_place(name))
            (self.programs[name].data / "keys.json").write_text(keys, "utf-8")
            self.programs[name].start()

    def _key_place(self, name: str) -> str:
        """What a key belongs to: a certificate, or an address; and each has a way of its own."""
        by_tls = self._is_by_tls(name)
        return self.relay.fingerprint if by_tls else f"127.0.0.1:{self.ways.port(name)}"

    def close(self) -> None:
        """Nothing is left running or mounted."""
        self.plain.ended.set()
        for program in self.programs.values():
            program.kill()
            program.disk.close()
        self.relay.kill()
        self.ways.close()
        self.disk.close()

    # -- breaking on purpose

    def _break(self) -> None:
        """What the breaks need, one after the other, each when enough was said."""
        sabotage, bob = self.sabotage, self.programs[VICTIM]
        said = self.plain.seen.live
        self._wait_for("enough words", lambda: sum(map(len, said)) > BREAK_AFTER)
        self.ways.tell(VICTIM, lambda way: setattr(way, "tamper", sabotage.tamper))
        self._wait_for("all breaks on the way", lambda: sabotage.is_past)
        if sabotage.changes:
            self._wait_for("something to be taken back", self._is_something_gone)
        if sabotage.any("over"):
            kept = bob.data / "cache.sqlite3"
            self._wait_for("something to be read", lambda: whereabouts.in_cache(kept).read)
        if sabotage.any("row"):
            self.relay.kill()
            sabotage.between_lives(self.relay)
            self.relay.start()
        if sabotage.any("dead"):
            self.ways.tell(VICTIM, _close)
            before = len(self.read_journal(VICTIM).entered_at)
            self._wait_for(
                "words without a link",
                lambda: len(self.read_journal(VICTIM).entered_at) > before + 3,
            )
            bob.kill()
            bob.killed_at.clear()  # it was not in the middle of anything
            sabotage.in_cache(bob, "dead")

    def _is_enough_said(self) -> bool:
        return len(ev.history(self.relay.database)) > ENOUGH

    def _is_something_gone(self) -> bool:
        journals = map(self.read_journal, self.programs)
        done = (mark for one in journals for mark in one.marks.values() if mark.is_marked)
        return any(mark.kind == REDACT for mark in done)

    # -- the end

    def _settle(self) -> None:
        """Until everybody is in, everything is said, and all have seen the last words."""
        began = time.monotonic()
        for program in self.programs.values():
            program.ask("quiet")
        self.plain.quiet.set()
        self._wait_for("everybody to have all said", self._all_is_said)
        amen = f"{PLAIN}#{10**6} and that was all"
        self.plain.last_words.append(amen)
        self._wait_for("everybody to have seen the last words", lambda: self._all_saw(amen))
        self.seen_by_themselves = {name: self.read_journal(name).seen for name in self.programs}
        for program in self.programs.values():
            program.ask("scroll")
        self._wait_for("everybody to have read upwards", self._all_at_top)
        self.notes.append(f"all at rest {time.monotonic() - began:.1f} s after the last fault")

    def _all_is_said(self) -> bool:
        states = [program.ask("state") for program in self.programs.values()]
        return self.plain.joined.is_set() and all(
            state["up"] and not state["unsent"] for state in states
        )

    def _all_at_top(self) -> bool:
        return all(program.ask("state")["at_top"] for program in self.programs.values())

    def _all_saw(self, words: str) -> bool:
        token = journal.token_of(words)
        return all(program.ask("state")["last"] == token for program in self.programs.values())

    def _wait_for(self, what: str, condition: Callable[[], object]) -> None:
        """On time-out the run goes on: the verdict names what is missing."""
        deadline = time.monotonic() + CALM_S
        while not condition():
            if time.monotonic() > deadline:
                self.notes.append(f"waited {CALM_S:.0f} s in vain for {what}")
                return
            time.sleep(LOOK_S)

    def read_journal(self, name: str) -> journal.Account:
        return journal.read(self.folder / name / "journal.jsonl")

    def _say_what_is_missing(self) -> None:
        if not self.disk.is_small and not self.wish.breaks:
            self.notes.append("no small disk here (root on Linux): it was never full")
        if not self.relay.fakes_time:
            self.notes.append("no libfaketime here: the relay's clock never jumped")


def _close(way: Way) -> None:
    way.closed = True
    way.cut()


@contextlib.contextmanager
def a_run(wish: Wish, keep: bool = False) -> Iterator[Run]:
    """A run in a folder of its own; with a window, on a screen of its own."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    with contextlib.ExitStack() as cleanup:
        if not keep:
            cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        if WINDOW in wish.programs:
            cleanup.enter_context(display.screen())
        run = Run(wish, folder)
        cleanup.callback(run.close)
        yield run


def play(wish: Wish) -> Outcome:
    with a_run(wish) as run:
        return run.play()
