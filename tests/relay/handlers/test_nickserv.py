"""NickServ: accounts in words, for clients without SASL."""

import pytest

from messenger.irc.message import Message
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, sign_in
from tests.relay.harness import Person, Town


@pytest.fixture
def town() -> Town:
    return town_with()


@pytest.fixture
def ann(town: Town) -> Person:
    return town.log_in("Ann", address=LOCAL)


def told(person: Person, words: str) -> list[str]:
    """What NickServ answers."""
    person.send(f"PRIVMSG NickServ :{words}")
    head = f":NickServ!services@messenger.relay NOTICE {person.peer.person.nick} :"
    return [line.removeprefix(head) for line in person.read() if line.startswith(head)]


def test_a_name_from_its_registration_to_its_end(town, ann):
    assert told(ann, "register opensesame") == ["The name Ann is yours now"]
    assert ann.peer.person.account == "Ann"
    assert told(ann, "set password opensaysme") == ["This is your password from now on."]
    ann.send("PRIVMSG NickServ :LOGOUT")
    assert any(line.split()[1] == "901" for line in ann.read())
    assert told(ann, "IDENTIFY opensesame") == ["Name or password is wrong."]
    assert told(ann, "IDENTIFY ann opensaysme") == ["You are logged in as Ann now."]
    assert told(ann, "DROP") == ["To give your name up for ever, say: DROP Ann"]
    assert told(ann, "DROP ann") == ["Your account is deleted, the name is free."]
    assert ann.peer.person.account == ""
    assert sign_in(town.connect(address=LOCAL), "Ann", "opensaysme") == ["AUTHENTICATE", "904"]
    assert told(ann, "REGISTER opensesame") == ["The name Ann is yours now"]


def test_dropping_an_account_logs_its_other_devices_out(town, ann):
    told(ann, "REGISTER opensesame")
    other = town.log_in("Ann2", address=LOCAL)
    sign_in(other, "Ann", "opensesame")
    told(other, "DROP Ann")
    assert [line.split()[1] for line in ann.read()] == ["901"]
    assert ann.peer.person.account == other.peer.person.account == ""


def came_back(town: Town, address: str = LOCAL, *caps: str) -> Person:
    """Somebody whose client took another name when the registered one was refused."""
    person = town.connect(address=address)
    if caps:
        person.send("CAP REQ :" + " ".join(caps))
    person.send("NICK ann", "USER ann 0 * :Ann", "CAP END", "NICK ann_")
    return person


HINT = "The name Ann is registered. If it is yours, "


@pytest.mark.parametrize("words", ["IDENTIFY opensesame", "IDENTIFY Ann opensesame"])
def test_who_comes_back_without_sasl_is_told_how_to_have_the_name_again(town, ann, words):
    told(ann, "REGISTER opensesame")
    ann.send("QUIT")
    back = came_back(town)
    hint = f"{HINT}say: /msg NickServ IDENTIFY Ann <password>"
    assert back.read()[-1] == f":NickServ!services@messenger.relay NOTICE ann_ :{hint}"
    back.send(f"PRIVMSG NickServ :{words}")
    assert back.read()[-1] == ":ann_!ann@127.0.0.1 NICK Ann"
    assert (back.peer.person.nick, back.peer.person.account) == ("Ann", "Ann")


def test_the_name_is_told_of_to_nobody_else(town, ann):
    told(ann, "REGISTER opensesame")
    ann.send("QUIT")
    quiet = came_back(town, LOCAL, "draft/account-registration")
    assert HINT not in "".join(quiet.read())
    quiet.send("QUIT")
    assert HINT not in "".join(town.log_in("bob").read())
    assert f"{HINT}connect by TLS" in came_back(town, "10.0.0.9").read()[-1]


def test_a_name_that_an_old_connection_has_is_regained(town, ann):
    told(ann, "REGISTER opensesame")
    back = came_back(town)
    assert HINT in back.read()[-1]
    sentence = "Another connection of yours is called so. To end it, say: REGAIN Ann"
    assert told(back, "IDENTIFY opensesame")[-1] == sentence
    back.send("PRIVMSG NickServ :REGAIN Ann")
    assert back.peer.person.nick == "Ann"


