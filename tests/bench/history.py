"""History: pages, JOIN, search and start-up of a relay with many lines behind it.

Lines of Zipf-distributed words in many rooms are put into a store, its keeper makes the index of
words, and a real relay is asked over loopback. A figure beside its target is met or missed.
`--lines N`: how many (200,000); 10 million take about ten minutes and 6 GB of disk.
"""

import argparse
import bisect
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

from messenger.relay.upkeep.retention import DAY_MS
from messenger.store.cache_db import CachedMessage, Edge, make_place, open_cache, store_messages
from messenger.store.cache_search import CacheQuery, CacheSearch
from messenger.store.history import RelayStore, open_relay_store
from messenger.store.rows import HistoryRow
from tests.plain_client import PlainClient
from tests.processes import RelayProcess

ROOMS, PEOPLE, VOCABULARY = 50, 300, 60_000
ASKED = 200  # questions of a kind
ROWS_AT_ONCE = 20_000
MONTH_MS = 30 * DAY_MS
# What is measured → (its target, whether higher is better)
TARGETS = {
    "start-up, s": (2.0, False),
    "page of 50, p95 ms": (5.0, False),
    "JOIN, p95 ms": (20.0, False),
    "search, p95 ms": (50.0, False),
    "indexing, lines/s": (20_000.0, True),
    "search in the copy, p95 ms": (50.0, False),
}


def main(words: Sequence[str]) -> int:
    """Measure and print; the exit code is 0 when every target is met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench history", description=__doc__)
    parser.add_argument("--lines", type=int, default=200_000)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        folder = data / "relay"
        folder.mkdir(parents=True, mode=0o700)
        vocabulary = _vocabulary()
        _fill(folder, options.lines, vocabulary)
        met = [_indexing(folder, options.lines)]
        started = time.perf_counter()
        settings = Path(name) / "relay.toml"
        settings.write_text("[limits]\nenabled = false\n")
        relay = RelayProcess(data, ["--config", str(settings)])
        try:
            met.append(_say("start-up, s", time.perf_counter() - started))
            met += _ask(relay.ports["plain"], options.lines, vocabulary)
        finally:
            relay.stop()
        met.append(_copy(Path(name) / "cache.sqlite3", options.lines, vocabulary))
    return 0 if all(met) else 1


def _say(name: str, value: float, more: str = "") -> bool:
    target, higher = TARGETS[name]
    met = value >= target if higher else value <= target
    print(
        f"  {name:26} {value:12,.2f}   target {target:8,.0f}   {'met' if met else 'MISSED'}{more}",
        flush=True,
    )
    return met


def _vocabulary() -> list[str]:
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 11))) for _ in range(VOCABULARY)]
    return [*words[:500], "東京都", "日本語", "über", "привет", *words[500:]]


def _texts(vocabulary: Sequence[str]) -> Iterator[str]:
    """Common words come often, rare ones rarely, as in talk."""
    chance = random.Random(2)
    weights = list(accumulate(1 / (place + 10) for place in range(len(vocabulary))))
    top = weights[-1]
    while True:
        yield " ".join(
            vocabulary[bisect.bisect(weights, chance.random() * top)]
            for _ in range(chance.randint(2, 16))
        )


def _fill(folder: Path, lines: int, vocabulary: Sequence[str]) -> None:
    """Lines of a month, spread over rooms of different liveliness. The texts repeat after
    200,000: making them takes longer than storing them."""
    started = time.perf_counter()
    chance = random.Random(3)
    texts = list(islice(_texts(vocabulary), min(lines, 200_000)))
    start_ms = time.time_ns() // 1_000_000 - MONTH_MS
    store = open_relay_store(folder)
    store.load()
    for first in range(1, lines + 1, ROWS_AT_ONCE):
        store.write(
            [
                HistoryRow(
                    serial,
                    f"#room{int(ROOMS * chance.random() ** 2)}",
                    start_ms + MONTH_MS * serial // lines,
                    f"nick{chance.randrange(PEOPLE)}!u@h",
                    "",
                    "PRIVMSG",
                    (texts[serial % len(texts)],),
                )
                for serial in range(first, min(first + ROWS_AT_ONCE, lines + 1))
            ]
        )
    store.close()
    size_mb = (folder / "relay.sqlite3").stat().st_size / 1e6
    print(f"{lines:,} lines in {size_mb:,.0f} MB, stored in {time.perf_counter() - started:.0f} s")


def _indexing(folder: Path, lines: int) -> bool:
    store: RelayStore = open_relay_store(folder)
    keeper = store.keeper()
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    while keeper.work(time.monotonic()):
        pass
    passed = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_us = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e6 / lines
    keeper.close()
    store.close()
    size_mb = (folder / "relay.sqlite3-words").stat().st_size / 1e6
    more = f"   ({cpu_us:.0f} us CPU a line, {size_mb:,.0f} MB)"
    return _say("indexing, lines/s", lines / passed, more)


def _copy(path: Path, lines: int, vocabulary: Sequence[str]) -> bool:
    """Search in a client's own copy of as many messages, on the thread that keeps it."""
    chance = random.Random(5)
    texts = list(islice(_texts(vocabulary), min(lines, 200_000)))
    conn = open_cache(path)
    places = [make_place(conn, "relay", f"#room{room}") for room in range(ROOMS)]
    for first in range(0, lines, ROWS_AT_ONCE):
        conn.execute("BEGIN")
        for number in range(first, min(first + ROWS_AT_ONCE, lines)):
            message = CachedMessage(
                f"nick{chance.randrange(PEOPLE)}", texts[number % len(texts)], float(number),
                "message", f"id-{number:x}", "", "", "", False, "", number,
            )  # fmt: skip
            store_messages(conn, chance.choice(places), [message], Edge.KNOWN)
        conn.execute("COMMIT")
    search = CacheSearch(conn)
    while search.grow():
        pass
    times = []
    for _ in range(ASKED):
        common = chance.choice((vocabulary[:50], vocabulary[-9000:], vocabulary[5000:]))
        word = chance.choice(common)[: chance.choice((1, 4, 12))]
        started = time.perf_counter()
        search.find("relay", CacheQuery((word,)), 50)
        times.append((time.perf_counter() - started) * 1000)
    search.close()
    conn.close()
    return _figure("search in the copy, p95 ms", times)


