"""`python -m tests.faults`: real people at a real relay while everything goes wrong, then the
question whether every confirmed message is everywhere exactly once and in one order.

Ends with code 1 and names the messages when a promise was broken.
"""

import argparse
import signal
import sys

from tests import environment


def main() -> int:
    options = _options()
    environment.enter("tests.faults")
    from tests.faults.breaking import BREAKS
    from tests.faults.report import report
    from tests.faults.run import Wish, a_run

    breaks = tuple(filter(None, options.breaks.split(",")))
    if unknown := [kind for kind in breaks if kind not in BREAKS]:
        print(f"cannot break {unknown[0]!r}; known: {', '.join(BREAKS)}", file=sys.stderr)
        return 2
    wish = Wish(options.seed, options.minutes * 60, not options.no_window, breaks)
    if options.plan:
        print("\n".join(map(str, wish.plan())))
        return 0
    broken = f", on purpose: {', '.join(breaks)}" if breaks else f" in {wish.length_s:.0f} s"
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # tidily
    print(f"seed {wish.seed}: {len(wish.plan())} faults{broken}", flush=True)
    with a_run(wish, options.keep) as run:
        if options.keep:
            print(f"all of it is kept in {run.folder}", flush=True)
        outcome = run.play()
    print(report(outcome.done, outcome.evidence, outcome.breaches, outcome.notes))
    return 1 if outcome.breaches else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    add = parser.add_argument
    add("--seed", type=int, default=1, help="what goes wrong, and what is said (default: 1)")
    add("--minutes", type=float, default=1.0, help="how long it goes wrong (default: 1)")
    add("--plan", action="store_true", help="print what would go wrong, and do nothing")
    add("--no-window", action="store_true", help="without the desktop, which needs a screen")
    add("--keep", action="store_true", help="keep the folder with all data and journals")
    add(
        "--break",
        dest="breaks",
        default="",
        metavar="KINDS",
        help="break promises on purpose, to see that it is noticed: names in breaking.py, "
        "a comma between two",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
