"""Options of the commands with which a host looks after a relay: backup, restore, export, account,
room. As `__main__`, this keeps to what old Pythons can read.
"""

from __future__ import annotations

import argparse


def add_data_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", metavar="DIR", help="keep everything in this folder, not in the system's place"
    )


def add_backup_options(parser: argparse.ArgumentParser) -> None:
    add_data_option(parser)
    parser.add_argument("file", metavar="FILE", help="the backup: all of the relay in one file")


def add_export_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "what",
        choices=("room", "person"),
        help="a room's whole history, or all that is kept of an account: its data without "
        "secrets, its private talks, its lines in rooms",
    )
    add("name", metavar="NAME", help="which room (with or without its #), or whose account")
    add(
        "--format",
        choices=("text", "json", "html"),
        default="text",
        help="text and html are for people, json is for programs (default: %(default)s)",
    )
    add_data_option(parser)
    add("file", metavar="FILE", help="the file to write; it must not be there yet")


def add_account_options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, help="what to do; each is explained below"
    )
    for action, summary in ACCOUNT_ACTIONS.items():
        one = actions.add_parser(action, help=summary, description=summary.capitalize() + ".")
        if action != "list":
            one.add_argument(
                "name", metavar="NAME", help="whose account; names with spaces in quotes"
            )
        if action == "revoke":
            one.add_argument("key", metavar="KEY", help="its id, as 'keys' shows it")
        add_data_option(one)
        one.add_argument("--config", metavar="FILE.toml", help="the settings that the relay has")
    _show_all(parser, actions.choices)


def add_room_options(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, help="what to do; each is explained below"
    )
    add_data_option(actions.add_parser("list", help="show all rooms that last, and their founders"))
    drop = actions.add_parser("drop", help="let a room go when the last one has left it")
    drop.add_argument(
        "name", metavar="ROOM", help="which room (with its # in quotes, or without it)"
    )
    add_data_option(drop)
    _show_all(parser, actions.choices)


def _show_all(parser: argparse.ArgumentParser, actions: dict[str, argparse.ArgumentParser]) -> None:
    """Let its --help show the options of every action, too."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "\n".join(action.format_help() for action in actions.values())


ACCOUNT_ACTIONS = {
    "add": "make an account; its password is read from standard input",
    "list": "show all accounts",
    "remove": "delete an account, so that its name is free",
    "release": "free a name that was only claimed, without a password",
    "password": "set an account's password; it is read from standard input",
    "keys": "show the devices and certificates that an account lets in",
    "revoke": "take back the key of one device, or one certificate",
}
