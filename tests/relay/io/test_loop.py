"""The loop, the writer and the workers together, over real sockets."""

import socket
import struct
import threading

import pytest

from messenger.relay.io import connections
from messenger.relay.ports import Door
from messenger.store.volatile import VolatileStore
from tests.relay.conftest import TestRelay


def numbered(count):
    return [b"p1 %d" % number for number in range(count)]


def test_a_line_reaches_the_others_and_its_echo_the_sender(running):
    ann, bob = running.connect(), running.connect()
    assert ann.sync() == bob.sync() == []
    ann.send(b"SAY hello\r\n")
    assert ann.line() == b"ok hello"
    assert bob.line() == b"p1 hello"


@pytest.mark.parametrize("door", [Door.PLAIN, Door.TLS])
def test_a_burst_arrives_whole_and_in_order(running, door):
    ann, bob = running.connect(door), running.connect(door)
    assert ann.sync() == bob.sync() == []
    ann.send(b"".join(b"SAY %d\r\n" % number for number in range(3000)) + b"PING end\r\n")
    assert ann.until(b"PONG end") == [b"ok %d" % number for number in range(3000)]
    assert [bob.line() for _ in range(3000)] == numbered(3000)


def test_what_was_delivered_is_in_the_history_already(running):
    ann = running.connect()
    ann.send(b"SAY a\r\nSAY b\r\nHIST 10\r\n")
    assert ann.until(b"row b") == [b"ok a", b"ok b", b"row a"]


def test_the_answer_to_a_ping_comes_after_all_output(running):
    ann = running.connect()
    ann.send(b"SAY a\r\nPING x\r\n")
    assert ann.line() == b"ok a"
    assert ann.line() == b"PONG x"


def test_a_line_without_end_is_one_refusal(running):
    ann = running.connect()
    for _ in range(160):
        ann.send(b"y" * 65536)
    ann.send(b"\r\n")
    assert ann.line() == b"too long"
    assert ann.sync() == []


def test_binary_noise_hurts_nobody(running):
    ann, noisy = running.connect(), running.connect()
    noisy.send(bytes(range(256)) * 200 + b"\n")
    noisy.sync()
    assert ann.sync() == []


def test_a_bug_in_a_command_costs_only_its_sender(running, caplog):
    ann, bob = running.connect(), running.connect()
    assert bob.sync() == []
    ann.send(b"CRASH\r\n")
    assert ann.line() == b""
    assert bob.sync() == []
    assert "on purpose" in caplog.text


def test_who_quits_reads_the_last_line_before_the_end(running):
    ann = running.connect()
    ann.send(b"QUIT\r\n" + b"SAY unread\r\n" * 1000)
    assert ann.line() == b"bye"
    assert ann.line() == b""


def test_a_reset_peer_is_lost_once(running):
    ann, bob = running.connect(), running.connect()
    assert ann.sync() == bob.sync() == []
    bob.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    bob.close()
    while len(running.core.peers) > 1:
        assert ann.sync() == []
    assert len(running.core.lost_reasons) == 1


def test_of_many_who_leave_at_once_each_is_lost_and_a_turn_takes_a_few(running, monkeypatch):
    monkeypatch.setattr(connections, "LOSSES_A_TURN", 2)
    ann = running.connect()
    crowd = [running.connect() for _ in range(20)]
    for one in (ann, *crowd):
        one.sync()
    for one in crowd:
        one.close()
    while len(running.core.lost_reasons) < 20:
        assert ann.sync() == []
    assert ann.sync() == []
    assert running.core.lost_reasons == ["Connection closed"] * 20
    assert len(running.core.peers) == 1


def test_a_paused_peer_is_not_read_until_the_core_says_so(running):
    ann = running.connect()
    ann.send(b"PAUSE\r\n")
    assert ann.sync() == []


def test_a_slow_reader_is_dropped_and_the_others_go_on(running):
    ann, bob, slow = running.connect(), running.connect(), running.connect()
    assert ann.sync() == bob.sync() == slow.sync() == []
    text = b"z" * 400
    sent = 0
    while not running.core.lost_reasons:
        assert sent < 500_000, "it was never dropped"
        ann.send(b"".join(b"SAY %s\r\n" % text for _ in range(500)))
        for _ in range(500):
            assert ann.line() == b"ok " + text
            assert bob.line() == b"p1 " + text
        sent += 500
    assert running.core.lost_reasons == ["Too slow: SendQ exceeded"]
    last = b""
    while line := slow.line():
        assert line == b"p1 " + text or line.startswith(b"ERROR :")
        last = line
    assert last.startswith(b"ERROR :")


