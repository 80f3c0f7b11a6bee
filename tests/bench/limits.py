"""Measurements of our relay alone, against fixed limits: idle clients, readers that never read,
the echo of one sender."""

from pathlib import Path

from tests.bench.ircload import Result, interleaved, median, right
from tests.bench.report import Report
from tests.bench.servers import DURABLE, LIKE_FOR_LIKE, ours

IDLE_CLIENTS = (5_000, 10_000)
IDLE_KIB = 4.0
CONNECT_S = {5_000: 1.0}
SEND_QUEUE_BYTES = 1_000_000
SLOW = (0, 1, 100)
# Of the others' p99; short times swing by a few milliseconds on a machine that does other things.
SLOW_P99 = 1.5
SLOW_P99_MS = 5.0
SLOW_MEMORY_MIB = 64
ECHO_MS = {"p50_ms": 2.0, "p99_ms": 20.0}


def idle(load: Path, runs: int, report: Report) -> bool:
    """Clients that have connected and say nothing. The C servers hold so many up by throttles of
    their own (ngircd 26 and InspIRCd 3: more than a minute), so there is nothing to compare."""
    good = True
    report.title("idle: clients that connect, log in and say nothing (ours, durable)")
    for count in IDLE_CLIENTS:
        words = f"--clients {count} --nojoin --conc 128 --hold 2".split()
        results = interleaved([DURABLE], load, words, runs)[DURABLE.name]
        kib, joined_s = median(results, "kb_per_client"), median(results, "join_s")
        cpu = median(results, "hold_cpu") / 2
        report.row(
            f"{count:,}", f"{kib:.2f} KiB each, connected in {joined_s:.2f} s, {cpu:.1%} CPU"
        )
        report.judge(
            f"idle, {count:,}: memory", f"{kib:.2f} KiB", f"{IDLE_KIB} KiB", kib <= IDLE_KIB
        )
        if count in CONNECT_S:
            most = CONNECT_S[count]
            report.judge(
                f"connecting {count:,}", f"{joined_s:.2f} s", f"{most} s", joined_s <= most
            )
        good &= all(one["joined"] == count for one in results)
    return good


def never_reads(load: Path, runs: int, report: Report) -> bool:
    """20 people talk; beside them sit some who take nothing out of their sockets."""
    good = True
    report.title(f"f: readers that never read (send queue {SEND_QUEUE_BYTES:,} bytes)")
    for memory_only, name in ((True, LIKE_FOR_LIKE.name), (False, DURABLE.name)):
        server = ours(name, memory_only=memory_only, send_queue=SEND_QUEUE_BYTES)
        before = 0.0
        for slow in SLOW:
            words = f"--clients {20 + slow} --senders 2 --window 8 --messages 30000 --slow {slow}"
            results = interleaved([server], load, words.split(), runs)[server.name]
            p99 = median(results, "p99_ms")
            grown = (median(results, "rss_peak_kb") - median(results, "rss0_kb")) / 1024
            gone = min(one["slow_closed"] for one in results)
            report.row(
                f"{name}, {slow} of {20 + slow}",
                f"{p99:.2f} ms p99 of the others, {grown:.0f} MiB more at most, {gone} dropped",
            )
            good &= _all_but_slow(results)
            if not slow:
                before = p99
                continue
            most = max(before * SLOW_P99, before + SLOW_P99_MS)
            what = f"f, {slow} never read: {name}"
            report.judge(f"{what}, p99", f"{p99:.2f} ms", f"{most:.2f} ms", p99 <= most)
            report.judge(
                f"{what}, memory", f"{grown:.0f} MiB", f"{SLOW_MEMORY_MIB} MiB",
                grown <= SLOW_MEMORY_MIB,
            )  # fmt: skip
            report.judge(f"{what}, left", f"{slow - gone}", "0", gone == slow)
    return good


def _all_but_slow(results: list[Result]) -> bool:
    return all(one["lost"] == one["dup"] == one["reordered"] == 0 for one in results)


def echo(load: Path, runs: int, report: Report) -> bool:
    """One sender, who says the next line when the last one is back: here at the other member,
    who gets it in the same turn as the sender its echo."""
    words = ["--clients", "2", "--senders", "1", "--window", "1", "--messages", "3000"]
    results = interleaved([DURABLE], load, words, runs)[DURABLE.name]
    report.title("echo of one sender (ours, durable)")
    report.row("time", ", ".join(f"{key[:3]} {median(results, key):.2f} ms" for key in ECHO_MS))
    for key, most in ECHO_MS.items():
        figure = median(results, key)
        report.judge(f"echo, {key[:3]}", f"{figure:.2f} ms", f"{most} ms", figure <= most)
    return right(results)
