"""Logging in to accounts with AUTHENTICATE, and what others see of it."""

import base64
import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messenger.config import AccountsConfig, LimitsConfig, RelayConfig
from messenger.irc.claims import new_device_secret
from messenger.relay.ports import Door
from messenger.store import accounts, hashing
from messenger.store.account_rows import AccountGoneRow, AccountRow
from tests.relay.harness import Person, Town

LOCAL = "127.0.0.1"


def config(**limits: object) -> RelayConfig:
    return dataclasses.replace(
        RelayConfig(),
        accounts=AccountsConfig(fast_hash=True),
        limits=dataclasses.replace(LimitsConfig(), **limits),
    )


def plain(name: str, password: str, authorise: str = "") -> str:
    return base64.b64encode(f"{authorise}\0{name}\0{password}".encode()).decode()


def add(town: Town, name: str, password: str = "sesame") -> str:
    """An account that another process has made; returns its id."""
    row = AccountRow("id-" + name, name, hashing.make(password, fast=True), 1)
    accounts.WRITERS[AccountRow](town.store.conn, [row])
    return row.id


def codes(person: Person) -> list[str]:
    """The second word of each line, that is its numeric."""
    return [line.split()[1] for line in person.read()]


def sign_in(person: Person, name: str, password: str = "sesame") -> list[str]:
    person.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain(name, password))
    return codes(person)


@pytest.fixture
def town() -> Town:
    town = Town(config())
    add(town, "Ann")
    return town


@pytest.fixture
def ann(town: Town) -> Person:
    return town.connect(address=LOCAL)


def told(person):
    """All that was told, each word between two spaces."""
    return " ".join(person.read()).replace(" :", " ") + " "


def test_it_says_how_to_log_in(town, ann):
    ann.send("CAP LS 302")
    line = told(ann)
    assert " sasl=PLAIN,SCRAM-SHA-256 " in line
    assert " draft/account-registration=before-connect " in line
    far = town.connect(address="192.0.2.1")
    far.send("CAP LS 302")
    line = told(far)
    assert " sasl=SCRAM-SHA-256 " in line
    assert "account-registration" not in line
    safe = town.connect(Door.TLS, "192.0.2.1")
    safe.send("CAP LS 302")
    assert " sasl=PLAIN,SCRAM-SHA-256 " in told(safe)


def test_plain_before_coming_in(ann):
    ann.send("CAP REQ sasl", "NICK Ann", "USER ann 0 * :Ann", "AUTHENTICATE PLAIN")
    assert ann.read()[-1] == ":messenger.relay AUTHENTICATE +"
    ann.send("AUTHENTICATE " + plain("ann", "sesame"))
    assert ann.read() == [
        ":messenger.relay 900 Ann Ann!ann@127.0.0.1 Ann :You are logged in as Ann",
        ":messenger.relay 903 Ann :You are logged in now",
    ]
    ann.send("CAP END")
    assert codes(ann)[0] == "001"


def test_lines_behind_the_password_wait_for_the_answer(ann):
    ann.send("CAP REQ sasl", "NICK Ann", "USER ann 0 * :Ann", "AUTHENTICATE PLAIN",
             "AUTHENTICATE " + plain("Ann", "sesame"), "CAP END", "PING x")  # fmt: skip
    got = codes(ann)
    assert got.index("900") < got.index("903") < got.index("001") < got.index("PONG")


@pytest.mark.parametrize(
    "answer",
    [
        plain("Ann", "wrong"),
        plain("Nobody", "sesame"),
        plain("Ann", ""),
        plain("", "sesame"),
        plain("Ann", "sesame", "Bob"),
        base64.b64encode(b"Ann").decode(),
        base64.b64encode(b"\0Ann\0ses\0ame").decode(),
        base64.b64encode(b"\0Ann\0\xff").decode(),
        "!!!",
        "+",
    ],
)
def test_what_is_wrong_fails_and_can_be_tried_again(ann, answer):
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + answer)
    assert codes(ann) == ["AUTHENTICATE", "904"]
    assert sign_in(ann, "Ann") == ["AUTHENTICATE", "900", "903"]


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(ann):
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Ann", "wrong"))
    one = ann.read()
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Nobody", "wrong"))
    assert ann.read() == one


def test_long_answers_come_in_pieces():
    town = Town(config())
    password = "x" * 592
    add(town, "foo", password)
    ann = town.connect(address=LOCAL)
    answer = plain("foo", password, "foo")
    assert len(answer) == 800
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + answer[:400], "AUTHENTICATE " + answer[400:])
    assert codes(ann) == ["AUTHENTICATE"]
    ann.send("AUTHENTICATE +")
    assert codes(ann) == ["900", "903"]


def test_pieces_are_bounded(ann):
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + "A" * 401)
    assert codes(ann) == ["AUTHENTICATE", "905"]
    ann.send("AUTHENTICATE PLAIN", *["AUTHENTICATE " + "A" * 400] * 5)
    assert codes(ann) == ["AUTHENTICATE", "904"]
    assert sign_in(ann, "Ann") == ["AUTHENTICATE", "900", "903"]


