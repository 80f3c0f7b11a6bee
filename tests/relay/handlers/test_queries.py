"""Who is who: WHO, WHOIS, WHOWAS, MONITOR, AWAY and the relay about itself."""

import pytest

from messenger.relay.access import masks
from messenger.relay.ports import Door
from tests.relay.harness import Town, settings


@pytest.fixture
def town():
    return Town(settings(enabled=False, monitor_entries=3), motd=["Be kind."])


@pytest.fixture
def ann(town):
    return town.join("ann", room="#r")


@pytest.fixture
def bob(town, ann):
    return town.join("bob", "multi-prefix", room="#r")


def test_whois(town, ann, bob):
    bob.send("AWAY :gone fishing").read()
    lines = {m.command: m.params[2:] for m in ann.send("WHOIS BOB").messages()}
    assert lines["311"] == ("bob", "10.0.0.2", "*", "Bob")
    assert lines["319"] == ("#r",)
    assert lines["301"] == ("gone fishing",)
    assert list(lines)[-1] == "318"
    assert "319" in bob.send("WHOIS ann").codes()
    assert ann.send("WHOIS nobody").codes() == ["401", "318"]
    tls = town.log_in("tls", door=Door.TLS)
    assert "671" in tls.send("WHOIS tls").codes()


def test_secret_rooms_show_in_no_answer_to_outsiders(town, ann):
    ann.send("MODE #r +s").read()
    eve = town.log_in("eve")
    for line in ("WHOIS ann", "WHO ann", "WHO #r", "NAMES #r", "LIST", "WHO *"):
        assert "#r " not in str(
            [one for one in eve.ask(line) if " 315 " not in one and " 366 " not in one]
        )


def test_whowas(town, ann, bob):
    bob.send("NICK rob", "QUIT")
    ann.read()
    assert ann.send("WHOWAS bob").codes() == ["314", "312", "369"]
    assert ann.send("WHOWAS nobody").codes() == ["406", "369"]


def test_who(ann, bob):
    rows = [m.params[1:] for m in ann.send("WHO #r").messages()]
    relay = "messenger.relay"
    assert rows[0] == ("#r", "ann", "10.0.0.1", relay, "ann", "H@", "0 Ann")
    assert rows[1] == ("#r", "bob", "10.0.0.2", relay, "bob", "H", "0 Bob")
    assert len(ann.send("WHO b?b").messages()) == 2
    assert ann.send("WHO * o").codes() == ["315"]


def test_whox(ann, bob):
    rows = ann.ask("WHO #r %tnfhr,42")
    assert rows[1] == ":messenger.relay 354 ann 42 10.0.0.2 bob H :Bob"
    assert ann.ask("WHO ann %i")[0].endswith(" 10.0.0.1")
    assert ann.ask("WHO bob %i")[0].endswith(" 255.255.255.255")


def test_the_invisible_are_found_by_neighbours_only(town, ann):
    ann.send("MODE ann +i").read()
    eve = town.log_in("eve")
    assert eve.send("WHO *").codes() == ["352", "315"]
    assert eve.send("NAMES #r").codes() == ["366"]


def test_ison_and_userhost(ann, bob):
    assert ann.ask("ISON bob nobody :ann x") == [":messenger.relay 303 ann :bob ann"]
    assert ann.ask("USERHOST bob nobody") == [":messenger.relay 302 ann :bob=+bob@10.0.0.2"]


def test_away_is_told_to_those_who_asked(town, ann, bob):
    noting = town.join("noting", "away-notify", room="#r")
    ann.send("AWAY :tea")
    assert noting.messages()[0].params == ("tea",)
    ann.send("AWAY")
    assert noting.read() == [":ann!ann@10.0.0.1 AWAY"]
    assert ann.codes() == ["306", "305"]
    assert bob.read() == []


def test_setname(town, ann):
    noting = town.join("noting", "setname", room="#r")
    ann.send("SETNAME :Ann Okafor")
    assert noting.read() == [":ann!ann@10.0.0.1 SETNAME :Ann Okafor"]
    assert ann.send("SETNAME :").codes() == ["FAIL"]


