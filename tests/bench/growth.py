"""`python -m tests.bench growth`: what a delivered line costs as more people come.

First one room that grows, then rooms of 10 whose number grows. The C servers let people in slowly,
so this takes some minutes. Words: `--runs N` (1 by default; medians are shown).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.ircload import NoCompiler, compiled, interleaved, median, right
from tests.bench.report import Report
from tests.bench.servers import DURABLE, LIKE_FOR_LIKE, OTHERS, Server, installed

# Members → lines of each of the senders: the same number of deliveries, as far as that goes.
# A member alone hears nothing, so the smallest room has two: one speaks, one listens.
ROOMS = {2: 40_000, 10: 10_000, 100: 1_000, 500: 400, 1_000: 200}
CONNECTIONS = {100: 2_000, 1_000: 200, 5_000: 40, 10_000: 20}
MOST_OF_OTHERS = 1_000  # the C servers let more connections in so slowly that a run takes minutes


def main(words: Sequence[str]) -> int:
    """Measure and print; 0 when no line of ours was lost, doubled or reordered."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench growth", description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args(words)
    report, good = Report(), True
    try:
        with compiled() as load:
            others = installed(*OTHERS)
            report.title("one room that grows, two senders (one in the room of 2), window 8")
            for members, messages in ROOMS.items():
                words_ = f"--clients {members} --senders 2 --window 8 --messages {messages}"
                servers = [LIKE_FOR_LIKE, DURABLE, *others]
                good &= _row(load, report, members, words_, servers, options.runs)
            report.title("rooms of 10 whose number grows, one sender each, window 4")
            for count, messages in CONNECTIONS.items():
                words_ = f"--clients {count} --rooms {count // 10} --senders 1 --window 4"
                servers = [LIKE_FOR_LIKE, DURABLE, *(others if count <= MOST_OF_OTHERS else ())]
                line = f"{words_} --conc 128 --messages {messages}"
                good &= _row(load, report, count, line, servers, options.runs)
    except NoCompiler as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if good else 1


def _row(
    load: Path, report: Report, count: int, words: str, servers: list[Server], runs: int
) -> bool:
    found = interleaved(servers, load, words.split(), runs)
    shown = []
    for server in servers:
        results = found[server.name]
        wrong = "" if right(results) else " WRONG"
        shown.append(f"{server.name} {median(results, 'cpu_us_per_delivery'):.3f}{wrong}")
    report.row(f"{count:,}", ", ".join(shown) + " us a delivery")
    return all(right(found[one.name]) for one in servers if one.is_ours)
