"""REGISTER, VERIFY, and whose a nick is."""

import dataclasses

import pytest

from messenger.config import AccountsConfig, LimitsConfig, RelayConfig
from messenger.irc.claims import TOKEN, new_device_secret
from messenger.relay.ports import Door
from messenger.relay.registry.facts import READ
from messenger.store import accounts, hashing
from messenger.store.account_rows import AccountGoneRow, AccountRow
from tests.relay.handlers.test_sasl import LOCAL, add, codes, sign_in
from tests.relay.harness import Person, Town


def town_with(enabled: bool = True, **settings: object) -> Town:
    settings = {"fast_hash": True, **settings}
    return Town(
        dataclasses.replace(
            RelayConfig(),
            accounts=dataclasses.replace(AccountsConfig(), **settings),
            limits=dataclasses.replace(LimitsConfig(), enabled=enabled),
        )
    )


@pytest.fixture
def town() -> Town:
    return town_with()


def newcomer(town: Town, *lines: str) -> Person:
    person = town.connect(address=LOCAL)
    person.send(*lines)
    return person


def failure(person: Person) -> str:
    """The code of the FAIL among the output."""
    return next(line.split()[3] for line in person.read() if " FAIL " in line)


def test_a_name_can_be_registered_and_is_logged_in_to_at_once(town):
    ann = town.log_in("Ann", address=LOCAL)
    ann.send("REGISTER * * :open sesame")
    assert ann.read() == [
        ":messenger.relay REGISTER SUCCESS Ann :The name Ann is yours now",
        ":messenger.relay 900 Ann Ann!Ann@127.0.0.1 Ann :You are logged in as Ann",
    ]
    assert ann.peer.person.account == "Ann"
    ann.send("REGISTER * * :open sesame")
    assert failure(ann) == "ALREADY_AUTHENTICATED"
    again = town.connect(address=LOCAL)
    assert sign_in(again, "Ann", "open sesame") == ["AUTHENTICATE", "900", "903"]


def test_also_before_coming_in(town):
    ann = newcomer(town, "CAP LS 302", "NICK Ann", "REGISTER Ann * :open sesame", "CAP END")
    assert "REGISTER" in codes(ann)
    ann.send("USER a 0 * :Ann")
    assert codes(ann)[0] == "001"
    late = town_with(before_connect=False)
    bob = newcomer(late, "NICK Bob", "REGISTER * * :open sesame")
    assert failure(bob) == "COMPLETE_CONNECTION_REQUIRED"


def test_a_claim_by_a_device(town):
    secret = new_device_secret()
    ann = newcomer(town, "CAP LS 302", "NICK Ann", "USER a 0 * :A", f"REGISTER * * {secret}",
                   "CAP END")  # fmt: skip
    assert any(TOKEN in line for line in ann.read() if " 005 " in line)
    assert ann.peer.person.account == "Ann"
    assert sign_in(town.connect(address=LOCAL), "Ann", secret) == ["AUTHENTICATE", "900", "903"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("REGISTER Bob * :open sesame", "ACCOUNT_NAME_MUST_BE_NICK"),
        ("REGISTER * * :short", "WEAK_PASSWORD"),
        ("REGISTER * * :", "UNACCEPTABLE_PASSWORD"),
        ("VERIFY Ann 12345", "INVALID_CODE"),
    ],
)
def test_what_can_not_be_registered(town, line, code):
    ann = town.log_in("Ann", address=LOCAL)
    ann.send(line)
    assert failure(ann) == code
    assert ann.peer.person.account == ""


def test_it_can_be_switched_off():
    town = town_with(registration=False)
    ann = newcomer(town, "CAP LS 302", "NICK Ann", "USER a 0 * :A", "CAP END")
    lines = ann.read()
    assert not any("account-registration" in line or TOKEN in line for line in lines)
    ann.send("REGISTER * * :open sesame")
    assert failure(ann) == "TEMPORARILY_UNAVAILABLE"


def test_a_password_does_not_travel_in_the_open(town):
    far = town.log_in("Far", address="192.0.2.1")
    far.send("REGISTER * * :open sesame")
    assert failure(far) == "TEMPORARILY_UNAVAILABLE"
    safe = town.log_in("Safe", door=Door.TLS, address="192.0.2.1")
    safe.send("REGISTER * * :open sesame")
    assert "REGISTER" in codes(safe)


def test_a_name_in_use_can_not_be_taken_from_its_bearer(town):
    town.log_in("root")
    bob = newcomer(town, "NICK root", "REGISTER * * :open sesame")
    assert failure(bob) == "ACCOUNT_EXISTS"
    nobody = newcomer(town, "REGISTER * * :open sesame")
    assert failure(nobody) == "NEED_NICK"


def test_two_at_the_same_moment_get_one_account(town):
    add(town, "Ann")  # by another process, a moment ago
    ann = town.log_in("Ann", address=LOCAL)
    ann.send("REGISTER * * :open sesame")
    assert failure(ann) == "ACCOUNT_EXISTS"
    assert ann.peer.person.account == ""


def test_what_the_disk_does_not_take_is_not_registered(town):
    ann = town.log_in("Ann", address=LOCAL)
    town.store.broken = True
    ann.send("REGISTER * * :open sesame")
    assert failure(ann) == "TEMPORARILY_UNAVAILABLE"
    town.store.broken = False
    assert ann.peer.person.account == ""
    ann.send("REGISTER * * :open sesame")
    assert codes(ann) == ["REGISTER", "900"]