def test_monitor(town, ann):
    eve = town.log_in("eve")
    assert eve.send("MONITOR + ann,bob").codes() == ["730", "731"]
    bob = town.log_in("Bob")
    assert eve.read() == [":messenger.relay 730 eve :Bob!Bob@10.0.0.3"]
    bob.send("NICK rob")
    assert eve.read() == [":messenger.relay 731 eve :Bob"]
    ann.send("QUIT")
    assert eve.read() == [":messenger.relay 731 eve :ann"]
    assert eve.send("MONITOR S").codes() == ["731"]
    assert eve.send("MONITOR L").codes() == ["732", "733"]
    assert eve.send("MONITOR + x,y").codes() == ["734", "731"]
    eve.send("MONITOR - ann", "MONITOR C").read()
    assert eve.send("MONITOR L").codes() == ["733"]
    assert town.core.hub.people.watchers == {}


def test_extended_monitor_tells_of_people_in_no_common_room(town, ann):
    eve = town.log_in("eve", "extended-monitor", "away-notify")
    eve.send("MONITOR + ann").read()
    ann.send("AWAY :tea")
    assert eve.codes() == ["AWAY"]


def test_help_is_found_by_what_people_call_things():
    ann = Town().log_in("ann")

    def told(line):
        return [message.params[-1] for message in ann.send(line).messages()[1:-1]]

    whole = told("HELP")
    for subject, word in (
        ("HANDS", "HAND UP"),
        ("hand", "HAND UP"),
        ("/lesson", "TALKS CLOSE"),
        ("approve", "MODE #room +A"),
        ("unmute", "MUTE *"),
        ("KLINE", "KLINE mask"),
        ("mode", "MODE #room +i"),
        ("WHOIS", "WHOIS name"),
        ("nickserv", "NICKSERV HELP"),
    ):
        lines = told(f"HELP {subject}")
        assert any(line.startswith(word) for line in lines), subject
        assert set(lines) <= set(whole)
        assert len(lines) < len(whole)


def test_help_on_what_is_not_there_names_what_is_near():
    ann = Town().log_in("ann")
    assert ann.ask("HELP APROVE")[0].endswith("no help on this: did you mean HELP APPROVE?")
    assert ann.ask("HELP xyzzy")[0].endswith("no help on this: HELP alone shows all")


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("MOTD", ["375", "372", "376"]),
        ("LUSERS", ["251", "252", "253", "254", "255", "265", "266"]),
        ("VERSION", ["351", "005", "005", "005"]),
        ("TIME", ["391"]),
        ("ADMIN", ["256", "257", "258", "259"]),
        ("LINKS", ["365"]),
        ("HELP join", ["704", "705", "706"]),
        ("HELP nothing", ["524"]),
        ("TIME other.server", ["402"]),
        ("KILL ann", ["481"]),
        ("WALLOPS :x", ["481"]),
        ("NONSENSE", ["421"]),
        ("MODE ann", ["221"]),
        ("PING", ["461"]),
        ("NICK", ["431"]),
    ],
)
def test_about_the_relay(ann, line, codes):
    assert ann.send(line).codes() == codes


def test_bots_are_marked(town, ann):
    ann.send("MODE ann +B").read()
    assert "335" in ann.send("WHOIS ann").codes()
    assert "HB" in ann.ask("WHO ann %f")[0].replace("@", "")


def test_those_who_look_after_the_relay():
    town = Town(host_secret="k")
    host = town.connect().send("PASS k", "NICK ada", "USER a 0 * :A", "JOIN #lobby")
    ann, bob = town.join("ann"), town.join("bob")
    ann.send("MODE ann +w").read()
    host.send("WALLOPS :soon", "KILL bob :spam")
    assert ann.codes() == ["WALLOPS", "QUIT"]
    assert bob.read()[-1] == "ERROR :Killed by ada: spam"
    assert bob.wire.closed


@pytest.mark.parametrize(
    ("mask", "text", "covered"),
    [
        ("*", "", True),
        ("a*c", "ABC", True),
        ("a?c", "ac", False),
        ("*!*@10.*", "x!y@10.1", True),
        ("*b", "abc", False),
        ("*" + "a*" * 300, "a" * 299, False),
        ("*" + "a*" * 300, "a" * 300, True),
    ],
)
def test_masks(mask, text, covered):
    assert masks.matches(mask, text) is covered


def test_names_of_several_rooms_have_one_end():
    town = Town()
    ann = town.join("ann", room="#a")
    ann.send("JOIN #B")
    lines = [line.partition(" ann ")[2] for line in ann.ask("NAMES #a,#b,#nowhere,#A")]
    assert lines == ["= #a :@ann", "= #B :@ann", "#a,#b,#nowhere,#A :End of NAMES list"]
    assert ann.ask("NAMES #b")[-1].endswith(" 366 ann #B :End of NAMES list")
