"""Two programs of one person at a real relay, and somebody with a plain IRC client."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from messenger.client.client import Client
from messenger.client.intents import Intent, JoinRoom, LeaveRoom, Quit, SendText
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model
from messenger.client.model.timeline import SPOKEN, State
from messenger.client.session.login import Account
from tests.plain_client import PlainClient
from tests.processes import RelayProcess

WAIT_S = 40.0
NAME, NICK = "Ada Okafor", "Ada_Okafor"


class Program:
    """A running client with what its window would show. home: where it keeps what it knows."""

    def __init__(
        self, address: str, home: Path, key_of: "Program | None" = None, name: str = NAME
    ) -> None:
        home.mkdir(exist_ok=True)
        self.keys = home / "keys.json"
        if key_of is not None:
            shutil.copy(key_of.keys, self.keys)
        account = Account(address, name, pins_path=home / "pins.json", secrets_path=self.keys)
        self.client, self.model = Client(account, home / "cache.sqlite3"), Model(name)
        self.client.start()

    def until(self, holds: Callable[[Model], bool], what: str) -> None:
        late = time.monotonic() + WAIT_S
        while not holds(self.model):
            assert time.monotonic() < late, f"this did not come: {what}"
            self.model.apply_all(self.client.poll(1000, wait_s=0.05))

    def ask(self, intent: Intent) -> None:
        self.client.submit(intent)

    def shows(self, place: str) -> list[tuple[str, bool]]:
        """The words of a place, and whether they are our own; none that wait."""
        known = self.model.places.get(place)
        return [
            (entry.message.text, entry.message.own)
            for entry in (known.timeline.entries if known else ())
            if entry.message.kind in SPOKEN and entry.state is not State.PENDING
        ]

    def rooms(self) -> set[str]:
        return {place.key for place in self.model.places.values() if place.joined}

    def end(self) -> None:
        self.client.submit(Quit())
        assert self.client.stop(4.0)


@pytest.fixture
def programs(tmp_path: Path, no_threads_left: None) -> Iterator[Callable[..., Program]]:
    """programs(address, home, key_of=None, name=NAME): start one."""
    started: list[Program] = []

    def start(address: str, home: str, key_of: Program | None = None, name: str = NAME) -> Program:
        started.append(Program(address, tmp_path / home, key_of, name))
        return started[-1]

    yield start
    for one in started:
        one.end()


def test_one_person_on_two_computers(
    relay: Callable[..., RelayProcess], programs: Callable[..., Program], tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    bob = PlainClient(server.ports["plain"], "bob")
    bob.join()
    desk = programs(address, "desk")
    desk.until(lambda model: "#lobby" in desk.rooms(), "the lobby")
    bob.wait_for(f"{NICK}!")
    desk.until(lambda _: desk.keys.exists() and '"claimed": true' in desk.keys.read_text(), "a key")

    laptop = programs(address, "laptop", desk)
    laptop.until(lambda model: model.link.phase is LinkPhase.UP, "the login")
    laptop.until(lambda model: "#lobby" in laptop.rooms(), "the lobby")
    assert laptop.model.nick == desk.model.nick == NICK
    joins = [line for line in bob.lines if line.startswith(f":{NICK}!") and " JOIN " in line]
    assert len(joins) == 1, "nobody sees the second come"

    desk.ask(SendText("#lobby", "from the desk", "r1"))
    laptop.ask(SendText("#lobby", "from the laptop", "r2"))
    desk.ask(SendText("bob", "in private", "r3"))
    bob.wait_for("in private")
    bob.send(f"PRIVMSG {NICK} :answer")
    for one in (desk, laptop):
        one.until(lambda _, one=one: len(one.shows("#lobby")) == 2, "both sentences")
        one.until(lambda _, one=one: len(one.shows("bob")) == 2, "the talk")
        assert sorted(one.shows("#lobby")) == [("from the desk", True), ("from the laptop", True)]
        assert one.shows("bob") == [("in private", True), ("answer", False)]

    desk.ask(JoinRoom("#den"))
    laptop.until(lambda _: laptop.rooms() == {"#lobby", "#den"}, "the new room")
    laptop.ask(LeaveRoom("#lobby"))
    desk.until(lambda _: desk.rooms() == {"#den"}, "the room left on the laptop")
    bob.wait_for(" PART ")

    desk.model.show("#den")
    mark = laptop.model.show("bob")
    assert mark is not None
    desk.until(lambda model: model.places["bob"].unread == 1, "one unread")
    laptop.ask(mark)
    desk.until(lambda model: model.places["bob"].unread == 0, "read on the laptop")

    laptop.end()
    bob.send(f"PRIVMSG {NICK} :still there?")
    desk.until(lambda _: ("still there?", False) in desk.shows("bob"), "words after the other left")
    assert not [line for line in bob.lines if " QUIT " in line]
    bob.quit()


def test_a_program_that_was_off_learns_what_was_read(
    relay: Callable[..., RelayProcess], programs: Callable[..., Program], tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    bob, cat = (PlainClient(server.ports["plain"], nick) for nick in ("bob", "cat"))
    bob.join()
    cat.join()
    desk = programs(address, "desk")
    desk.until(lambda _: desk.keys.exists() and '"claimed": true' in desk.keys.read_text(), "a key")
    laptop = programs(address, "laptop", desk)
    laptop.until(lambda _: "#lobby" in laptop.rooms(), "the lobby")
    for one in (desk, laptop):
        one.model.show("#lobby")
    bob.send(f"PRIVMSG {NICK} :known to both")
    for one in (desk, laptop):
        one.until(lambda _, one=one: len(one.shows("bob")) == 1, "the talk")
    laptop.end()

    cat.send(f"PRIVMSG {NICK} :new")
    desk.until(lambda _: len(desk.shows("cat")) == 1, "the new talk")
    for talk in ("bob", "cat"):
        mark = desk.model.show(talk)
        assert mark is not None
        desk.ask(mark)
    desk.model.show("#lobby")
    cat.send(f"PRIVMSG {NICK} :newer")
    # The relay does the desk's wishes in their order: the marks are kept when this is heard.
    desk.ask(SendText("bob", "read", "r1"))
    bob.wait_for(":read")

    again = programs(address, "laptop")
    again.model.attending = False
    again.until(lambda _: len(again.shows("cat")) == 2, "what was missed")
    again.until(lambda model: model.places["bob"].unread == 0, "bob's words, read at the desk")
    again.until(lambda model: model.places["cat"].unread == 1, "cat's first words, read there")
    bob.quit()
    cat.quit()


def test_words_wait_for_who_is_not_here(
    relay: Callable[..., RelayProcess], programs: Callable[..., Program], tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    ada = programs(address, "desk")
    ada.until(lambda _: ada.keys.exists() and '"claimed": true' in ada.keys.read_text(), "a key")
    ada.end()
    bob = PlainClient(server.ports["plain"], "bob")
    bob.send(f"PRIVMSG {NICK} :see you tomorrow")
    bob.wait_for(f" 301 bob {NICK} ")
    bob.quit()

    server.stop()
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    back = programs(f"127.0.0.1:{server.ports['tls']}", "other", ada)
    back.until(lambda _: back.shows("bob") == [("see you tomorrow", False)], "what waited")
