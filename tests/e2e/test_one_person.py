"""One person at once with irssi, WeeChat and Messenger, at a relay that is killed meanwhile."""

from pathlib import Path

import pytest

from messenger.client.client import Client
from messenger.client.intents import SendText
from messenger.client.model.model import Model
from messenger.client.session.login import Account
from tests.e2e import tmux
from tests.e2e.people import HOST, IrcPerson
from tests.e2e.test_devices import Program

NICK, PASSWORD = "irma", "a-long-secret"
IRSSI_CONFIG = """
servers = ( { address = "%s"; port = "%d"; chatnet = "test"; autoconnect = "yes"; } );
chatnets = { test = { type = "IRC"; sasl_mechanism = "PLAIN"; sasl_username = "irma";
  sasl_password = "a-long-secret"; }; };
channels = ( { name = "#lobby"; chatnet = "test"; autojoin = "yes"; } );
settings = {
  core = { user_name = "irma"; nick = "irma"; real_name = "Irma"; };
  "server/connect" = { server_reconnect_time = "10s"; };
  "irc/core" = { cmd_queue_speed = "10msec"; };
};
"""
WEECHAT_SETUP = (
    "/server add test {host}/{port} -notls -nicks=irma -autojoin=#lobby -autoreconnect_delay=1 "
    "-sasl_mechanism=plain -sasl_username=irma -sasl_password=a-long-secret; "
    "/set irc.look.smart_filter off; /connect test"
)
IS_HERE = pytest.mark.skipif(
    not tmux.is_installed("irssi", "weechat"), reason="irssi, WeeChat or tmux is not installed"
)


class Messenger(Program):
    """The same person by its password, without a window."""

    def __init__(self, port: int, home: Path) -> None:
        home.mkdir()
        address = f"irc://{HOST}:{port}"
        account = Account(address, NICK, pins_path=home / "pins.json", login_password=PASSWORD)
        self.client, self.model = Client(account, home / "cache.sqlite3"), Model(NICK)
        self.client.start()

    def sees(self, text: str, *, own: bool) -> None:
        self.until(lambda _: (text, own) in self.shows("#lobby"), text)


def irssi_at(port: int, folder: Path) -> tmux.Terminal:
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(IRSSI_CONFIG % (HOST, port))
    return tmux.Terminal(folder, ["irssi", f"--home={folder}"])


def weechat_at(port: int, folder: Path) -> tmux.Terminal:
    folder.mkdir()
    setup = WEECHAT_SETUP.format(host=HOST, port=port)
    return tmux.Terminal(folder, ["weechat", "-d", str(folder / "weechat"), "-r", setup])


@IS_HERE
def test_all_programs_of_one_person_show_the_same(relay, tmp_path, no_threads_left):
    server = relay(data=tmp_path / "relay")
    port = server.ports["plain"]
    with IrcPerson(port, NICK) as first:
        first.send(f"REGISTER {NICK} * :{PASSWORD}")
        first.expect(r"REGISTER SUCCESS")
    ines = IrcPerson(port, "ines")
    ours = Messenger(port, tmp_path / "ours")
    ours.until(lambda _: "#lobby" in ours.rooms(), "the lobby")
    ines.expect(rf"^:{NICK}!\S+ JOIN :?#lobby")
    with weechat_at(port, tmp_path / "weechat") as weechat:
        weechat.expect(r"#lobby")
        weechat.key("M-a")
        weechat.type("/buffer #lobby")
        with irssi_at(port, tmp_path / "irssi") as irssi:
            irssi.expect(r"\[Act: 2")
            irssi.type("/window goto #lobby")
            irssi.expect(r"\[.irma *\]")
            talk(ines, ours, irssi, weechat, "before")
        assert ":" + NICK not in _after(ines, "said by ines before")  # irssi's end is no news
        ines.close()
        server.kill()
        again = relay("--plain-port", str(port), data=tmp_path / "relay")
        assert again.ports["plain"] == port
        with IrcPerson(port, "ines") as ines, irssi_at(port, tmp_path / "irssi") as irssi:
            irssi.expect(r"\[Act: 2")
            irssi.type("/window goto #lobby")
            irssi.expect(r"\[.irma *\]")
            ours.until(lambda _: "#lobby" in ours.rooms(), "the lobby again")
            weechat.expect(r"disconnected from server[\s\S]*has joined #lobby")
            talk(ines, ours, irssi, weechat, "after")
            ines.send("NAMES #lobby")
            names = ines.expect(r" 353 ines . #lobby :(.*irma.*)\r$")[1].decode().split()
            assert [name.lstrip("@+") for name in names].count(NICK) == 1
    ours.end()


def talk(ines, ours, irssi, weechat, when):
    """Each of them says something; all of them show all of it."""
    ines.say(f"said by ines {when}")
    ours.sees(f"said by ines {when}", own=False)
    irssi.expect(rf"ines> said by ines {when}")
    weechat.expect(rf"ines \| said by ines {when}")
    irssi.type(f"said by irssi {when}")
    ines.hears(NICK, f"said by irssi {when}")
    ours.sees(f"said by irssi {when}", own=True)
    weechat.expect(rf"{NICK} \| said by irssi {when}")
    weechat.type(f"said by weechat {when}")
    ines.hears(NICK, f"said by weechat {when}")
    ours.sees(f"said by weechat {when}", own=True)
    irssi.expect(rf"{NICK}> said by weechat {when}")
    ours.ask(SendText("#lobby", f"said by us {when}", f"ref-{when}"))
    ines.hears(NICK, f"said by us {when}")
    irssi.expect(rf"{NICK}> said by us {when}")
    weechat.expect(rf"{NICK} \| said by us {when}")


def _after(ines, text):
    """What came after these words, but for what was said and what came to be known so."""
    ines.synchronise()
    lines = ines.text.partition(text)[2].splitlines()
    return "\n".join(line for line in lines if " PRIVMSG " not in line)
