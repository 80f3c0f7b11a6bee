"""NickServ SET: what an owner chooses for the account."""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.relay.handlers import choosing, keys
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import choices
from messenger.relay.registry.choices import ALWAYS_ON, MULTICLIENT
from messenger.relay.state import Peer

USAGE = "Say: SET PASSWORD <new password>, SET ALWAYS-ON yes|no or SET MULTICLIENT yes|no"
_ANSWERS = {
    (ALWAYS_ON, choices.YES): "You stay in your rooms from now on when your last device goes.",
    (ALWAYS_ON, choices.NO): "You leave with your last device from now on.",
    (MULTICLIENT, choices.YES): "All your devices are one person from now on.",
    (MULTICLIENT, choices.NO): "Your name is for one device at a time from now on.",
}
_WORDS = {
    **dict.fromkeys(("YES", "ON", "TRUE"), choices.YES),
    **dict.fromkeys(("NO", "OFF", "FALSE"), choices.NO),
}


def set_(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    """SET <what> <value>"""
    keys.check_account(peer)
    step = _STEPS.get(words[0].upper()) if len(words) == 2 else None
    if step is None:
        raise Refused("", USAGE)
    step(hub, peer, words[1], reply)


def _password(hub: Hub, peer: Peer, value: str, reply: Reply) -> None:
    keys.set_password(
        hub, peer, value, reply, lambda: reply.say("This is your password from now on.")
    )


def _always_on(hub: Hub, peer: Peer, value: str, reply: Reply) -> None:
    _choose(hub, peer, ALWAYS_ON, value, reply)


def _multiclient(hub: Hub, peer: Peer, value: str, reply: Reply) -> None:
    _choose(hub, peer, MULTICLIENT, value, reply)


def _choose(hub: Hub, peer: Peer, name: str, value: str, reply: Reply) -> None:
    chosen = _WORDS.get(value.upper())
    if chosen is None:
        raise Refused("", USAGE)
    choosing.choose(hub, peer, name, chosen, reply)
    reply.say(_ANSWERS[name, chosen])


_STEPS: Mapping[str, Callable[[Hub, Peer, str, Reply], None]] = {
    "PASSWORD": _password,
    "ALWAYS-ON": _always_on,
    "MULTICLIENT": _multiclient,
}
