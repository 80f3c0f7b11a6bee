"""Several devices of one account are one person: one nick, the same rooms, the same words."""

import pytest

from messenger.relay.handlers import devices
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import LOCAL, add, plain
from tests.relay.harness import Person, Town

ANN = "ann!Ann@127.0.0.1"


def login_lines(account: str, nick: str, *caps: str) -> list[str]:
    return [
        "CAP LS 302", f"NICK {nick}", f"USER {account} 0 * :{account}",
        f"CAP REQ :{' '.join(('sasl', *caps))}", "AUTHENTICATE PLAIN",
        "AUTHENTICATE " + plain(account, "sesame"), "CAP END",
    ]  # fmt: skip


def device(town: Town, account: str, *caps: str, nick: str = "", address: str = LOCAL) -> Person:
    """One more connection of an account; what it was told at login is still to be read."""
    person = town.connect(address=address)
    person.send(*login_lines(account, nick or account.lower(), *caps))
    assert person.peer.is_in, person.read()
    return person


@pytest.fixture
def town() -> Town:
    town = town_with(enabled=False)
    add(town, "Ann")
    town.tick(6)
    return town


@pytest.fixture
def desk(town):
    person = device(town, "Ann")
    person.send("JOIN #den")
    person.read()
    return person


@pytest.fixture
def bob(town, desk):
    return town.join("bob", room="#den")


@pytest.fixture
def phone(town, desk, bob):
    phone = device(town, "Ann")
    phone.read()
    return phone


def hear(*people: Person) -> list[list[str]]:
    return [person.read() for person in people]


def test_the_second_comes_in_as_the_same_person(town, desk, bob):
    desk.send("TOPIC #den :bears", "JOIN #b")
    hear(desk, bob)
    phone = device(town, "Ann", "draft/read-marker", "draft/chathistory")
    lines = phone.read()
    first = next(line for line in lines if " 001 " in line)
    assert first.split()[2] == "ann"
    after = [line for line in lines if "#den" in line or "#b" in line]
    assert after[0] == f":{ANN} JOIN #den"
    assert [line.split()[1] for line in after] == [
        "JOIN", "332", "333", "MARKREAD", "353", "366", "JOIN", "MARKREAD", "353", "366",
    ]  # fmt: skip
    assert hear(desk, bob) == [[], []], "nobody notices"
    assert phone.peer.person is desk.peer.person


def test_caps_are_each_devices_own(town, desk):
    desk.send("PRIVMSG #den :old")
    phone = device(town, "Ann", "extended-join", "no-implicit-names")
    joined = [line for line in phone.read() if " JOIN " in line]
    assert joined == [f":{ANN} JOIN #den Ann Ann"]
    plainly = device(town, "Ann").read()
    assert f":{ANN} PRIVMSG #den :old" in plainly, "who can't ask for it is shown what was said"
    assert any(" 353 " in line for line in plainly)


@pytest.mark.parametrize("nick", ["ANN", "ann_", "ann2", "ann-"])
def test_a_variant_of_the_name_will_do(town, desk, nick):
    assert device(town, "Ann", nick=nick).peer.person is desk.peer.person


def test_another_nick_is_somebody_apart(town, desk):
    other = device(town, "Ann", nick="anna")
    assert other.peer.person is not desk.peer.person
    assert " JOIN " not in "".join(other.read())


def test_who_has_another_account_or_none_is_refused_at_the_end(town, desk):
    add(town, "Bob")
    stranger = town.connect(address=LOCAL)
    stranger.send("CAP LS 302", "NICK ann", "USER x 0 * :x", "CAP REQ :sasl")
    assert " 433 " not in "".join(stranger.read())
    stranger.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Bob", "sesame"), "CAP END")
    assert next(line for line in stranger.read() if " 433 " in line).split()[3] == "ann"
    assert not stranger.peer.is_in
    stranger.send("NICK bob")
    assert stranger.peer.is_in
    assert " 433 " in "".join(town.connect().ask("NICK ann")), "without CAP it is told at once"


def test_who_can_not_show_whose_the_name_is_is_told_at_once(town, desk):
    stranger = town.connect(address=LOCAL)
    stranger.send("CAP LS 302", "NICK ann", "USER x 0 * :x")
    stranger.read()
    assert stranger.ask("CAP REQ :server-time")[0].split()[1] == "433"


