"""Somebody with a plain IRC client: no refs, no history, nothing sent twice. Shares no code with
our clients. What it has seen echoed counts as confirmed, nothing else.
"""

import random
import re
import socket
import threading
import time
from dataclasses import dataclass, field

from tests.faults.habits import ROOM, Habit, Talk
from tests.faults.journal import token_of

EDIT_TAG = "messenger.internal/edit="  # other words for what was said before
LINE = re.compile(r"(?:@(\S+) )?:([^ !]+)\S* (PRIVMSG|NOTICE) (\S+) :(.*)")
AGAIN_S = 0.2  # after a lost connection
PING_S, DEAD_S = 2.0, 6.0  # of a silent connection
READ_S = 0.05


@dataclass(slots=True)
class Seen:
    """live: of each connection the words of the room, (msgid, first line), without a gap.
    sent, echoed: tokens; echoed with the msgid."""

    sent: list[str] = field(default_factory=list)
    echoed: dict[str, set[str]] = field(default_factory=dict)
    live: list[list[tuple[str, str]]] = field(default_factory=list)


class PlainPerson(threading.Thread):
    """Talks and listens until `stop`. quiet: says nothing new. Read `seen` afterwards."""

    def __init__(self, name: str, port: int, seed: int) -> None:
        super().__init__(name=f"plain-{name}", daemon=True)
        self.nick, self._port = name, port
        self._talk = Talk(Habit(name, ()), random.Random(f"{seed} {name}"), 0)
        self.seen = Seen()
        self.quiet = threading.Event()
        self.ended = threading.Event()
        self.joined = threading.Event()
        self.last_words: list[str] = []  # to be said once, the first at the end

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self._port), 5) as sock:
                    self._converse(sock)
            except OSError:
                pass
            self.joined.clear()
            self.ended.wait(AGAIN_S)

    def stop(self) -> None:
        self.ended.set()
        self.join(10)

    def _converse(self, sock: socket.socket) -> None:
        """One connection, from the login to its end."""
        sock.settimeout(READ_S)
        self._sock, rest, self._inside = sock, b"", False
        caps = "CAP REQ :echo-message message-tags server-time"
        self._send(caps, "CAP END", f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}")
        heard_at = pinged_at = time.monotonic()
        say_at = heard_at + self._talk.wait_s()
        while not self.ended.is_set():
            try:
                data = sock.recv(65536)
            except TimeoutError:
                data = None
            if data == b"" or time.monotonic() - heard_at > DEAD_S:
                return
            if data:
                heard_at = time.monotonic()
            if time.monotonic() - max(heard_at, pinged_at) > PING_S:
                pinged_at = time.monotonic()
                self._send("PING :there")
            *lines, rest = (rest + (data or b"")).split(b"\n")
            for line in lines:
                self._take(line.decode("utf-8", "replace").rstrip("\r"))
            now = time.monotonic()
            if self.joined.is_set() and now >= say_at:
                say_at = now + self._talk.wait_s()
                self._say()

    def _say(self) -> None:
        if self.quiet.is_set():
            text = self.last_words.pop() if self.last_words else ""
        else:
            text = self._talk.next().text.partition("\n")[0]
        if text:
            self.seen.sent.append(token_of(text))
            self._send(f"PRIVMSG {ROOM} :{text}")

    def _take(self, line: str) -> None:
        word = line.split(" ")
        if word[0] == "PING":
            self._send(f"PONG {word[1]}")
        elif len(word) > 1 and word[1] == "001":
            self._send(f"JOIN {ROOM}", "PING :inside")
        elif len(word) > 1 and word[1] == "433":
            self._send(f"NICK {self.nick}{random.randint(1, 999)}")
        elif len(word) > 1 and word[1] == "PONG" and line.endswith(":inside"):
            self.seen.live.append([])  # what came before was said before we came
            self._inside = True
            self.joined.set()
        elif self._inside and (found := LINE.fullmatch(line)):
            self._heard(*found.groups())

    def _heard(self, tags: str, nick: str, command: str, target: str, text: str) -> None:
        msgid = dict(tag.partition("=")[::2] for tag in (tags or "").split(";")).get("msgid", "")
        token = token_of(text)
        if target != ROOM or not token or not msgid or EDIT_TAG in tags:
            return  # further lines of a text of several bear no msgid
        self.seen.live[-1].append((msgid, text))
        if token.startswith(f"{self.nick}#"):
            self.seen.echoed.setdefault(token, set()).add(msgid)

    def _send(self, *lines: str) -> None:
        self._sock.sendall("".join(f"{line}\r\n" for line in lines).encode())
