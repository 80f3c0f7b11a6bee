"""REDACT: who may take back what, and that it is gone then."""

from dataclasses import replace

import pytest

from tests.relay.harness import Town, settings

CAPS = ("batch", "message-tags", "echo-message", "draft/message-redaction")


@pytest.fixture
def town():
    return Town(settings(enabled=False, history={"redact_minutes": 10}))


@pytest.fixture
def ann(town):
    return town.join("ann", *CAPS)


@pytest.fixture
def bob(town, ann):
    return town.join("bob", *CAPS)


def said(person, line="PRIVMSG #lobby :secret"):
    return person.send(line).messages()[-1].tags["msgid"]


def answer(person, line):
    return person.ask(line)[-1].partition(" ")[2]


def test_the_author_takes_it_back_for_all(ann, bob):
    msgid = said(ann)
    bob.read()
    expected = f"REDACT #lobby {msgid} :not this"
    assert answer(ann, f"REDACT #lobby {msgid} :not this").endswith(expected)
    assert bob.read()[0].endswith(expected)


def test_nobody_else_gets_it_ever_again(town, ann, bob):
    msgid = said(ann)
    ann.send(f"REDACT #lobby {msgid}")
    late = town.log_in("late")
    assert not any("secret" in line for line in late.ask("JOIN #lobby"))
    caps = ("draft/chathistory", "draft/event-playback")
    eve = town.join("eve", *CAPS, *caps)
    lines = eve.ask("CHATHISTORY LATEST #lobby * 50")
    assert not any("secret" in line for line in lines)
    assert any(f"REDACT #lobby {msgid}" in line for line in lines)


def test_clients_that_do_not_know_it_are_not_told(town, ann):
    old = town.join("old", "message-tags")
    msgid = said(ann)
    old.read()
    ann.send(f"REDACT #lobby {msgid}")
    assert old.read() == []


def test_others_may_not(ann, bob):
    msgid = said(ann)
    assert f"FAIL REDACT REDACT_FORBIDDEN #lobby {msgid} :" in answer(bob, f"REDACT #lobby {msgid}")


def test_an_operator_may(town):
    ann, bob = town.join("ann", *CAPS, room="#a"), town.join("bob", *CAPS, room="#a")
    msgid = said(bob, "PRIVMSG #a :spam")
    town.tick(3600)
    assert f"REDACT #a {msgid}" in answer(ann, f"REDACT #a {msgid}")


def test_not_for_ever(town, ann):
    msgid = said(ann)
    town.wall_ms += 11 * 60_000
    assert "REDACT_WINDOW_EXPIRED #lobby" in answer(ann, f"REDACT #lobby {msgid}")


def test_only_once(ann):
    msgid = said(ann)
    ann.send(f"REDACT #lobby {msgid}")
    assert f"UNKNOWN_MSGID #lobby {msgid}" in answer(ann, f"REDACT #lobby {msgid}")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("REDACT #nowhere x", "INVALID_TARGET #nowhere"),
        ("REDACT nobody x", "INVALID_TARGET nobody"),
        ("REDACT #lobby x", "UNKNOWN_MSGID #lobby x"),
        ("REDACT #lobby", "461 ann REDACT"),
    ],
)
def test_what_is_refused(ann, line, code):
    assert code in answer(ann, line)


def test_private_words(ann, bob):
    msgid = said(ann, "PRIVMSG bob :between us")
    bob.read()
    assert f"REDACT bob {msgid}" in answer(ann, f"REDACT bob {msgid}")
    assert f"REDACT bob {msgid}" in bob.read()[0]


def test_a_later_bearer_of_the_nick_is_not_the_author(town, ann, bob):
    msgid = said(ann)
    ann.send("NICK anna")
    bob.send("NICK ann")
    assert "REDACT_FORBIDDEN" in answer(bob, f"REDACT #lobby {msgid}")


