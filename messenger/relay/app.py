"""`messenger relay`: builds the relay from its settings, runs it, ends it."""

import argparse
import logging
import os
import secrets
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from messenger import config_file, log, paths
from messenger.config import RelayConfig
from messenger.errors import UserError
from messenger.relay.core import Core
from messenger.relay.io import descriptors
from messenger.relay.io.keeper import KeeperThread
from messenger.relay.io.listeners import Listener, open_listeners
from messenger.relay.io.loop import Loop, LoopLimits, tune_collector
from messenger.relay.io.tls_sessions import TlsContext, make_context
from messenger.relay.ports import Door
from messenger.relay.upkeep import announcement, audit, config_text
from messenger.relay.upkeep.certificate import own_or_configured
from messenger.relay.upkeep.reload import Reloader, message_of_the_day
from messenger.relay.upkeep.signals import signals
from messenger.store.history import RelayStore, open_relay_store
from messenger.store.rows import Memory
from messenger.store.volatile import VolatileStore

HOST_SECRET = "MESSENGER_HOST_SECRET"  # who knows it may look after the relay
HOST_NAME = "MESSENGER_HOST_NAME"  # what that one wants to be called
EXIT_BROKEN = 1
_WAKE_S = 0.5  # Python's main thread looks for signals so often where a wait can't be broken
_log = logging.getLogger(__name__)


def run_relay(options: argparse.Namespace) -> int:
    """Run the relay until SIGTERM, Ctrl-C or the end of the window that hosts it.

    options: of `messenger relay`. Returns the exit code; UserError when it can't start.
    """
    if options.print_config:
        print(config_text.text())
        return 0
    log.setup(None)
    settings = config_file.load(Path(options.config)) if options.config else RelayConfig()
    for warning in settings.warnings:
        _log.warning("%s", warning)
    if warning := descriptors.allow_many():
        _log.warning("%s", warning)
    folder = paths.relay_dir(paths.data_dir(options.data))
    with ExitStack() as cleanup:
        store = _open_store(settings, folder)
        cleanup.callback(store.close)
        cleanup.callback(audit.close, _open_audit(folder))
        fingerprint, listeners = _open_doors(options, settings, folder, cleanup)
        core = Core(
            settings,
            _memory(settings, store),
            motd=message_of_the_day(settings),
            host_secret=os.environ.get(HOST_SECRET, ""),
            host_name=os.environ.get(HOST_NAME, ""),
        )
        limits = LoopLimits(settings.limits.send_queue_bytes, settings.limits.handshake_timeout_s)
        loop = Loop(core, store, listeners, limits, volatile=settings.history.memory_only)
        reload = Reloader(Path(options.config), settings, loop) if options.config else None
        if isinstance(store, RelayStore):
            keeper = KeeperThread(store.keeper())
            cleanup.callback(keeper.stop)
            keeper.start()
        with signals(loop, reload):
            loop.start()
            audit.note_relay("started")
            _announce(listeners, fingerprint)
            tune_collector()
            while not loop.join(_WAKE_S):
                pass
        audit.note_relay("ended")
        return EXIT_BROKEN if loop.failed else 0


def _open_store(settings: RelayConfig, folder: Path) -> RelayStore | VolatileStore:
    if settings.history.memory_only:
        return VolatileStore()
    return open_relay_store(folder)


def _memory(settings: RelayConfig, store: RelayStore | VolatileStore) -> Memory:
    """What the store knows. Without a history nobody writes down which msgids were used: then
    they are of this run alone, so that none ever comes again."""
    memory = store.load()
    return memory if settings.history.enabled else replace(memory, relay_id=secrets.token_hex(6))


def _open_audit(folder: Path) -> logging.Handler:
    try:
        return audit.open_file(folder)
    except OSError as error:
        raise UserError(
            f"The file {audit.FILE_NAME} in {folder} can't be written "
            f"({error.strerror or error}): mend its permissions, or move it away."
        ) from error


def _open_doors(
    options: argparse.Namespace, settings: RelayConfig, folder: Path, cleanup: ExitStack
) -> tuple[str, list[Listener]]:
    """All listeners, and the fingerprint of the certificate ("" without TLS)."""
    web = settings.websocket
    fingerprint = ""
    contexts: dict[Door, TlsContext] = {}
    if options.tls_port is not None or (web.port and web.tls):
        certificate = own_or_configured(settings.tls, folder)
        for door, asks in ((Door.TLS, settings.tls.client_certificates), (Door.WEB_TLS, False)):
            contexts[door] = make_context(certificate.certificate, certificate.key, asks=asks)
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
            opened = open_listeners(door, host, port, contexts.get(door), web.origins)
            for listener in opened:
                cleanup.callback(listener.sock.close)
            listeners += opened
    if not listeners:
        raise UserError("All listeners are off: open at least one of them.")
    return fingerprint, listeners


def _announce(listeners: list[Listener], fingerprint: str) -> None:
    """The only words on standard output; whoever started us reads them."""
    try:
        for line in announcement.lines([listener.url for listener in listeners], fingerprint):
            print(line, flush=True)
    except BrokenPipeError:  # nobody reads; the relay runs on, and Python must not complain
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
