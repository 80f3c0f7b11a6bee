"""The servers that are measured: ours, and those that are installed; each started afresh.

A server runs alone on the first processor, the generator on the last one.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import processes

START_S = 20.0
PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
# Limits are in force, but so high that they never hold anybody up. The send queue is longer than
# a burst of the generator, except where a test is about that.
_OURS = """[limits]
flood_burst_lines = 1000000000
flood_lines_per_s = 1000000.0
send_queue_bytes = %d
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
_NGIRCD_TLS = """[SSL]
CertFile = %(certificate)s
KeyFile = %(key)s
Ports = %(tls_port)d
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
    """command: how it is started in a folder, on a port; None when it is not installed."""

    name: str
    command: Callable[[Path, int], list[str]] | None
    is_ours: bool = False


@dataclass(frozen=True)
class Running:
    """A server that listens: its port on 127.0.0.1, and whose CPU and memory are looked at."""

    port: int
    pid: int


def ours(
    name: str, *, memory_only: bool = False, door: str = "plain", send_queue: int = 100_000_000
) -> Server:
    """door: "plain", "tls" or "websocket" (plain text below it)."""

    def command(folder: Path, port: int) -> list[str]:
        settings = folder / "relay.toml"
        text = _OURS % (send_queue, str(memory_only).lower())
        if door == "websocket":
            text += f"[websocket]\nport = {port}\n"
        settings.write_text(text, encoding="utf-8")
        ports = {"plain": "off", "tls": "off"} | ({door: str(port)} if door != "websocket" else {})
        return [
            sys.executable, "-m", "messenger", "relay", "--data", str(folder / "data"),
            "--tls-port", ports["tls"], "--plain-port", ports["plain"], "--config", str(settings),
        ]  # fmt: skip

    return Server(name, command, is_ours=True)


def _other(name: str, program: str, config: str, words: Sequence[str], tls: str = "") -> Server:
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")

    def command(folder: Path, port: int) -> list[str]:
        path = folder / "conf"
        values: dict[str, object] = {"port": port, "folder": folder}
        if tls:
            values |= {"port": free_port(), "tls_port": port, **_certificate(folder)}
        path.write_text((config + tls) % values, encoding="utf-8")
        return [str(found), *words, str(path)]

    return Server(name, command if found else None)


def _certificate(folder: Path) -> dict[str, object]:
    from messenger.config import TlsConfig
    from messenger.relay.upkeep.certificate import own_or_configured

    made = own_or_configured(TlsConfig(), folder)
    return {"certificate": made.certificate, "key": made.key}


OTHERS = (
    _other("ngircd", "ngircd", _NGIRCD, ("-n", "-f")),
    _other("inspircd", "inspircd", _INSPIRCD, ("--nofork", "--runasroot", "--config")),
)
OTHER_TLS = _other("ngircd, TLS", "ngircd", _NGIRCD, ("-n", "-f"), _NGIRCD_TLS)
LIKE_FOR_LIKE = ours("ours, in memory", memory_only=True)
DURABLE = ours("ours, durable")


def installed(*servers: Server) -> list[Server]:
    """Those that are there; says which are not."""
    for one in servers:
        if not one.command:
            print(f"{one.name} is not installed: measured without it.", file=sys.stderr)
    return [one for one in servers if one.command]


@contextmanager
def running(server: Server) -> Iterator[Running]:
    """A fresh server, until the end of the block."""
    assert server.command
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        process = processes.start(server.command(Path(name), port), stdout=subprocess.DEVNULL)
        try:
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(process.pid, {PROCESSORS[0]})
            _await(port, process)
            yield Running(port, process.pid)
        finally:
            processes.end(process, wait_s=10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_s(pid: int) -> float:
    """User and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with code {process.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"no server on port {port}")
