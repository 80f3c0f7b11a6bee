"""Both pollers tell the same of real sockets; both bells wake."""

import socket
import threading

import pytest

from messenger.relay.io import inbox, poller
from messenger.relay.io.poller import READ, WRITE, AnyPoller, make_poller


@pytest.fixture(params=[make_poller, AnyPoller], ids=["here", "anywhere"])
def polled(request):
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_what_is_ready_is_told_with_its_owner(polled, pair):
    ours, theirs = pair
    polled.register(ours, READ, "owner")
    assert polled.poll(0) == []
    theirs.send(b"x")
    assert polled.poll(1) == [("owner", READ)]
    polled.modify(ours, READ | WRITE, "another")
    assert polled.poll(1) == [("another", READ | WRITE)]
    polled.modify(ours, WRITE, "another")
    assert polled.poll(1) == [("another", WRITE)]
    polled.unregister(ours)
    assert polled.poll(0) == []


def test_the_end_of_the_other_side_can_be_read(polled, pair):
    ours, theirs = pair
    polled.register(ours, READ, "owner")
    theirs.close()
    ((owner, mask),) = polled.poll(1)
    assert owner == "owner"
    assert mask & READ


@pytest.mark.parametrize("make", [inbox.make_bell, inbox.PairBell])
def test_things_of_another_thread_wake_the_loop(monkeypatch, polled, make):
    monkeypatch.setattr(inbox, "make_bell", make)
    box = inbox.Inbox(polled)
    for round_ in range(3):
        thread = threading.Thread(target=lambda: [box.post(n) for n in range(100)])
        thread.start()
        taken = []
        while len(taken) < 100:
            for owner, mask in polled.poll(10):
                owner.ready(mask)
            taken += box.take()
        thread.join()
        assert taken == list(range(100)), round_
    box.post("late")
    box.wait(10)
    assert box.take() == ["late"]
    box.close()
    box.post("too late")  # nobody wakes, nothing breaks


def test_waiting_for_the_disk_needs_no_descriptor_more(monkeypatch, polled):
    box = inbox.Inbox(polled)

    def no_more():
        raise OSError("too many open files")

    monkeypatch.setattr(inbox, "make_poller", no_more)
    box.post("stored")
    box.wait(10)
    assert box.take() == ["stored"]
    box.close()


def test_more_ready_at_once_than_are_asked_for(monkeypatch):
    monkeypatch.setattr(poller, "_MOST", 2, raising=False)
    made = make_poller()
    pairs = [socket.socketpair() for _ in range(5)]
    for number, (ours, theirs) in enumerate(pairs):
        made.register(ours, READ, number)
        theirs.send(b"x")
    seen = set()
    while len(seen) < 5:
        found = made.poll(10)
        assert found
        for number, _ in found:
            seen.add(number)
            pairs[number][0].recv(1)
    made.close()
    for one in pairs:
        one[0].close()
        one[1].close()
