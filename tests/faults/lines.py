"""The ways to the relay, one for each person: a small proxy that can be told to fail.

Runs an asyncio loop on a thread of its own; the methods of `Ways` are for any other thread.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

HOST = "127.0.0.1"
TO_RELAY, TO_PERSON = "to the relay", "to the person"
# tamper(way, one line with its end): the lines to pass on instead, and lines to send back.
Tamper = Callable[[str, bytes], tuple[list[bytes], list[bytes]]]


class Way:
    """One person's way. Used on the proxy's thread only."""

    def __init__(self, relay_port: int) -> None:
        self.relay_port = relay_port
        self.port = 0
        self.tamper: Tamper | None = None
        self.delay_s = 0.0
        self.closed = False  # nobody gets through
        self.halves = ""  # which way the next bytes are cut in half
        self.thawed = asyncio.Event()
        self.thawed.set()
        self._pairs: dict[asyncio.StreamWriter, asyncio.StreamWriter] = {}
        self._lost: set[asyncio.StreamWriter] = set()  # of connections that pass nothing more

    async def open(self) -> None:
        server = await asyncio.start_server(self._come, HOST, 0, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End all connections at once, whatever is under way."""
        for near, far in list(self._pairs.items()):
            near.transport.abort()
            far.transport.abort()

    def lose(self) -> None:
        """What is open passes nothing any more, and nobody is told; new ones work."""
        self._lost.update(self._pairs)

    def end_lost(self) -> None:
        """Whoever still holds a connection that passes nothing sees its end."""
        for near in list(self._lost):
            self._pairs[near].transport.abort()
            near.transport.abort()

    async def _come(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        try:
            if self.closed:
                raise OSError
            there, far = await asyncio.open_connection(HOST, self.relay_port, limit=1 << 20)
        except OSError:
            near.transport.abort()
            return
        self._pairs[near] = far
        both = (self._pass(reader, far, near, TO_RELAY), self._pass(there, near, near, TO_PERSON))
        try:
            await asyncio.gather(*both)
        except OSError:
            pass
        finally:
            near.transport.abort()
            far.transport.abort()
            self._pairs.pop(near, None)
            self._lost.discard(near)

    async def _pass(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        near: asyncio.StreamWriter,
        way: str,
    ) -> None:
        rest = b""
        while data := await source.read(65536):
            if self.delay_s:
                await asyncio.sleep(self.delay_s)
            await self.thawed.wait()
            if near in self._lost:
                continue
            if self.halves == way:
                self.halves = ""
                sink.write(data[: len(data) // 2])
                await sink.drain()
                raise OSError("cut in half")
            if self.tamper is not None:
                *lines, rest = (rest + data).split(b"\n")
                data = self._tampered(way, lines, sink, near)
            sink.write(data)
            await sink.drain()
        if near not in self._lost:
            raise OSError("the end")

    def _tampered(
        self, way: str, lines: list[bytes], sink: asyncio.StreamWriter, near: asyncio.StreamWriter
    ) -> bytes:
        assert self.tamper is not None
        back = near if way == TO_RELAY else self._pairs[near]
        passed: list[bytes] = []
        for line in lines:
            on, returned = self.tamper(way, line + b"\n")
            passed += on
            back.writelines(returned)
        return b"".join(passed)


class Ways:
    """All ways, by name. `close` ends the thread."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        """ports: of the relay, by the name of who goes there."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._ways = {name: Way(port) for name, port in ports.items()}
        for way in self._ways.values():
            self._run(way.open())

    def port(self, name: str) -> int:
        return self._ways[name].port

    def tell(self, name: str, action: Callable[[Way], object]) -> None:
        """Do something to a way, on its thread."""

        async def act() -> None:
            action(self._ways[name])

        self._run(act())

    def mend(self) -> None:
        """All ways are good again; connections that pass nothing are ended."""
        for name in self._ways:
            self.tell(name, _mend)

    def close(self) -> None:
        for name in self._ways:
            self.tell(name, Way.cut)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


def _mend(way: Way) -> None:
    way.delay_s, way.halves, way.closed, way.tamper = 0.0, "", False, None
    way.thawed.set()
    way.end_lost()
