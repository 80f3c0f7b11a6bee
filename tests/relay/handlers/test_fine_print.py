"""What specifications ask for in passing, and what keeps foreign words from breaking a line."""

from dataclasses import replace
from pathlib import Path

import pytest

from messenger.config import RelayConfig, ServerConfig, TlsConfig
from messenger.irc import caps
from messenger.relay.ports import Door
from tests.relay.handlers.test_registration import town_with
from tests.relay.harness import Person, Town, settings

ICON = "https://example.org/i?a=b c"


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def ann(town: Town) -> Person:
    return town.join("ann")


# -- client-batch


def batcher(town: Town) -> Person:
    return town.join("bob", "batch", "message-tags", "draft/multiline", "labeled-response")


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("BATCH +1 draft/frotz #lobby", "UNKNOWN_TYPE 1 draft/frotz"),
        ("BATCH +1 :", "UNKNOWN_TYPE 1 *"),
        ("BATCH +a_b draft/multiline #lobby", "INVALID_REFTAG a_b"),
        ("BATCH + draft/multiline #lobby", "INVALID_REFTAG *"),
        ("BATCH +1 draft/multiline", "MULTILINE_INVALID"),
    ],
)
def test_a_batch_that_can_not_be_is_told_once_and_then_passed_over(town, ann, line, failure):
    bob = batcher(town)
    (fail,) = bob.ask(f"@label=x {line}")
    assert fail.startswith(f"@label=x :messenger.relay FAIL BATCH {failure} :")
    name = line.split()[1][1:]
    assert bob.ask(f"@batch={name} PRIVMSG #lobby :a", f"BATCH -{name}") == []
    assert ann.read() == []
    assert len(bob.ask("BATCH +ok draft/multiline #lobby", "@batch=ok PRIVMSG #lobby :b")) == 0
    bob.send("BATCH -ok")
    assert ann.read()[-1].endswith(" PRIVMSG #lobby :b")


def test_a_batch_that_nobody_closes_is_given_up(town, ann):
    bob = batcher(town)
    bob.send("@label=x BATCH +1 draft/multiline #lobby", "@batch=1 PRIVMSG #lobby :a")
    town.tick(10)
    assert bob.read() == []
    town.tick(25)
    (fail,) = [line for line in bob.read() if "PING" not in line]
    assert fail.startswith("@label=x :messenger.relay FAIL BATCH TIMEOUT 1 :")
    assert bob.ask("@batch=1 PRIVMSG #lobby :b", "BATCH -1") == []
    assert ann.read() == []


# -- chathistory


def test_an_answer_names_a_room_as_it_is_called_and_a_person_as_it_was_asked_for(town, ann):
    bob = town.join("Bob", "draft/chathistory", "batch")
    ann.send("PRIVMSG Bob :x")
    assert bob.ask("CHATHISTORY LATEST ANN * 5")[0].endswith(" chathistory ANN")
    assert bob.ask("CHATHISTORY LATEST #LOBBY * 5")[0].endswith(" chathistory #lobby")


def test_too_many_parameters_are_wrong(ann):
    (fail,) = ann.ask("CHATHISTORY LATEST #lobby * 5 more")
    assert fail.startswith(":messenger.relay FAIL CHATHISTORY INVALID_PARAMS LATEST :Too many")


def test_a_failure_of_the_store_names_what_was_asked(town, ann, monkeypatch):
    monkeypatch.setattr(town.store, "run", lambda request: OSError("broken"))
    (fail,) = ann.ask("CHATHISTORY LATEST #lobby * 5")
    assert fail.startswith(":messenger.relay FAIL CHATHISTORY MESSAGE_ERROR LATEST #lobby :")


# -- gateways, bots, tokens


@pytest.mark.parametrize(
    ("door", "options", "secure"),
    [
        (Door.TLS, " :secure local-port=1", True),
        (Door.TLS, " :secure=yes", True),
        (Door.TLS, "", False),
        (Door.TLS, " :local-port=1", False),
        (Door.PLAIN, " secure", False),
    ],
)
def test_a_user_of_a_gateway_is_secure_on_both_ways_or_not_at_all(door, options, secure):
    server = ServerConfig(gateways=("192.0.2.0/24",), gateway_password="gate")
    town = Town(replace(RelayConfig(), server=server))
    user = town.connect(door, "192.0.2.1")
    user.send(f"WEBIRC gate web 198.51.100.3 198.51.100.3{options}", "NICK ann", "USER a 0 * :A")
    assert user.peer.is_in
    assert any(" 671 " in line for line in user.ask("WHOIS ann")) is secure


