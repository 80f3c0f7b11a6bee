"""Processes that tests start: none outlives the run, each is ended by its own id."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

START_S = 60.0  # a loaded machine with two cores
STOP_S = 30.0  # a relay promises three seconds, on a machine that has nothing else to do
_PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.PIPE,
    stderr_path: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start a process that the kernel ends if the test run itself is killed.

    stderr_path: a file that takes its standard error; None throws it away.
    """
    stderr = stderr_path.open("wb") if stderr_path else None
    try:
        return subprocess.Popen(
            list(command),
            env=None if env is None else dict(env),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr or subprocess.DEVNULL,
            pass_fds=tuple(pass_fds),
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
    finally:
        if stderr:
            stderr.close()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def end(process: "subprocess.Popen[bytes]", wait_s: float = STOP_S) -> int:
    """Ask a process to end, insist if it does not; returns its exit code."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(wait_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(wait_s)
    finally:
        if process.stdout:
            process.stdout.close()


class RelayProcess:
    """A real relay of our own, from `ready` until it is stopped.

    ports: "tls", "plain" and "classic" → the port, for each listener that is open.
    fingerprint: SHA-256 of its certificate in hex, "" without TLS.
    """

    def __init__(self, data: Path, options: Sequence[str], command: Sequence[str] = ()) -> None:
        self.data = data
        self.stderr_path = data.parent / f"{data.name}.stderr"
        base = command or (sys.executable, "-m", "messenger")
        self.process = start(
            [
                *base,
                "relay",
                "--data",
                str(data),
                "--plain-port",
                "0",
                "--tls-port",
                "off",
                *options,
            ],
            stderr_path=self.stderr_path,
        )
        self.ports: dict[str, int] = {}
        self.fingerprint = ""
        try:
            self._read_announcement()
        except BaseException:
            end(self.process)
            raise

    @property
    def pid(self) -> int:
        return self.process.pid

    def stderr(self) -> str:
        return self.stderr_path.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """SIGTERM; the relay must end by itself, in time and with code 0."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            end(self.process)
            raise AssertionError(f"no end within {STOP_S} s of SIGTERM\n{self.stderr()}") from None
        assert code == 0, f"the relay ended with code {code}\n{self.stderr()}"

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.wait(STOP_S)

    def close(self) -> None:
        """What every test ends with: nothing if it was stopped or killed before."""
        if self.process.poll() is None:
            self.stop()
        if self.process.stdout:
            self.process.stdout.close()

    def _read_announcement(self) -> None:
        for line in self._lines_until_ready():
            kind, _, rest = line.partition(" ")
            if kind == "listening":
                scheme, _, place = rest.partition("://")
                self.ports[scheme] = int(place.rpartition(":")[2])
            elif kind == "fingerprint":
                self.fingerprint = rest.removeprefix("sha256:")

    def _lines_until_ready(self) -> list[str]:
        assert self.process.stdout
        descriptor = self.process.stdout.fileno()
        deadline = time.monotonic() + START_S
        text = b""
        while not text.endswith(b"ready\n"):
            wait_s = max(0.0, deadline - time.monotonic())
            more = (
                os.read(descriptor, 4096) if select.select([descriptor], [], [], wait_s)[0] else b""
            )
            if not more:
                raise AssertionError(f"no 'ready' from the relay, but {text!r}\n{self.stderr()}")
            text += more
        return text.decode().splitlines()[:-1]
