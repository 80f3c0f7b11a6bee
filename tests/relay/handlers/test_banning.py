"""Bans from the whole relay, gateways, and what the audit log says of both."""

import logging
from dataclasses import replace

import pytest

from messenger.config import LimitsConfig, OperatorConfig, RelayConfig, ServerConfig
from messenger.irc.lesson import CAPABILITY
from messenger.relay.ports import Door
from tests.relay.harness import Town

CONFIG = RelayConfig(
    operators=(OperatorConfig("ada", "a long secret"),),
    server=ServerConfig(
        gateways=("192.0.2.0/24",), gateway_password="gate",
        proxy_protocol=True, proxy_allowed_from=("198.51.100.7",),
    ),
    limits=replace(LimitsConfig(), connections_per_address=2, connections_exempt=()),
)  # fmt: skip


@pytest.fixture
def town():
    return Town(CONFIG)


@pytest.fixture
def ada(town):
    ada = town.log_in("ada")
    ada.ask("OPER ada :a long secret")
    return ada


@pytest.fixture
def audited(caplog):
    """What the audit log got."""
    logger = logging.getLogger("messenger.relay.upkeep.audit")
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.INFO)
    yield caplog
    logger.setLevel(logging.NOTSET)
    logger.removeHandler(caplog.handler)


def is_out(person):
    return person.wire.closed


def test_a_banned_name_is_sent_away_and_does_not_come_back(town, ada):
    bob = town.log_in("bob")
    assert ada.ask("KLINE bob* :be kind")[-1].endswith("NOTICE ada :bob*!*@* is banned")
    assert bob.read()[-1] == "ERROR :You are banned from this relay: be kind"
    assert is_out(bob)
    again = town.connect().send("NICK Bobby", "USER b 0 * :B")
    assert [line.split()[1] for line in again.read()[:1]] == ["465"]
    assert is_out(again)
    assert not is_out(town.log_in("cleo"))


def test_nobody_who_looks_after_the_relay_is_shut_out_of_it(town, ada):
    for line in ("KLINE ada", "KLINE *@10.0.0.1", "KLINE a?a!*@*", "DLINE 10.0.0.1",
                 "DLINE 10.0.0.0/24"):  # fmt: skip
        (answer,) = ada.ask(line)
        assert answer.endswith(":That would keep out who looks after the relay, too"), line
    assert not is_out(town.connect(address="10.0.0.1"))


def test_our_client_reads_of_a_ban_by_the_name_that_it_shows(town):
    ada = town.log_in("ada", CAPABILITY)
    ada.ask("OPER ada :a long secret")
    town.connect().send("NICK Tim_Öz", "USER t 0 * :Tim Öz")
    assert ada.ask("KLINE Tim_Öz loud")[-1].endswith(" NOTICE ada :Tim Öz is banned")
    assert ada.ask("KLINE bob*")[-1].endswith(" NOTICE ada :bob* is banned")


def test_a_banned_network_is_closed_at_the_door(town, ada):
    bob = town.log_in("bob", address="203.0.113.9")
    ada.ask("DLINE 203.0.113.0/24 :noise")
    assert is_out(bob)
    assert is_out(town.connect(address="203.0.113.77"))
    assert is_out(town.connect(Door.CLASSIC, address="::ffff:203.0.113.78"))
    assert not is_out(town.connect(address="203.0.114.1"))


def test_a_ban_is_lifted_by_hand_or_by_time(town, ada):
    ada.ask("DLINE 203.0.113.9", "KLINE 10 bob")
    assert is_out(town.connect(address="203.0.113.9"))
    ada.ask("UNDLINE 203.0.113.9")
    assert not is_out(town.connect(address="203.0.113.9"))
    town.wall_ms += 11 * 60_000
    assert not is_out(town.log_in("bob"))
    assert ada.ask("KLINE")[-1].endswith(":0 bans")
    assert ada.ask("UNDLINE 203.0.113.9")[0].endswith(" NOTICE ada :Nobody is banned by this")


def test_bans_are_listed_and_outlive_a_restart(town, ada):
    ada.ask("KLINE 90 bob@* :be kind")
    listed = ada.ask("KLINE")
    assert listed[0].endswith("NOTICE ada :*!bob@* by ada for 90 more minutes: be kind")
    (fact,) = town.store.facts
    assert (fact.kind, fact.name) == ("ban", "K *!bob@*")


