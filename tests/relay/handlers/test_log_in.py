import pytest

from messenger.config import OperatorConfig, RelayConfig, ServerConfig
from tests.relay.harness import Town, settings


def test_nick_and_user_in_any_order_log_in():
    for lines in (("NICK ann", "USER a 0 * :Ann"), ("USER a 0 * :Ann", "NICK ann")):
        ann = Town().connect()
        ann.send(*lines)
        codes = ann.codes()
        assert codes[:5] == ["001", "002", "003", "004", "005"]
        assert codes[-1] == "422"
        assert ann.peer.person.source == "ann!a@10.0.0.1"


def test_login_waits_for_the_end_of_negotiation():
    ann = Town().connect()
    ann.send("CAP LS 302", "NICK ann", "USER a 0 * :Ann")
    assert set(ann.codes()) == {"CAP"}
    ann.send("CAP REQ :message-tags server-time")
    assert ann.read() == [":messenger.relay CAP ann ACK :message-tags server-time"]
    ann.send("CAP END")
    assert ann.codes()[0] == "001"


def test_isupport_says_what_matters_and_holds_no_second_equals_sign():
    ann = Town().connect().send("NICK ann", "USER a 0 * :Ann")
    tokens = [
        word
        for message in ann.messages()
        if message.command == "005"
        for word in message.params[1:-1]
    ]
    assert {"CASEMAPPING=ascii", "UTF8ONLY", "WHOX", "BOT=B", "NICKLEN=32"} <= set(tokens)
    assert all(token.count("=") <= 1 for token in tokens)


def test_capabilities_are_listed_and_refused_as_a_whole():
    ann = Town().connect()
    assert "draft/multiline=max-bytes=16384,max-lines=200" in ann.ask("CAP LS 302")[0]
    assert "max-bytes" not in Town().connect().ask("CAP LS")[0]
    assert ann.ask("CAP REQ :batch nonsense") == [":messenger.relay CAP * NAK :batch nonsense"]
    assert ann.ask("CAP LIST") == [":messenger.relay CAP * LIST :cap-notify"]
    assert ann.ask("CAP REQ :-cap-notify") == [":messenger.relay CAP * NAK :-cap-notify"]
    assert ann.ask("CAP NONSENSE")[0].startswith(":messenger.relay 410 * NONSENSE")


@pytest.mark.parametrize(
    ("nick", "code"),
    [
        ("", "431"),
        ("a b", "001"),  # the second word is another parameter
        ("a!b", "432"),
        ("1up", "432"),
        ("x" * 33, "432"),
        ("a\u200bb", "432"),
        ("ANN", "433"),
        ("\uff41nn", "433"),  # full-width a: looks like ann
    ],
)
def test_names(nick, code):
    town = Town()
    town.log_in("ann")
    other = town.connect()
    assert other.ask("USER o 0 * :O", f"NICK {nick}".strip())[0].split()[1] == code


def test_a_name_is_free_again_after_its_owner_left():
    town = Town()
    town.log_in("ann").send("QUIT")
    town.log_in("Ann")


def test_commands_before_login_are_refused():
    ann = Town().connect()
    assert ann.ask("JOIN #lobby")[0].startswith(":messenger.relay 451 *")
    assert ann.ask("NONSENSE")[0].startswith(":messenger.relay 451 *")
    assert ann.ask("PING x") == [":messenger.relay PONG messenger.relay :x"]


def test_quit_before_login_is_answered_with_error_and_the_end():
    ann = Town().connect()
    assert ann.ask("QUIT :x") == ["ERROR :Closing link: x"]
    assert ann.wire.closed


def test_a_browser_is_sent_away():
    ann = Town().connect()
    assert ann.ask("POST / HTTP/1.1", "NICK ann") == ["ERROR :This is not a web server"]
    assert ann.wire.closed


def test_the_password_of_the_relay():
    config = RelayConfig(server=ServerConfig(password="sesame"))
    wrong = Town(config).connect()
    assert wrong.send("PASS no", "NICK a", "USER a 0 * :A").codes() == ["464", "ERROR"]
    assert wrong.wire.closed
    right = Town(config).connect()
    assert right.send("PASS sesame", "NICK a", "USER a 0 * :A").codes()[0] == "001"


def test_the_host_is_operator_and_needs_no_other_password():
    config = RelayConfig(server=ServerConfig(password="sesame"))
    town = Town(config, host_secret="key")
    host = town.connect().send("PASS host:key", "NICK ada", "USER a 0 * :Ada", "JOIN #lobby")
    assert any(line.endswith(" = #lobby :@ada") for line in host.read())
    assert host.ask("MODE ada") == [":messenger.relay 221 ada +o"]


def test_without_a_host_secret_nobody_becomes_host_by_an_empty_password():
    ann = Town().connect().send("PASS :", "NICK ann", "USER a 0 * :Ann")
    assert not ann.peer.person.is_host


def test_oper_by_password():
    config = RelayConfig(operators=(OperatorConfig("root", "secret"),))
    ann = Town(config).log_in("ann")
    assert ann.send("OPER root wrong").codes() == ["464"]
    assert ann.send("OPER root secret").codes() == ["381", "MODE"]


def test_who_never_logs_in_is_sent_away_in_time():
    town = Town()
    ann = town.connect()
    town.tick(30)
    ann.send("CAP LS 302").read()
    town.tick(31)
    assert ann.read() == ["ERROR :You did not log in in time"]
    assert ann.wire.closed


def test_a_flood_of_lines_before_login_ends():
    ann = Town(settings(flood_burst_lines=1000)).connect()
    ann.send(*["CAP LS"] * 600)
    assert ann.read()[-1] == "ERROR :Too many lines before login"


def test_too_many_from_one_address():
    town = Town(settings(connections_per_address=2))
    first = [town.connect(address="10.1.1.1") for _ in range(3)]
    assert [person.wire.closed for person in first] == [False, False, True]
    first[0].lose()
    assert not town.connect(address="10.1.1.1").wire.closed
    assert not any(town.connect(address="127.0.0.1").wire.closed for _ in range(5))


def test_a_network_of_ipv6_counts_as_one_address():
    town = Town(settings(connections_per_address=2))
    first = [town.connect(address=f"2001:db8:1:2::{n}") for n in range(3)]
    assert [person.wire.closed for person in first] == [False, False, True]
    assert not town.connect(address="2001:db8:1:3::1").wire.closed


def test_who_comes_and_goes_too_often_has_to_wait():
    town = Town(settings(connections_per_address=6))
    for _ in range(12):
        town.connect(address="10.1.1.1").lose()
    late = town.connect(address="10.1.1.1")
    assert late.read() == ["ERROR :Too many connections from your address: wait a minute"]
    assert not town.connect(address="10.1.1.2").wire.closed
    town.pass_s(11.0)  # six a minute
    town.begin()
    assert not town.connect(address="10.1.1.1").wire.closed
    assert town.connect(address="10.1.1.1").wire.closed


def test_a_change_of_nick_reaches_neighbours_once():
    town = Town()
    ann, bob = town.join("ann"), town.join("bob")
    for person in (ann, bob):
        person.send("JOIN #two").read()
    ann.read()
    ann.send("NICK anna")
    assert ann.read() == bob.read() == [":ann!ann@10.0.0.1 NICK anna"]
    assert ann.ask("NICK ANNA") == [":anna!ann@10.0.0.1 NICK ANNA"]
    assert bob.ask("PRIVMSG ann :x")[0].split()[1] == "401"
