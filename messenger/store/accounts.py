"""Accounts on disk: who has which name, and what proves it. Asked afresh at each login, so that
what another process (`messenger account`) has changed holds at once.
"""

import hmac
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from messenger.irc.claims import is_device_secret
from messenger.irc.names import fold, skeleton
from messenger.store import account_keys, hashing
from messenger.store.account_rows import (
    AccountFacts,
    AccountGoneRow,
    AccountRow,
    AccountsKnown,
    AccountsRequest,
    CodeCheck,
    ExpiredClaimsRow,
    KnownAccount,
    NewSecret,
    PasswordCheck,
    ScramAnswer,
    ScramRequest,
    SecretRow,
    SeenRow,
    TalkRow,
    TalksRequest,
    VerifiedRow,
)
from messenger.store.hashing import Credentials, Verifier

_KNOWN = "id, name, code, created_ms"


def known(conn: sqlite3.Connection) -> AccountsKnown:
    """All accounts, and the version of this list."""
    return AccountsKnown(
        _version(conn),
        tuple(
            KnownAccount(account, name, not code, created_ms)
            for account, name, code, created_ms in conn.execute(f"SELECT {_KNOWN} FROM accounts")
        ),
    )


def find(conn: sqlite3.Connection, name: str) -> KnownAccount | None:
    """The account of this name, as it is spelt or folded alike."""
    row = conn.execute(f"SELECT {_KNOWN} FROM accounts WHERE key = ?", (fold(name),))
    found = row.fetchone()
    return KnownAccount(found[0], found[1], not found[2], found[3]) if found else None


def is_taken(conn: sqlite3.Connection, name: str) -> bool:
    """True when this name, or one that looks the same, belongs to an account."""
    sql = "SELECT 1 FROM accounts WHERE key = ? OR skeleton = ?"
    return conn.execute(sql, (fold(name), skeleton(name))).fetchone() is not None


def describe(conn: sqlite3.Connection) -> list[AccountFacts]:
    """All accounts by name, as their host may see them."""
    rows = conn.execute(
        "SELECT id, name, code, password != '', "
        "(SELECT count(*) FROM devices WHERE account = id), email, created_ms, seen_ms "
        "FROM accounts ORDER BY key"
    )
    return [
        AccountFacts(
            KnownAccount(account, name, not code, created_ms), bool(has_password), devices, email,
            code, created_ms, seen_ms,
        )
        for account, name, code, has_password, devices, email, created_ms, seen_ms in rows
    ]  # fmt: skip


def note_talks(conn: sqlite3.Connection, talks: Iterable[tuple[str, int]]) -> None:
    """talks: (target, said_ms) of words in private talks; for those who take part with an
    account it is kept when the newest were said."""
    newest = {
        (owner, target): said_ms
        for target, said_ms in talks
        for owner in target.split(" ")
        if owner.startswith("@")
    }
    conn.executemany(
        "INSERT INTO talks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET said_ms = excluded.said_ms",
        [(owner, target, said_ms) for (owner, target), said_ms in newest.items()],
    )


def _version(conn: sqlite3.Connection) -> int:
    sql = "SELECT value FROM meta WHERE key = 'accounts_version'"
    return int(conn.execute(sql).fetchone()[0])


def _changed(conn: sqlite3.Connection) -> None:
    conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'accounts_version'")


# -- requests


def _known_since(conn: sqlite3.Connection, request: AccountsRequest) -> AccountsKnown | None:
    return known(conn) if _version(conn) != request.version else None


def _check_password(conn: sqlite3.Connection, request: PasswordCheck) -> KnownAccount | None:
    """A wrong password takes as long as an unknown name; so does a wrong device secret."""
    account = find(conn, request.name)
    if is_device_secret(request.password):
        right = account_keys.fits(conn, account.id if account else "", request.password)
    else:
        sql = "SELECT password FROM accounts WHERE key = ?"
        row = conn.execute(sql, (fold(request.name),)).fetchone()
        right = hashing.matches(row[0] if row else "", request.password, fast=request.fast)
    return account if account and account.verified and right else None


def _scram(conn: sqlite3.Connection, request: ScramRequest) -> ScramAnswer:
    account = find(conn, request.name)
    sql = "SELECT scram FROM accounts WHERE key = ?"
    row = conn.execute(sql, (fold(request.name),)).fetchone()
    if account and account.verified and row and row[0]:
        return ScramAnswer(account, Verifier.parse(row[0]))
    sql = "SELECT value FROM meta WHERE key = 'scram_secret'"
    secret = conn.execute(sql).fetchone()[0].encode()
    verifier = hashing.false_verifier(fold(request.name), secret, fast=request.fast)
    return ScramAnswer(None, verifier)


