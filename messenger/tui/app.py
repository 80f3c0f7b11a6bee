"""`messenger terminal`: builds a client and the mode that fits what it is connected to."""

import argparse
import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from messenger import paths
from messenger.client.client import Client
from messenger.client.intents import Quit
from messenger.client.link import address, secrets
from messenger.client.model.model import Model
from messenger.client.session.login import Account
from messenger.errors import UserError
from messenger.irc.names import fold, is_channel
from messenger.store.lock import lock_file
from messenger.tui import prompt
from messenger.tui.line_mode import LineMode
from messenger.tui.prompt_mode import PromptMode
from messenger.tui.typed_lines import TypedLines

STOP_S = 3.0
PINS_NAME = "pins.json"
EXIT_NOT_CONFIRMED = 1
_NOT_IN_ROOMS = frozenset(" ,\a\r\n\0")  # RFC 2812 section 1.3


def run_terminal(options: argparse.Namespace) -> int:
    """Run until the person or the input ends; returns the exit code.

    options: server, name, room, line_mode, trust, ask_password, password_file, profile, data.
    Raises UserError when there is no way in: bad address or name, no login, no such room.
    """
    if sys.stdin is None or sys.stdout is None:  # closed by the shell: "<&-"
        raise UserError("There is no standard input or output; use </dev/null to say nothing.")
    address.parse(options.server)
    room = options.room if is_channel(options.room) else f"#{options.room}"
    if _NOT_IN_ROOMS & set(room) or len(room) < 2:
        raise UserError(f"{options.room!r} can't be a room: its name has no spaces and no commas.")
    data = paths.data_dir(options.data, options.profile)
    pins, keys = data / PINS_NAME, data / secrets.FILE_NAME
    account = Account(
        options.server, options.name, pins, rooms=(room,), secrets_path=keys,
        login_password=_login_password(options),
    )  # fmt: skip
    if not account.nick:
        raise UserError(f"{options.name!r} can't be used as a name: it needs letters or digits.")
    by_lines = options.line_mode or not prompt.is_terminal() or not _has_prompt()
    with _copy(data, account.nick, by_lines) as copy:
        client, model = Client(account, copy), Model(options.name)
        client.start()
        try:
            if by_lines:
                return _run_lines(LineMode(client, model, room, options.trust))
            return PromptMode(client, model, room, options.trust).run()
        finally:
            client.submit(Quit())
            client.stop(STOP_S)


@contextlib.contextmanager
def _copy(data: Path, nick: str, by_lines: bool) -> Iterator[Path | None]:
    """Where what was said is kept, and what is to be said until the relay has it. None for a
    pipe, which ends by telling what was not confirmed, and while another terminal has the file.
    """
    path = data / f"terminal-{quote(fold(nick), safe='')}.sqlite3"
    lock = None if by_lines else lock_file(path.with_suffix(".lock"))
    if lock is None:
        yield None
        return
    with lock:
        yield path


def _login_password(options: argparse.Namespace) -> str:
    """Of the account, "" for none; never an argument, which others could read in the list of
    processes. Raises UserError."""
    if options.password_file:
        try:
            with open(options.password_file, encoding="utf-8") as file:
                return file.readline().rstrip("\r\n")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(
                f"The password can't be read from {options.password_file} ({reason})."
            ) from error
    if options.ask_password:
        return getpass.getpass(f"Password of {options.name}: ")
    return ""


def _has_prompt() -> bool:
    if prompt.is_installed():
        return True
    print(
        "messenger: plain lines, since prompt_toolkit is not installed "
        "(pip install 'messenger[terminal]').",
        file=sys.stderr,
    )
    return False


def _run_lines(mode: LineMode) -> int:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # replaced by something that is no file
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    commands = sys.stdin.isatty()
    try:
        return mode.run(TypedLines(sys.stdin.fileno()), sys.stdout, sys.stderr, commands)
    except BrokenPipeError:
        # Nobody reads us any more; Python would complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_NOT_CONFIRMED