def test_who_holds_on_gets_the_name_when_it_is_free(town, desk):
    late = town.connect(address=LOCAL)
    late.send("CAP LS 302", "NICK ann", "USER x 0 * :x", "CAP REQ :sasl")
    desk.lose()
    late.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Ann", "sesame"), "CAP END")
    assert late.peer.is_in
    assert late.peer.person.nick == "ann"


def test_own_words_are_on_the_other_device_as_said_by_oneself(bob, desk, phone):
    desk.send("PRIVMSG #den :hello", "PRIVMSG bob :psst", "@+x=y TAGMSG bob")
    assert hear(desk, phone, bob) == [
        [],
        [f":{ANN} PRIVMSG #den :hello", f":{ANN} PRIVMSG bob :psst"],
        [f":{ANN} PRIVMSG #den :hello", f":{ANN} PRIVMSG bob :psst"],
    ]
    bob.send("PRIVMSG ann :hey", "PRIVMSG #den :all")
    said = [":bob!bob@10.0.0.3 PRIVMSG ann :hey", ":bob!bob@10.0.0.3 PRIVMSG #den :all"]
    assert [
        line.replace(bob.peer.person.source, "bob!bob@10.0.0.3") for line in desk.read()
    ] == said
    assert len(phone.read()) == 2


def test_words_by_the_short_way_too(bob, desk, phone):
    desk.send("PRIVMSG #den :one")
    desk.send("PRIVMSG #den :two", "PRIVMSG #den :three")
    assert [line.split(":")[2] for line in phone.read()] == ["one", "two", "three"]
    assert desk.read() == []
    phone.send("NICK anna")
    hear(desk, phone, bob)
    desk.send("PRIVMSG #den :four")
    assert phone.read() == [":anna!Ann@127.0.0.1 PRIVMSG #den :four"]


def test_the_label_is_for_who_asked(town, desk, bob):
    tags = ("labeled-response", "echo-message", "batch", "message-tags")
    one, two = device(town, "Ann", *tags), device(town, "Ann", *tags)
    hear(one, two)
    one.send("@label=a PRIVMSG #den :x", "@label=b PRIVMSG bob :y")
    mine, other = hear(one, two)
    assert [line.split(";")[0].split()[0] for line in mine] == ["@label=a", "@label=b"]
    assert ["label" in line for line in other] == [False, False]
    ids = [[line.split("msgid=")[1].split()[0] for line in lines] for lines in (mine, other)]
    assert ids[0] == ids[1]


def test_to_oneself_once_on_each_device(desk, phone):
    desk.send("PRIVMSG ann :note")
    assert hear(desk, phone) == [[f":{ANN} PRIVMSG ann :note"]] * 2


def test_to_the_operators_of_a_room(desk, phone, bob):
    desk.send("PRIVMSG @#den :secret")
    assert hear(desk, phone, bob) == [[], [f":{ANN} PRIVMSG @#den :secret"], []]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("JOIN #new", ["JOIN", "MODE", "353", "366"]),  # names follow, so the mode is no news
        ("PART #den :bye", ["PART"]),
        ("TOPIC #den :x", ["TOPIC"]),
        ("MODE #den +m", ["MODE"]),
        ("KICK #den ann", ["KICK"]),
        ("NICK anna", ["NICK"]),
        ("JOIN 0", ["PART"]),
        ("MODE ann +i", ["MODE"]),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_one_does_the_other_sees(desk, phone, turned, line, shown):
    actor, other = (phone, desk) if turned else (desk, phone)
    mine, theirs = actor.ask(line), other.read()
    assert [told.split()[1] for told in theirs] == shown
    assert [told for told in theirs if told in mine] == mine


def test_nick_without_a_room(town):
    one, two = device(town, "Ann"), device(town, "Ann")
    hear(one, two)
    one.send("NICK anna")
    assert two.read() == [f":{ANN} NICK anna"]
    assert two.ask("NICK ann")[0] == ":anna!Ann@127.0.0.1 NICK ann"


def test_leaving_with_one_device_nobody_sees(town, desk, bob, phone):
    phone.send("QUIT :battery")
    assert hear(desk, bob) == [[], []]
    assert phone.wire.closed
    bob.send("PRIVMSG #den :still there?")
    assert len(desk.read()) == 1
    desk.lose("gone")
    assert bob.read() == [f":{ANN} QUIT :gone"]
    assert town.core.hub.people.find("ann") is None
    assert town.core.hub.people.connected == 1