def _new_secret(conn: sqlite3.Connection, request: NewSecret) -> Credentials | None:
    if request.new and is_taken(conn, request.name):
        return None
    return hashing.make(request.password, fast=request.fast)


def _check_code(conn: sqlite3.Connection, request: CodeCheck) -> KnownAccount | None:
    sql = "SELECT code FROM accounts WHERE key = ?"
    row = conn.execute(sql, (fold(request.name),)).fetchone()
    given = request.code.encode("utf-8", "replace")
    right = row is not None and row[0] and hmac.compare_digest(row[0].encode(), given)
    return find(conn, request.name) if right else None


def _talks(conn: sqlite3.Connection, request: TalksRequest) -> tuple[TalkRow, ...]:
    rows = conn.execute(
        "SELECT target, said_ms FROM talks "
        "WHERE owner = ? AND said_ms > ? AND said_ms < ? ORDER BY said_ms LIMIT ?",
        (request.owner, request.after_ms, request.before_ms, request.limit),
    )
    return tuple(TalkRow(*row) for row in rows)


# -- rows


def _add(conn: sqlite3.Connection, rows: Sequence[AccountRow]) -> None:
    for row in rows:
        secret = row.credentials
        # OR IGNORE: another process took the name within the same moment. A failure would
        # cost everybody else's words in this transaction; the relay learns of it by the version.
        added = conn.execute(
            "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.id, fold(row.name), skeleton(row.name), row.name, secret.password,
                secret.scram, row.email, row.code, row.created_ms, row.created_ms,
            ),
        ).rowcount  # fmt: skip
        if added and secret.device:
            account_keys.add_device(conn, SecretRow(row.id, secret, row.created_ms))
    _changed(conn)


def _set_secret(conn: sqlite3.Connection, rows: Sequence[SecretRow]) -> None:
    for row in rows:
        secret = row.credentials
        if secret.device:
            account_keys.add_device(conn, row)
        else:
            sql = "UPDATE accounts SET password = ?, scram = ? WHERE id = ?"
            conn.execute(sql, (secret.password, secret.scram, row.id))
    _changed(conn)


def _set_seen(conn: sqlite3.Connection, rows: Sequence[SeenRow]) -> None:
    sql = "UPDATE accounts SET seen_ms = max(seen_ms, ?) WHERE id = ?"
    conn.executemany(sql, [(row.seen_ms, row.id) for row in rows])


def _set_verified(conn: sqlite3.Connection, rows: Sequence[VerifiedRow]) -> None:
    conn.executemany("UPDATE accounts SET code = '' WHERE id = ?", [(row.id,) for row in rows])
    _changed(conn)


def _remove(conn: sqlite3.Connection, rows: Sequence[AccountGoneRow]) -> None:
    ids = [(row.id,) for row in rows]
    conn.executemany("DELETE FROM accounts WHERE id = ?", ids)
    account_keys.forget_accounts(conn, ids)
    # Nobody can name these talks any more: they are erased, piece by piece (`keeping`).
    conn.executemany(
        "INSERT OR IGNORE INTO doomed_talks SELECT target FROM talks WHERE owner = '@' || ?", ids
    )
    conn.execute("DELETE FROM talks WHERE target IN (SELECT target FROM doomed_talks)")
    conn.executemany("DELETE FROM facts WHERE owner = '@' || ?", ids)
    _changed(conn)


def _expire(conn: sqlite3.Connection, rows: Sequence[ExpiredClaimsRow]) -> None:
    since_ms = max(row.unused_since_ms for row in rows)
    sql = "SELECT id FROM accounts WHERE (password = '' OR code != '') AND seen_ms < ?"
    gone = [AccountGoneRow(row[0]) for row in conn.execute(sql, (since_ms,))]
    if gone:
        _remove(conn, gone)


WRITERS: Mapping[type[Any], Callable[[sqlite3.Connection, Sequence[Any]], None]] = {
    AccountRow: _add,
    SecretRow: _set_secret,
    SeenRow: _set_seen,
    VerifiedRow: _set_verified,
    AccountGoneRow: _remove,
    ExpiredClaimsRow: _expire,
    **account_keys.WRITERS,
}
REQUESTS: Mapping[type[Any], Callable[[sqlite3.Connection, Any], Any]] = {
    AccountsRequest: _known_since,
    PasswordCheck: _check_password,
    ScramRequest: _scram,
    NewSecret: _new_secret,
    CodeCheck: _check_code,
    TalksRequest: _talks,
    **account_keys.REQUESTS,
}
