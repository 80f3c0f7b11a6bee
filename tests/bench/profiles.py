"""`python -m tests.bench profiles`: members that know different things of IRCv3.

Words are made into bytes once for each set of capabilities in a room, not once a member: a room
where everybody knows everything, and one with all kinds of clients, are compared with a room of
plain clients. Words: `--runs N`.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.bench.ircload import NoCompiler, compiled, interleaved, median, right
from tests.bench.report import Report
from tests.bench.servers import DURABLE, LIKE_FOR_LIKE

_TAGS = "message-tags server-time"
_ALL = (
    "message-tags server-time account-tag echo-message batch labeled-response extended-join "
    "away-notify account-notify chghost setname multi-prefix userhost-in-names invite-notify"
)
# What the members of a room know: they take these in turn.
ROOMS = {
    "all plain": ("",),
    "all with tags": (_TAGS,),
    "all with everything": (_ALL,),
    "a third of each": ("", _TAGS, _ALL),
}
SIZES = {
    "room of 10, window 32": "--clients 10 --senders 2 --window 32 --messages 20000",
    "room of 10, window 1": "--clients 10 --senders 2 --window 1 --messages 5000",
    "room of 500, window 32": "--clients 500 --senders 5 --window 32 --messages 500",
}


def main(words: Sequence[str]) -> int:
    """Measure and print; 0 when every receiver got every line once and in order."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench profiles", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(words)
    report, good = Report(), True
    try:
        with compiled() as load:
            for size, line in SIZES.items():
                report.title(size)
                for name, profiles in ROOMS.items():
                    command = [*line.split(), "--caps", "|".join(profiles)]
                    found = interleaved([LIKE_FOR_LIKE, DURABLE], load, command, options.runs)
                    shown = [
                        f"{server} {median(results, 'cpu_us_per_delivery'):.3f} us"
                        + ("" if right(results) else f" WRONG: {results[0]['err']}")
                        for server, results in found.items()
                    ]
                    report.row(name, ", ".join(shown))
                    good &= all(map(right, found.values()))
    except NoCompiler as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if good else 1
