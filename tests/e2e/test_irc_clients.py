"""Foreign IRC programs at our relay: raw sockets, irssi and WeeChat, driven by their keys."""

import pytest

from tests.e2e import tmux
from tests.e2e.people import HOST, IrcPerson

IRSSI_CONFIG = """
servers = ( { address = "%s"; port = "%d"; chatnet = "test"; autoconnect = "yes"; } );
chatnets = { test = { type = "IRC"; }; };
channels = ( { name = "#lobby"; chatnet = "test"; autojoin = "yes"; } );
settings = {
  core = { user_name = "irma"; nick = "irma"; real_name = "Irma"; };
  "irc/core" = { cmd_queue_speed = "10msec"; };
};
"""


@pytest.fixture
def port(relay):
    return relay().ports["plain"]


def test_two_people_talk_and_see_who_is_there(port):
    with IrcPerson(port, "ines") as ines, IrcPerson(port, "karl", room="") as karl:
        karl.send("JOIN #lobby")
        names = karl.expect(r" 353 karl . #lobby :(.*)\r$")[1].decode().split()
        assert {name.lstrip("@+") for name in names} == {"ines", "karl"}
        ines.expect(r"^:karl!\S+ JOIN :?#lobby")
        karl.say("hello")
        ines.hears("karl", "hello")
        ines.say("for you alone", "karl")
        karl.hears("ines", "for you alone", "karl")
        karl.send("NICK carl")
        ines.expect(r"^:karl!\S+ NICK :?carl")
        karl.send("PART #lobby :tea")
        ines.expect(r"^:carl!\S+ PART #lobby :tea")
        karl.send("QUIT :bye")
        karl.expect(r"^(:\S+ )?ERROR :")
        karl.expect_end()


def test_a_name_is_had_by_one_person_at_a_time(port):
    with IrcPerson(port, "ines"), IrcPerson(port, "karl") as karl:
        karl.send("NICK INES")
        karl.expect(r" 433 karl INES :")


def test_who_comes_later_reads_what_was_said(port):
    with IrcPerson(port, "ines") as ines:
        ines.say("said before")
        ines.synchronise()
        with IrcPerson(port, "karl", room="") as karl:
            karl.send("JOIN #lobby")
            karl.hears("ines", "said before")
        caps = "batch message-tags server-time draft/chathistory"
        with IrcPerson(port, "mary", caps=caps) as mary:
            mary.send("CHATHISTORY LATEST #lobby * 10")
            mary.expect(r"^\S* ?:\S+ BATCH \+(\S+) chathistory #lobby")
            mary.expect(r"^@\S*msgid=\S+ :ines!\S+ PRIVMSG #lobby :said before")
            mary.expect(r" BATCH -")


def test_what_is_said_while_a_page_of_history_is_fetched_is_not_delayed(port):
    caps = "batch message-tags draft/chathistory"
    with IrcPerson(port, "ines") as ines, IrcPerson(port, "mary", caps=caps) as mary:
        for number in range(10):
            mary.send("CHATHISTORY LATEST #lobby * 10")
            mary.say(f"n{number}")  # a packet of its own, while the relay reads from the disk
            ines.hears("mary", f"n{number}", wait_s=30.0)


def test_one_hears_nothing_of_a_room_one_has_left(port):
    with IrcPerson(port, "ines") as ines, IrcPerson(port, "karl") as karl:
        karl.send("PART #lobby")
        karl.expect(r"^:karl!\S+ PART :?#lobby")
        ines.say("karl can't hear this")
        ines.synchronise()
        karl.synchronise()
        assert "can't hear" not in karl.text


def test_a_burst_arrives_whole_and_in_order(port):
    with IrcPerson(port, "ines") as ines, IrcPerson(port, "karl") as karl:
        for number in range(90):
            karl.say(f"n{number}")
        for number in range(90):
            ines.hears("karl", f"n{number}")


