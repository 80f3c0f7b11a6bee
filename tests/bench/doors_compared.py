"""`python -m tests.bench tls` and `websocket`: what a door costs beside plain text.

The same load through each door, by a generator in Python (`doors`); runs are interleaved, medians
are shown. Words: `--runs N`.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence

from tests.bench.doors import Cost, Crowd, measure
from tests.bench.report import Report
from tests.bench.servers import OTHER_TLS, OTHERS, Server, installed, ours

CROWDS = {
    "room of 10, 2 senders, window 32": Crowd(10, 2, 32, 8000),
    "room of 10, 2 senders, window 1": Crowd(10, 2, 1, 2000),
    "room of 100, 5 senders, window 32": Crowd(100, 5, 32, 1000),
}
# What is compared: (server, door through which the load comes).
TLS = (
    (ours("ours, plain", memory_only=True), "plain"),
    (ours("ours, TLS", memory_only=True, door="tls"), "tls"),
    (OTHERS[0], "plain"),
    (OTHER_TLS, "tls"),
)
WEBSOCKET = (
    (ours("ours, plain", memory_only=True), "plain"),
    (ours("ours, WebSocket", memory_only=True, door="websocket"), "websocket"),
)


def main(pairs: Sequence[tuple[Server, str]], words: Sequence[str]) -> int:
    """Measure and print; 0 when every receiver of ours got every line once and in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(words)
    if not sys.platform.startswith("linux"):
        print("The load needs Linux: it reads the server's CPU from /proc.", file=sys.stderr)
        return 2
    there = installed(*(server for server, _ in pairs))
    report, good = Report(), True
    for title, crowd in CROWDS.items():
        costs: dict[str, list[Cost]] = {}
        for _ in range(options.runs):
            for server, door in pairs:
                if server in there:
                    costs.setdefault(server.name, []).append(measure(server, door, crowd))
        report.title(title)
        for server in there:
            found = costs[server.name]
            is_right = all(one.right for one in found)
            us = statistics.median(one.us for one in found)
            report.row(server.name, f"{us:.2f} us a delivery{'' if is_right else '  WRONG'}")
            good &= is_right or not server.is_ours
    return 0 if good else 1
