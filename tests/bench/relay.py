"""What a delivered line costs: our relay, like for like and durable, against C servers.

Each run starts a fresh server on one processor and the load generator (ircload.c, which checks
that every receiver got every line once and in order) on another, and takes the server's own
user and system time for each delivery. Runs are interleaved and the median is shown, so compare
within one table only. Words: the scenarios to run ("a b1"), all by default; `--runs N`.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import processes

HERE = Path(__file__).parent
START_S = 20.0
RUN_S = 300.0

# name → (what it is, arguments of ircload)
SCENARIOS = {
    "a": ("room of 500, window 32", "--clients 500 --senders 5 --window 32 --messages 2000"),
    "a1": ("room of 500, window 1", "--clients 500 --senders 5 --window 1 --messages 300"),
    "b": ("room of 10, window 32", "--clients 10 --senders 2 --window 32 --messages 20000"),
    "b1": ("room of 10, window 1", "--clients 10 --senders 2 --window 1 --messages 5000"),
    "e": (
        "200 rooms of 10, window 8",
        "--clients 2000 --rooms 200 --senders 2 --window 8 --messages 100",
    ),
    "d": (
        "room of 1,000, 20 lines a second",
        "--clients 1000 --senders 10 --rate 20 --messages 20",
    ),
}
# scenario → (like for like, durable): CPU a delivery, as a ratio to the better C server
TARGETS = {
    "a": (0.3, 0.5),
    "a1": (1.0, 1.2),
    "b": (0.8, 2.0),
    "b1": (1.2, 3.0),
    "e": (0.9, 1.5),
    "d": (1.05, 1.2),
}
_OURS = """[limits]
enabled = false
send_queue_bytes = 100000000
[history]
replay_on_join = 0
memory_only = %s
"""
_NGIRCD = """[Global]
Name = irc.bench.local
Info = bench
Listen = 127.0.0.1
Ports = %(port)d
MotdPhrase = "hi"
ServerGID = root
ServerUID = root
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
"""
_INSPIRCD = """<server name="irc.bench.local" description="bench" network="Bench">
<admin name="x" nick="x" email="x@x.x">
<bind address="127.0.0.1" port="%(port)d" type="clients">
<connect name="main" allow="*" timeout="60" threshold="1000000" pingfreq="3600"
 commandrate="1000000000" fakelag="no" localmax="100000" globalmax="100000" maxconnwarn="no"
 resolvehostnames="no" useident="no" usednsbl="no" hardsendq="1000M" softsendq="100M" recvq="1M"
 limit="100000" modes="">
<performance quietbursts="yes" softlimit="100000" somaxconn="4096" nouserdns="yes"
 netbuffersize="65534" timeskipwarn="0">
<cidr ipv4clone="32" ipv6clone="128">
<limits maxnick="31" maxchan="64">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="%(folder)s/log">
<pid file="%(folder)s/pid">
<files motd="/dev/null">
"""


@dataclass(frozen=True)
class Server:
    """command: how it is started, from its folder and its port; None when it is not installed."""

    name: str
    command: Callable[[Path, int], list[str]] | None


def ours(name: str, memory_only: bool) -> Server:
    def command(folder: Path, port: int) -> list[str]:
        settings = folder / "relay.toml"
        settings.write_text(_OURS % str(memory_only).lower())
        return [
            sys.executable, "-m", "messenger", "relay", "--data", str(folder / "data"),
            "--tls-port", "off", "--plain-port", str(port), "--config", str(settings),
        ]  # fmt: skip

    return Server(name, command)


def other(name: str, config: str, words: Sequence[str]) -> Server:
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")

    def command(folder: Path, port: int) -> list[str]:
        path = folder / "conf"
        path.write_text(config % {"port": port, "folder": folder})
        return [str(program), *words, str(path)]

    return Server(name, command if program else None)


SERVERS = (
    ours("ours, in memory", memory_only=True),
    ours("ours, durable", memory_only=False),
    other("ngircd", _NGIRCD, ("-n", "-f")),
    other("inspircd", _INSPIRCD, ("--nofork", "--runasroot", "--config")),
)


def main(words: Sequence[str]) -> int:
    """Measure and print; the exit code is 0 when no line was lost, doubled or reordered."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench relay", description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], default=[])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(words)
    compiler = shutil.which("cc")
    if compiler is None:
        print("There is no C compiler (cc): install one to measure.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        load = Path(name) / "ircload"
        subprocess.run([compiler, "-O2", "-o", load, HERE / "ircload.c"], check=True)
        good = [
            measure(load, scenario, options.runs) for scenario in options.scenarios or SCENARIOS
        ]
    return 0 if all(good) else 1


def measure(load: Path, scenario: str, runs: int) -> bool:
    """Run one scenario against all servers and print a row for each."""
    title, words = SCENARIOS[scenario]
    found: dict[str, list[dict[str, Any]]] = {}
    for _ in range(runs):
        for server in SERVERS:
            if server.command:
                found.setdefault(server.name, []).append(run(server, load, words.split()))
    costs = {name: _median(results, "cpu_us_per_delivery") for name, results in found.items()}
    rivals = [cost for name, cost in costs.items() if not name.startswith("ours") and cost]
    print(f"\n{scenario}: {title}")
    for place, (name, results) in enumerate(found.items()):
        latency = ", ".join(
            f"{key[:-3]} {_median(results, key):.2f} ms" for key in ("p50_ms", "p99_ms")
        )
        ratio = ""
        if place < len(TARGETS[scenario]) and rivals and name.startswith("ours"):
            target = TARGETS[scenario][place]
            ratio = f"  {costs[name] / min(rivals):.2f} of the better (target {target})"
        right = "" if all(one["ok"] for one in results) else f"  WRONG: {results[0]['err']}"
        print(f"  {name:16} {costs[name]:8.3f} us  {latency}{ratio}{right}", flush=True)
    return all(one["ok"] for name, ones in found.items() if name.startswith("ours") for one in ones)


def _median(results: Sequence[dict[str, Any]], key: str) -> float:
    return statistics.median(float(one[key]) for one in results)


def run(server: Server, load: Path, words: Sequence[str]) -> dict[str, Any]:
    """One fresh server, one load; what ircload says of it."""
    assert server.command
    processors = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        process = processes.start(server.command(Path(name), port), stdout=subprocess.DEVNULL)
        try:
            os.sched_setaffinity(process.pid, {processors[0]})
            _await(port)
            command = [
                load, "--port", str(port), "--pid", str(process.pid),
                "--cpu", str(processors[-1]), *words,
            ]  # fmt: skip
            done = subprocess.run(command, stdout=subprocess.PIPE, timeout=RUN_S, check=True)
            result: dict[str, Any] = json.loads(done.stdout)
            return result
        finally:
            processes.end(process)


def _await(port: int) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"no server on port {port}")