def test_all_that_a_bot_does_is_marked(town):
    bob = town.join("bob", "message-tags")
    ann = town.log_in("ann")
    ann.send("MODE ann +B", "JOIN #lobby", "NICK anna", "PART #lobby")
    assert [("bot" in message.tags) for message in bob.messages()] == [True, True, True]


def test_tokens_hold_no_second_sign_and_mean_what_is_done():
    town = Town(replace(RelayConfig(), server=ServerConfig(icon=ICON, network="A=B C")))
    tokens = " ".join(town.log_in("ann").ask("ISUPPORT")).split()
    assert r"draft/ICON=https://example.org/i?a\x3Db\x20c" in tokens
    assert r"NETWORK=A\x3DB\x20C" in tokens
    assert "MAXLIST=b:60,e:60,I:60" in tokens
    assert all(token.count("=") < 2 for token in tokens)


def test_metadata_before_login_is_of_nobody_yet(town):
    person = town.connect()
    caps = "CAP REQ :draft/metadata-2 batch"
    person.send("CAP LS 302", caps, "NICK ann", "METADATA * SET display-name :Ann")
    assert person.read()[-1] == ":messenger.relay 761 ann * display-name * :Ann"


# -- lines


LONG = "x" * 480


@pytest.mark.parametrize(
    "line",
    [f"WHO {LONG}", f"NAMES #{LONG}", f"PING {LONG}", f"WHOIS {LONG}", f"WHOWAS {LONG}",
     f"JOIN #{LONG}", f"MODE {LONG}", f"PRIVMSG {LONG} :x", f"HELP {LONG}", f"MONITOR + {LONG}"],
)  # fmt: skip
def test_what_is_said_again_makes_no_line_too_long(ann, line):
    for answer in ann.ask(line):
        assert len(answer.encode()) <= 510


@pytest.mark.parametrize(
    "line",
    ["WHO :a b", "WHO ::a", "NAMES ::a", "WHOIS :a b", "WHOWAS :a b", "MODE :a b", "CAP :a b",
     "HELP ::a", "INVITE ::a #lobby", "KICK #lobby ::a", "MONITOR ::a", "PART ::a", "PART :"],
)  # fmt: skip
def test_what_is_said_again_breaks_no_line(town, line):
    ann = town.join("ann")
    answers = [message for message in ann.send(line).messages() if message.command.isdigit()]
    assert answers
    for message in answers:
        assert " " in message.params[-1] or message.params[-1] == "ann"
        assert all(" " not in param and param[0] != ":" for param in message.params[:-1])


def test_lists_go_on_in_another_line():
    town = Town(settings(enabled=False))
    nicks = [f"somebody-with-a-long-name-{n:03}" for n in range(40)]
    for nick in nicks:
        town.log_in(nick, address="2001:db8:1111:2222:3333:4444:5555:6666")
    ann = town.log_in("ann")
    for start in (0, 13):
        ann.send("MONITOR + " + ",".join(nicks[start : start + 13]))
    ann.read()
    for line in ("MONITOR S", "MONITOR L"):
        answers = ann.ask(line)
        assert len(answers) > 1
        assert all(len(answer.encode()) <= 510 for answer in answers)
    told = " ".join(ann.ask("MONITOR S"))
    assert all(nick in told for nick in nicks[:26])
    assert ann.ask("ISON nobody") == [":messenger.relay 303 ann :"]


def test_an_address_that_begins_with_a_colon_stays_one_word(town):
    ann = town.log_in("ann", address="::1")
    assert ann.ask("WHO ann %in")[0] == ":messenger.relay 354 ann 0::1 ann"


def test_a_fault_of_ours_carries_the_label(town, monkeypatch):
    ann = town.join("ann", "labeled-response", "batch")
    monkeypatch.setattr(town.core.hub.people, "find", lambda nick: 1 / 0)
    assert ann.ask("@label=x WHOIS bob") == [
        "@label=x :messenger.relay 400 ann WHOIS :The relay made a mistake; it is logged"
    ]
    monkeypatch.undo()
    monkeypatch.setattr("messenger.relay.output.replay.event_of", lambda *given: 1 / 0)
    ann.send("PRIVMSG #lobby :x")
    first, *rest = ann.ask("@label=y CHATHISTORY LATEST #lobby * 5")
    assert first.startswith("@label=y ")
    assert sum(" BATCH -" in line for line in rest) == sum(
        " BATCH +" in one for one in [first, *rest]
    )
    assert any(" 400 ann CHATHISTORY :" in line for line in rest)
    assert len(ann.ask("PING x")) == 1