@pytest.mark.skipif(not tmux.is_installed("irssi"), reason="irssi or tmux is not installed")
def test_irssi_joins_talks_renames_itself_and_leaves(port, tmp_path):
    (tmp_path / "config").write_text(IRSSI_CONFIG % (HOST, port))
    command = ["irssi", f"--home={tmp_path}"]
    with IrcPerson(port, "ines") as ines, tmux.Terminal(tmp_path, command) as irssi:
        ines.expect(r"^:irma!\S+ JOIN :?#lobby")
        irssi.type("/window goto #lobby")
        irssi.expect(r"\[Users #lobby\]")
        irssi.expect(r"\[.ines *\]")
        ines.say("Grüße an irssi 👋")
        irssi.expect(r"<.ines> Grüße an irssi")
        irssi.type("hello from irssi")
        ines.hears("irma", "hello from irssi")
        irssi.type("/me waves")
        ines.hears("irma", "\x01ACTION waves\x01")
        irssi.type("/nick irmgard")
        ines.expect(r"^:irma!\S+ NICK :?irmgard")
        ines.say("psst", "irmgard")
        irssi.type("/query ines")
        irssi.expect(r"<ines> psst")
        irssi.type("/quit good night")
        ines.expect(r"^:irmgard!\S+ QUIT :.*good night")


@pytest.mark.skipif(not tmux.is_installed("irssi"), reason="irssi or tmux is not installed")
def test_irssi_shows_in_the_room_what_happens_to_held_words(port, tmp_path):
    (tmp_path / "config").write_text(IRSSI_CONFIG.replace("#lobby", "#tea") % (HOST, port))
    command = ["irssi", f"--home={tmp_path}"]
    with IrcPerson(port, "ines", "#tea") as ines:
        ines.send("MODE #tea +A")
        with tmux.Terminal(tmp_path, command) as irssi:
            ines.expect(r"^:irma!\S+ JOIN :?#tea")
            irssi.type("/window goto #tea")
            irssi.expect(r"\[Users #tea\]")
            irssi.type("hello from irssi")
            irssi.expect(r"!messenger.relay Your first message here waits")
            ines.expect(r"NOTICE #tea :irma's first message in #tea waits for you")
            ines.send("REJECT irma not now")
            irssi.expect(r"did not let your message into #tea: not now\. It said: hello")
            irssi.type("sorry")
            ines.expect(r"PRIVMSG @#tea :sorry")
            ines.send("APPROVE irma")
            irssi.expect(r"Your message in #tea is approved")
            ines.hears("irma", "sorry", "#tea")
            irssi.type("/quote HELP hands")
            irssi.type("/window goto 1")
            irssi.expect(r"HAND UP +raise your hand")


@pytest.mark.skipif(not tmux.is_installed("weechat"), reason="WeeChat or tmux is not installed")
def test_weechat_joins_talks_renames_itself_and_leaves(port, tmp_path):
    setup = (
        f"/server add test {HOST}/{port} -notls -nicks=wendy -autojoin=#lobby; "
        "/set irc.look.smart_filter off; /connect test"
    )
    command = ["weechat", "-d", str(tmp_path / "weechat"), "-r", setup]
    with IrcPerson(port, "ines") as ines, tmux.Terminal(tmp_path, command) as weechat:
        ines.expect(r"^:wendy!\S+ JOIN :?#lobby")
        weechat.key("M-a")
        weechat.type("/buffer #lobby")
        ines.say("Grüße an WeeChat 👋")
        weechat.expect(r"ines \| Grüße an WeeChat")
        weechat.expect(r"│ ?@?ines")  # its list of names
        weechat.type("hello from weechat")
        ines.hears("wendy", "hello from weechat")
        weechat.type("/nick wanda")
        ines.expect(r"^:wendy!\S+ NICK :?wanda")
        weechat.type("/part tea time")
        ines.expect(r"^:wanda!\S+ PART #lobby :tea time")
        weechat.type("/quit good night")
        assert weechat.exit_code() == 0
