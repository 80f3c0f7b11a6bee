"""What is written to whom, with wires that take as much as a test wants."""

import pytest

from messenger.relay.io.outlet import TOO_SLOW, Outlet
from messenger.relay.io.wire import PlainWire
from messenger.relay.ports import Door
from messenger.relay.turn import Delivery, Turn


class Socket:
    """takes: bytes that it takes now; an exception is raised instead."""

    def __init__(self):
        self.takes, self.written = 1 << 20, []

    def send(self, data):
        if isinstance(self.takes, Exception):
            raise self.takes
        if not self.takes:
            raise BlockingIOError
        taken = data[: self.takes]
        self.takes -= len(taken)
        self.written.append(taken)
        return len(taken)


class Keeper:
    def __init__(self):
        self.told = []

    def broke(self, wire, reason):
        self.told.append(("broke", wire, reason))
        wire.closed = wire.mute = True

    def dropped(self, wire, reason):
        self.told.append(("dropped", wire, reason))

    def finished(self, wire):
        self.told.append(("finished", wire))

    def watch(self, wire):
        self.told.append(("watch", wire))


@pytest.fixture
def keeper():
    return Keeper()


@pytest.fixture
def outlet(keeper):
    return Outlet(100, keeper)


@pytest.fixture
def wires():
    return [PlainWire(Socket(), "127.0.0.1", Door.PLAIN) for _ in range(3)]


def said(number, *pieces, is_of_one_block=True):
    """A turn with deliveries of (data, wires)."""
    return Turn(
        number,
        deliveries=[Delivery(data, to, durable=True) for data, to in pieces],
        is_of_one_block=is_of_one_block,
    )


def written(wires):
    return [wire.sock.written for wire in wires]


def test_one_block_is_written_once_to_each(outlet, wires):
    outlet.take_turn(said(1, (b"all\n", wires[:2]), (b"own\n", wires[2:])), stored=True)
    assert written(wires) == [[], [], []]  # nothing before the flush
    outlet.flush()
    assert written(wires) == [[b"all\n"], [b"all\n"], [b"own\n"]]
    outlet.flush()
    assert written(wires) == [[b"all\n"], [b"all\n"], [b"own\n"]]


def test_turns_that_leave_together_are_one_write_in_their_order(outlet, wires):
    for number in range(1, 4):
        outlet.take_turn(said(number, (b"%d\n" % number, wires)), stored=True)
    outlet.flush()
    assert written(wires) == [[b"1\n2\n3\n"]] * 3


@pytest.mark.parametrize("first_is_block", [True, False])
def test_a_block_keeps_its_place_among_other_turns(outlet, wires, first_is_block):
    outlet.take_turn(said(1, (b"1\n", wires), is_of_one_block=first_is_block), stored=True)
    outlet.take_turn(said(2, (b"2\n", wires), is_of_one_block=not first_is_block), stored=True)
    outlet.flush()
    assert written(wires) == [[b"1\n2\n"]] * 3


def test_a_block_that_could_not_be_stored_is_not_written(outlet, wires):
    turn = said(1, (b"secret\n", wires))
    turn.refusals.append(Delivery(b"FAIL\n", wires[:1]))
    outlet.take_turn(turn, stored=False)
    outlet.flush()
    assert written(wires) == [[b"FAIL\n"], [], []]


def test_what_a_socket_does_not_take_goes_out_later_and_in_order(outlet, keeper, wires):
    slow, other, full = wires
    slow.sock.takes, full.sock.takes = 2, 0
    outlet.take_turn(said(1, (b"first\n", wires)), stored=True)
    outlet.flush()
    assert keeper.told == [("watch", slow), ("watch", full)]
    outlet.take_turn(said(2, (b"second\n", wires)), stored=True)
    outlet.flush()
    assert written(wires) == [[b"fi"], [b"first\n", b"second\n"], []]
    for wire in (slow, full):
        wire.sock.takes = 1 << 20
        outlet.writable(wire)
        assert not wire.blocked
    assert b"".join(slow.sock.written) == b"".join(full.sock.written) == b"first\nsecond\n"
    assert other.sock.written == [b"first\n", b"second\n"]


def test_who_does_not_read_is_dropped_by_blocks_too(outlet, keeper, wires):
    wires[0].sock.takes = 2
    for number in range(20):
        outlet.take_turn(said(number, (b"line %04d\n" % number, wires)), stored=True)
        outlet.flush()
    assert ("dropped", wires[0], "Too slow: SendQ exceeded") in keeper.told
    assert len(keeper.told) == 2
    wires[0].sock.takes = 1 << 20
    outlet.writable(wires[0])
    assert b"".join(wires[0].sock.written) == b"line 0000\n" + TOO_SLOW
    assert len(wires[1].sock.written) == 20


def test_a_socket_that_breaks_costs_nobody_else_a_line(outlet, keeper, wires):
    wires[0].sock.takes = ConnectionResetError(104, "Connection reset by peer")
    for number in range(2):
        outlet.take_turn(said(number, (b"%d\n" % number, wires)), stored=True)
        outlet.flush()
    assert keeper.told == [("broke", wires[0], "Connection reset by peer")]
    assert written(wires) == [[], [b"0\n", b"1\n"], [b"0\n", b"1\n"]]
