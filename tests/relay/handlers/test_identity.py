"""IDENTITY and NickServ's KEYS and CERT: what lets in to an account, and who may change it."""

import base64
import dataclasses

import pytest

from messenger.irc.claims import IDENTITY_TOKEN, new_device_secret
from messenger.relay.handlers.keys import REVOKED, id_of
from messenger.relay.ports import Door
from messenger.store.key_rows import MAX_KEYS
from tests.relay.handlers.test_nickserv import told
from tests.relay.handlers.test_registration import failure, town_with
from tests.relay.handlers.test_sasl import LOCAL, add, codes, plain, sign_in
from tests.relay.harness import Person, Town

PRINT, OTHER_PRINT = "ab" * 32, "cd" * 32
FIRST, SECOND = new_device_secret(), new_device_secret()


@pytest.fixture
def town() -> Town:
    return town_with()


@pytest.fixture
def ann(town: Town) -> Person:
    """Her name is claimed by her first device."""
    person = town.log_in("Ann", address=LOCAL)
    person.send(f"REGISTER * * {FIRST}")
    assert "REGISTER SUCCESS Ann" in " ".join(person.read())
    return person


def lines(person: Person, command: str) -> list[str]:
    """The answers, without what stands before them."""
    head = ":messenger.relay IDENTITY "
    return [line.removeprefix(head) for line in person.ask(command) if line.startswith(head)]


def come_in(town: Town, name: str, secret: str, certificate: str = "") -> Person:
    """Another device of hers, under a name of its own."""
    person = town.connect(Door.TLS)
    person.peer.certificate = certificate
    person.send("CAP REQ :sasl batch", "NICK " + name, "USER a 0 * :A")
    assert sign_in(person, "Ann", secret)[-2:] == ["900", "903"], "it is let in"
    person.send("CAP END")
    person.read()
    return person


def test_a_relay_with_accounts_says_that_it_can(ann):
    assert any(IDENTITY_TOKEN in line.split() for line in ann.ask("VERSION", "ISUPPORT"))


def test_a_password_lets_a_second_device_in_which_then_has_a_key_of_its_own(town, ann):
    assert lines(ann, "IDENTITY PASSWORD :open sesame") == ["PASSWORD SET"]
    desk = come_in(town, "Ann2", "open sesame")
    assert lines(desk, f"IDENTITY ADD {SECOND} :Ann's desk") == [f"ADDED {id_of(SECOND)}"]
    come_in(town, "Ann3", SECOND)
    come_in(town, "Ann4", FIRST)


def test_the_list_shows_what_lets_in_and_by_what_one_is_here(town, ann):
    assert lines(ann, "IDENTITY LABEL :boat") == [f"LABELLED {id_of(FIRST)}"]
    lines(ann, f"IDENTITY ADD {SECOND} :Ann's desk")
    desk = come_in(town, "Ann2", SECOND)
    account, *keys, end = [line.partition(" IDENTITY ")[2] for line in desk.ask("IDENTITY LIST")
                           if " IDENTITY " in line]  # fmt: skip
    assert (account, end) == ("ACCOUNT Ann * NO", "END")
    assert [(key.split()[1], key.split()[5]) for key in keys] == [
        (id_of(FIRST), "*"), (id_of(SECOND), "HERE"),
    ]  # fmt: skip
    assert [key.split(maxsplit=6)[6].lstrip(":") for key in keys] == ["boat", "Ann's desk"]
    told(ann, "SET PASSWORD opensesame")
    assert "ACCOUNT Ann PASSWORD NO" in lines(ann, "IDENTITY LIST")


def test_a_key_that_is_taken_back_lets_nobody_in_and_sends_away_who_is(town, ann):
    lines(ann, f"IDENTITY ADD {SECOND} :lost")
    ann.peer.key_id = id_of(FIRST)
    thief = come_in(town, "Thief", SECOND)
    assert lines(ann, f"IDENTITY REVOKE {id_of(SECOND)}") == [f"REVOKED {id_of(SECOND)}"]
    assert thief.read()[-1] == f"ERROR :{REVOKED}"
    assert thief.peer.is_gone
    assert sign_in(town.connect(Door.TLS), "Ann", SECOND) == ["AUTHENTICATE", "904"]
    assert not ann.peer.is_gone


