"""Names that become one's own, on a real relay over TLS: programs come, go and come back."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from messenger.client.client import Client
from messenger.client.events import Event, LinkUp, LoginFailed, LoginFault, TopicChanged
from messenger.client.intents import JoinRoom, SetTopic
from messenger.client.session.login import Account
from messenger.client.session.proving import NO_KEY_WANTED
from tests.plain_client import PlainClient
from tests.processes import RelayProcess

WAIT_S = 40.0
NAME = "Ada Okafor"
NICK = "Ada_Okafor"


class Program:
    """One start of somebody's program. home: where it keeps what it knows."""

    def __init__(self, address: str, home: Path) -> None:
        self.keys_path = home / "keys.json"
        account = Account(address, NAME, pins_path=home / "pins.json", secrets_path=self.keys_path)
        self.client = Client(account)
        self.events: list[Event] = []
        self.client.start()

    def until(self, kind: type) -> Event:
        """The first event of a kind."""
        late = time.monotonic() + WAIT_S
        while not (found := [event for event in self.events if isinstance(event, kind)]):
            assert time.monotonic() < late, f"no {kind.__name__} in {self.events}"
            self.events += self.client.poll(1000, wait_s=0.1)
        return found[0]

    def until_claimed(self) -> None:
        """The relay has confirmed the name, and that is written down."""
        late = time.monotonic() + WAIT_S
        while not self.claims:
            assert time.monotonic() < late, "the name was never claimed"
            self.events += self.client.poll(1000, wait_s=0.05)

    @property
    def claims(self) -> list[str]:
        """Which names are ours, and where."""
        if not self.keys_path.exists():
            return []
        keys = json.loads(self.keys_path.read_text())["keys"]
        return [place for place, entry in keys.items() if entry["claimed"]]

    def end(self) -> None:
        assert self.client.stop(4.0)


Start = Callable[..., Program]


@pytest.fixture
def program(tmp_path: Path, no_threads_left: None) -> Iterator[Start]:
    """program(address, home="ada"): start a program with what is in that home."""
    started: list[Program] = []

    def start(address: str, home: str = "ada") -> Program:
        started.append(Program(address, tmp_path / home))
        return started[-1]

    yield start
    for one in started:
        one.end()


def up(one: Program) -> str:
    event = one.until(LinkUp)
    assert isinstance(event, LinkUp)
    return event.nick


def test_a_name_is_ones_own_on_every_start_and_over_a_restart_of_the_relay(
    relay: Callable[..., RelayProcess], program: Start, tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    first = program(address)
    assert up(first) == NICK
    first.until_claimed()
    assert first.claims == [f"{server.fingerprint} ada_okafor"]
    first.end()

    stranger = program(address, "eve").until(LoginFailed)
    assert isinstance(stranger, LoginFailed)
    assert stranger.fault is LoginFault.NAME_TAKEN

    second = program(address)
    assert up(second) == NICK
    watcher = PlainClient(server.ports["plain"], "bob")
    watcher.send(f"WHOIS {NICK}")
    assert watcher.wait_for(" 330 ").split()[4] == NICK
    watcher.quit()
    second.end()

    server.stop()
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    assert program(address, "eve").until(LoginFailed)
    assert up(program(address)) == NICK


def test_on_our_own_computer_plain_text_will_do(
    relay: Callable[..., RelayProcess], program: Start
) -> None:
    address = f"irc://127.0.0.1:{relay().ports['plain']}"
    first = program(address)
    first.until_claimed()
    first.end()
    assert program(address, "eve").until(LoginFailed)
    assert up(program(address)) == NICK


def test_a_relay_that_does_not_ask_for_the_key_any_more_gets_nothing(
    relay: Callable[..., RelayProcess], program: Start, tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    first = program(f"127.0.0.1:{server.ports['tls']}")
    first.until_claimed()
    first.end()
    server.stop()
    config = tmp_path / "relay.toml"
    config.write_text("[history]\nmemory_only = true\n")  # and so without accounts
    server = relay("--tls-port", "0", "--config", str(config), data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    failed = program(address).until(LoginFailed)
    assert isinstance(failed, LoginFailed)
    assert (failed.fault, failed.detail) == (LoginFault.OTHER, NO_KEY_WANTED)
    assert up(program(address, "eve")) == NICK


def test_a_room_made_at_the_desktop_is_there_tomorrow(
    relay: Callable[..., RelayProcess], program: Start, tmp_path: Path
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    first = program(f"127.0.0.1:{server.ports['tls']}")
    first.until_claimed()
    first.client.submit(JoinRoom("#homework"))
    first.client.submit(SetTopic("#homework", "page 12"))
    first.until(TopicChanged)
    first.end()
    server.stop()

    server = relay("--tls-port", "0", data=tmp_path / "relay")
    guest = PlainClient(server.ports["plain"], "bob")
    guest.send("LIST")
    assert guest.wait_for(" 322 ").endswith(" #homework 0 :page 12")
    guest.send("JOIN #homework")
    guest.wait_for(" 366 ")
    second = program(f"127.0.0.1:{server.ports['tls']}")
    second.until(LinkUp)
    second.client.submit(JoinRoom("#homework"))
    assert f" MODE #homework +o {NICK}" in guest.wait_for(" MODE ")
    guest.quit()
