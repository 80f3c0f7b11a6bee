"""The keys of accounts on disk: the secrets of devices, as SHA-256, and the fingerprints of
clients' certificates. An account has as many as its owner likes."""

import hmac
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from messenger.irc.names import fold
from messenger.store import hashing
from messenger.store.account_rows import KnownAccount, SecretRow
from messenger.store.key_rows import (
    CERTIFICATE,
    DEVICE,
    ID_LETTERS,
    AccountKeys,
    CertificateCheck,
    CertificateRow,
    KeyFacts,
    KeyGoneRow,
    KeyLabelRow,
    KeySeenRow,
    KeysRequest,
)


def key_id(secret: str) -> str:
    """The id of a device's secret."""
    return hashing.device_hash(secret)[:ID_LETTERS]


def fits(conn: sqlite3.Connection, account: str, secret: str) -> bool:
    """Whether a device's secret is one of this account's."""
    wanted = hashing.device_hash(secret)
    rows = conn.execute("SELECT secret FROM devices WHERE account = ?", (account,))
    return any(hmac.compare_digest(wanted, row[0]) for row in rows)


def add_device(conn: sqlite3.Connection, row: SecretRow) -> None:
    sql = "INSERT OR IGNORE INTO devices VALUES (?, ?, ?, ?, ?)"
    conn.execute(sql, (row.id, row.credentials.device, row.added_ms, row.label, row.added_ms))


def forget_accounts(conn: sqlite3.Connection, ids: Sequence[tuple[str]]) -> None:
    """These accounts are gone."""
    for table in ("devices", "certificates"):
        conn.executemany(f"DELETE FROM {table} WHERE account = ?", ids)


def of_account(conn: sqlite3.Connection, account: str) -> AccountKeys:
    """All that lets in to the account of this id."""
    found = conn.execute("SELECT password != '' FROM accounts WHERE id = ?", (account,))
    row = found.fetchone()
    devices = conn.execute(
        "SELECT secret, label, added_ms, seen_ms FROM devices WHERE account = ?", (account,)
    )
    keys = [
        KeyFacts(secret[:ID_LETTERS], DEVICE, label, added_ms, seen_ms)
        for secret, label, added_ms, seen_ms in devices
    ]
    certificates = conn.execute(
        "SELECT fingerprint, label, added_ms, seen_ms FROM certificates WHERE account = ?",
        (account,),
    )
    keys += [
        KeyFacts(print_[:ID_LETTERS], CERTIFICATE, label, added_ms, seen_ms, print_)
        for print_, label, added_ms, seen_ms in certificates
    ]
    keys.sort(key=lambda key: key.added_ms)
    return AccountKeys(bool(row and row[0]), tuple(keys))


# -- requests


def _keys(conn: sqlite3.Connection, request: KeysRequest) -> AccountKeys:
    return of_account(conn, request.account)


def _check_certificate(conn: sqlite3.Connection, request: CertificateCheck) -> KnownAccount | None:
    found = conn.execute(
        "SELECT id, name, key, created_ms FROM accounts WHERE code = '' AND "
        "id = (SELECT account FROM certificates WHERE fingerprint = ?)",
        (request.fingerprint,),
    ).fetchone()
    if found is None or (request.name and fold(request.name) != found[2]):
        return None
    return KnownAccount(found[0], found[1], created_ms=found[3])


# -- rows


def _add_certificates(conn: sqlite3.Connection, rows: Sequence[CertificateRow]) -> None:
    # OR IGNORE: it lets in to another account already, since a moment ago.
    sql = "INSERT OR IGNORE INTO certificates VALUES (?, ?, ?, ?, 0)"
    conn.executemany(sql, [(row.fingerprint, row.account, row.label, row.added_ms) for row in rows])


def _remove(conn: sqlite3.Connection, rows: Sequence[KeyGoneRow]) -> None:
    for row in rows:
        _of_key(conn, "DELETE FROM devices", "secret", row)
        _of_key(conn, "DELETE FROM certificates", "fingerprint", row)


def _set_seen(conn: sqlite3.Connection, rows: Sequence[KeySeenRow]) -> None:
    for row in rows:
        _of_key(conn, "UPDATE devices SET seen_ms = ?", "secret", row, row.seen_ms)
        _of_key(conn, "UPDATE certificates SET seen_ms = ?", "fingerprint", row, row.seen_ms)


def _set_label(conn: sqlite3.Connection, rows: Sequence[KeyLabelRow]) -> None:
    for row in rows:
        _of_key(conn, "UPDATE devices SET label = ?", "secret", row, row.label)


def _of_key(
    conn: sqlite3.Connection,
    sql: str,
    column: str,
    row: KeyGoneRow | KeySeenRow | KeyLabelRow,
    *values: object,
) -> None:
    where = f"WHERE account = ? AND substr({column}, 1, {ID_LETTERS}) = ?"
    conn.execute(f"{sql} {where}", (*values, row.account, row.key))


WRITERS: Mapping[type[Any], Callable[[sqlite3.Connection, Sequence[Any]], None]] = {
    CertificateRow: _add_certificates,
    KeyGoneRow: _remove,
    KeySeenRow: _set_seen,
    KeyLabelRow: _set_label,
}
REQUESTS: Mapping[type[Any], Callable[[sqlite3.Connection, Any], Any]] = {
    KeysRequest: _keys,
    CertificateCheck: _check_certificate,
}