def test_away_is_who_is_so_everywhere(town, desk, bob, phone):
    watcher = town.join("eve", "away-notify", room="#den")
    desk.send("AWAY :lunch")
    assert desk.read()[0].split()[1] == "306"
    assert watcher.read() == []
    assert bob.ask("PRIVMSG ann :x") == []
    phone.send("AWAY :asleep")
    assert watcher.read() == [f":{ANN} AWAY asleep"]
    phone.lose()
    assert watcher.read() == [f":{ANN} AWAY lunch"]
    device(town, "Ann")
    assert watcher.read() == [f":{ANN} AWAY"]
    town.people[-1].lose()
    assert watcher.read() == [f":{ANN} AWAY lunch"]


def test_one_who_only_looks_in_does_not_bring_back(town, desk):
    watcher = town.join("eve", "away-notify", room="#den")
    desk.send("AWAY :lunch")
    watcher.read()
    phone = town.connect(address=LOCAL)
    phone.send(
        "CAP LS 302", "CAP REQ :sasl draft/pre-away", "AWAY *", "AUTHENTICATE PLAIN",
        "AUTHENTICATE " + plain("Ann", "sesame"), "NICK ann", "USER a 0 * :a", "CAP END",
    )  # fmt: skip
    assert phone.peer.person is desk.peer.person
    assert watcher.read() == []


def test_all_of_somebody_is_killed(town, desk, phone, bob):
    town.core.hub.people.set_modes(town.core.hub.people.find("bob"), "o")
    bob.send("KILL ann :spam")
    assert desk.wire.closed
    assert phone.wire.closed
    assert bob.read() == [f":{ANN} QUIT :Killed by bob: spam"]


def test_a_ban_by_the_place_of_one_device_hits_all(town, desk, bob):
    far = town.connect(address="192.0.2.7")
    far.send("CAP LS 302", "CAP REQ :sasl", "NICK ann", "USER a 0 * :a")
    town.core.hub.accounts.enter(far.peer.person, town.core.hub.accounts.find("Ann"))
    far.send("CAP END")
    assert far.peer.person is desk.peer.person
    town.core.hub.people.set_modes(town.core.hub.people.find("bob"), "o")
    bob.send("KLINE *!*@192.0.2.7 out")
    assert desk.wire.closed
    assert far.wire.closed


def test_kicked_on_all(desk, phone, bob):
    desk.send("MODE #den +o bob")
    hear(desk, phone, bob)
    bob.send("KICK #den ann :out")
    assert [len(lines) for lines in hear(desk, phone)] == [1, 1]
    bob.send("PRIVMSG #den :alone")
    assert hear(desk, phone) == [[], []]


def test_counted_as_one(town, desk, phone, bob):
    lusers = bob.ask("LUSERS")
    assert lusers[0].endswith("There are 2 users and 0 invisible on 1 servers")
    assert lusers[2].split()[3] == "0"
    assert bob.ask("ISON ann bob")[0].endswith(":ann bob")
    assert bob.ask("NAMES #den")[0].split(":")[2] == "@ann bob"
    assert len([line for line in bob.ask("WHO #den") if " 352 " in line]) == 2
    bob.send("MONITOR + ann")
    bob.read()
    phone.lose()
    assert bob.read() == []
    desk.lose()
    assert any(" 731 " in line for line in bob.read())


def test_each_device_is_shown_to_its_owner(desk, phone):
    shown = [line for line in phone.ask("WHOIS ann") if " 378 " in line]
    assert len(shown) == 2


def test_read_positions_go_to_the_other(town, desk):
    one, two = (device(town, "Ann", "draft/read-marker") for _ in range(2))
    hear(one, two)
    mark = "timestamp=2020-01-04T14:33:26.123Z"
    one.send(f"MARKREAD #den {mark}")
    assert hear(one, two) == [[f":messenger.relay MARKREAD #den {mark}"]] * 2


def test_said_twice_from_two_devices_stored_once(town, desk, bob):
    one, two = (device(town, "Ann", "message-tags", "echo-message") for _ in range(2))
    hear(one, two)
    for person in (one, two):
        person.send("@+messenger.internal/ref=r1 PRIVMSG #den :once")
    assert len(bob.read()) == 1
    assert [line.rpartition(":")[2] for line in two.read()] == ["once", "once"]


def test_taken_back_on_both(town, desk, bob):
    caps = ("message-tags", "draft/message-redaction", "echo-message")
    one, two = (device(town, "Ann", *caps) for _ in range(2))
    hear(one, two)
    one.send("PRIVMSG bob :oops")
    msgid = one.read()[0].split("msgid=")[1].split()[0]
    two.read()
    one.send(f"REDACT bob {msgid}")
    assert [len([line for line in told if " REDACT bob " in line]) for told in hear(one, two)] == [
        1, 1,
    ]  # fmt: skip