def test_the_last_way_in_is_not_taken_away(ann):
    ann.send(f"IDENTITY REVOKE {id_of(FIRST)}")
    assert failure(ann) == "LAST_KEY"
    ann.send("IDENTITY PASSWORD :opensesame", f"IDENTITY REVOKE {id_of(FIRST)}")
    assert f"REVOKED {id_of(FIRST)}" in ann.read()[-1]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("IDENTITY FROTZ", "INVALID_PARAMS"),
        ("IDENTITY ADD", "NEED_MORE_PARAMS"),
        ("IDENTITY ADD letmein :desk", "INVALID_PARAMS"),
        ("IDENTITY REVOKE abc", "NO_SUCH_KEY"),
        ("IDENTITY REVOKE :", "NO_SUCH_KEY"),
        ("IDENTITY PASSWORD short", "WEAK_PASSWORD"),
        ("IDENTITY PASSWORD :", "UNACCEPTABLE_PASSWORD"),
        (f"IDENTITY PASSWORD {SECOND}", "UNACCEPTABLE_PASSWORD"),
        ("IDENTITY DELETE Bob", "INVALID_PARAMS"),
    ],
)
def test_what_is_refused(ann, command, code):
    ann.send(command)
    assert failure(ann) == code


@pytest.mark.parametrize(
    "command",
    ["LIST", f"ADD {SECOND} :x", "LABEL :x", "REVOKE x", "PASSWORD :opensesame", "DELETE Ann"],
)
def test_without_an_account_nothing_is_told_or_changed(town, ann, command):
    bob = town.log_in("bob", address=LOCAL)
    bob.send(f"IDENTITY {command}")
    assert failure(bob) == "ACCOUNT_REQUIRED"
    assert lines(ann, "IDENTITY LIST")[0] == "ACCOUNT Ann * NO"


def test_no_secret_in_the_open(town, ann):
    lines(ann, "IDENTITY PASSWORD :opensesame")
    far = town.log_in("far", address="192.0.2.1")
    account = town.core.hub.accounts.find("Ann")
    town.core.hub.accounts.enter(far.peer.person, account)  # by SCRAM, say
    for command in (f"ADD {SECOND} :x", "PASSWORD :othersesame"):
        far.send(f"IDENTITY {command}")
        assert failure(far) == "TLS_REQUIRED"
    assert sign_in(town.connect(Door.TLS), "Ann", "opensesame")[-1] == "903"


def test_keys_are_bounded(ann):
    for _ in range(MAX_KEYS - 1):
        ann.send(f"IDENTITY ADD {new_device_secret()} :x")
    assert "FAIL" not in " ".join(ann.read())
    ann.send(f"IDENTITY ADD {SECOND} :x")
    assert failure(ann) == "TOO_MANY_KEYS"


def test_an_account_is_deleted_with_all_its_keys(town, ann):
    desk = come_in(town, "Ann2", FIRST)
    assert lines(ann, "IDENTITY DELETE ann") == ["DELETED Ann"]
    assert ann.peer.person.account == desk.peer.person.account == ""
    assert sign_in(town.connect(Door.TLS), "Ann", FIRST) == ["AUTHENTICATE", "904"]
    assert town.store.conn.execute("SELECT count(*) FROM devices").fetchone() == (0,)


def test_what_the_disk_does_not_take_is_not_promised(town, ann):
    town.store.broken = True
    ann.send(f"IDENTITY ADD {SECOND} :desk")
    assert failure(ann) == "TEMPORARILY_UNAVAILABLE"


def test_nickserv_shows_keys_and_takes_them_back(town, ann):
    lines(ann, f"IDENTITY ADD {SECOND} :desk")
    first, second, count = told(ann, "KEYS")
    assert first.startswith(id_of(FIRST))
    assert second.startswith(id_of(SECOND) + "  device  since 2023-11-14")
    assert "desk" in second
    assert count == "2 keys let you in, and there is no password."
    assert told(ann, f"REVOKE {id_of(SECOND)}") == [f"{id_of(SECOND)} lets nobody in now."]
    assert told(ann, "REVOKE") == ["Say: REVOKE <id>, as KEYS shows it"]


# -- certificates


def external(person: Person, certificate: str, name: str = "") -> list[str]:
    person.peer.certificate = certificate
    answer = base64.b64encode(name.encode()).decode() or "+"
    person.send("AUTHENTICATE EXTERNAL", "AUTHENTICATE " + answer)
    return codes(person)


def test_a_certificate_lets_in_once_it_is_known(town, ann):
    ann.peer.certificate = PRINT
    assert told(ann, "CERT ADD") == [f"This certificate lets you in from now on: {PRINT}"]
    assert told(ann, f"CERT ADD {OTHER_PRINT.upper()}")[0].endswith(OTHER_PRINT)
    assert told(ann, "CERT LIST") == [PRINT, OTHER_PRINT, "2 certificates let you in."]
    for name in ("", "ann"):
        person = town.connect(Door.TLS)
        assert external(person, PRINT, name) == ["AUTHENTICATE", "900", "903"]
        assert person.peer.person.account == "Ann"
    assert external(town.connect(Door.TLS), PRINT, "Bob") == ["AUTHENTICATE", "904"]
    assert external(town.connect(Door.TLS), "ef" * 32) == ["AUTHENTICATE", "904"]
    assert told(ann, f"CERT DEL {PRINT}") == ["This certificate lets nobody in now."]
    assert external(town.connect(Door.TLS), PRINT) == ["AUTHENTICATE", "904"]


