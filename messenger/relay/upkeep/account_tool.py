"""`messenger account`: the host looks after accounts, while the relay runs or not.

It writes into the relay's database beside it; the relay notices within seconds.
"""

import argparse
import getpass
import secrets
import sqlite3
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from unicodedata import normalize

from messenger import config_file, paths
from messenger.config import RelayConfig
from messenger.errors import Refused, UserError
from messenger.irc.names import valid_nick
from messenger.relay.access.accounts import check_password, is_service
from messenger.relay.upkeep import beside
from messenger.store import account_keys, accounts, hashing
from messenger.store.account_rows import AccountFacts, AccountGoneRow, AccountRow, SecretRow
from messenger.store.history import write
from messenger.store.key_rows import KeyGoneRow
from messenger.store.naming import account_called


def run_account(options: argparse.Namespace) -> int:
    """Do what options.action says; UserError when it can't be done."""
    settings = config_file.load(Path(options.config)) if options.config else RelayConfig()
    words = [getattr(options, word) for word in ("name", "key") if hasattr(options, word)]
    if options.action == "add":  # also before the relay's first start
        folder = paths.relay_dir(paths.data_dir(options.data))
    else:
        folder = beside.find_relay(options.data)
    with beside.opened(folder) as conn:
        ACTIONS[options.action](conn, settings, *words)
    return 0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _password(settings: RelayConfig, name: str) -> hashing.Credentials:
    """From the keyboard, unseen, or the first line of a pipe; never an argument, which others
    could read in the list of processes."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {name}: ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UserError("No password was typed, or piped in: nothing is changed.")
    try:
        check_password(settings, name, password)
    except Refused as refused:
        raise UserError(f"{refused.context[-1]}.") from refused
    return hashing.make(password, fast=settings.accounts.fast_hash)


def _find(conn: sqlite3.Connection, name: str) -> AccountFacts:
    found = account_called(conn, name)
    return next(facts for facts in accounts.describe(conn) if facts.account.id == found.id)


def _add(conn: sqlite3.Connection, settings: RelayConfig, typed: str) -> None:
    name = "_".join(normalize("NFC", typed).split())  # as the desktop makes nicks
    if is_service(name) or not valid_nick(name, settings.limits.nick_length):
        raise UserError(f"{typed!r} can't be the name of an account.")
    if accounts.is_taken(conn, name):
        raise UserError(f"{name}, or a name that looks like it, is registered already.")
    credentials = _password(settings, name)
    account_id = secrets.token_hex(8)
    write(conn, [AccountRow(account_id, name, credentials, _now_ms())])
    if _find(conn, name).account.id != account_id:  # the relay was quicker
        raise UserError(f"{name} has just been registered by somebody else.")
    print(f"The account {name} is there.")


def _list(conn: sqlite3.Connection, settings: RelayConfig) -> None:
    """One line each; standard output is for programs, too, so that none is told beside it."""
    if not accounts.known(conn).accounts:
        print("There are no accounts yet.", file=sys.stderr)
    for facts in accounts.describe(conn):
        seen = _day(facts.seen_ms)
        words = [facts.account.name, "password" if facts.has_password else "claimed"]
        words += [f"{facts.devices} device(s)", f"seen {seen}"]
        if facts.email:
            words.append(facts.email)
        if facts.code:
            words.append(f"waits for the code {facts.code}")
        print("  ".join(words))


def _day(ms: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(ms / 1000))


def _remove(conn: sqlite3.Connection, settings: RelayConfig, name: str) -> None:
    facts = _find(conn, name)
    write(conn, [AccountGoneRow(facts.account.id)])
    print(f"The account {facts.account.name} is deleted, its name is free.")


def _release(conn: sqlite3.Connection, settings: RelayConfig, name: str) -> None:
    facts = _find(conn, name)
    if facts.has_password:
        raise UserError(
            f"{facts.account.name} has a password, so somebody means to keep it. If it shall go "
            "nevertheless: messenger account remove."
        )
    _remove(conn, settings, name)


def _set_password(conn: sqlite3.Connection, settings: RelayConfig, name: str) -> None:
    facts = _find(conn, name)
    credentials = _password(settings, facts.account.name)
    write(conn, [SecretRow(facts.account.id, credentials, _now_ms())])
    print(f"The password of {facts.account.name} is changed.")


def _list_keys(conn: sqlite3.Connection, settings: RelayConfig, name: str) -> None:
    for key in account_keys.of_account(conn, _find(conn, name).account.id).keys:
        seen = _day(key.seen_ms) if key.seen_ms else "never"
        words = [key.id, key.kind, f"since {_day(key.added_ms)}", f"seen {seen}", key.label]
        print("  ".join(word for word in words if word))


def _revoke(conn: sqlite3.Connection, settings: RelayConfig, name: str, wanted: str) -> None:
    account = _find(conn, name).account
    key = account_keys.of_account(conn, account.id).find(wanted)
    if key is None:
        raise UserError(f"{account.name} has no key {wanted}: see 'messenger account keys'.")
    write(conn, [KeyGoneRow(account.id, key.id)])
    print(f"{key.id} lets nobody in to {account.name} any more; who is in stays till they leave.")


ACTIONS: Mapping[str, Callable[..., None]] = {
    "add": _add,
    "list": _list,
    "remove": _remove,
    "release": _release,
    "password": _set_password,
    "keys": _list_keys,
    "revoke": _revoke,
}
