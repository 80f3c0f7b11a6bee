"""`python -m tests.e2e.make_screenshots`: the pictures of the README, made anew.

A real relay, people who come with a plain IRC client, and a real desktop among them, driven by
keys; the window as it then is goes to assets/screenshots, with 256 colours and small.
"""

import json
import os
import re
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from messenger.gui.hosting.hosted_relay import is_free
from messenger.lan import TLS_PORT
from messenger.relay.app import HOST_SECRET
from tests import display
from tests.e2e.desktop import Desktop, run, wait_until
from tests.processes import RelayProcess

OUTPUT = Path(__file__).parents[2] / "assets" / "screenshots"
SIZE = (1180, 760)
LOGIN_SIZE = (900, 700)
SETTLE_S = 1.5  # for pictures of people, history, the last line
RELAY = '[server]\nname = "boathouse.local"\nnetwork = "Boathouse"\n'

SECRET = "for-the-pictures"
HOST = "Mira_Lindqvist"

PEOPLE = {
    "Mira_Lindqvist": "Mira Lindqvist",
    "Tom": "Tom Becker",
    "Priya": "Priya Raman",
    "Sven": "Sven Aalto",
    "Joon": "Joon-ho Park",
    "regattabot": "Regatta bot",
}
ROOMS = ("#lobby", "#regatta", "#repairs")
TOPIC = "Regatta on Saturday, 10:00 at the north pier · bring dry socks"

ANSWER = "answer:"  # Ada says it to the newest message
REACTIONS = (
    ("Tom", "coffee is on", "\N{HOT BEVERAGE}"),
    ("Priya", "hangs in the hall", "\N{THUMBS UP SIGN}"),
    ("Tom", "hangs in the hall", "\N{THUMBS UP SIGN}"),
)

# Who says what in the lobby; "Ada" is the desktop that is driven by keys.
TALK = (
    ("Mira_Lindqvist", "Morning! The boathouse is open, coffee is on."),
    ("Tom", "Wind says 3 to 4 from the south-west: https://weather.example/pier"),
    ("Tom", "so we can take the *big* sail out"),
    ("Ada", "Lovely. I bring the new rowlocks, they came yesterday."),
    ("Joon", "> bring dry socks"),
    ("Joon", "this time I will, I promise 😄"),
    ("regattabot", "Three boats are in for the first race: `Heron`, `Kestrel`, `Wagtail`."),
    ("Mira_Lindqvist", "@Ada_Okafor can you take the start list? Priya has the old one."),
    ("Ada", "Yes, with pleasure. Anything I should change?"),
    ("Priya", "Only the names, and Kestrel rows with *four* this year."),
    ("Ada", f"{ANSWER}Done, it hangs in the hall."),
    ("Sven", "\x01ACTION waves from the jetty\x01"),
)
ELSEWHERE = (
    ("Priya", "#regatta", "The start list is on the wall now."),
    ("Joon", "#regatta", "Ada: which lane is ours?"),
    ("Sven", "#repairs", "The second oar is glued and drying."),
    ("Tom", "Ada_Okafor", "Do you have a spare life jacket?"),
)