def test_a_large_answer_is_written_piece_by_piece(running):
    ann = running.connect(Door.TLS)
    ann.send(b"BIG 900000\r\nPING x\r\n")
    assert len(ann.line()) == 900_000
    assert ann.line() == b"PONG x"


def test_who_is_sent_away_and_does_not_read_is_closed_all_the_same(
    tmp_path, monkeypatch, eventually
):
    monkeypatch.setattr("messenger.relay.io.connections.LAST_LINE_S", 0.2)
    running = TestRelay(tmp_path, send_queue_bytes=1 << 26)
    ann = running.connect()
    ann.send(b"BIG 20000000\r\nQUIT\r\n")
    eventually(lambda: running.core.count == 1 and not running.loop._connections.count)
    running.stop()


class GatedStore(VolatileStore):
    """Writes wait until the gate is open."""

    def __init__(self):
        super().__init__()
        self.gate, self.entered = threading.Event(), threading.Event()

    def write(self, rows):
        self.entered.set()
        assert self.gate.wait(10)
        super().write(rows)


def test_while_the_disk_is_behind_nothing_leaves_and_nothing_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr("messenger.relay.io.pipeline.MAX_WAITING_LINES", 10)
    store = GatedStore()
    running = TestRelay(tmp_path, store)
    ann, bob = running.connect(), running.connect()
    assert ann.sync() == bob.sync() == []
    ann.send(b"".join(b"SAY %d\r\n" % number for number in range(2000)))
    bob.sock.settimeout(0.2)
    with pytest.raises(TimeoutError):
        bob.line()
    bob.sock.settimeout(10)
    store.gate.set()
    assert [bob.line() for _ in range(2000)] == numbered(2000)
    running.stop()


def test_a_disk_that_hangs_does_not_keep_the_relay_from_ending(
    tmp_path, monkeypatch, no_threads_left
):
    monkeypatch.setattr("messenger.relay.io.pipeline.MAX_WAITING_LINES", 10)
    monkeypatch.setattr("messenger.relay.io.loop.STOP_S", 0.2)
    monkeypatch.setattr("messenger.relay.io.loop.JOIN_S", 0.2)
    store = GatedStore()
    running = TestRelay(tmp_path, store)
    ann = running.connect()
    ann.send(b"".join(b"SAY %d\r\n" % number for number in range(2000)))
    assert store.entered.wait(10)
    running.loop.ask_to_stop("closing")
    assert running.loop.join(3.0)
    assert ann.line() == b""
    store.gate.set()


def test_the_end_is_told_and_leaves_no_thread(tmp_path):
    before = set(threading.enumerate())
    running = TestRelay(tmp_path)
    clients = [running.connect(door) for door in (Door.TLS, Door.PLAIN, Door.CLASSIC)]
    clients[2].send(b"cleo\n")
    assert clients[2].line() == b"hello cleo"
    clients[0].sync()
    clients[1].sync()
    running.loop.ask_to_stop("closing")
    for client in clients:
        assert client.line() == b"ERROR :closing"
        assert client.line() == b""
    assert running.loop.join(3.0)
    assert set(threading.enumerate()) <= before
    running.store.close()


def test_many_peers_at_full_speed_lose_double_and_reorder_nothing(running):
    count, lines = 60, 200
    clients = [running.connect() for _ in range(count)]
    for client in clients:
        client.sync()
    senders = clients[:4]

    def talk(client):
        for number in range(lines):
            client.send(b"SAY %d\r\n" % number)

    threads = [threading.Thread(target=talk, args=(client,)) for client in senders]
    for thread in threads:
        thread.start()
    for client in clients:
        heard = {}
        for _ in range(lines * len(senders)):
            name, number = client.line().split()
            heard.setdefault(name, []).append(int(number))
        assert len(heard) == len(senders)
        assert all(numbers == list(range(lines)) for numbers in heard.values())
    for thread in threads:
        thread.join()
