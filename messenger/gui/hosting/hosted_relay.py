"""Hosting from the window: starts `messenger relay` as a second process, watches and stops it."""

import os
import queue
import secrets
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from messenger.gui.hosting.ending import STOP_S, Ending
from messenger.lan import TLS_PORT, lan_addresses

PLAIN_PORT = 6667
NEXT_PORTS = range(6698, 6718)


@dataclass(frozen=True, slots=True)
class HostReady:
    """The relay listens. fingerprint: SHA-256 of its certificate; addresses: what others type."""

    port: int
    fingerprint: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostPortTaken:
    """Another program has the port; free_port could be used instead."""

    port: int
    free_port: int


@dataclass(frozen=True, slots=True)
class HostStopped:
    """The relay ended, without having been asked to. reason: its last words."""

    reason: str
    was_ready: bool


HostEvent = HostReady | HostPortTaken | HostStopped


def is_free(port: int, address: str = "0.0.0.0") -> bool:
    """Tell whether a listener could be opened there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        if os.name == "posix":  # elsewhere this option lets two listeners share a port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((address, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """The first free port after the usual one; 0 (any) when all of them are taken."""
    return next((port for port in NEXT_PORTS if is_free(port)), 0)


class HostedRelay:
    """The relay of this window. Owned by the Tk thread; one thread reads its standard output.

    command: the words that start the relay, without its ports; environment: for it.
    log_path: where its standard error goes. The pipe to its standard input is its life line:
    it stops when this process is gone, however that went. on_events: called on any thread when
    there is something to poll. Nothing here waits but `close`.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: dict[str, str],
        log_path: Path,
        on_events: Callable[[], None] = lambda: None,
    ) -> None:
        self._command, self._log_path = list(command), log_path
        self.secret = secrets.token_urlsafe(32)
        self._environment = {
            **environment,
            "MESSENGER_HOSTED": "1",
            "MESSENGER_HOST_SECRET": self.secret,
        }
        self._events: queue.SimpleQueue[tuple[threading.Event, HostEvent]]
        self._events = queue.SimpleQueue()
        self._on_events = on_events
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._asked_to_stop = threading.Event()  # one for each run: what it says then is not heard
        self._ending: Ending | None = None
        self._port_after: int | None = None  # where to start when the one before has ended
        self.ready: HostReady | None = None
        self.host_name = ""  # the nick that the next relay keeps for us

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, port: int = TLS_PORT) -> None:
        """Start it; what becomes of it comes out of `poll`. Port 0 means any free one.

        While the one before still ends, which holds its port and its data, that is waited for.
        """
        if self._ending is not None:
            self._port_after = port
            return
        self._asked_to_stop = threading.Event()
        if port and not is_free(port):
            self._tell(HostPortTaken(port, free_port()))
            return
        plain = str(PLAIN_PORT) if is_free(PLAIN_PORT, "127.0.0.1") else "off"
        ports = ["--tls-port", str(port), "--plain-port", plain]
        try:
            with self._log_path.open("wb") as log:
                process = subprocess.Popen(
                    [*self._command, *ports],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env={**self._environment, "MESSENGER_HOST_NAME": self.host_name},
                )
        except OSError as fault:
            self._tell(HostStopped(str(fault), was_ready=False))
            return
        self._process = process
        self._reader = threading.Thread(
            target=_watch,
            args=(process, self._log_path, partial(self._put, self._asked_to_stop)),
            name="host-watch",
            daemon=True,  # a child of its may keep the pipe open: no reason to stay for ever
        )
        self._reader.start()

    def poll(self, most: int = 16) -> list[HostEvent]:
        """What happened since the last call, oldest first."""
        self._look_after_ending()
        found: list[HostEvent] = []
        while len(found) < most:
            try:
                asked_to_stop, event = self._events.get_nowait()
            except queue.Empty:
                break
            if asked_to_stop.is_set():
                continue
            self.ready = event if isinstance(event, HostReady) else None
            found.append(event)
        return found

    def stop(self, patience_s: float = STOP_S) -> None:
        """Ask it to end, and see to it; returns at once, and is harmless when nothing runs."""
        self._asked_to_stop.set()
        self._port_after = None
        self.ready = None
        if self._process is not None and self._reader is not None:
            self._ending = Ending(self._process, self._reader, self._on_events, patience_s)
            self._process = self._reader = None

    def close(self, patience_s: float = STOP_S) -> None:
        """End it and its threads, and wait for that; bounded."""
        self.stop(patience_s)
        if self._ending is not None:
            self._ending.wait()
            self._ending = None

    def _look_after_ending(self) -> None:
        if self._ending is None or not self._ending.is_over:
            return
        self._ending = None
        port, self._port_after = self._port_after, None
        if port is not None:
            self.start(port)

    def _tell(self, event: HostEvent) -> None:
        self._put(self._asked_to_stop, event)

    def _put(self, asked_to_stop: threading.Event, event: HostEvent) -> None:
        self._events.put((asked_to_stop, event))
        self._on_events()


def _watch(
    process: "subprocess.Popen[bytes]",
    log_path: Path,
    tell: Callable[[HostEvent], None],
) -> None:
    """Read the relay's lines until it ends (the thread `host-watch`)."""
    reading = _Report()
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            reading.take(line.decode("utf-8", "replace").strip())
            if reading.complete:
                reading.complete = False
                tell(HostReady(reading.port, reading.fingerprint, lan_addresses()))
                reading.told = True
    code = process.wait()
    tell(HostStopped(last_words(log_path) or end_words(code), reading.told))


class _Report:
    """What the relay's first lines say: its listeners, its certificate, that it is ready."""

    def __init__(self) -> None:
        self.port, self.fingerprint = 0, ""
        self.complete = self.told = False

    def take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "listening" and rest.startswith("tls://"):
            self.port = int(rest.rpartition(":")[2])
        elif word == "fingerprint":
            self.fingerprint = rest.removeprefix("sha256:")
        elif word == "ready":
            self.complete = True


def end_words(code: int) -> str:
    """How a relay that said nothing ended. code: its exit code; below 0 a signal ended it."""
    if code < 0:
        return "It was ended from outside: by the system, by another program or by somebody."
    return "It ended by itself and did not say why." if code else "It was asked to end."


def last_words(log_path: Path) -> str:
    """The last line of its log that says something, at most 300 characters."""
    try:
        with log_path.open("rb") as log:
            log.seek(max(0, log_path.stat().st_size - 4096))
            lines = log.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
