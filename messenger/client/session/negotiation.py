"""Capabilities at login: what is offered, what we ask for, what we get. Without I/O.

source: IRCv3 capability-negotiation.
"""

from collections.abc import Callable, Mapping, Sequence

from messenger.client.session.wanted_caps import WANTED_CAPS, in_lines
from messenger.irc.message import Message

MAX_CAPS = 200


class Negotiation:
    """From CAP LS to the last ACK or NAK. offered: values by name; caps: what we got.

    more: asked for besides WANTED_CAPS. is_over: CAP END may follow.
    """

    def __init__(self, more: Sequence[str] = ()) -> None:
        self.offered: dict[str, str] = {}
        self.caps: set[str] = set()
        self.is_over = False
        self._wanted = (*WANTED_CAPS, *more)
        self._unanswered: list[tuple[str, ...]] = []

    def receive(self, message: Message) -> list[Message]:
        """Take one CAP; return what to send."""
        verb = message.params[1].upper() if len(message.params) > 1 else ""
        step = STEPS.get(verb)
        return step(self, message) if step and not self.is_over else []

    def _on_ls(self, message: Message) -> list[Message]:
        if self._unanswered:
            return []
        for word in message.params[-1].split():
            if len(self.offered) < MAX_CAPS:
                name, _, value = word.partition("=")
                self.offered[name] = value
        if len(message.params) > 3 and message.params[2] == "*":
            return []  # the list goes on in the next line
        return self._request(in_lines([name for name in self._wanted if name in self.offered]))

    def _request(self, groups: list[tuple[str, ...]]) -> list[Message]:
        self._unanswered.extend(groups)
        self.is_over = not self._unanswered
        return [Message("CAP", ("REQ", " ".join(group))) for group in groups]

    def _on_ack(self, message: Message) -> list[Message]:
        if self._unanswered:
            self.caps.update(name for name in message.params[-1].split() if name in self._wanted)
        return self._answered(message, retry_single=False)

    def _on_nak(self, message: Message) -> list[Message]:
        return self._answered(message, retry_single=True)

    def _answered(self, message: Message, retry_single: bool) -> list[Message]:
        if not self._unanswered:
            return []
        names_there = tuple(message.params[-1].split())
        group = names_there if names_there in self._unanswered else self._unanswered[0]
        self._unanswered.remove(group)
        again: list[tuple[str, ...]] = []
        if retry_single and len(group) > 1:
            again = [(name,) for name in group]
        return self._request(again)


STEPS: Mapping[str, Callable[[Negotiation, Message], list[Message]]] = {
    "LS": Negotiation._on_ls,
    "ACK": Negotiation._on_ack,
    "NAK": Negotiation._on_nak,
}