def test_nobody_bans_everybody_or_without_rights(town, ada):
    for line in ("KLINE *", "KLINE *!*@*", "DLINE 0.0.0.0/0", "DLINE nonsense"):
        assert ada.ask(line)[0].startswith(":messenger.relay NOTICE ada :That ")
    bob = town.log_in("bob")
    for line in ("KLINE ada", "DLINE 10.0.0.1", "UNKLINE x", "UNDLINE 10.0.0.1", "KLINE"):
        assert bob.ask(line)[0].split()[1] == "481"
    assert not is_out(ada)


def test_an_operator_is_not_caught_by_the_own_ban(town, ada):
    ada.ask("DLINE 10.0.0.0/8", "KLINE a*")
    assert not is_out(ada)


def test_a_gateway_has_to_know_the_secret(town):
    web = town.connect(address="192.0.2.5")
    web.send("WEBIRC wrong kiwi example.org 203.0.113.9")
    assert web.read() == ["ERROR :You are not a gateway that this relay knows"]


def test_a_listed_gateway_with_the_secret_is_believed(town):
    for nick in ("ann", "bob"):
        web = town.connect(address="192.0.2.5")
        web.send("WEBIRC gate kiwi example.org 203.0.113.9", f"NICK {nick}", "USER u 0 * :U")
        assert web.peer.person.source == f"{nick}!u@203.0.113.9"
    third = town.connect(address="192.0.2.5")
    assert not is_out(third)  # the gateway itself is not counted
    third.send("WEBIRC gate kiwi example.org 203.0.113.9")
    assert third.read() == ["ERROR :Too many connections from your address"]
    six = town.connect(address="192.0.2.5").send("WEBIRC gate kiwi x 0::1 :secure")
    assert six.peer.host == "0::1"
    assert town.core.hub.crowding.here["192.0.2.5"] == 0


@pytest.mark.parametrize("address", ["192.0.3.1", "10.0.0.1"])
def test_who_is_no_listed_gateway_is_sent_away(town, address):
    web = town.connect(address=address)
    web.send("WEBIRC gate kiwi example.org 203.0.113.9")
    assert web.read() == ["ERROR :You are not a gateway that this relay knows"]
    proxied = town.connect(address=address)
    proxied.send("PROXY TCP4 203.0.113.9 10.0.0.1 1000 6667")
    assert proxied.read() == ["ERROR :You are not a proxy that this relay knows"]


def test_without_a_password_no_gateway_is_believed():
    town = Town(replace(CONFIG, server=replace(CONFIG.server, gateway_password="")))
    web = town.connect(address="192.0.2.5").send("WEBIRC  kiwi example.org 203.0.113.9 x")
    assert is_out(web)


def test_a_listed_proxy_is_believed_in_its_first_line_only(town):
    one = town.connect(address="198.51.100.7")
    one.send("PROXY TCP6 2001:db8::9 ::1 1000 6667", "NICK ann", "USER u 0 * :U")
    assert one.peer.person.source == "ann!u@2001:db8::9"
    late = town.connect(address="198.51.100.7")
    late.send("NICK bob", "PROXY TCP4 203.0.113.9 10.0.0.1 1000 6667", "USER u 0 * :U")
    assert late.peer.person.source == "bob!u@198.51.100.7"
    noise = town.connect(address="198.51.100.7").send("PROXY TCP4 nonsense x 1 2")
    assert is_out(noise)


def test_deeds_are_audited_and_secrets_are_not(town, ada, audited):
    bob = town.log_in("bob")
    bob.ask("OPER ada :wrong secret")
    ada.ask("KLINE 5 carl :be kind", "UNKLINE carl", "KILL bob :go away")
    town.connect(address="10.9.9.9").send("WEBIRC hush kiwi x 203.0.113.9")
    text = "\n".join(record.getMessage() for record in audited.records)
    for deed in (
        "bob!bob@", "failed to become an operator", "ada!ada@", "banned carl!*@* for 5 min",
        "lifted the ban of carl!*@*", "killed bob!bob@", "somebody at 10.9.9.9 was refused",
    ):  # fmt: skip
        assert deed in text
    assert "secret" not in text
    assert "hush" not in text


def test_passwords_of_operators_can_not_be_guessed_at_speed(town):
    eve = town.log_in("eve", address="203.0.113.9")
    for number in range(5):
        assert eve.ask(f"OPER ada :guess {number}")[0].split()[1] == "464"
    assert eve.ask("OPER ada :a long secret")[0].split()[1] == "464"
    other = town.log_in("bob", address="203.0.113.10")
    assert other.ask("OPER ada :a long secret")[0].split()[1] == "381"
    town.now += 61
    assert eve.ask("OPER ada :a long secret")[0].split()[1] == "381"
