"""`python -m tests.bench NAME`: run one measurement and print its figures."""

import importlib
import sys

MEASUREMENTS = {
    "desktop": "start-up of the window, and the longest tick while 5,000 lines come",
    "history": "pages, JOIN, search and start-up of a relay with many lines behind it",
    "relay": "CPU and latency of a delivered line, against other relays that are installed",
}


def main() -> int:
    """Run the measurement that is named first; the other words are its own."""
    name, *words = sys.argv[1:] or [""]
    if name not in MEASUREMENTS:
        for known, meaning in MEASUREMENTS.items():
            print(f"python -m tests.bench {known:8} {meaning}", file=sys.stderr)
        return 2
    result: int = importlib.import_module(f"tests.bench.{name}").main(words)
    return result


if __name__ == "__main__":
    sys.exit(main())