def test_too_many_new_accounts_of_one_address_have_to_wait():
    town = town_with(registrations_per_address=3)
    for number in range(3):
        person = town.log_in(f"p{number}", address=LOCAL)
        person.send("REGISTER * * :open sesame")
        assert "REGISTER" in codes(person)
    late = town.log_in("late", address=LOCAL)
    late.send("REGISTER * * :open sesame")
    assert failure(late) == "TEMPORARILY_UNAVAILABLE"
    town.now += 601
    late.send("REGISTER * * :open sesame")
    assert "REGISTER" in codes(late)


def test_a_class_behind_one_address_notices_no_limit(town):
    for number in range(40):
        person = town.log_in(f"pupil{number}", door=Door.TLS, address="192.0.2.7")
        person.send("REGISTER * * :open sesame")
        assert "REGISTER" in codes(person)


def test_the_host_hands_out_codes_where_it_wants_to_know_people():
    town = town_with(email_required=True)
    ann = town.log_in("Ann", address=LOCAL)
    ann.send("REGISTER * * :open sesame")
    assert failure(ann) == "INVALID_EMAIL"
    ann.send("REGISTER * ann@example.org :open sesame")
    assert ann.read()[0].startswith(":messenger.relay REGISTER VERIFICATION_REQUIRED Ann :")
    assert sign_in(ann, "Ann", "open sesame") == ["AUTHENTICATE", "904"]
    code = town.store.conn.execute("SELECT code FROM accounts").fetchone()[0]
    ann.send("VERIFY Ann 123")
    assert failure(ann) == "INVALID_CODE"
    ann.send("VERIFY Ann " + code)
    assert codes(ann) == ["VERIFY", "900"]
    assert ann.peer.person.account == "Ann"


# -- whose a nick is


def test_a_registered_name_is_for_its_owner(town):
    add(town, "evan")
    town.tick(6)
    for nick in ("evan", "EVAN", "еvan"):  # the last with a Cyrillic letter
        other = newcomer(town, f"NICK {nick}", "USER a 0 * :A")
        assert codes(other) == ["433"]
        other.send("NICK other", "QUIT")
    other = town.log_in("other")
    other.send("NICK evan")
    assert codes(other) == ["433"]
    evan = newcomer(town, "CAP LS", "NICK evan", "USER e 0 * :E")
    evan.read()
    assert sign_in(evan, "evan") == ["AUTHENTICATE", "900", "903"]
    evan.send("CAP END")
    assert codes(evan)[0] == "001"
    evan.send("NICK еvan")
    assert codes(evan) == ["NICK"]


def test_nobody_can_sit_on_a_name_without_coming_in(town):
    add(town, "evan")
    town.tick(6)
    squatter = newcomer(town, "CAP LS", "NICK evan", "USER e 0 * :E")
    squatter.read()
    evan = newcomer(town, "CAP LS")
    evan.read()
    sign_in(evan, "evan")
    evan.send("NICK evan", "USER e 0 * :E", "CAP END")
    assert codes(evan)[0] == "001"
    assert codes(squatter) == ["433"]
    squatter.send("CAP END", "PING x")
    assert codes(squatter) == ["PONG"]


def test_services_names_are_nobodys(town):
    for nick in ("NickServ", "chanserv", "NісkServ"):
        other = newcomer(town, f"NICK {nick}")
        assert codes(other) == ["432"]


def test_reservation_can_be_switched_off():
    town = town_with(nick_reservation="off")
    add(town, "evan")
    town.tick(6)
    other = newcomer(town, "NICK evan", "USER a 0 * :A")
    assert codes(other)[0] == "001"


def test_an_account_of_another_process_is_known_after_a_moment(town):
    row = AccountRow("x", "Zed", hashing.make("sesame", fast=True), 1)
    accounts.WRITERS[AccountRow](town.store.conn, [row])
    assert town.core.hub.accounts.find("zed") is None
    town.tick(6)
    assert town.core.hub.accounts.find("zed").id == "x"


def test_the_classic_door_gives_nobody_a_registered_name(town):
    add(town, "evan")
    town.tick(6)
    for typed in ("evan", "NickServ"):
        person = town.connect(Door.CLASSIC)
        person.classic_name(typed)
        assert person.peer.person.nick == typed + "2"


@pytest.mark.parametrize("by_host", [True, False])
def test_nothing_of_a_deleted_account_is_kept_for_the_next(town, by_host):
    ann = town.log_in("Ann", "draft/read-marker", address=LOCAL)
    ann.send("REGISTER * * :open sesame", "JOIN #lobby")
    ann.send("MARKREAD #lobby timestamp=2023-11-14T22:13:20.000Z")
    owner = "@" + ann.peer.person.account_id
    facts = town.core.hub.facts
    assert facts.of(owner, READ)
    if by_host:
        row = AccountGoneRow(ann.peer.person.account_id)
        accounts.WRITERS[AccountGoneRow](town.store.conn, [row])
        town.tick(6)
    else:
        ann.send("PRIVMSG NickServ :DROP Ann")
    assert not facts.of(owner, READ)
    assert [row.value for row in town.store.facts if row.owner == owner][-1] is None