class Person:
    """Somebody with a plain IRC client."""

    def __init__(self, port: int, nick: str, name: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._heard = b""
        if nick == HOST:
            self.say(f"PASS host:{SECRET}")
        self.say("CAP REQ :message-tags echo-message", "CAP END")
        self.say(f"NICK {nick}", f"USER {nick.lower()[:9]} 0 * :{name}")
        for room in ROOMS:
            self.say(f"JOIN {room}")
        self.wait_for(b" 366 " + nick.encode() + b" " + ROOMS[-1].encode())

    def say(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def wait_for(self, part: bytes) -> None:
        """Until the relay has said so."""
        while part not in self._heard:
            self._heard += self._socket.recv(65536)

    def tell(self, target: str, text: str) -> None:
        """Say it, and wait until the relay has kept it."""
        mark = f"m{time.monotonic_ns()}"
        self.say(f"PRIVMSG {target} :{text}", f"PING {mark}")
        self.wait_for(mark.encode())

    def react(self, said: str, sign: str) -> None:
        """To the message of the lobby that says so."""
        self.wait_for(said.encode())
        (line,) = (line for line in self._heard.split(b"\r\n") if said.encode() in line)
        msgid = re.search(rb"msgid=([^; ]+)", line)
        assert msgid
        tags = f"+draft/reply={msgid[1].decode()};+draft/react={sign}"
        self.say(f"@{tags} TAGMSG #lobby", "PING reacted")
        self.wait_for(b"reacted")

    def close(self) -> None:
        self._socket.close()


def main() -> int:
    """Make all of them; needs Xvfb, xdotool, ImageMagick's import and xclip."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, display.screen():
        base = Path(folder)
        picture_login(base / "login")
        config = base / "relay.toml"
        config.write_text(RELAY, encoding="utf-8")
        os.environ[HOST_SECRET] = SECRET
        port = str(TLS_PORT if is_free(TLS_PORT) else 0)
        relay = RelayProcess(base / "relay", ["--config", str(config), "--tls-port", port])
        people = {nick: Person(relay.ports["plain"], nick, name) for nick, name in PEOPLE.items()}
        try:
            address = f"localhost:{relay.ports['tls']}"
            run("xdotool", "mousemove", "1270", "880")  # no row is under the pointer
            picture_chat(base / "light", "light", address, people)
            people[HOST].say("AWAY :back after lunch")
            picture_chat(base / "light", "dark", address, people, talked=True)
        finally:
            for person in people.values():
                person.close()
            relay.close()
    return 0


def desktop(data: Path, theme: str, size: tuple[int, int], options: Sequence[str]) -> Desktop:
    """A desktop of this theme and size."""
    data.mkdir(exist_ok=True)
    settings = {
        "theme": theme,
        "geometry": f"{size[0]}x{size[1]}+0+0",
        "recent_servers": ["boathouse.local"],
    }
    (data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    return Desktop(data, *options)


def picture_login(data: Path) -> None:
    one = desktop(data, "light", LOGIN_SIZE, ("--name", "Ada Okafor"))
    try:
        keep(one, "login_light.png")
    finally:
        one.end()


def picture_chat(
    data: Path, theme: str, address: str, people: dict[str, Person], *, talked: bool = False
) -> None:
    """Ada comes in; unless they have talked already, all do; her window is kept."""
    ada = desktop(data, theme, SIZE, ("--server", address, "--name", "Ada Okafor"))
    try:
        wait_until(lambda: ada.title() == "Messenger", "the form")
        ada.keys("Return")
        wait_until(lambda: ada.title().endswith("– lobby"), "the lobby")
        for room in ROOMS[1:]:
            say(ada, f"/join {room}")
            wait_until(lambda room=room: ada.title().endswith(room[1:]), room)
        ada.keys("ctrl+Prior", "ctrl+Prior")
        wait_until(lambda: ada.title().endswith("lobby"), "the lobby again")
        if not talked:
            people[HOST].say(f"TOPIC #lobby :{TOPIC}")
            for nick, text in TALK:
                if nick == "Ada":
                    if text.startswith(ANSWER):
                        ada.keys("ctrl+r")
                    say(ada, text.removeprefix(ANSWER))
                else:
                    people[nick].tell("#lobby", text)
            for nick, text, sign in REACTIONS:
                people[nick].react(text, sign)
        for nick, target, text in ELSEWHERE:
            people[nick].tell(target, text)
        keep(ada, f"chat_{theme}.png")
    finally:
        ada.end()


def say(ada: Desktop, text: str) -> None:
    ada.type(text)
    ada.keys("Return")
    time.sleep(0.3)  # so that the others answer after it


def keep(one: Desktop, name: str) -> None:
    """The window in 256 colours."""
    time.sleep(SETTLE_S)
    path = OUTPUT / name
    one.picture(path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    sys.exit(main())