def test_one_of_two_devices_keeps_the_account(town, desk, phone):
    add(town, "Bob")
    told = phone.ask("PRIVMSG NickServ :LOGOUT")
    assert "other devices" in told[0]
    assert "904" in phone.ask("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Bob", "sesame"))[-1]
    assert phone.peer.person.account == "Ann"
    desk.lose()
    phone.send("PRIVMSG NickServ :LOGOUT")
    assert phone.peer.person.account == ""


def test_a_deleted_account_logs_out_all(desk, phone, bob):
    desk.send("PRIVMSG NickServ :DROP Ann")
    assert any(" 901 " in line for line in phone.read())
    assert phone.peer.person.account == desk.peer.person.account == ""
    desk.lose()
    assert phone.ask("PRIVMSG bob :still me") == []


def test_the_host_is_one_on_all_devices(town):
    town.core.hub.host_secret = "s3cret"
    one = device(town, "Ann")
    two = town.connect(address=LOCAL)
    one.read()
    two.send(
        "PASS host:s3cret", "CAP LS 302", "CAP REQ :sasl", "AUTHENTICATE PLAIN",
        "AUTHENTICATE " + plain("Ann", "sesame"), "NICK ann", "USER a 0 * :a", "CAP END",
    )  # fmt: skip
    assert two.peer.person is one.peer.person
    assert one.read() == [":ann MODE ann +o"]
    assert [line for line in two.read() if " MODE " in line] == [":ann MODE ann +o"]


def test_without_its_words_on_the_disk_no_device_hears_them(town, desk, phone, bob):
    town.store.broken = True
    desk.send("PRIVMSG #den :lost", "PRIVMSG bob :lost")
    assert [line.split()[1] for line in desk.read()] == ["FAIL", "FAIL"]
    assert hear(phone, bob) == [[], []]


def test_no_crowd_of_devices(town, desk, monkeypatch):
    monkeypatch.setattr(devices, "MAX_DEVICES", 2)
    device(town, "Ann")
    third = town.connect(address=LOCAL)
    third.send(*login_lines("Ann", "ann"))
    assert third.read()[-1] == "ERROR :Too many devices of this account are here"
    assert len(desk.peer.person.peers) == 2


def begun(town, *more):
    """A login with the nick taken, that has not shown yet whose it is."""
    person = town.connect(address=LOCAL)
    return person.send("CAP LS 302", "NICK ann", "USER Ann 0 * :Ann", "CAP REQ :sasl", *more)


PROOF = ("AUTHENTICATE PLAIN", "AUTHENTICATE " + plain("Ann", "sesame"))


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("proven_at_once", [False, True])
def test_two_that_come_at_the_same_moment_are_one_person(town, first, proven_at_once):
    """As after a restart of the relay: one has the nick before it can show whose it is."""
    both = [begun(town), begun(town)]
    order = [both[first], both[1 - first]]
    if proven_at_once:
        for one in order:
            one.send(*PROOF)
        for one in order:
            one.send("CAP END")
    else:
        for one in order:
            one.send(*PROOF, "CAP END")
    assert [one.peer.person.nick for one in both] == ["ann", "ann"]
    assert both[0].peer.person is both[1].peer.person
    assert not [line for one in both for line in one.read() if " 433 " in line]


def test_a_name_shown_before_it_is_asked_for_is_not_kept_by_another_device(town):
    slow = begun(town)
    quick = town.connect(address=LOCAL)
    quick.send("CAP LS 302", "USER Ann 0 * :Ann", "CAP REQ :sasl", *PROOF, "NICK ann", "CAP END")
    slow.send(*PROOF, "CAP END")
    assert slow.peer.person is quick.peer.person
    assert not [line for line in slow.read() if " 433 " in line]


def test_who_can_not_show_it_does_not_keep_the_name_from_its_owner(town):
    stranger, owner = begun(town), begun(town)
    owner.send(*PROOF, "CAP END")
    assert (owner.peer.is_in, owner.peer.person.nick) == (True, "ann")
    stranger.send("CAP END")
    assert not stranger.peer.is_in
    assert [line for line in stranger.read() if " 433 " in line]
    stranger.send("NICK sam")
    assert stranger.peer.person.nick == "sam"
