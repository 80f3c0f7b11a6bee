"""500 people in one room at full speed: nobody loses, doubles or reorders a line."""

import selectors
import socket
import time
from dataclasses import dataclass, field

CLIENTS = 500
SENDERS = 3
LINES = 60
LIMIT_S = 60.0


@dataclass(eq=False)
class Listener:
    """One plain client; heard: for each sender the numbers in the order they came."""

    nick: str
    sock: socket.socket
    rest: bytes = b""
    joined: bool = False
    heard: dict[bytes, list[int]] = field(default_factory=dict)

    def read(self) -> None:
        data = self.sock.recv(1 << 18)
        assert data, f"{self.nick} was thrown out"
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if b" PRIVMSG #crowd :" in line:
                source, _, text = line[1:].partition(b" PRIVMSG #crowd :")
                sender = source.partition(b"!")[0]
                self.heard.setdefault(sender, []).append(int(text))
            elif b" 366 " in line:
                self.joined = True


def serve(selector, done):
    """Read from all until it is done, or fail."""
    end = time.monotonic() + LIMIT_S
    while not done():
        assert time.monotonic() < end, "it took too long"
        for key, _ in selector.select(1.0):
            key.data.read()


def test_nobody_loses_doubles_or_reorders_a_line(relay, tmp_path):
    settings = tmp_path / "relay.toml"
    settings.write_text("[limits]\nenabled = false\n")
    port = relay("--config", str(settings)).ports["plain"]
    crowd = []
    with selectors.DefaultSelector() as selector:
        for number in range(CLIENTS):
            one = Listener(f"u{number}", socket.create_connection(("127.0.0.1", port), 10))
            login = f"NICK {one.nick}\r\nUSER {one.nick} 0 * :x\r\nJOIN #crowd\r\n"
            one.sock.sendall(login.encode())
            selector.register(one.sock, selectors.EVENT_READ, one)
            crowd.append(one)
        serve(selector, lambda: all(one.joined for one in crowd))
        senders = crowd[:SENDERS]
        for one in senders:
            one.sock.sendall(b"".join(b"PRIVMSG #crowd :%d\r\n" % line for line in range(LINES)))
        waiting = set(crowd)

        def all_heard():
            for one in list(waiting):
                expected = LINES * (SENDERS - (one in senders))
                if sum(map(len, one.heard.values())) >= expected:
                    waiting.discard(one)
            return not waiting

        serve(selector, all_heard)
    said = {one.nick.encode(): list(range(LINES)) for one in senders}
    for one in crowd:
        one.sock.close()
        own = one.nick.encode()
        assert one.heard == {nick: numbers for nick, numbers in said.items() if nick != own}
