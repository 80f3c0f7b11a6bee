"""Options of the commands that go on running: desk, relay, terminal. As `__main__`, this keeps to
what old Pythons can read.
"""

from __future__ import annotations

import argparse

from messenger import host_options

CLASSIC_PORT = 8888  # the port of the lecture's clients


def add_desk_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", metavar="ADDRESS", help="fill this into the login form")
    parser.add_argument("--name", help="fill this into the login form")
    add_profile_options(parser)


def add_profile_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile",
        metavar="NAME",
        default="default",
        help="a set of settings of its own, so that two can run on one machine",
    )
    host_options.add_data_option(parser)


def add_relay_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    _add_listener(parser, "tls", "IRC over TLS", "0.0.0.0", 6697)
    _add_listener(parser, "plain", "IRC in plain text", "127.0.0.1", 6667)
    add("--classic-host", metavar="H", default="127.0.0.1", help=_HOST_HELP % "the classic door")
    add(
        "--classic-port",
        metavar="N|off",
        type=_port,
        nargs="?",
        const=CLASSIC_PORT,
        default=None,
        help="open the classic door (plain lines of text, for nc); %(const)s without a number; "
        "off unless asked for",
    )
    host_options.add_data_option(parser)
    add("--config", metavar="FILE.toml", help="settings of the relay, read again at SIGHUP")
    add("--print-config", action="store_true", help="show all settings, as such a file, and end")


_HOST_HELP = "where %s listens (default: %%(default)s)"


def _add_listener(
    parser: argparse.ArgumentParser, name: str, title: str, host: str, port: int
) -> None:
    parser.add_argument(f"--{name}-host", metavar="H", default=host, help=_HOST_HELP % title)
    parser.add_argument(
        f"--{name}-port",
        metavar="N|off",
        type=_port,
        default=port,
        help=f"port of {title} (default: %(default)s; 0: any free one; off: none)",
    )


def _port(text: str) -> int | None:
    """A port from the command line; None for "off"."""
    if text == "off":
        return None
    if text.isascii() and text.isdigit() and int(text) < 1 << 16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a port (0 to 65535) nor 'off'")


def add_terminal_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--server", metavar="ADDRESS", required=True, help="host, host:port, irc:// or ircs://")
    add("--name", required=True, help="what you are called")
    add("--room", default="lobby", help="the room to enter (default: %(default)s)")
    add(
        "--line-mode",
        action="store_true",
        help="no control codes: lines from standard input are sent in order and confirmed before "
        "it ends; exit code 1 if one was not, or waits for the host's approval",
    )
    add(
        "--trust",
        metavar="WORDS",
        default="",
        help="accept a changed certificate that has these three words, once you have compared them",
    )
    add("--ask-password", action="store_true", help="your name has a password: type it, unseen")
    add("--password-file", metavar="FILE", help="it is the first line of this file")
    add_profile_options(parser)