def test_it_can_be_broken_off(ann):
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE *")
    assert codes(ann) == ["AUTHENTICATE", "906"]
    ann.send("AUTHENTICATE PLAIN", "NICK Bob", "USER bob 0 * :Bob")
    assert codes(ann)[:3] == ["AUTHENTICATE", "906", "001"]


def test_unknown_ways_are_refused_with_the_known_ones(town, ann):
    ann.send("AUTHENTICATE FOO")
    assert ann.read() == [
        ":messenger.relay 908 * PLAIN,SCRAM-SHA-256 :are the ways to log in",
        ":messenger.relay 904 * :Name or password is wrong",
    ]
    far = town.connect(address="192.0.2.1")
    far.send("AUTHENTICATE PLAIN")
    assert codes(far) == ["908", "904"]


def test_three_tries_and_then_a_minute_of_waiting(town, ann):
    for _ in range(3):
        assert sign_in(town.connect(address=LOCAL), "Ann", "wrong") == ["AUTHENTICATE", "904"]
    assert sign_in(ann, "Ann") == ["AUTHENTICATE", "904"]
    add(town, "Bob")
    assert sign_in(ann, "Bob") == ["AUTHENTICATE", "900", "903"]
    elsewhere = town.connect(Door.TLS, "192.0.2.1")
    assert sign_in(elsewhere, "Ann") == ["AUTHENTICATE", "900", "903"]
    town.now += 61
    assert sign_in(town.connect(address=LOCAL), "Ann") == ["AUTHENTICATE", "900", "903"]


def test_right_passwords_are_never_too_many(town):
    for _ in range(150):
        person = town.connect(address=LOCAL)
        assert sign_in(person, "Ann") == ["AUTHENTICATE", "900", "903"]


def test_others_see_who_is_logged_in(town):
    caps = ("extended-join", "account-notify", "account-tag", "message-tags")
    bob = town.join("bob", *caps)
    cy = town.join("cy")
    ann = town.log_in("Anna", address=LOCAL)
    assert sign_in(ann, "Ann") == ["AUTHENTICATE", "900", "903"]
    ann.send("JOIN #lobby")
    ann.read()
    (line,) = bob.read()
    assert line.startswith("@account=Ann;msgid=")
    assert line.endswith(":Anna!Anna@127.0.0.1 JOIN #lobby Ann Anna")
    ann.send("PRIVMSG #lobby :one", "PRIVMSG #lobby :two")
    assert ["account=Ann" in line.split()[0] for line in bob.read()] == [True, True]
    assert not any("account" in line for line in cy.read())
    cy.send("WHOIS Anna", "WHO Anna %na")
    lines = cy.read()
    assert ":messenger.relay 330 cy Anna Ann :is logged in as" in lines
    assert ":messenger.relay 354 cy Anna Ann" in lines


def test_logging_in_again_changes_the_account(town):
    add(town, "Other")
    bob = town.join("bob", "account-notify")
    ann = town.log_in("Anna", address=LOCAL)
    ann.send("JOIN #lobby")
    bob.read()
    sign_in(ann, "Ann")
    sign_in(ann, "Other")
    sign_in(ann, "Other")
    assert bob.read() == [
        ":Anna!Anna@127.0.0.1 ACCOUNT Ann",
        ":Anna!Anna@127.0.0.1 ACCOUNT Other",
    ]


def test_the_account_stands_in_the_history(town):
    ann = town.log_in("Anna", address=LOCAL)
    ann.send("JOIN #lobby", "PRIVMSG #lobby :before")
    sign_in(ann, "Ann")
    ann.send("PRIVMSG #lobby :after", "PRIVMSG #lobby :again")
    said = {row.params[0]: row.account for row in town.store.rows if row.command == "PRIVMSG"}
    assert said == {"before": "", "after": "Ann", "again": "Ann"}


def test_a_device_secret_opens_the_account_too(town, ann):
    secret = new_device_secret()
    add(town, "Dev", secret)
    assert sign_in(ann, "Dev", secret) == ["AUTHENTICATE", "900", "903"]
    assert sign_in(ann, "Dev", new_device_secret()) == ["AUTHENTICATE", "904"]


def test_an_account_that_the_host_removes_is_logged_out(town):
    bob = town.join("bob", "account-notify")
    ann = town.log_in("Anna", address=LOCAL)
    ann.send("JOIN #lobby")
    sign_in(ann, "Ann")
    bob.read()
    accounts.WRITERS[AccountGoneRow](town.store.conn, [AccountGoneRow("id-Ann")])
    town.tick(6)
    assert bob.read() == [":Anna!Anna@127.0.0.1 ACCOUNT *"]
    assert codes(ann) == ["901"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.binary(max_size=80), max_size=6), st.sampled_from(["PLAIN", "SCRAM-SHA-256"]))
def test_whatever_comes_the_next_login_works(pieces, mechanism):
    town = Town(config(enabled=False))
    add(town, "Ann")
    ann = town.connect(address=LOCAL)
    ann.send("AUTHENTICATE " + mechanism)
    for piece in pieces:
        ann.send("AUTHENTICATE " + (base64.b64encode(piece).decode() or "+"))
    ann.send("AUTHENTICATE *")
    assert "400" not in codes(ann)
    assert sign_in(ann, "Ann") == ["AUTHENTICATE", "900", "903"]
