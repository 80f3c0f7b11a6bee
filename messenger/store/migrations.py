"""The shapes of our databases, step by step: PRAGMA user_version counts the steps taken.

A step, once released, is never changed; a new shape is a new step below the others.
"""

import sqlite3
from collections.abc import Sequence

from messenger.errors import UserError
from messenger.store import facts

Steps = Sequence[Sequence[str]]  # each step: SQL statements, run in one transaction

RELAY_STEPS: Steps = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE rooms (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
        # text: the last parameter, NULL when there is none; middle: the others as JSON, '' for
        # none. sender: who the ref is unique with, '' without a ref.
        """CREATE TABLE history (
            serial INTEGER PRIMARY KEY, target TEXT NOT NULL, sent_ms INTEGER NOT NULL,
            source TEXT NOT NULL, account TEXT NOT NULL, command TEXT NOT NULL,
            middle TEXT NOT NULL, text TEXT, tags TEXT NOT NULL,
            ref TEXT NOT NULL, sender TEXT NOT NULL)""",
        "CREATE INDEX history_place ON history (target, serial)",
        "CREATE INDEX history_time ON history (target, sent_ms)",
        # Most pages ask for words only, and a busy room has more coming and going than words.
        """CREATE INDEX history_talk ON history (target, serial)
            WHERE command IN ('PRIVMSG', 'NOTICE')""",
        "CREATE UNIQUE INDEX history_ref ON history (sender, ref) WHERE ref != ''",
    ),
    (
        # password: argon2id; scram: `hashing.Verifier.text`; both '' for a claim by a device.
        """CREATE TABLE accounts (
            id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, skeleton TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL, password TEXT NOT NULL, scram TEXT NOT NULL, email TEXT NOT NULL,
            code TEXT NOT NULL, created_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE devices (
            account TEXT NOT NULL, secret TEXT NOT NULL, added_ms INTEGER NOT NULL,
            PRIMARY KEY (account, secret)) WITHOUT ROWID""",
        # owner: "@" + the id of an account that takes part in the talk.
        """CREATE TABLE talks (
            owner TEXT NOT NULL, target TEXT NOT NULL, said_ms INTEGER NOT NULL,
            PRIMARY KEY (owner, target)) WITHOUT ROWID""",
        "CREATE INDEX talks_time ON talks (owner, said_ms)",
        "INSERT INTO meta VALUES ('accounts_version', '1')",
        "INSERT INTO meta VALUES ('scram_secret', hex(randomblob(32)))",
    ),
    (facts.TABLE,),
    # Serials and times grow together, so the primary key finds a time (see `moments`).
    ("DROP INDEX history_time",),
    (
        # A device's id, as people are told it, is the beginning of `secret`.
        "ALTER TABLE devices ADD COLUMN label TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE devices ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0",
        # fingerprint: SHA-256 of the certificate's DER, in hex; it lets in to one account only.
        """CREATE TABLE certificates (
            fingerprint TEXT PRIMARY KEY, account TEXT NOT NULL, label TEXT NOT NULL,
            added_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL) WITHOUT ROWID""",
    ),
    (
        # Shards of the index of words (`word_index`) that hold words which are erased here.
        """CREATE TABLE stale_shards (
            turn INTEGER PRIMARY KEY AUTOINCREMENT, shard INTEGER NOT NULL)""",
        # Private talks of deleted accounts, whose rows are erased piece by piece.
        "CREATE TABLE doomed_talks (target TEXT PRIMARY KEY) WITHOUT ROWID",
        # Under which names the index knows rows of rooms that are called otherwise now.
        """CREATE TABLE former_names (
            target TEXT NOT NULL, before TEXT NOT NULL,
            PRIMARY KEY (target, before)) WITHOUT ROWID""",
    ),
    (
        # Words stand in history_talk: in the second index they cost every line a quarter more.
        "DROP INDEX history_place",
        """CREATE INDEX history_events ON history (target, serial)
            WHERE command NOT IN ('PRIVMSG', 'NOTICE')""",
    ),
    (
        # What says something about another row: reactions, new wordings.
        """CREATE TABLE belonging (
            parent INTEGER NOT NULL, serial INTEGER NOT NULL,
            PRIMARY KEY (parent, serial)) WITHOUT ROWID""",
    ),
)


def migrate(conn: sqlite3.Connection, steps: Steps) -> None:
    """Bring a database to the newest shape. UserError when it is from a newer program."""
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > len(steps):
        raise UserError(
            "was written by a newer version of Messenger: please install that version again, "
            "or choose another data folder with --data"
        )
    for number, statements in enumerate(steps[version:], start=version + 1):
        conn.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                conn.execute(statement)
            conn.execute(f"PRAGMA user_version = {number}")
            conn.execute("COMMIT")
        except BaseException:
            conn.execute("ROLLBACK")
            raise
