"""Everything is asked, everybody leaves, and what lies on the disks is read."""

from typing import TYPE_CHECKING

from tests.faults import evidence as ev
from tests.faults import whereabouts
from tests.faults.breaking import VICTIM
from tests.faults.evidence import Evidence
from tests.faults.habits import DEVICES, PLAIN, WINDOW
from tests.faults.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tests.faults.run import Run


def collect(run: "Run") -> Evidence:
    """What there is at the end of a run; all of it is over then."""
    reports = {name: program.ask("report") for name, program in run.programs.items()}
    served = ev.served(run.relay.port)
    nicks = {DEVICES.get(name, name) for name in run.programs} - {WINDOW}
    inside = whereabouts.rooms(run.relay.port, nicks)
    run.plain.stop()
    for program in run.programs.values():
        program.leave()
        program.disk.settle()
    run.relay.stop()
    run.disk.settle()
    if run.wish.breaks:
        run.sabotage.at_the_end(run.relay)
        run.sabotage.in_cache(run.programs[VICTIM], "over")
    people = {name: _person(run, name, report) for name, report in reports.items()}
    databases = {"relay": run.relay.database}
    databases |= {name: one.data / "cache.sqlite3" for name, one in run.programs.items()}
    databases |= {f"backup {one.stem}": one for one in run.backups.glob("*.sqlite3")}
    # Before SQLite looks at them once more, and tidies up.
    files = {name: ev.files(program.data) for name, program in run.programs.items()}
    files["the relay"] = ev.files(run.relay.folder)
    damage = {name: ev.integrity(path) for name, path in databases.items()}
    return Evidence(
        ev.history(run.relay.database),
        served,
        people,
        {PLAIN: run.plain.seen},
        {name: words for name, words in damage.items() if words},
        {path.stem: ev.history(path) for path in sorted(run.backups.glob("*.sqlite3"))},
        ev.about(run.relay.database),
        files,
        _known(run, inside),
    )


def _known(run: "Run", inside: dict[str, set[str]]) -> dict[str, Whereabouts]:
    """What the relay knows of everybody who has no window: what that is called is another name."""
    read = whereabouts.reads(run.relay.database)
    return {nick: Whereabouts(read[nick], rooms) for nick, rooms in inside.items()}


def _person(run: "Run", name: str, report: dict[str, object]) -> ev.Person:
    cache, outbox = ev.cache(run.programs[name].data / "cache.sqlite3")
    screen, unsettled = ev.screen(report)
    pane = report.get("pane")
    return ev.Person(
        account=run.read_journal(name),
        cache=cache,
        screen=screen,
        unsettled=unsettled,
        outbox=outbox,
        pane=pane if isinstance(pane, list) else None,
        killed_at=run.programs[name].killed_at,
        nick=DEVICES.get(name, name),
        told=frozenset(run.seen_by_themselves[name]),
        reactions=ev.reactions(report),
        screen_at=whereabouts.on_screen(report),
        cache_at=whereabouts.in_cache(run.programs[name].data / "cache.sqlite3"),
    )
