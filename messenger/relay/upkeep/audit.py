"""What operators do, and who tries to be one, in a file of its own: never a secret, never what
people say.

The core writes to the logger; `open_file` puts the file behind it.
"""

import logging
from pathlib import Path

from messenger import log
from messenger.relay.state import Peer

FILE_NAME = "audit.log"
_log = logging.getLogger("messenger.relay.upkeep.audit")
_log.propagate = False


def note(peer: Peer, deed: str, target: str = "", more: str = "") -> None:
    """peer did something: "ada!a@192.0.2.1 killed bob (spam)"."""
    who = peer.person.source or f"somebody at {peer.host}"
    _log.info("%s", " ".join(word for word in (who, deed, target, more) if word))


def note_relay(deed: str) -> None:
    """The relay itself did something: it started, ended, read its settings again."""
    _log.info("the relay %s", deed)


def open_file(folder: Path) -> logging.Handler:
    """Write to audit.log in this folder (0600, rotated) from now on; close it with `close`."""
    handler = log.owner_only_file(folder / FILE_NAME)
    _log.addHandler(handler)
    _log.setLevel(logging.INFO)
    return handler


def close(handler: logging.Handler) -> None:
    _log.removeHandler(handler)
    handler.close()
