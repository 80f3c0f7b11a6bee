"""The name of who hosts is kept for it on a relay that knows nobody yet."""

import pytest

from messenger.relay.core import Core
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, sign_in
from tests.relay.harness import Town

SECRET = "hostsecret"


@pytest.fixture
def town() -> Town:
    town = town_with()
    town.core = Core(town.config, town.store.memory(), host_secret=SECRET, host_name="Hanna_Berg")
    return town


@pytest.mark.parametrize("name", ["Hanna_Berg", "hanna_berg", "H\u0430nna_Berg"])
def test_a_newcomer_who_is_quicker_is_not_called_so(town, name):
    eve = town.connect(address=LOCAL)
    eve.send(f"NICK {name}", "USER e 0 * :Eve")
    assert eve.read()[-1].split()[1] in ("433", "432")
    assert not eve.peer.is_in
    eve.send("NICK eve").read()
    assert eve.send(f"NICK {name}").codes() in (["433"], ["432"])
    eve.send("REGISTER Hanna_Berg * :a password", "NS REGISTER password")
    assert town.core.hub.accounts.owner("Hanna_Berg") is None


def test_who_holds_it_on_the_way_in_has_to_let_it_go(town):
    eve = town.connect(address=LOCAL)
    eve.send("CAP LS 302", "NICK Hanna_Berg", "USER e 0 * :Eve")
    host = town.connect(address=LOCAL)
    host.send(f"PASS host:{SECRET}", "NICK Hanna_Berg", "USER h 0 * :Hanna Berg")
    assert host.peer.is_in
    assert host.peer.person.nick == "Hanna_Berg"
    assert eve.read()[-1].split()[1] == "433"
    assert not eve.peer.person.nick


def test_it_is_an_account_s_as_soon_as_there_is_one(town):
    host = town.connect(address=LOCAL)
    host.send(f"PASS host:{SECRET}", "NICK Hanna_Berg", "USER h 0 * :Hanna Berg")
    host.send("REGISTER * * :open sesame", "QUIT")
    phone = town.connect(address=LOCAL)
    phone.send("CAP LS 302", "CAP REQ sasl", "NICK Hanna_Berg", "USER h 0 * :Hanna Berg")
    sign_in(phone, "Hanna_Berg", "open sesame")
    phone.send("CAP END")
    assert phone.peer.person.nick == "Hanna_Berg"


def test_somebody_s_account_is_stronger_than_the_host_s_wish(town):
    add(town, "Hanna_Berg")
    town.tick(6.0)
    host = town.connect(address=LOCAL)
    host.send(f"PASS host:{SECRET}", "NICK Hanna_Berg", "USER h 0 * :Hanna Berg")
    assert host.read()[-1].split()[1] == "433"


def test_without_a_host_every_name_is_free():
    town = town_with()
    assert town.log_in("Hanna_Berg").peer.is_in
