"""Many logins at once, on a real relay with real hashing: others must not notice."""

import base64
import dataclasses
import socket
import time

import pytest

from messenger.config import LimitsConfig, RelayConfig
from messenger.relay.core import Core
from messenger.relay.io.listeners import open_listeners
from messenger.relay.io.loop import Loop, LoopLimits
from messenger.relay.ports import Door
from messenger.store import hashing
from messenger.store.account_rows import AccountRow
from messenger.store.history import open_relay_store

LOGINS = 200
PASSWORD = "a sesame that nobody knows"


@pytest.fixture
def relay_port(tmp_path):
    store = open_relay_store(tmp_path)
    store.write([AccountRow("a1", "Ann", hashing.make(PASSWORD), 1)])
    config = dataclasses.replace(RelayConfig(), limits=LimitsConfig(enabled=False))
    core = Core(config, store.load())
    (listener,) = open_listeners(Door.PLAIN, "127.0.0.1", 0, None)
    port = listener.sock.getsockname()[1]
    loop = Loop(core, store, [listener], LoopLimits(1 << 20))
    loop.start()
    yield port
    loop.ask_to_stop("over")
    assert loop.join(10)
    store.close()


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def answer_to(sock: socket.socket, line: str, word: bytes) -> bytes:
    """Send a line and read until a word comes."""
    sock.sendall(line.encode() + b"\r\n")
    got = b""
    while word not in got:
        data = sock.recv(65536)
        assert data, got
        got += data
    return got


def test_others_talk_on_while_two_hundred_log_in(relay_port, caplog):
    caplog.set_level("DEBUG")
    third = connect(relay_port)
    answer_to(third, "CAP REQ batch\r\nNICK third\r\nUSER t 0 * :t\r\nCAP END", b" 422 ")
    secret = base64.b64encode(f"\0Ann\0{PASSWORD}".encode()).decode()
    crowd = [connect(relay_port) for _ in range(LOGINS)]
    for one in crowd:
        one.sendall(f"AUTHENTICATE PLAIN\r\nAUTHENTICATE {secret}\r\n".encode())
    waits = []
    for number in range(10):
        start = time.perf_counter()
        answer_to(third, f"PING {number}", b"PONG")
        answer_to(third, f"CHATHISTORY LATEST ann * {number + 1}", b"BATCH -")
        waits.append(time.perf_counter() - start)
    for one in crowd:
        assert b" 900 " in answer_to(one, "PING done", b"PONG")
        one.close()
    third.close()
    assert sorted(waits)[5] < 2.0  # of ten; hashing on the loop would hold each up for 10 s
    assert PASSWORD not in caplog.text
    assert secret not in caplog.text
