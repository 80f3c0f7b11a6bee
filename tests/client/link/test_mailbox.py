import select

from messenger.client.events import ServerSaid
from messenger.client.intents import ListRooms, Quit
from messenger.client.link.mailbox import MAX_UNREAD, Mailbox


def said(count: int, start: int = 0) -> list[ServerSaid]:
    return [ServerSaid(str(number)) for number in range(start, start + count)]


def test_batches_are_given_in_order_and_cut_to_size() -> None:
    box = Mailbox()
    box.tell(said(5))
    box.tell([])
    box.tell(said(5, 5))
    assert box.poll(3) == said(3)
    assert box.poll(100) == said(7, 3)
    assert box.poll(100, wait_s=0.01) == []


def test_intents_wake_the_link() -> None:
    box = Mailbox()
    for _ in range(10_000):
        box.wakeup.wake()
    box.ask(ListRooms())
    box.ask(Quit())
    assert select.select([box.wakeup.reader], [], [], 0)[0]
    assert box.asked() == [ListRooms(), Quit()]
    assert not select.select([box.wakeup.reader], [], [], 0)[0]
    box.wakeup.close()
    box.wakeup.wake()


def test_a_front_end_that_does_not_read_is_noticed() -> None:
    box = Mailbox()
    box.tell(said(MAX_UNREAD + 1))
    assert box.is_full
    box.asked()
    box.poll(10)
    assert not box.is_full
    assert select.select([box.wakeup.reader], [], [], 0)[0]