# -- capabilities and accounts


def test_capabilities_fit_into_lines_whatever_the_client_knows(town):
    old, new = town.connect(), town.connect()
    (line,) = old.ask("CAP LS")
    assert len(line.encode()) <= 510
    assert {"message-tags", "server-time", "batch", "sasl"} <= set(line.partition(" :")[2].split())
    assert set(line.partition(" :")[2].split()) <= caps.BY_NAME.keys()
    lines = new.ask("CAP LS 302")
    assert len(lines) > 1
    assert all(len(one.encode()) <= 510 for one in lines)
    asked = (" ".join(["message-tags"] * 40))[:490].rsplit(" ", 1)[0]
    acked = new.ask(f"CAP REQ :{asked}")
    assert " ".join(one.partition(" :")[2] for one in acked) == asked
    assert all(" ACK :" in one and len(one) <= 510 for one in acked)


def test_capabilities_that_come_and_go_with_the_settings_are_told():
    town = Town()
    bob = town.log_in("bob", "draft/message-redaction", "message-tags")
    old = town.connect()
    old.send("CAP REQ :draft/message-redaction", "NICK old", "USER o 0 * :O", "CAP END")
    old.read()
    other = replace(town.config, history=replace(town.config.history, allow_redact=False))
    fewer = replace(other, limits=replace(other.limits, multiline_max_lines=7))
    town.begin()
    town.core.reload(fewer, ())
    town.turn()
    deleted, new = bob.read()
    assert deleted == ":messenger.relay CAP bob DEL :draft/message-redaction"
    assert new == ":messenger.relay CAP bob NEW :draft/multiline=max-bytes=16384,max-lines=7"
    assert not bob.peer.has(caps.MESSAGE_REDACTION)
    assert old.read() == []
    town.begin()
    town.core.reload(other, ())
    town.turn()
    assert [line.split()[3] for line in bob.read()] == ["NEW"]


def test_an_account_is_told_to_its_owner_too():
    town = town_with()
    ann = town.log_in("ann", "account-notify", address="127.0.0.1")
    bob = town.log_in("bob", "account-notify")
    for person in (ann, bob):
        person.send("JOIN #lobby")
        person.read()
    codes = [line.split()[1] for line in ann.ask("REGISTER * * opensesame")]
    assert codes == ["REGISTER", "900", "ACCOUNT"]
    assert [line.split()[1:] for line in bob.read() if " ACCOUNT " in line] == [["ACCOUNT", "ann"]]
    codes = [line.split()[1] for line in ann.ask("NS LOGOUT")]
    assert codes == ["901", "ACCOUNT"]


def test_sts_is_told_by_who_wants_it_and_has_a_certificate():
    policy = "duration=2592000,port=6697"
    own = TlsConfig(Path("c.pem"), Path("k.pem"), policy)
    for tls, door, shown in (
        (own, Door.PLAIN, ["sts=port=6697"]),
        (own, Door.TLS, ["sts=duration=2592000"]),
        (replace(own, sts=policy + ",preload"), Door.TLS, ["sts=duration=2592000,preload"]),
        (replace(own, certificate=None), Door.PLAIN, []),
    ):
        town = Town(replace(RelayConfig(), tls=tls))
        person = town.connect(door)
        words = " ".join(person.ask("CAP LS 302")).split()
        assert [word for word in words if word.lstrip(":").startswith("sts")] == shown
        assert " NAK " in person.ask("CAP REQ :sts")[0]
        assert not any("sts" in line for line in town.connect().ask("CAP LS"))


def test_sts_never_ends_by_a_capability_that_goes():
    tls = TlsConfig(Path("c.pem"), Path("k.pem"), "duration=9,port=6697")
    town = Town(replace(RelayConfig(), tls=tls))
    ann, plain = town.log_in("ann", "batch", door=Door.TLS), town.log_in("bob", "batch")
    for sts, told in (("duration=0,port=6697", ["NEW"]), ("", [])):
        town.begin()
        town.core.reload(replace(town.config, tls=replace(tls, sts=sts)), ())
        town.turn()
        assert [line.split()[3] for line in ann.read()] == told
        assert plain.read() == []  # the port stays, and no more is for plain text
