"""A new wording of an own message: by whom, until when. Whose words are whose after a name has
changed hands."""

import pytest

from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL
from tests.relay.harness import Person, Town, settings

PLAIN = ("batch", "message-tags", "echo-message", "labeled-response", "draft/multiline")
CAPS = (*PLAIN, "draft/message-redaction")
EDIT = "+messenger.internal/edit"


@pytest.fixture
def town() -> Town:
    return Town(settings(enabled=False, history={"redact_minutes": 10}))


@pytest.fixture
def ann(town: Town) -> Person:
    return town.join("ann", *CAPS)


def say(person: Person, line: str) -> str:
    """The msgid of what was said."""
    return person.send(line).messages()[0].tags["msgid"]


def recent(town: Town) -> list[str]:
    return [row.params[0] for row in town.core.hub.roster.rooms["#lobby"].recent.rows()]


@pytest.mark.parametrize("label", ["", "label=x;"])
def test_an_edit_in_time_is_said_and_kept(town, ann, label):
    bob = town.join("bob")
    first = say(ann, "PRIVMSG #lobby :one")
    town.pass_s(590)
    echo = ann.send(f"@{label}{EDIT}={first} PRIVMSG #lobby :* two").messages()
    assert [(one.params[-1], one.tags.get("label")) for one in echo] == [
        ("* two", label[6:-1] or None)
    ]
    assert [line.rpartition(":")[2] for line in bob.read()] == ["one", "* two"]
    assert recent(town) == ["two", "* two"]


@pytest.mark.parametrize("where", ["#lobby", "bob"])
def test_later_nobody_sees_it_and_its_sender_is_told(town, ann, where):
    bob = town.join("bob", *CAPS)
    first = say(ann, f"PRIVMSG {where} :one")
    bob.read()
    town.pass_s(601)
    for line in (f"@{EDIT}={first} PRIVMSG {where} :* two", f"REDACT {where} {first}"):
        code = "EDIT" if "PRIVMSG" in line else "REDACT"
        words = f" {code}_WINDOW_EXPIRED {where} {first} 600 :A message can be "
        assert words in ann.ask(line)[0]
    assert bob.read() == []
    assert town.store.rows[-1].params == ("one",)


def test_one_of_several_lines_is_looked_at_too(town, ann):
    bob = town.join("bob", *CAPS)
    first = say(bob, "PRIVMSG #lobby :his")
    ann.read()
    answer = ann.ask(
        f"@{EDIT}={first} BATCH +1 draft/multiline #lobby",
        "@batch=1 PRIVMSG #lobby :* hers",
        "@batch=1 PRIVMSG #lobby :* and hers",
        "BATCH -1",
    )
    assert [line.split()[1:4] for line in answer] == [["FAIL", "PRIVMSG", "EDIT_FORBIDDEN"]]
    assert bob.read() == []


def test_words_still_on_their_way_can_be_changed(town, ann):
    """The edit comes with the next line, before the first is on the disk."""
    town.disk_waits = True
    ann.send("PRIVMSG #lobby :one")
    msgid = town.core.hub.msgid(town.core.hub.serial)
    ann.send(f"@{EDIT}={msgid} PRIVMSG #lobby :* two")
    town.settle()
    town.begin()
    town.turn()
    assert [one.params[-1] for one in ann.messages()] == ["one", "* two"]
    assert recent(town)[0] == "two"


def test_without_a_history_it_is_words_like_others():
    town = Town(settings(enabled=False, history={"enabled": False}))
    ann = town.join("ann", *PLAIN)
    assert ann.send(f"@{EDIT}=x-1 PRIVMSG #lobby :* two").messages()[0].params[-1] == "* two"


def test_who_has_the_name_now_has_not_the_words_of_who_had_it_before():
    town = town_with()
    first = town.log_in("Ann", *CAPS, address=LOCAL)
    first.send("REGISTER * * :open sesame", "JOIN #lobby").read()
    msgid = say(first, "PRIVMSG #lobby :mine")
    first.send("NS DROP Ann", "QUIT")
    town.pass_s(5)
    second = town.log_in("Ann", *CAPS, address=LOCAL)
    second.send("REGISTER * * :open sesame", "JOIN #lobby").read()
    assert second.peer.person.account == "Ann"
    edited = second.ask(f"@{EDIT}={msgid} PRIVMSG #lobby :* hers")
    redacted = second.ask(f"REDACT #lobby {msgid}")
    assert " EDIT_FORBIDDEN " in edited[0]
    assert " REDACT_FORBIDDEN " in redacted[0]
    own = say(second, "PRIVMSG #lobby :hers")
    assert " REDACT " in second.ask(f"REDACT #lobby {own}")[0]
    again = Town(town.config, town.store)  # what is known of the account comes from the disk then
    account = again.core.hub.accounts.find("Ann")
    assert account.created_ms == town.core.hub.accounts.find("Ann").created_ms > 0