def test_the_room_of_another_message_does_not_help(town, ann, bob):
    """An operator of one room has no say in another."""
    msgid = said(ann)
    bob.send("JOIN #own")
    assert "UNKNOWN_MSGID" in answer(bob, f"REDACT #own {msgid}")


def test_can_be_switched_off(tmp_path):
    town = Town(settings(history={"allow_redact": False}))
    ann = town.join("ann", "message-tags")
    assert "421" in answer(ann, "REDACT #lobby x")
    assert not any("message-redaction" in line for line in ann.ask("CAP LS 302"))


def test_what_could_not_be_stored_did_not_happen(town, ann, bob):
    msgid = said(ann)
    bob.read()
    town.store.broken = True
    assert "FAIL REDACT TEMPORARILY_UNAVAILABLE" in " ".join(ann.ask(f"REDACT #lobby {msgid}"))
    assert bob.read() == []


EDIT = "+messenger.internal/edit"


@pytest.mark.parametrize("where", ["#lobby", "bob"])
@pytest.mark.parametrize("named", [0, 1, 2])
def test_a_message_goes_with_all_its_wordings_whichever_is_named(town, ann, bob, where, named):
    """Clients that know nothing of wordings show each one, and their users delete what they see."""
    msgids = [said(ann, f"PRIVMSG {where} :secret")]
    for text in ("* secret 2", "* secret 3"):
        msgids.append(said(ann, f"@{EDIT}={msgids[0]} PRIVMSG {where} :{text}"))
    bob.read()
    ann.send(f"REDACT {where} {msgids[named]} :why")
    for person in (ann, bob):
        told = person.messages()
        assert {one.command for one in told} == {"REDACT"}
        assert sorted(one.params[1] for one in told) == msgids
        assert [one.params[1] for one in told if len(one.params) > 2] == [msgids[named]]
    late = town.log_in("late")
    assert not any("secret" in line for line in late.ask("JOIN #lobby"))
    assert not any("secret" in str(row) for row in town.store.rows)


def test_a_wording_that_was_never_taken_over_takes_nothing_along(town, ann, bob):
    """Approved without anybody having looked whose message it is about."""
    msgid = said(ann)
    bob.read()
    own = said(bob, "PRIVMSG #lobby :* mine")
    row = town.store.rows[-1]
    town.store.rows[-1] = replace(row, tags=f"{EDIT}={msgid}")
    ann.read()
    bob.send(f"REDACT #lobby {own}")
    assert [one.params[1] for one in ann.messages()] == [own]
    assert town.store.rows[-2].params == ("secret",)


def test_what_is_read_from_the_disk_while_it_is_taken_back_is_gone_already(town):
    host, ann = town.join("host", *CAPS, room="#a"), town.join("ann", *CAPS, room="#a")
    msgid = said(ann, "PRIVMSG #a :secret")
    host.read()
    town.begin()
    town.core.receive(host.peer, [f"REDACT #a {msgid}".encode()], town.now)
    town.core.receive(ann.peer, [f"@{EDIT}={msgid} PRIVMSG #a :* secret 2".encode()], town.now)
    town.turn()  # the second is read before the first is on the disk
    assert [one.command for one in host.messages()] == ["REDACT"]
    assert [one.command for one in ann.messages()] == ["REDACT", "FAIL"]
    assert not any("secret" in str(row) for row in town.store.rows)


def test_refused_by_the_disk_all_its_wordings_stay(town, ann, bob):
    msgid = said(ann)
    said(ann, f"@{EDIT}={msgid} PRIVMSG #lobby :* secret 2")
    bob.read()
    town.store.broken = True
    ann.send(f"REDACT #lobby {msgid}")
    town.store.broken = False
    assert bob.read() == []
    late = town.log_in("late")
    assert sum("secret 2" in line for line in late.ask("JOIN #lobby")) == 2
    assert f"REDACT #lobby {msgid}" in answer(ann, f"REDACT #lobby {msgid}")