def test_it_is_offered_only_to_who_has_one(town):
    person = town.connect(Door.TLS)
    assert external(person, "") == ["908", "904"] * 2
    assert "sasl=PLAIN,SCRAM-SHA-256" in " ".join(person.ask("CAP LS 302"))
    person.peer.certificate = PRINT
    assert "sasl=PLAIN,EXTERNAL,SCRAM-SHA-256" in " ".join(person.ask("CAP LS 302"))


def test_a_certificate_belongs_to_one_account(town, ann):
    told(ann, f"CERT ADD {PRINT}")
    add(town, "Bob")
    bob = town.log_in("bob2", address=LOCAL)
    sign_in(bob, "Bob")
    assert told(bob, f"CERT ADD {PRINT}") == ["This certificate is in use already."]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("CERT", "Say: CERT LIST, CERT ADD [<fingerprint>] or CERT DEL <fingerprint>"),
        ("CERT ADD", "You came in without a certificate: name its fingerprint."),
        ("CERT ADD abc", "A fingerprint is the SHA-256 in 64 letters 0-9 a-f."),
        (f"CERT DEL {PRINT}", "There is no such key."),
    ],
)
def test_what_it_says_to_other_words_about_certificates(ann, words, answer):
    assert told(ann, words) == [answer]


def test_staying_is_chosen_and_told(town, ann):
    assert lines(ann, "IDENTITY STAY yes") == ["STAY YES"]
    assert lines(ann, "IDENTITY LIST")[0] == "ACCOUNT Ann * YES"
    assert "FAIL IDENTITY INVALID_PARAMS" in ann.ask("IDENTITY STAY perhaps")[0]
    ann.lose()
    assert town.core.hub.people.find("ann") is not None


def test_where_the_host_has_decided_there_is_no_choice(town, ann):
    config = town.core.config
    accounts = dataclasses.replace(config.accounts, always_on="mandatory")
    town.core.reload(dataclasses.replace(config, accounts=accounts), ())
    assert lines(ann, "IDENTITY LIST")[0] == "ACCOUNT Ann * *"
    assert "FAIL IDENTITY CANNOT_CHOOSE" in ann.ask("IDENTITY STAY no")[0]


def looked_up(town, person, *lines):
    """The store has answered what the last line asks, and the relay does not know it yet."""
    town.begin()
    town.core.receive(person.peer, [line.encode() for line in lines], town.now)
    turn = town.core.end_turn()
    town.store.write(turn.rows)
    (job,) = turn.jobs
    answer = town.store.run(job.request)

    def go_on():
        town.begin()
        job.then(answer)
        town.turn()

    return go_on


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"IDENTITY REVOKE {id_of(SECOND)}", SECOND),
        ("IDENTITY PASSWORD :another password", "sesame and more"),
        ("IDENTITY DELETE Ann", SECOND),
    ],
)
def test_what_is_taken_back_while_it_is_looked_at_lets_nobody_in(town, ann, line, secret):
    lines(ann, f"IDENTITY ADD {SECOND} :lost")
    lines(ann, "IDENTITY PASSWORD :sesame and more")
    ann.peer.key_id = id_of(FIRST)
    thief = town.connect(Door.TLS)
    thief.send("AUTHENTICATE PLAIN")
    go_on = looked_up(town, thief, "AUTHENTICATE " + plain("Ann", secret))
    ann.send(line)
    go_on()
    assert [one.split()[1] for one in thief.read()][-1] == "904"
    assert not thief.peer.person.account_id


def test_another_s_key_taken_back_keeps_nobody_out(town, ann):
    lines(ann, f"IDENTITY ADD {SECOND} :lost")
    ann.peer.key_id = id_of(FIRST)
    desk = town.connect(Door.TLS)
    desk.send("AUTHENTICATE PLAIN")
    go_on = looked_up(town, desk, "AUTHENTICATE " + plain("Ann", FIRST))
    ann.send(f"IDENTITY REVOKE {id_of(SECOND)}")
    go_on()
    assert [one.split()[1] for one in desk.read()][-1] == "903"


def test_a_refused_revoke_takes_nothing_back(town, ann):
    lines(ann, f"IDENTITY ADD {SECOND} :kept")
    town.store.broken = True
    ann.send(f"IDENTITY REVOKE {id_of(SECOND)}")
    town.store.broken = False
    assert failure(ann) == "TEMPORARILY_UNAVAILABLE"
    assert sign_in(town.connect(Door.TLS), "Ann", SECOND)[-1] == "903"
