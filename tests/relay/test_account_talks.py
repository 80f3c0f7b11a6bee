"""Private talks of accounts: theirs over logins and nicks, and nobody else's."""

import pytest

from messenger.store.account_rows import AccountGoneRow
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, sign_in
from tests.relay.harness import Person, Town

CAPS = ("message-tags", "batch", "draft/chathistory", "server-time")


@pytest.fixture
def town() -> Town:
    town = town_with(enabled=False)
    add(town, "Ann")
    add(town, "Bob")
    town.tick(6)
    return town


def enter(town: Town, name: str, nick: str = "") -> Person:
    person = town.connect(address=LOCAL)
    person.send("CAP REQ :" + " ".join(CAPS))
    sign_in(person, name)
    person.send(f"NICK {nick or name}", f"USER {name} 0 * :{name}", "CAP END")
    assert person.peer.is_in
    person.read()
    return person


def history(person: Person, target: str) -> list[str]:
    """Target and text of each line of its newest history; what came before is passed over."""
    person.read()
    person.send(f"CHATHISTORY LATEST {target} * 50")
    return [line.split("PRIVMSG ")[1] for line in person.read() if " PRIVMSG " in line]


def talks(person: Person) -> list[str]:
    first, last = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2200-01-01T00:00:00.000Z"
    person.send(f"CHATHISTORY TARGETS {first} {last} 50")
    return [line.split()[4] for line in person.read() if " CHATHISTORY TARGETS " in line]


def test_a_talk_is_there_after_both_have_left(town):
    ann, bob = enter(town, "Ann"), enter(town, "Bob")
    ann.send("PRIVMSG bob :hello")
    bob.send("PRIVMSG Ann :hi")
    ann.lose()
    bob.lose()
    ann = enter(town, "Ann", "Annie")
    assert history(ann, "bob") == ["Bob :hello", "Annie :hi"]
    assert talks(ann) == ["Bob"]
    bob = enter(town, "Bob")
    assert history(bob, "annie") == ["Bob :hello", "Annie :hi"]
    assert talks(bob) == ["Annie"]


def test_who_has_no_account_sees_its_own_session_only(town):
    ann, cy = enter(town, "Ann"), town.log_in("cy", *CAPS)
    ann.send("PRIVMSG cy :hello")
    assert history(cy, "Ann") == ["cy :hello"]
    assert history(ann, "cy") == ["cy :hello"]
    cy.lose()
    cy = town.log_in("cy", *CAPS)
    assert history(cy, "Ann") == []
    assert history(ann, "cy") == ["cy :hello"]
    assert talks(ann) == ["cy"]


def test_a_name_registered_later_does_not_inherit(town):
    ann, cy = enter(town, "Ann"), town.log_in("cy", *CAPS, address=LOCAL)
    ann.send("PRIVMSG cy :for the cy of then")
    cy.send("REGISTER * * :sesame")
    cy.read()
    assert cy.peer.person.account == "cy"
    assert history(cy, "Ann") == []
    assert talks(cy) == []


def test_neither_does_who_takes_a_name_that_was_given_up(town):
    ann, bob = enter(town, "Ann"), enter(town, "Bob")
    ann.send("PRIVMSG Bob :for the Bob of then")
    bob.send("PRIVMSG NickServ :DROP Bob")
    bob.lose()
    assert not any(isinstance(row, AccountGoneRow) for row in town.store.rows)
    bob = town.log_in("Bob", *CAPS, address=LOCAL)
    bob.send("REGISTER * * :sesame")
    bob.read()
    assert history(bob, "Ann") == []


def test_strangers_read_nothing_of_it(town):
    ann, bob = enter(town, "Ann"), enter(town, "Bob")
    ann.send("PRIVMSG Bob :secret")
    eve = town.log_in("eve", *CAPS)
    for target in ("Ann", "Bob", "@id-Ann", "@id-Ann @id-Bob"):
        assert history(eve, target) == []
    bob.lose()
    eve.send("NICK Bob2")
    assert history(eve, "Ann") == []


def test_a_ref_belongs_to_the_account_and_not_to_the_nick(town):
    town.join("cy")
    ann = enter(town, "Ann")
    ann.send("JOIN #lobby", "@+messenger.internal/ref=r1 PRIVMSG #lobby :once")
    ann.lose()
    ann = enter(town, "Ann", "Annie")
    ann.send("JOIN #lobby", "@+messenger.internal/ref=r1 PRIVMSG #lobby :once")
    said = [row for row in town.store.rows if row.command == "PRIVMSG"]
    assert [row.params for row in said] == [("once",)]