def test_who_has_another_registered_name_now_identifies_for_that(town, ann):
    told(ann, "REGISTER opensesame")
    bob = town.log_in("bob", address=LOCAL)
    told(bob, "REGISTER bobssesame")
    bob.send("QUIT")
    back = came_back(town)
    assert told(back, "IDENTIFY bob bobssesame")[-1] == "You are logged in as bob now."
    assert back.peer.person.nick == "ann_"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "I don't know this. Say HELP to me."),
        ("FROTZ", "I don't know this. Say HELP to me."),
        ("IDENTIFY", "Say: IDENTIFY [<name>] <password>"),
        ("IDENTIFY a b c", "Say: IDENTIFY [<name>] <password>"),
        ("REGISTER", "Say: REGISTER <password> [<e-mail>]"),
        ("REGISTER short", "A password needs 8 letters at least"),
        ("LOGOUT", "You are not logged in to an account."),
        ("SET PASSWORD x", "You are not logged in to an account."),
        ("DROP Ann", "You are not logged in to an account."),
    ],
)
def test_what_it_answers_to_the_rest(ann, words, answer):
    ann.send(f"NICKSERV {words}" if words else "NS :")
    assert ann.read() == [f":NickServ!services@messenger.relay NOTICE Ann :{answer}"]


def test_it_helps(ann):
    assert any(line.startswith("IDENTIFY") for line in told(ann, "HELP"))


def test_passwords_said_to_it_are_not_kept_and_not_passed_on(town, ann):
    bob = town.join("bob")
    told(bob, "IDENTIFY Ann opensesame")
    bob.send("NOTICE NickServ :opensesame", "PRIVMSG nickserv@services :IDENTIFY opensesame")
    assert not any("opensesame" in line for line in bob.read())
    assert not any("opensesame" in repr(row) for row in town.store.rows)
    assert ann.read() == []


def test_tries_are_counted_with_those_of_sasl(town, ann):
    add(town, "Bob")
    for _ in range(3):
        assert told(ann, "IDENTIFY Bob wrong") == ["Name or password is wrong."]
    assert told(ann, "IDENTIFY Bob sesame") == ["Too many tries: wait a minute."]
    assert sign_in(ann, "Bob") == ["AUTHENTICATE", "904"]


def test_no_password_in_the_open(town):
    far = town.log_in("far", address="192.0.2.1")
    assert told(far, "IDENTIFY far sesame") == [
        "Others can read this line, and now your password: use TLS."
    ]


def test_a_name_is_taken_back_from_a_dead_connection(town, ann):
    told(ann, "REGISTER opensesame")
    bob = town.join("bob")
    assert told(bob, "REGAIN Ann") == ["You are not logged in to an account."]
    back = town.log_in("Ann2", address=LOCAL)
    sign_in(back, "Ann", "opensesame")
    assert told(back, "REGAIN bob") == ["This is not you."]
    assert told(back, "REGAIN nobody") == ["Nobody else has this name: take it with NICK."]
    back.send("PRIVMSG NickServ :REGAIN ann")
    assert ":Ann2!Ann2@127.0.0.1 NICK Ann" in back.read()
    assert ann.read()[-1] == "ERROR :You have come in by another connection"
    assert ann.peer.is_gone
    assert town.core.hub.people.find("Ann") is back.peer.person


def test_ones_own_words_come_back_to_who_wants_echoes(town):
    ann = town.log_in("ann", "echo-message", "labeled-response", "batch", "message-tags")
    lines = ann.ask("@label=x;+messenger.internal/ref=r PRIVMSG nickserv :nonsense")
    kinds = [Message.parse(line).command for line in lines]
    assert kinds == ["BATCH", "PRIVMSG", "NOTICE", "BATCH"]
    assert "+messenger.internal/ref=r" in lines[1]
    assert town.store.rows == []