def _ask(port: int, lines: int, vocabulary: Sequence[str]) -> list[bool]:
    chance = random.Random(4)
    client = PlainClient(port, "asker")
    caps = "batch message-tags server-time draft/chathistory soju.im/search"
    client.send(f"CAP REQ :{caps}")
    client.wait_for(" ACK ")

    def page() -> tuple[str, str]:
        at = time.gmtime(time.time() - chance.random() * MONTH_MS / 1000)
        moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", at)
        room = f"#room{int(ROOMS * chance.random() ** 2)}"
        return f"CHATHISTORY BEFORE {room} timestamp={moment} 50", " BATCH -"

    for room in range(ROOMS):
        client.send(f"JOIN #room{room}")
    client.wait_for(f" 366 asker #room{ROOMS - 1} ")
    met = [_figure("page of 50, p95 ms", [_timed(client, *page()) for _ in range(ASKED)])]
    met.append(_searches(client, vocabulary, chance))
    client.send("JOIN 0")
    client.send("PING all")
    client.wait_for(" PONG ")
    joins = [_timed(client, f"JOIN #room{room}", " 366 ") for room in range(ROOMS)]
    met.append(_figure("JOIN, p95 ms", joins))
    client.close()
    return met


def _searches(client: PlainClient, vocabulary: Sequence[str], chance: random.Random) -> bool:
    kinds: dict[str, Callable[[], str]] = {
        "a common word": lambda: f"text={chance.choice(vocabulary[:50])}",
        "a rare word": lambda: f"text={chance.choice(vocabulary[-9000:])}",
        "a part of a word": lambda: f"text={chance.choice(vocabulary[5000:])[1:5]}",
        "no such word": lambda: "text=qqqqzzzz",
        "one letter": lambda: f"text={chance.choice('abcxyz')}",
        "two Chinese signs": lambda: "text=京都",
        "two words": lambda: "text=" + "\\s".join(chance.choices(vocabulary[:300], k=2)),
        "in a room": lambda: f"text={chance.choice(vocabulary[:9000])};in=#room{ROOMS - 1}",
        "from somebody": lambda: f"from=nick{chance.randrange(PEOPLE)};text=privet",
        "before a time": lambda: (
            f"text={chance.choice(vocabulary[:9000])};before="
            + time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 1_000_000))
        ),
    }
    everything = []
    for name, make in kinds.items():
        times = [_timed(client, f"SEARCH {make()}", " BATCH -") for _ in range(ASKED // 5)]
        everything += times
        print(f"    search for {name:18} {_p95(times):8.2f} ms p95")
    return _figure("search, p95 ms", everything)


def _timed(client: PlainClient, line: str, end: str) -> float:
    """Milliseconds from a command to the line that ends its answer."""
    client.lines.clear()
    started = time.perf_counter()
    client.send(line)
    client.wait_for(end)
    return (time.perf_counter() - started) * 1000


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _figure(name: str, times: Sequence[float]) -> bool:
    return _say(name, _p95(times), f"   (median {statistics.median(times):.2f})")
