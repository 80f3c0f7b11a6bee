"""The log: one logger a module, to standard error or to a file that only its owner reads.

Modules write `logging.getLogger(__name__)`. Passwords and texts of messages are never logged.
"""

import io
import logging
import logging.handlers
import os
import re
import threading
from pathlib import Path

FILE_SIZE_BYTES = 1_000_000
OLD_FILES = 2
_LINE = "%(asctime)s %(levelname)s %(threadName)s: %(message)s"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def setup(path: Path | None, verbose: bool = False) -> None:
    """Start the log of this process: at `path` (0600, rotated), or on standard error for None."""
    handler = _OwnerOnlyFile(path) if path else logging.StreamHandler()
    handler.setFormatter(_PrintableFormatter(_LINE))
    logger = logging.getLogger("messenger")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)
    logger.propagate = False
    threading.excepthook = _log_thread_failure


def owner_only_file(path: Path) -> logging.Handler:
    """A handler for a log of its own: 0600, rotated, no link followed. OSError if it can't be."""
    handler = _OwnerOnlyFile(path)
    handler.setFormatter(_PrintableFormatter("%(asctime)s %(message)s"))
    return handler


class _PrintableFormatter(logging.Formatter):
    """Shows control codes instead of sending them: a log is read in terminals, and what
    strangers sent may stand in it."""

    def format(self, record: logging.LogRecord) -> str:
        return _CONTROL.sub(lambda match: ascii(match[0])[1:-1], super().format(record))


class _OwnerOnlyFile(logging.handlers.RotatingFileHandler):
    """A rotating file that nobody else can read; a symbolic link in its place is refused."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_SIZE_BYTES, backupCount=OLD_FILES, encoding="utf-8")

    def _open(self) -> io.TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _log_thread_failure(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else "?"
    logging.getLogger("messenger").critical(
        "thread %s ended by a bug",
        name,
        exc_info=(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback),
    )
