"""The load generator `ircload.c`: compiled when it is needed, and what it says of a run."""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.servers import PROCESSORS, Server, running

SOURCE = Path(__file__).with_suffix(".c")
RUN_S = 300.0
Result = dict[str, Any]


class NoCompiler(Exception):
    """There is no cc here."""


@contextmanager
def compiled() -> Iterator[Path]:
    """The program, until the end of the block; raises NoCompiler."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        raise NoCompiler("The generator needs Linux and a C compiler (Debian: apt install gcc).")
    raise_descriptors()
    with tempfile.TemporaryDirectory() as name:
        program = Path(name) / "ircload"
        subprocess.run([compiler, "-O2", "-o", program, SOURCE], check=True)
        yield program


def raise_descriptors() -> None:
    """As many sockets as this user may have: for us and for the servers we start."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(server: Server, load: Path, words: Sequence[str]) -> Result:
    """One fresh server, one load; what ircload says of it (see the end of its source)."""
    with running(server) as one:
        command = [
            load, "--port", str(one.port), "--pid", str(one.pid),
            "--cpu", str(PROCESSORS[-1]), *words,
        ]  # fmt: skip
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=RUN_S, check=True)
    result: Result = json.loads(done.stdout)
    return result


def interleaved(
    servers: Sequence[Server], load: Path, words: Sequence[str], runs: int
) -> dict[str, list[Result]]:
    """Results by server: one after the other, again and again, so that all see the same noise."""
    found: dict[str, list[Result]] = {server.name: [] for server in servers}
    for _ in range(runs):
        for server in servers:
            found[server.name].append(run(server, load, words))
    return found


def median(results: Sequence[Result], key: str) -> float:
    return statistics.median(float(one[key]) for one in results)


def right(results: Sequence[Result]) -> bool:
    """Every receiver got every line once and in order, in all runs."""
    return all(one["ok"] for one in results)
