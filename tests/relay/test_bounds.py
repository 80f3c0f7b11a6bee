"""What strangers can make the relay remember has an end, however long they go on."""

import gc
import time
from types import FunctionType, ModuleType

import pytest

from messenger.relay.access import tries
from messenger.relay.access.tries import Guard
from messenger.relay.handlers import metadata, read_marker
from messenger.relay.registry import asleep, lasting, lesson, refs
from messenger.relay.registry.facts import FORMERLY, READ
from messenger.relay.state import MAX_TALKS, Room
from messenger.store import pages
from messenger.store.history import open_relay_store
from messenger.store.rows import HistoryRow, RoomRow
from tests.relay.handlers.test_lasting_rooms import known
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import add
from tests.relay.harness import Town, settings


@pytest.fixture
def town() -> Town:
    return Town(settings(enabled=False))


def size(thing: object, seen: set[int] | None = None) -> int:
    """How many objects hang on it."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType):
        return 0
    seen.add(id(thing))
    return 1 + sum(size(one, seen) for one in gc.get_referents(thing))


# Each of them again and again, with another number each time: nothing may be left of it but what
# the limits of the settings allow.
DEEDS = {
    "rooms": ("JOIN #{n}", "TOPIC #{n} :words", "PART #{n}"),
    "private rooms": ("JOIN #{n}", "MODE #{n} +ks x", "PRIVMSG #{n} :x", "PART #{n}"),
    "nicks": ("NICK nick{n}",),
    "watching": ("MONITOR + w{n}",),
    "subscriptions": ("METADATA * SUB key{n}",),
    "metadata": ("METADATA * SET key{n} :words",),
    "read positions": ("MARKREAD #{n} timestamp=2024-01-01T00:00:00.000Z",),
    "batches": ("BATCH +b{n} draft/multiline #lobby", "@batch=b{n} PRIVMSG #lobby :x"),
    "logins": ("AUTHENTICATE PLAIN", "AUTHENTICATE *"),
    "passwords": ("AUTHENTICATE PLAIN", "AUTHENTICATE bgBuAG4=", "OPER {n} {n}"),
    "invitations": ("JOIN #{n}", "INVITE host #{n}", "PART #{n}"),
    "own invitations": ("JOIN #{n}", "INVITE {me} #{n}", "PART #{n}"),
    "bans": ("MODE #own +b n{n}!*@*", "MODE #own +I n{n}!*@*", "MODE #own +e n{n}!*@*"),
    "hands": ("HAND UP", "HAND DOWN"),
    "refs": ("@+messenger.internal/ref=r{n} PRIVMSG #own :x",),
    "labels": ("@label=l{n} PING x", "CHATHISTORY LATEST #lobby * 1"),
    "closed rooms": ("MODE #own +i", "NICK nick{n}", "MODE #own -i", "MODE #own +i"),
}
CAPS = ("batch", "message-tags", "labeled-response", "draft/multiline", "draft/metadata-2")
CAPS = (*CAPS, "draft/chathistory", "draft/read-marker", "sasl")


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_again_and_again_leaves_no_more_than_once(town, monkeypatch, deed):
    monkeypatch.setattr(asleep, "MAX_STATES", 50)
    monkeypatch.setattr(asleep, "MAX_WORDS", 50)
    monkeypatch.setattr(lesson, "MAX_PEOPLE", 50)
    monkeypatch.setattr(lasting, "MAX_INVITES", 50)
    monkeypatch.setattr(read_marker, "MAX_TARGETS", 50)
    monkeypatch.setattr(tries, "MAX_KEYS", 50)
    monkeypatch.setattr(refs, "KEPT", 50)
    town.join("host")
    one = town.join("one", *CAPS)
    one.send("JOIN #own")
    sizes = []
    for number in range(600):
        me = one.peer.person.nick
        one.send(*(line.format(n=number, me=me) for line in DEEDS[deed]))
        for person in town.people:
            person.read()
        town.turns.clear()
        if number in (299, 599):
            town.tick(40.0)
            town.turns.clear()
            one.read()
            gc.collect()
            sizes.append(size(town.core.hub))
    assert sizes[1] < sizes[0] + 150, sizes  # 300 times more: not one thing each time


def test_of_who_comes_and_goes_nothing_is_left(town):
    host = town.join("host")
    sizes = []
    for number in range(1200):
        one = town.connect(address=f"10.{number % 250}.{number // 250}.1")
        one.send("CAP LS 302", "CAP REQ :sasl draft/metadata-2", "AUTHENTICATE PLAIN")
        one.send("METADATA * SET key :x", f"NICK n{number}", "USER u 0 * :U", "CAP END")
        one.send("MONITOR + host,x", "JOIN #lobby,#r")
        one.lose()
        host.read()
        town.people.clear()
        town.turns.clear()
        if number in (599, 1199):
            town.tick(40.0)
            town.turns.clear()
            gc.collect()
            sizes.append(size(town.core.hub))
    assert sizes[1] < sizes[0] + 150, sizes


def test_private_rooms_beyond_count_stay_closed_when_they_are_forgotten(town, monkeypatch):
    monkeypatch.setattr(asleep, "MAX_STATES", 3)
    ann = town.join("ann", "draft/chathistory", "batch")
    for number in range(5):
        ann.send(f"JOIN #p{number}", f"MODE #p{number} +k key", f"PRIVMSG #p{number} :secret")
        ann.send(f"PART #p{number}")
    assert sorted(town.store.rooms) == ["#p2", "#p3", "#p4"]
    again = Town(town.config, town.store)
    for relay in (town, again):
        eve = relay.log_in("eve", "draft/chathistory", "batch")
        for number in range(5):
            eve.send(f"JOIN #p{number}").read()
            assert "secret" not in "".join(eve.ask(f"CHATHISTORY LATEST #p{number} * 9"))
        # What is said from then on can be read by all who come.
        eve.send("PRIVMSG #p0 :hello")
        assert "hello" in "".join(eve.ask("CHATHISTORY LATEST #p0 * 9"))
        eve.send("QUIT")


def test_a_public_room_that_nobody_is_in_leaves_no_row(town):
    ann = town.join("ann")
    ann.send("JOIN #a", "TOPIC #a :x", "PRIVMSG #a :hello")
    assert "#a" in town.store.rooms
    ann.send("PART #a")
    assert town.store.rooms == {}
    assert "hello" in "".join(ann.ask("JOIN #a"))


def test_a_relay_starts_with_the_rooms_that_matter(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "RECENT_ROOMS", 2)
    monkeypatch.setattr(pages, "RECENT_SERIALS", 6)
    store = open_relay_store(tmp_path)
    said = ["#lasting", "#old", "#a", "#b", "#b", "#a", "x y", "#c"]
    rows = [
        HistoryRow(number, target, number, "a!a@h", "", "PRIVMSG", ("x",))
        for number, target in enumerate(said, start=1)
    ]
    store.write([*rows, RoomRow("#lasting", "{}"), RoomRow("#gone", "{}"), RoomRow("#gone", "")])
    memory = store.load()
    store.close()
    assert set(memory.recent) == {"#lasting", "#c", "#a"}
    assert set(memory.rooms) == {"#lasting"}


def test_so_many_rooms_last_and_no_more(monkeypatch):
    monkeypatch.setattr(lasting, "MAX_ROOMS", 2)
    town = town_with()
    add(town, "Ann")
    ann = known(town, "Ann")
    ann.send("JOIN #a,#b,#c")
    founded = [room.name for room in town.core.hub.roster.rooms.values() if room.founder]
    assert founded == ["#a", "#b"]


def test_a_join_of_an_unknown_name_looks_at_no_other_room():
    town = town_with()
    hub = town.core.hub
    for number in range(10_000):
        room = Room(f"#r{number}", f"#r{number}", 1)
        room.founder = "x"
        hub.roster.rooms[room.key] = room
        hub.facts.put(room.key, FORMERLY, f"#was{number}", "1")
    started = time.thread_time()
    for number in range(1000):
        assert lasting.moved_from(hub, f"#new{number}") is None
    assert time.thread_time() - started < 1.0  # 3.2 ms each when all rooms were looked at
    assert lasting.moved_from(hub, "#WAS77") is hub.roster.rooms["#r77"]
    hub.facts.put("#r77", FORMERLY, "#was77", None)
    hub.facts.forget("#r78")
    hub.facts.move("#r79", "#r1")
    found = [lasting.moved_from(hub, f"#was{number}") for number in (77, 78, 79)]
    assert found == [None, None, hub.roster.rooms["#r1"]]


def test_numbers_that_hold_whoever_asks():
    guard = Guard(3, 60.0)
    for number in range(tries.MAX_KEYS + 10):
        guard.count(number, 0.0)
    assert len(guard._tries) == tries.MAX_KEYS
    assert (MAX_TALKS, metadata.MAX_KEYS, metadata.MAX_SUBSCRIPTIONS) == (1000, 20, 50)
    assert READ == "read"
