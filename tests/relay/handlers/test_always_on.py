"""Owners of always-on accounts stay in their rooms without a device, over a restart, too."""

import dataclasses

import pytest

from messenger.config import AccountsConfig, RelayConfig
from messenger.relay.registry.lingering import NOT_CONNECTED
from messenger.store.facts import FactRow
from tests.relay.handlers.test_devices import device, login_lines
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add
from tests.relay.harness import FakeStore, Person, Town

ANN = "ann!Ann@127.0.0.1"


def always_on(person: Person, yes: str = "yes") -> None:
    person.send(f"PRIVMSG NickServ :SET always-on {yes}")
    person.read()


@pytest.fixture
def town() -> Town:
    town = town_with(enabled=False)
    add(town, "Ann")
    town.tick(6)
    return town


@pytest.fixture
def desk(town) -> Person:
    desk = device(town, "Ann")
    desk.send("JOIN #den", "JOIN #b")
    always_on(desk)
    return desk


@pytest.fixture
def bob(town, desk) -> Person:
    return town.join("bob", "away-notify", room="#den")


def restarted(town: Town, **accounts: object) -> Town:
    """The relay again, with what its store knows."""
    config = dataclasses.replace(RelayConfig(), accounts=AccountsConfig(fast_hash=True, **accounts))
    return Town(config, store=LastingStore.of(town.store))


class LastingStore(FakeStore):
    """Also tells the facts, as the real one does."""

    @classmethod
    def of(cls, other: FakeStore) -> "LastingStore":
        store = cls()
        store.rows, store.rooms = other.rows, other.rooms
        store.facts, store.conn = other.facts, other.conn
        return store

    def memory(self):
        facts: dict[tuple[str, str], dict[str, str]] = {}
        for row in self.facts:
            assert isinstance(row, FactRow)
            values = facts.setdefault((row.owner, row.kind), {})
            values.pop(row.name, None)
            if row.value is not None:
                values[row.name] = row.value
        return dataclasses.replace(super().memory(), facts=facts)


def here(town: Town) -> list[str] | None:
    """The rooms of ann, None when she is not here."""
    person = town.core.hub.people.find("ann")
    return sorted(person.rooms) if person else None


def test_without_asking_for_it_one_leaves(town, desk, bob):
    always_on(desk, "no")
    desk.send("QUIT :bye")
    assert bob.read() == [f":{ANN} QUIT :bye"]
    assert here(town) is None


def test_who_asks_for_it_stays_and_is_away(town, desk, bob):
    desk.send("QUIT :bye")
    assert desk.wire.closed
    assert bob.read() == [f":{ANN} AWAY :{NOT_CONNECTED}"]
    assert here(town) == ["#b", "#den"]
    assert bob.ask("PRIVMSG ann :hello") == [f":messenger.relay 301 bob ann :{NOT_CONNECTED}"]
    assert bob.ask("ISON ann")[0].endswith(":ann")


def test_coming_back_all_is_as_it_was(town, desk, bob):
    desk.lose()
    bob.send("PRIVMSG ann :psst", "PRIVMSG #den :all")
    bob.read()
    back = device(town, "Ann", nick="whatever")
    lines = back.read()
    assert [line.split()[2] for line in lines if " JOIN " in line] == ["#den", "#b"]
    assert [line.split(":")[2] for line in lines if " PRIVMSG " in line] == ["all", "psst"]
    assert back.peer.person.nick == "ann"
    assert bob.read() == [f":{ANN} AWAY"]


def test_over_a_restart(town, desk, bob):
    desk.send("MODE #den +v bob", "MODE #den +s", "PRIVMSG #den :old")
    desk.lose()
    bob.send("PRIVMSG ann :before")
    town = restarted(town)
    assert here(town) is None
    eve = town.join("eve", room="#den")
    assert here(town) == ["#b", "#den"]
    assert "@ann" in eve.ask("NAMES #den")[0].split(":")[2].split()
    assert eve.ask("PRIVMSG ann :after")[0].split()[1] == "301"
    lines = device(town, "Ann").read()
    assert [line.split(":")[2] for line in lines if " PRIVMSG " in line] == [
        "old", "before", "after",
    ]  # fmt: skip


def test_a_private_room_without_a_founder_is_not_closed_to_who_never_left(town, desk):
    bob = town.join("bob", room="#club")
    desk.send("JOIN #club")
    bob.send("MODE #club +s", "PRIVMSG #club :between us")
    desk.lose()
    town = restarted(town)
    town.log_in("eve")
    assert any("between us" in line for line in device(town, "Ann").read())


def test_what_was_done_without_a_device_is_remembered(town, desk, bob):
    desk.send("MODE #den +o bob")
    desk.lose()
    bob.send("MODE #den -o ann", "KICK #den ann", "INVITE ann #den")
    town = restarted(town)
    town.log_in("eve")
    assert here(town) == ["#b"]


