"""`python -m tests.bench relay`: what a delivered line costs, against C servers, and the targets.

Each run starts a fresh server on one processor and the load generator (ircload.c, which checks
that every receiver got every line once and in order) on another, and takes the server's own user
and system time for each delivery. Runs are interleaved and medians are shown: compare within one
table only. Words: the measurements to make, all by default; `--runs N`.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import limits
from tests.bench.ircload import NoCompiler, Result, compiled, interleaved, median, right
from tests.bench.report import Report
from tests.bench.servers import DURABLE, LIKE_FOR_LIKE, OTHERS, Server, installed

CPU = "cpu_us_per_delivery"


@dataclass(frozen=True)
class Scenario:
    """words: of ircload. like, durable: the most that our median may be, as a multiple of the
    better of the others, for each of the figures."""

    title: str
    words: str
    like: float
    durable: float
    figures: dict[str, str] = field(default_factory=lambda: {CPU: "us a delivery"})


_D = {CPU: "us a delivery", "p50_ms": "ms p50", "p99_ms": "ms p99"}
SCENARIOS = {
    "a": Scenario(
        "room of 500, window 32",
        "--clients 500 --senders 5 --window 32 --messages 2000", 0.3, 0.5,
    ),
    "b": Scenario(
        "room of 10, window 32",
        "--clients 10 --senders 2 --window 32 --messages 20000", 0.8, 2.0,
    ),
    "e": Scenario(
        "200 rooms of 10, window 8",
        "--clients 2000 --rooms 200 --senders 2 --window 8 --messages 100", 0.9, 1.5,
    ),
    "a1": Scenario(
        "room of 500, window 1",
        "--clients 500 --senders 5 --window 1 --messages 300", 1.0, 1.2,
    ),
    "b1": Scenario(
        "room of 10, window 1",
        "--clients 10 --senders 2 --window 1 --messages 5000", 1.2, 3.0,
    ),
    "d": Scenario(
        "room of 1,000, 20 lines a second",
        "--clients 1000 --senders 10 --rate 20 --messages 20", 1.05, 1.2, _D,
    ),
    "join": Scenario(
        "1,000 connect and join one room",
        "--clients 1000 --senders 0 --messages 0", 0.3, 0.3, {"join_s": "s"},
    ),
}  # fmt: skip
OTHER_MEASUREMENTS: dict[str, Callable[[Path, int, Report], bool]] = {
    "idle": limits.idle,
    "f": limits.never_reads,
    "echo": limits.echo,
}


def main(words: Sequence[str]) -> int:
    """Measure and print; the exit code is 0 when no line was lost, doubled or reordered."""
    known = [*SCENARIOS, *OTHER_MEASUREMENTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench relay", description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[[], *known], default=[])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(words)
    report = Report()
    good = True
    try:
        with compiled() as load:
            others = installed(*OTHERS)
            for name in options.scenarios or known:
                if name in SCENARIOS:
                    good &= compare(load, name, others, options.runs, report)
                else:
                    good &= OTHER_MEASUREMENTS[name](load, options.runs, report)
    except NoCompiler as error:
        print(error, file=sys.stderr)
        return 2
    report.print_targets()
    return 0 if good else 1


def compare(load: Path, name: str, others: list[Server], runs: int, report: Report) -> bool:
    """One scenario against all servers: a row for each, and what it means for the targets."""
    scenario = SCENARIOS[name]
    servers = [LIKE_FOR_LIKE, DURABLE, *others]
    found = interleaved(servers, load, scenario.words.split(), runs)
    report.title(f"{name}: {scenario.title}")
    for server in servers:
        results = found[server.name]
        shown = ", ".join(
            f"{median(results, key):.3f} {unit}" for key, unit in scenario.figures.items()
        )
        if scenario.figures.keys() == {CPU}:
            shown += (
                f", {median(results, 'p50_ms'):.2f} ms p50, {median(results, 'p99_ms'):.2f} p99"
            )
        wrong = "" if right(results) else f"  WRONG: {results[0]['err'] or results[0]}"
        report.row(server.name, shown + wrong)
    for key, unit in scenario.figures.items():
        _judge(name, key, unit, found, others, report)
    return all(right(found[one.name]) for one in (LIKE_FOR_LIKE, DURABLE))


def _judge(
    name: str, key: str, unit: str, found: dict[str, list[Result]], others: list[Server],
    report: Report,
) -> None:  # fmt: skip
    rivals = [median(found[one.name], key) for one in others if right(found[one.name])]
    if not rivals:
        return
    scenario = SCENARIOS[name]
    for server, most in ((LIKE_FOR_LIKE, scenario.like), (DURABLE, scenario.durable)):
        ratio = median(found[server.name], key) / max(min(rivals), 1e-9)
        report.judge(f"{name}, {unit}: {server.name}", f"{ratio:.2f} x", f"{most} x", ratio <= most)
