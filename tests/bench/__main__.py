"""`python -m tests.bench NAME`: run one measurement and print its figures."""

import importlib
import sys

MEASUREMENTS = {
    "desktop": "the window's targets: start-up, bursts and floods, paging, memory, search, idling",
    "growth": "CPU of a delivered line as a room grows to 1,000, and connections to 10,000",
    "history": "pages, JOIN, search and start-up of a relay with many lines behind it",
    "profiles": "a room whose members know different capabilities",
    "relay": "the relay's targets: CPU and latency of a delivered line, beside other relays",
    "tls": "TLS beside plain text, and beside another relay's TLS",
    "websocket": "the door for browsers beside plain text",
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
