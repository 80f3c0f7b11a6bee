"""A cache thread with a real file, and what it answers."""

import queue

from messenger.client.cache.cache import Cache
from messenger.client.cache.jobs import LoadPage, PageLoaded, StoreMessages
from messenger.client.events import ChatMessage

SERVER, ROOM = "boathouse.local:6697", "#Lobby"
WAIT_S = 40.0


def lines(start: int, end: int) -> tuple[ChatMessage, ...]:
    return tuple(
        ChatMessage("bob", f"line {n}", 1_000.0 + n // 3, msgid=f"relay-{n:x}", realname="Bob B")
        for n in range(start, end)
    )


RUNNING: list[Cache] = []


class Asked:
    """A running cache and its answers."""

    def __init__(self, path):
        self.answers = queue.SimpleQueue()
        self.cache = Cache(path, self.answers.put)
        self.cache.start()
        RUNNING.append(self.cache)

    def ask(self, job, kind=object):
        """The first answer of this kind."""
        self.cache.submit(job)
        while not isinstance(answer := self.answers.get(timeout=WAIT_S), kind):
            continue
        return answer

    def page(self, before=None, limit=50, room=ROOM) -> PageLoaded:
        return self.ask(LoadPage(SERVER, room, before, limit))

    def store(self, start, end, continues=True, **more):
        self.cache.submit(StoreMessages(SERVER, ROOM, lines(start, end), continues, **more))
