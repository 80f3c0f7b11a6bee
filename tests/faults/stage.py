"""The relay and the people of a run: real processes, each of which can be killed and started."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests import processes
from tests.faults.disk import Disk
from tests.faults.habits import DATA

READY_S = 60.0
PORTS = (20_000, 32_000)  # below those of the system's own choice, on every common system
ANSWER_S = 60.0
HANGS_S = 90.0  # who has not answered by then never will
FAKETIME = (
    Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
    Path("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"),
)
FINGERPRINT = b"fingerprint sha256:"
SETTINGS = "[history]\nreplay_on_join = 0\n"


def free_port() -> int:
    """One that the system gives to nobody by itself: while the relay is down, no connection and
    no other listener may take its place."""
    while True:
        port = random.randint(*PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("0.0.0.0", port))
            return port


class Relay:
    """A durable relay on a plain and a TLS port, and one folder. fakes_time: its clock can be set.
    fingerprint: of its certificate, once it has started. doom: the moment, and which time it comes
    to it, at which the next life ends (see `doomed`); is_doomed: this one ends so."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.tls_port = folder, free_port(), free_port()
        self.fingerprint = ""
        self.doom: tuple[str, int] | None = None
        self.is_doomed = False
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder.parent / "relay.log"
        self._settings = folder.parent / "relay.toml"
        self._settings.write_text(SETTINGS, encoding="utf-8")
        self._clock = folder.parent / "clock"
        self._clock.write_text("+0", encoding="utf-8")
        self._library = next((path for path in FAKETIME if path.exists()), None)
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    @property
    def fakes_time(self) -> bool:
        return self._library is not None

    @property
    def database(self) -> Path:
        return self.folder / "relay" / "relay.sqlite3"

    def start(self) -> bool:
        """False when it does not come up, for a full disk; its words are in the log then."""
        self.starts += 1
        module = ["tests.faults.doomed", *map(str, self.doom)] if self.doom else ["messenger"]
        self.doom, self.is_doomed = None, bool(self.doom)
        command = [sys.executable, "-m", *module, "relay", "--data", str(self.folder)]
        ports = ["--plain-port", str(self.port), "--tls-port", str(self.tls_port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *ports, "--config", str(self._settings)],
                env={**os.environ, **self._faked()},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                preexec_fn=processes._die_with_parent,
            )
        assert self.process.stdout
        for line in self.process.stdout:
            if line == b"ready\n":
                return True
            if line.startswith(FINGERPRINT):
                self.fingerprint = line.strip().removeprefix(FINGERPRINT).decode()
        self.process.wait(READY_S)
        return False

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def has_met_its_doom(self) -> bool:
        return self.is_doomed and not self.is_up and self.process.returncode == -signal.SIGKILL

    def set_clock(self, jump: str) -> None:
        self._clock.write_text(jump, encoding="utf-8")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(READY_S)
            self.is_doomed = False

    def back_up(self, file: Path) -> "subprocess.Popen[bytes]":
        """Begin a backup, while the relay runs or not."""
        file.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "messenger", "backup", "--data", str(self.folder)]
        return processes.start([*command, str(file)], stdout=subprocess.DEVNULL)

    def send_signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def stop(self) -> None:
        """Politely; what is then in the folder is all there is."""
        if self.process is not None:
            processes.end(self.process, 10)

    def _faked(self) -> dict[str, str]:
        if self._library is None:
            return {}
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


class Program:
    """Somebody's client in a process (module `tests.faults.person` or `.window`).

    folder: what the harness writes; disk, data: what the program itself keeps there.
    killed_at: seconds since 1970, each time.
    """

    def __init__(self, module: str, folder: Path, disk: Disk, words: Sequence[str]) -> None:
        self.folder, self.killed_at = folder, list[float]()
        self.disk, self.data = disk, folder / DATA
        self._command = [sys.executable, "-m", module, str(folder), *words]
        self.starts = 0
        self.process: subprocess.Popen[str] | None = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.starts += 1
        with (self.folder / "stderr.txt").open("ab") as errors:
            self.process = subprocess.Popen(
                self._command,
                env={**os.environ, "HOME": str(self.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=processes._die_with_parent,
            )

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.killed_at.append(time.time())
            self.process.kill()
            self.process.wait(READY_S)
            for pipe in (self.process.stdin, self.process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close() if pipe else None

    def send_signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def doom(self, moment: str) -> None:
        """It dies at its next message: when Enter is "pressed", or when the row is "shown"."""
        if self.process is not None and self.process.stdin:
            with contextlib.suppress(OSError, ValueError):
                self.process.stdin.write(f"doom {moment}\n")
                self.process.stdin.flush()

    def ask(self, word: str) -> dict[str, Any]:
        """Have it answer; AssertionError with its last words if it is dead, or does not."""
        assert self.process is not None
        assert self.process.stdin
        assert self.process.stdout
        too_late = threading.Timer(HANGS_S, self.process.kill)
        too_late.start()
        try:
            self.process.stdin.write(word + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        finally:
            too_late.cancel()
        assert line, f"{self.folder.name} is gone: {self.errors()[-2000:]}"
        return json.loads(line)

    def leave(self) -> None:
        """Politely."""
        assert self.process is not None
        assert self.process.stdin
        with contextlib.suppress(OSError):
            self.process.stdin.write("leave\n")
            self.process.stdin.flush()
        try:
            self.process.wait(ANSWER_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def errors(self) -> str:
        path = self.folder / "stderr.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


STOP, GO_ON = signal.SIGSTOP, signal.SIGCONT
