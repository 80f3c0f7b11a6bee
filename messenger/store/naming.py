"""Accounts by the names that people type: "Tim Öz" is the account Tim_Öz."""

import sqlite3

from messenger.errors import UserError
from messenger.irc.names import nick_from_display, skeleton
from messenger.nearest import did_you_mean
from messenger.store import accounts
from messenger.store.account_rows import KnownAccount


def account_called(conn: sqlite3.Connection, typed: str) -> KnownAccount:
    """The account of a name as it is spelt, or as the desktop shows it, or that looks the same.

    UserError, with the names that are near, when there is none.
    """
    nick = nick_from_display(typed)
    found = accounts.find(conn, typed) or accounts.find(conn, nick)
    if found is not None:
        return found
    known = accounts.known(conn).accounts
    for account in known:
        if nick and skeleton(account.name) == skeleton(nick):
            return account
    meant = did_you_mean(nick or typed, [account.name for account in known])
    raise UserError(
        f"There is no account {typed}.{meant} 'messenger account list' shows all. "
        "Who has never logged in with this program or a password has no account."
    )
