"""Services: names that one speaks to in words, and that answer in words.

Nothing said to them is passed on or kept: there may be passwords in it. Only the program that
sent it has it back, where it asked for echoes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from messenger.errors import Refused
from messenger.irc.message import Message
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer

Step = Callable[[Hub, Peer, list[str], Reply], None]


def source(hub: Hub, name: str) -> str:
    """Of what a service says."""
    return f"{name}!services@{hub.name}"


@dataclass(frozen=True, slots=True)
class Service:
    """steps: what it does by the first word, in capitals; help: what it answers to HELP."""

    name: str
    help: tuple[str, ...]
    steps: Mapping[str, Step]

    def alias(self, hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
        """NICKSERV <words>, CS <words>: what clients with such a command send."""
        self.told(hub, peer, " ".join(message.params), reply)

    def told(self, hub: Hub, peer: Peer, text: str, reply: Reply) -> None:
        """Somebody says something to it."""
        reply.voice = source(hub, self.name)
        words = text.split()
        wanted = words[0].upper() if words else ""
        try:
            if not hub.accounts.is_open:
                raise Refused("", "There are no accounts here.")
            if wanted == "HELP":
                for line in self.help:
                    reply.say(line)
            elif wanted in self.steps:
                self.steps[wanted](hub, peer, words[1:], reply)
            else:
                raise Refused("", "I don't know this. Say HELP to me.")
        except Refused as refused:
            reply.refuse(refused)
