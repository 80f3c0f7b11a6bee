"""The shape of the client's own copy, step by step; `cache_db` and `cache_marks` work with it."""

from messenger.store.migrations import Steps

APPLICATION_ID = 0x4D736743  # "MsgC"
STEPS: Steps = (
    (
        # target is folded, name as people write it; hidden: not on the list of places.
        """CREATE TABLE places (
            id INTEGER PRIMARY KEY, server TEXT NOT NULL, target TEXT NOT NULL,
            name TEXT NOT NULL, read_at REAL, hidden INTEGER NOT NULL DEFAULT 0,
            UNIQUE (server, target)) STRICT""",
        """CREATE TABLE messages (
            id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES places,
            edge INTEGER NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL,
            sent_at REAL NOT NULL, kind TEXT NOT NULL, msgid TEXT NOT NULL, ref TEXT NOT NULL,
            account TEXT NOT NULL, subject TEXT NOT NULL, own INTEGER NOT NULL,
            realname TEXT NOT NULL, tie INTEGER NOT NULL, UNIQUE (place, msgid)) STRICT""",
        "CREATE INDEX messages_in_order ON messages (place, sent_at, tie, id)",
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, server TEXT NOT NULL, ref TEXT NOT NULL,
            target TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL,
            created REAL NOT NULL, failed TEXT NOT NULL, UNIQUE (server, ref)) STRICT""",
    ),
    (
        # joined: the turn in which a room is entered again at the next login, 0 for never.
        "ALTER TABLE places ADD COLUMN joined INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE places ADD COLUMN password TEXT NOT NULL DEFAULT ''",
        # nick is folded, name as people write it.
        """CREATE TABLE people (
            id INTEGER PRIMARY KEY, server TEXT NOT NULL, nick TEXT NOT NULL,
            name TEXT NOT NULL, realname TEXT NOT NULL, UNIQUE (server, nick)) STRICT""",
    ),
    (
        # Of those that are here already nobody wrote down whether they had been sent.
        "ALTER TABLE outbox ADD COLUMN going INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE outbox ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE places ADD COLUMN draft TEXT NOT NULL DEFAULT ''",
    ),
    (
        # copy_id: by which the index of words beside this file knows that it belongs to it.
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        "INSERT INTO meta VALUES ('copy_id', hex(randomblob(16)))",
    ),
    (
        # What was said about messages (`cache_marks`). subject: the message's msgid; of one sort
        # and slot the newest is kept.
        """CREATE TABLE marks (
            id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES places,
            sort TEXT NOT NULL, slot TEXT NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL,
            sent_at REAL NOT NULL, kind TEXT NOT NULL, msgid TEXT NOT NULL, ref TEXT NOT NULL,
            account TEXT NOT NULL, subject TEXT NOT NULL, own INTEGER NOT NULL,
            realname TEXT NOT NULL, tie INTEGER NOT NULL,
            UNIQUE (place, subject, sort, slot)) STRICT""",
        "CREATE INDEX marks_by_msgid ON marks (place, msgid)",
        # edited: other words than the index of words knows.
        "ALTER TABLE messages ADD COLUMN edited INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX messages_edited ON messages (id) WHERE edited",
        # Shards of the index of words that hold words which are erased here.
        "CREATE TABLE stale_shards (shard INTEGER PRIMARY KEY) STRICT",
        "ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
    ),
)
