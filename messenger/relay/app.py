"""`messenger relay`: builds the relay from its settings, runs it, ends it."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from messenger import config, log, paths
from messenger.config import RelayConfig
from messenger.errors import UserError
from messenger.relay.certificate import own_or_configured
from messenger.relay.core import Core
from messenger.relay.listeners import Listener, open_listeners, raise_descriptor_limit
from messenger.relay.loop import Loop, LoopLimits, tune_collector
from messenger.relay.ports import Door
from messenger.relay.tls import make_context
from messenger.store.history import RelayStore, open_relay_store
from messenger.store.volatile import VolatileStore

HOSTED = "MESSENGER_HOSTED"  # "1" in the environment: end with the window that started us
HOST_SECRET = "MESSENGER_HOST_SECRET"  # who knows it may look after the relay
EXIT_BROKEN = 1
_WAKE_S = 0.5  # Python's main thread looks for signals so often where a wait can't be broken
_log = logging.getLogger(__name__)


def run_relay(options: argparse.Namespace) -> int:
    """Run the relay until SIGTERM, Ctrl-C or the end of the window that hosts it.

    options: of `messenger relay`. Returns the exit code; UserError when it can't start.
    """
    log.setup(None)
    settings = config.load(Path(options.config)) if options.config else RelayConfig()
    for warning in settings.warnings:
        _log.warning("%s", warning)
    raise_descriptor_limit()
    folder = paths.relay_dir(paths.data_dir(options.data))
    with ExitStack() as cleanup:
        store = _open_store(settings, folder)
        cleanup.callback(store.close)
        fingerprint, listeners = _open_doors(options, settings, folder, cleanup)
        core = Core(
            settings,
            store.load(),
            motd=_message_of_the_day(settings),
            host_secret=os.environ.get(HOST_SECRET, ""),
        )
        limits = LoopLimits(settings.limits.send_queue_bytes, settings.limits.handshake_timeout_s)
        loop = Loop(core, store, listeners, limits, volatile=settings.history.memory_only)
        with _stop_signals(loop):
            loop.start()
            _announce(listeners, fingerprint)
            tune_collector()
            while not loop.join(_WAKE_S):
                pass
        return EXIT_BROKEN if loop.failed else 0


def _open_store(settings: RelayConfig, folder: Path) -> RelayStore | VolatileStore:
    if settings.history.memory_only:
        return VolatileStore()
    return open_relay_store(folder)


def _message_of_the_day(settings: RelayConfig) -> list[str]:
    path = settings.server.motd
    if path is None:
        return []
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UserError(
            f"The message of the day {path} can't be read ({error.strerror}): "
            "mend 'motd' in [server], or leave it out."
        ) from error


def _open_doors(
    options: argparse.Namespace, settings: RelayConfig, folder: Path, cleanup: ExitStack
) -> tuple[str, list[Listener]]:
    """All listeners, and the fingerprint of the certificate ("" without TLS)."""
    web = settings.websocket
    fingerprint, context = "", None
    if options.tls_port is not None or (web.port and web.tls):
        certificate = own_or_configured(settings.tls, folder)
        context = make_context(certificate.certificate, certificate.key)
        fingerprint = certificate.fingerprint
    listeners: list[Listener] = []
    web_door = Door.WEB_TLS if web.tls else Door.WEB
    for door, host, port in (
        (Door.TLS, options.tls_host, options.tls_port),
        (Door.PLAIN, options.plain_host, options.plain_port),
        (Door.CLASSIC, options.classic_host, options.classic_port),
        (web_door, web.host, web.port or None),
    ):
        if port is not None:
            tls = context if door.is_secure else None
            opened = open_listeners(door, host, port, tls, web.origins)
            for listener in opened:
                cleanup.callback(listener.sock.close)
            listeners += opened
    if not listeners:
        raise UserError("All listeners are off: open at least one of them.")
    return fingerprint, listeners


def _announce(listeners: list[Listener], fingerprint: str) -> None:
    """The only words on standard output; whoever started us reads them."""
    lines = [f"listening {listener.url}" for listener in listeners if listener.url]
    if fingerprint:
        lines.append(f"fingerprint sha256:{fingerprint}")
    try:
        for line in (*lines, "ready"):
            print(line, flush=True)
    except BrokenPipeError:  # nobody reads; the relay runs on, and Python must not complain
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


@contextmanager
def _stop_signals(loop: Loop) -> Iterator[None]:
    """Turn SIGTERM, Ctrl-C and the end of the hosting window into a request to stop."""

    def stop(number: int, frame: FrameType | None) -> None:
        loop.ask_to_stop("The relay is closing")

    previous = {
        number: signal.signal(number, stop)
        for number in _stop_numbers()
        if signal.getsignal(number) is not signal.SIG_IGN  # nohup wants it to go on
    }
    if os.environ.get(HOSTED) == "1":
        # A daemon thread: a read that waits can't be ended, and it owns nothing.
        threading.Thread(
            target=_await_end_of_input, args=(loop,), name="relay-host-watch", daemon=True
        ).start()
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _stop_numbers() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _await_end_of_input(loop: Loop) -> None:
    """Standard input is the life line to the window: it ends when that is gone."""
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    loop.ask_to_stop("The relay's host has closed it")
