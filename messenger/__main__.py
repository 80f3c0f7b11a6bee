"""`python -m messenger [desk|relay|terminal]`: the command line, and nothing else.

The parts are imported only when they are asked for: a relay needs no window. This file keeps to
what old Pythons can read, so that they can say what is missing.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from messenger import __version__, host_options, program_options
from messenger.errors import UserError

if TYPE_CHECKING:
    from messenger.gui.front import Front

OLDEST_PYTHON = (3, 11)
EXIT_INTERRUPTED = 130  # what a shell reports for a program ended by Ctrl-C
EXIT_NO_READER = 141  # likewise, by SIGPIPE
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# What the window needs beyond its login form, in pieces that are imported in about 20 ms each.
DESK_PIECES = (
    "messenger.client.events",
    "messenger.client.intents",
    "messenger.client.cache.jobs",
    "messenger.client.cache.ledger",
    "messenger.client.outbox.post",
    "messenger.client.session.session",
    "messenger.client.link.link",
    "messenger.client.model.changes",
    "messenger.client.model.model",
    "messenger.gui.widgets.message_pane",
    "messenger.gui.chat.finder",
    "messenger.gui.chat.centre",
    "messenger.gui.chat.window",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code of the process."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        check_python(sys.version_info)
        options = build_parser().parse_args(with_command(words))
        run: Callable[[argparse.Namespace], int] = options.run
        code = run(options)
        sys.stdout.flush()
        return code
    except UserError as error:
        print(f"messenger: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in "| head"
        _drop_output()
        return EXIT_NO_READER
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _drop_output()
        print(f"messenger: The output can't be written ({error.strerror}).", file=sys.stderr)
        return UserError.exit_code


def _drop_output() -> None:
    """Python would complain once more when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def check_python(version: Sequence[object]) -> None:
    """Raise UserError for a Python that can't run Messenger."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        found = ".".join(map(str, version[:2]))
        raise UserError(f"Messenger needs Python {wanted} or newer; this is Python {found}.")


def with_command(words: list[str]) -> list[str]:
    """Name the desktop where no command is named: ["--name", "Ada"] → ["desk", "--name", "Ada"]."""
    if words and (words[0] in ("-h", "--help", "--version") or not words[0].startswith("-")):
        return words
    return ["desk", *words]


def build_parser() -> argparse.ArgumentParser:
    """The whole command line. Its --help shows the options of every command."""
    parser = _Parser(
        prog="messenger",
        description="A desktop messenger with its own relay: type a server and a name, and talk.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Messenger {__version__}")
    commands = parser.add_subparsers(
        metavar="COMMAND",
        title="commands (desk if none is named)",
        parser_class=argparse.ArgumentParser,
    )
    for name, (summary, add_options, run) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
        add_options(command)
        command.set_defaults(run=run)
    parser.commands = commands.choices.values()
    return parser


class _Parser(argparse.ArgumentParser):
    """Its help ends with that of every command, which is made when somebody asks: it takes as
    long as a tenth of the window's start."""

    commands: Iterable[argparse.ArgumentParser] = ()

    def format_help(self) -> str:
        helps = [command.format_help() for command in self.commands]
        self.epilog = "\n\n".join(["Every command in full:", *helps])
        return super().format_help()


def _run_desk(options: argparse.Namespace) -> int:
    try:
        import tkinter
    except ImportError as error:
        raise UserError(_no_tkinter(sys.platform)) from error
    from messenger.gui.front import open_front

    try:
        front = open_front(options)
    except tkinter.TclError as error:
        if "display" not in str(error):
            raise
        raise UserError(
            f"There is no screen to open a window on ({error}): start Messenger in a desktop "
            "session, or use 'messenger terminal'."
        ) from error
    front.go_on(_rest_of_desk(front))
    front.root.mainloop()
    if front.fault:
        raise front.fault
    return 0


def _rest_of_desk(front: Front) -> Iterator[None]:
    """Import what the window needs beyond its login form, a piece a step; then bring it to life."""
    for name in DESK_PIECES:
        importlib.import_module(name)
        yield
    from messenger.gui.app import App
    from messenger.gui.root_window import tell_signals

    yield
    app = App(front)
    tell_signals(app.on_signal)
    if front.asked_to_end:
        app.on_signal()


def _no_tkinter(platform: str) -> str:
    """What to install where; Python is often packed without its Tk part."""
    remedies = {
        "linux": "install it with your system's packages (Debian, Ubuntu: python3-tk; "
        "Fedora: python3-tkinter; Arch: tk)",
        "darwin": "install it (Homebrew: brew install python-tk) or take Python from python.org",
        "win32": "run Python's installer again and tick 'tcl/tk and IDLE'",
    }
    remedy = remedies.get(platform, "install the Tk part of your Python")
    return f"This Python has no tkinter, which windows need: {remedy}."


def _run_relay(options: argparse.Namespace) -> int:
    from messenger.relay.app import run_relay

    return run_relay(options)


def _run_backup(options: argparse.Namespace) -> int:
    from messenger.relay.upkeep.backup import run_backup

    return run_backup(options)


def _run_restore(options: argparse.Namespace) -> int:
    from messenger.relay.upkeep.backup import run_restore

    return run_restore(options)


def _run_export(options: argparse.Namespace) -> int:
    from messenger.relay.upkeep.export_tool import run_export

    return run_export(options)


def _run_account(options: argparse.Namespace) -> int:
    from messenger.relay.upkeep.account_tool import run_account

    return run_account(options)


def _run_room(options: argparse.Namespace) -> int:
    from messenger.relay.upkeep.room_tool import run_room

    return run_room(options)


def _run_terminal(options: argparse.Namespace) -> int:
    from messenger.tui.app import run_terminal

    return run_terminal(options)


COMMANDS = {
    "desk": ("the window", program_options.add_desk_options, _run_desk),
    "relay": ("the relay alone, without a window", program_options.add_relay_options, _run_relay),
    "backup": (
        "copy all that a relay keeps, while it runs",
        host_options.add_backup_options,
        _run_backup,
    ),
    "restore": (
        "put a backup back, before the relay starts",
        host_options.add_backup_options,
        _run_restore,
    ),
    "export": ("write down what a relay keeps", host_options.add_export_options, _run_export),
    "account": ("look after a relay's accounts", host_options.add_account_options, _run_account),
    "room": ("look after the rooms that a relay keeps", host_options.add_room_options, _run_room),
    "terminal": (
        "the client for a terminal or a pipe",
        program_options.add_terminal_options,
        _run_terminal,
    ),
}

if __name__ == "__main__":
    sys.exit(main())
