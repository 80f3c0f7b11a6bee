"""SASL EXTERNAL with a real relay: a certificate of one's own instead of a password."""

import base64
import ssl
from pathlib import Path

import pytest

from messenger.config import TlsConfig
from messenger.relay.upkeep.certificate import Certificate, own_or_configured
from tests.processes import RelayProcess
from tests.relay.conftest import Client

PASSWORD = base64.b64encode(b"\0ann\0opensesame").decode()


class Person(Client):
    """At the TLS door, with a certificate or without; nothing is said yet."""

    def __init__(self, relay: RelayProcess, shown: Certificate | None = None) -> None:
        super().__init__(relay.ports["tls"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if shown is not None:
            context.load_cert_chain(shown.certificate, shown.key)
        self.sock = context.wrap_socket(self.sock)

    def say(self, *lines: str) -> None:
        self.send("".join(f"{line}\r\n" for line in lines).encode())

    def wait_for(self, text: str) -> str:
        while text not in (line := self.line().decode()):
            assert line, f"the stream ended before {text!r}"
        return line

    def greet(self, nick: str) -> str:
        """Up to the list of capabilities, which is returned."""
        self.say("CAP LS 302", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        found = ""
        while (" CAP * LS * " in (line := self.line().decode())) or " CAP * LS :" not in line:
            assert line
            found += line + " "
        return found + line

    def come_in(self, nick: str) -> None:
        self.greet(nick)
        self.say("CAP END")
        self.wait_for(" 001 ")


def by_certificate(person: Person, name: str = "+") -> str:
    """The numeric that answers EXTERNAL."""
    person.say("AUTHENTICATE EXTERNAL", f"AUTHENTICATE {name}")
    while (code := person.wait_for(" ").split()[1]) not in ("903", "904"):
        pass
    return code


@pytest.fixture
def shown(tmp_path: Path) -> Certificate:
    folder = tmp_path / "mine"
    folder.mkdir()
    return own_or_configured(TlsConfig(), folder)


def test_a_certificate_lets_in_after_it_was_added(relay, shown):
    running = relay("--tls-port", "0")
    ann = Person(running, shown)
    assert "EXTERNAL" in ann.greet("ann")
    assert by_certificate(ann) == "904"  # nobody knows it yet
    ann.say("CAP END", "REGISTER * * opensesame", "PRIVMSG NickServ :CERT ADD")
    ann.wait_for(f"lets you in from now on: {shown.fingerprint}")

    early = Person(running, shown)
    early.greet("ann2")
    assert by_certificate(early, base64.b64encode(b"ann").decode()) == "903"
    early.say("CAP END")
    early.wait_for(" 001 ")
    late = Person(running, shown)
    late.come_in("ann3")
    assert by_certificate(late, base64.b64encode(b"bob").decode()) == "904"
    assert by_certificate(late) == "903"
    late.say("AUTHENTICATE PLAIN", f"AUTHENTICATE {PASSWORD}")  # and again, the other way
    late.wait_for(" 903 ")
    assert by_certificate(late) == "903"


def test_who_shows_one_and_says_nothing_of_it_comes_in_like_everybody(relay, shown):
    running = relay("--tls-port", "0")
    Person(running, shown).come_in("ann")
    bob = Person(running)
    assert "EXTERNAL" not in bob.greet("bob")
    assert by_certificate(bob) == "904"
    bob.say("CAP END")
    bob.wait_for(" 001 ")


def test_the_host_can_switch_it_off(relay, shown, tmp_path):
    settings = tmp_path / "off.toml"
    settings.write_text("[tls]\nclient_certificates = false\n")
    ann = Person(relay("--tls-port", "0", "--config", str(settings)), shown)
    assert "EXTERNAL" not in ann.greet("ann")
