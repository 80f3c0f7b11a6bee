"""A client that only follows a script, and a terminal's input that only holds lines."""

from collections import deque
from collections.abc import Iterable

from messenger.client import events as ev
from messenger.client.intents import Intent, Quit, SendText
from messenger.irc.framing import TooLong

LOBBY = "#lobby"
UP = ev.LinkUp("relay.test:6697", "relay.test", "ada", "a b c", first=True)
LOGIN = (UP, ev.RoomJoined(LOBBY))


class ScriptedClient:
    """Has `events` to tell; settles (or not) what is said.

    answer: "settle", "hold" (for approval), "approve" (held, then said), "fail" or "silence".
    """

    def __init__(self, *events: ev.Event, answer: str = "settle") -> None:
        self.events: deque[ev.Event] = deque(events)
        self.intents: list[Intent] = []
        self._answer = answer

    def poll(self, max_events: int, wait_s: float = 0.0) -> list[ev.Event]:
        told = []
        while self.events and len(told) < max_events:
            told.append(self.events.popleft())
        return told

    def submit(self, intent: Intent) -> None:
        self.intents.append(intent)
        if isinstance(intent, Quit):
            self.events.append(ev.LinkClosed("bye"))
        if not isinstance(intent, SendText):
            return
        message = ev.ChatMessage("ada", intent.text, 1000.0, ref=intent.ref, own=True)
        self.events.append(ev.MessagePending(intent.target, message))
        if self._answer in ("hold", "approve"):
            self.events.append(ev.MessageHeld(intent.target, message, "1"))
        if self._answer in ("settle", "approve"):
            self.events.append(ev.MessageSettled(intent.target, message))
        elif self._answer == "fail":
            self.events.append(ev.MessageFailed(intent.target, intent.ref, "no"))

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(each.target, each.text) for each in self.intents if isinstance(each, SendText)]


class Lines:
    """In the place of TypedLines."""

    def __init__(self, lines: Iterable[str | TooLong] = (), ends: bool = True) -> None:
        self._lines: deque[str | TooLong] = deque(lines)
        self._ends = ends
        self.ended = False

    def next(self) -> str | TooLong | None:
        if self._lines:
            return self._lines.popleft()
        self.ended = self._ends
        return None


def arrived(text: str, sender: str = "bob", target: str = LOBBY, **more: object) -> ev.Event:
    return ev.MessageArrived(target, ev.ChatMessage(sender, text, 1000.0, **more))  # type: ignore[arg-type]