def test_switched_off_by_the_host(town, desk):
    desk.lose()
    off = restarted(town, always_on="disabled")
    off.log_in("eve")
    assert here(off) is None


@pytest.mark.parametrize(
    ("rule", "chosen", "stays"),
    [
        ("opt-in", "", False),
        ("opt-in", "yes", True),
        ("opt-out", "", True),
        ("opt-out", "no", False),
        ("mandatory", "no", True),
        ("disabled", "yes", False),
        ("off", "yes", False),
    ],
)
def test_who_decides(rule, chosen, stays):
    town = town_with(enabled=False, always_on=rule)
    add(town, "Ann")
    town.tick(6)
    ann = device(town, "Ann")
    if chosen:
        always_on(ann, chosen)
    ann.lose()
    assert (here(town) == []) is stays


@pytest.mark.parametrize("way", ["KILL ann :out", "KLINE ann out"])
def test_who_is_sent_away_does_not_stay(town, desk, bob, way):
    desk.lose()
    town.core.hub.people.set_modes(town.core.hub.people.find("bob"), "o")
    bob.send(way)
    assert here(town) is None
    town = restarted(town)
    town.log_in("eve")
    assert here(town) is None


def test_after_long_disuse_one_leaves(town, desk, bob):
    desk.lose()
    town.pass_s(29 * 86_400)
    town.tick(6)
    assert here(town) is not None
    bob.ask("PING x")
    town.pass_s(2 * 86_400)
    town.tick(6)
    assert here(town) is None
    assert f":{ANN} QUIT :Not here for 30 days" in bob.read()
    again = restarted(town)
    again.log_in("eve")
    assert here(again) is None


def test_the_days_count_over_a_restart(town, desk):
    desk.lose()
    town.wall_ms += 29 * 86_400_000
    again = restarted(town)
    again.wall_ms = town.wall_ms
    again.tick(6)
    assert here(again) is not None
    again.pass_s(2 * 86_400)
    again.tick(6)
    assert here(again) is None


def test_a_wrong_date_sends_nobody_away(town, desk):
    desk.lose()
    town.tick(6)
    town.wall_ms += 400 * 86_400_000
    town.tick(6)
    town.wall_ms -= 400 * 86_400_000
    town.tick(6)
    assert here(town) is not None


@pytest.fixture
def on_the_way(town) -> Person:
    """Logged in to the account, and not in yet; then ann comes in from another device."""
    slow = town.connect(address=LOCAL)
    slow.send(*login_lines("Ann", "ann")[:-1])
    desk = device(town, "Ann")
    desk.send("JOIN #den")
    always_on(desk)
    slow.desk = desk
    return slow


def test_who_is_on_the_way_in_does_not_stay_in_ones_place(town, on_the_way):
    on_the_way.desk.lose()
    assert here(town) == ["#den"]


def test_who_gave_up_the_login_takes_nobody_along(town, on_the_way):
    on_the_way.lose()
    again = restarted(town)
    again.log_in("eve")
    assert here(again) == ["#den"]


def test_a_deleted_account_leaves(town, desk, bob):
    account_id = desk.peer.person.account_id
    desk.lose()
    bob.read()
    town.store.conn.execute("DELETE FROM accounts WHERE id = ?", (account_id,))
    town.store.conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'accounts_version'")
    town.tick(6)
    assert here(town) is None
    gone, room = bob.read()
    assert gone == f":{ANN} QUIT :The account is gone"
    assert room == ":messenger.relay MODE #den -r"  # it was hers, and is nobody's now


def test_logging_out_is_refused_while_one_stays(desk):
    desk.send("PRIVMSG NickServ :LOGOUT")
    assert "always-on no" in desk.read()[0]
    assert desk.peer.person.account == "Ann"


def test_rights_over_the_relay_are_not_left_behind(town, desk, bob):
    town.core.hub.people.set_modes(desk.peer.person, "io")
    desk.lose()
    assert town.core.hub.people.find("ann").modes == "i"


def test_one_device_at_a_time_on_request(town, desk):
    desk.send("PRIVMSG NickServ :SET MULTICLIENT OFF")
    other = town.connect(address="127.0.0.1")
    other.send(*login_lines("Ann", "ann"))
    assert " 433 " in other.read()[-1]
    assert not other.peer.is_in
    desk.lose()
    assert device(town, "Ann").peer.person.rooms


@pytest.mark.parametrize("line", ["SET", "SET always-on", "SET always-on maybe", "SET colour red"])
def test_what_can_not_be_set(desk, line):
    desk.send(f"PRIVMSG NickServ :{line}")
    assert "Say: SET PASSWORD" in desk.read()[0]


def test_renamed_rooms_and_nicks_are_remembered(town, desk):
    desk.send("RENAME #den #lair", "NICK anna")
    desk.lose()
    town = restarted(town)
    town.log_in("eve")
    assert sorted(town.core.hub.people.find("anna").rooms) == ["#b", "#lair"]
