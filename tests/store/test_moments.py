"""The serial at which a time begins, found without an index of times."""

import random
from bisect import bisect_left

import pytest

from messenger.store.history import RelayStore
from messenger.store.moments import first_since
from messenger.store.rows import HistoryRun


@pytest.fixture
def conn(tmp_path):
    store = RelayStore(tmp_path)
    yield store._conn
    store.close()


def keep(conn, rows):
    """rows: (serial, sent_ms), growing together."""
    conn.execute("DELETE FROM history")
    conn.execute("BEGIN")
    conn.executemany(
        "INSERT INTO history VALUES (?, '#a', ?, 'Ann!a@h', '', 'PRIVMSG', '', 'hi', '', '', '')",
        rows,
    )
    conn.execute("COMMIT")


def asked(conn, wanted_ms):
    """The answer, and how many rows were looked at for it."""
    statements = []
    conn.set_trace_callback(statements.append)
    answer = first_since(conn, wanted_ms)
    conn.set_trace_callback(None)
    return answer, len(statements)


def test_an_empty_history_begins_with_the_first_serial(conn):
    assert first_since(conn, 0) == first_since(conn, 5) == 1


def test_a_run_is_one_moment(tmp_path):
    store = RelayStore(tmp_path)
    store.write([HistoryRun(1, "#a", 7, "Ann!a@h", "", ["hi"] * 300)])
    assert [first_since(store._conn, ms) for ms in (6, 7, 8)] == [1, 1, 301]
    store.close()


@pytest.mark.parametrize("seed", range(12))
def test_bursts_silences_and_gaps(conn, seed):
    """Everything older stands below the answer, everything else at or above it."""
    chance = random.Random(seed)
    serial = sent_ms = 0
    rows = []
    for _ in range(chance.choice((1, 2, 70, 3000))):
        serial += chance.choice((1, 1, 1, 2, 400))
        sent_ms += chance.choice((0, 0, 1, 50, 10 ** chance.randrange(9)))
        rows.append((serial, sent_ms))
    keep(conn, rows)
    times = [at for _, at in rows]
    wanted = {0, times[-1], times[-1] + 1, *(chance.choice(times) + n for n in (-1, 0, 1) * 40)}
    for wanted_ms in wanted:
        answer = first_since(conn, wanted_ms)
        older = bisect_left(times, wanted_ms)
        assert [at for at, _ in rows[:older] if at >= answer] == []
        assert [at for at, _ in rows[older:] if at < answer] == []


def test_an_even_history_is_looked_at_in_a_few_places(conn):
    """Halving alone would take 19 looks at 17 different pages of the disk."""
    keep(conn, [(serial, 1000 + 1300 * serial) for serial in range(1, 200_001)])
    for serial in (2, 777, 99_999, 150_001, 199_999):
        answer, looks = asked(conn, 1000 + 1300 * serial)
        assert (answer, looks <= 14) == (serial, True)


def test_the_most_uneven_history_costs_little_more_than_halving(conn):
    """Of each guess the other end is as far away as before."""
    keep(conn, [(serial, int(1.0001**serial)) for serial in range(1, 200_001)])
    for serial in (50_000, 120_000, 199_999):
        answer, looks = asked(conn, int(1.0001**serial))
        assert (answer <= serial, looks <= 36) == (True, True)
