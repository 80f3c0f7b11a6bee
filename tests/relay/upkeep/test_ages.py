"""By what clock things grow old: one that is not believed while it jumps."""

import pytest

from messenger.config import AccountsConfig, HistoryConfig, RelayConfig
from messenger.relay.registry.facts import Facts
from messenger.relay.upkeep.ages import ABSENCE_MS, JUMP_MS, STEADY_S, Ages
from messenger.store.account_rows import ExpiredClaimsRow, SeenRow
from messenger.store.retention import ExpireRow
from tests.relay.handlers.test_sasl import add, sign_in
from tests.relay.harness import Town

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
START_MS = 1_700_000_000_000


@pytest.fixture
def ages():
    ages = Ages(START_MS - HOUR_MS, Facts({}))
    ages.begin(100.0, START_MS)
    return ages


def test_a_steady_clock_is_believed(ages):
    assert ages.time_ms() == START_MS
    ages.begin(100.0 + 86_400, START_MS + DAY_MS + JUMP_MS)
    assert ages.time_ms() == START_MS + DAY_MS + JUMP_MS


@pytest.mark.parametrize("jump_ms", [JUMP_MS + 1, 400 * DAY_MS, -JUMP_MS - 1])
def test_a_jump_is_believed_when_it_lasts(ages, jump_ms):
    ages.begin(100.0, START_MS + jump_ms)
    assert ages.time_ms() is None
    ages.begin(100.0 + STEADY_S / 2, START_MS + jump_ms + HOUR_MS // 2)
    assert ages.time_ms() is None
    ages.begin(100.0 + STEADY_S, START_MS + jump_ms + HOUR_MS)
    assert ages.time_ms() == START_MS + jump_ms + HOUR_MS


def test_a_jump_and_back_has_made_nothing_old(ages):
    ages.begin(101.0, START_MS + 400 * DAY_MS)
    ages.begin(102.0, START_MS + 2000)
    assert ages.time_ms() is None
    ages.begin(102.0 + STEADY_S, START_MS + 2000 + HOUR_MS)
    assert ages.time_ms() == START_MS + 2000 + HOUR_MS


@pytest.mark.parametrize("away_ms", [ABSENCE_MS + 1, -ABSENCE_MS - 1])
def test_after_a_long_absence_the_clock_has_to_prove_itself(away_ms):
    ages = Ages(START_MS, Facts({}))
    ages.begin(5.0, START_MS + away_ms)
    assert ages.time_ms() is None


def test_a_new_relay_believes_its_clock():
    ages = Ages(0, Facts({}))
    ages.begin(5.0, START_MS)
    assert ages.time_ms() == START_MS


def erasing(town):
    return [
        row for turn in town.turns for row in turn.rows
        if isinstance(row, ExpireRow | ExpiredClaimsRow)
        and (not isinstance(row, ExpireRow) or row.before_ms)
    ]  # fmt: skip


def test_a_wrong_date_erases_nothing():
    accounts, history = AccountsConfig(claim_expiry_days=180), HistoryConfig(keep_days=30)
    town = Town(RelayConfig(accounts=accounts, history=history))
    town.join("ann").send("PRIVMSG #lobby :words")
    town.turns.clear()
    town.wall_ms += 400 * DAY_MS
    town.tick(10)
    town.wall_ms -= 400 * DAY_MS
    town.tick(10)
    assert erasing(town) == []
    town.pass_s(STEADY_S)
    town.tick(0)
    assert {type(row) for row in erasing(town)} == {ExpireRow, ExpiredClaimsRow}
    assert all(row.before_ms < town.wall_ms for row in erasing(town) if isinstance(row, ExpireRow))


def test_a_restart_ends_no_doubt():
    town = Town(RelayConfig(history=HistoryConfig(keep_days=30)))
    town.join("ann")
    town.wall_ms += 400 * DAY_MS
    town.join("bob").send("PRIVMSG #lobby :words")
    again = Town(town.config, town.store)
    again.wall_ms = town.wall_ms
    again.tick(10)
    assert erasing(again) == []
    again.pass_s(STEADY_S)
    again.tick(0)
    assert erasing(again)
    third = Town(town.config, town.store)
    third.wall_ms = again.wall_ms
    third.tick(10)
    assert erasing(third)


def test_a_name_in_use_does_not_expire_however_long_ago_its_owner_came():
    town = Town()
    account_id = add(town, "Ann")
    sign_in(town.log_in("ann", address="127.0.0.1"), "Ann")
    assert account_id in town.core.hub.accounts.people
    town.turns.clear()
    town.pass_s(200 * 86_400)
    town.tick(0)
    rows = [row for turn in town.turns for row in turn.rows]
    seen = next(row for row in rows if isinstance(row, SeenRow))
    expired = next(row for row in rows if isinstance(row, ExpiredClaimsRow))
    assert seen.id == account_id
    assert rows.index(seen) < rows.index(expired)
