"""How people are told what the host has said: lines for our client, words for all others.

source: `messenger.irc.lesson`.
"""

from collections.abc import Iterable, Iterator

from messenger.irc import caps
from messenger.irc import lesson as words_of
from messenger.relay.hub import Hub
from messenger.relay.output import classic_render
from messenger.relay.output.render import Event, render
from messenger.relay.output.reply import Reply
from messenger.relay.output.windows import common_room, windows
from messenger.relay.registry import lesson
from messenger.relay.state import Peer, Room

_SWITCH_WORDS = {
    (lesson.MUTE_ALL, True): "The host has muted everybody. You can read on.",
    (lesson.MUTE_ALL, False): "Everybody may speak again.",
    (lesson.TALKS, True): "Private messages are closed: you can write to the host only.",
    (lesson.TALKS, False): "Private messages are open again.",
}


def tell(hub: Hub, peer: Peer, words: str, *line: str, about: str = "") -> None:
    """One person: the line where LESSON is known, else the words; "" for no words.

    about: see `windows`. Durable: nobody hears of what could not be stored.
    """
    if peer.has(caps.LESSON):
        hub.send(peer, render(Event(hub.name, "LESSON", line, hub.wall_ms), peer.profile), True)
    elif words and peer.profile & caps.CLASSIC:
        hub.send(peer, classic_render.told(words), True)
    elif words:
        for window in windows(peer, about):
            event = Event(hub.name, "NOTICE", (window, words), hub.wall_ms)
            hub.send(peer, render(event, peer.profile), True)


def answer(reply: Reply, words: str, about: str = "") -> None:
    """To who gave the command. about: see `windows`; our client shows it where it is."""
    peer = reply.peer
    for window in [peer.person.nick] if peer.has(caps.LESSON) else windows(peer, about):
        reply.send("NOTICE", window, words)


def everybody(hub: Hub) -> Iterator[Peer]:
    return (peer for peer in hub.peers.values() if peer.is_in)


def operators(hub: Hub) -> Iterator[Peer]:
    return (peer for person in hub.people.with_mode("o") for peer in person.peers if peer.is_in)


def operators_of(hub: Hub, room: Room | None) -> list[Peer]:
    """Who decides in a room: its operators, and those of the relay wherever they are."""
    inside = room.members if room else ()
    own = [peer for member in inside if room and room.is_op(member) for peer in member.peers]
    return list(dict.fromkeys((*own, *operators(hub))))


def durable(reply: Reply, target: str = "*") -> None:
    """The answer stands or falls with what is stored in this turn."""
    reply.needs_disk(target)


# -- what holds ---------------------------------------------------------------------------


def state(hub: Hub, peer: Peer) -> tuple[str, ...]:
    """LESSON STATE for this reader."""
    person = peer.person
    holds = {
        words_of.OPERATOR: person.is_operator,
        words_of.MUTED_ALL: lesson.is_on(hub, lesson.MUTE_ALL),
        words_of.MUTED: lesson.has(hub, lesson.MUTED, person),
        words_of.SPARED: lesson.has(hub, lesson.SPARED, person),
        words_of.TALKS_CLOSED: lesson.is_on(hub, lesson.TALKS),
    }
    flags = ",".join(flag for flag, on in holds.items() if on)
    nicks = " ".join(sorted({other.person.nick for other in operators(hub)}))
    return "STATE", flags or words_of.NOTHING, nicks


def tell_state(hub: Hub, peers: Iterable[Peer], words: str = "") -> None:
    for peer in list(peers):
        tell(hub, peer, words, *state(hub, peer))


def tell_switch(hub: Hub, switch: str) -> None:
    tell_state(hub, everybody(hub), _SWITCH_WORDS[switch, lesson.is_on(hub, switch)])


def tell_newcomer(hub: Hub, peer: Peer) -> None:
    """What a person has to know at login, or when it becomes an operator."""
    words = [
        _SWITCH_WORDS[switch, True]
        for switch in (lesson.MUTE_ALL, lesson.TALKS)
        if lesson.is_on(hub, switch)
    ]
    if lesson.has(hub, lesson.MUTED, peer.person):
        words.insert(0, "The host has muted you. You can read on.")
    tell_state(hub, (peer,), " ".join(words))
    hands = lesson.hands(hub)
    for entry in hands:
        tell(hub, peer, "", "HAND", entry.nick, str(entry.at_ms))
    if not peer.person.is_operator:
        return
    for entry in lesson.all_of(hub, lesson.MUTED):
        tell(hub, peer, "", "MUTED", entry.nick, str(entry.at_ms))
    if hands:
        tell(hub, peer, in_order(hands), *state(hub, peer))


def in_order(hands: list[lesson.Entry]) -> str:
    if not hands:
        return "No hand is up."
    return "Hands up, in order: " + ", ".join(entry.nick for entry in hands) + "."


# -- hands and mutes ----------------------------------------------------------------------


def tell_hand(hub: Hub, nick: str, at_ms: int | None, own: str = "") -> None:
    """at_ms: None when it is down. In words (own: for the one whose hand it is) only operators
    hear of others' hands."""
    when = words_of.NOTHING if at_ms is None else str(at_ms)
    up = f"{nick} raises a hand. {in_order(lesson.hands(hub))} HAND DOWN {nick} lowers it."
    other = hub.people.find(nick)
    for peer in list(everybody(hub)):
        if peer.person is other:
            tell(hub, peer, own, "HAND", nick, when)
            continue
        words = up if peer.person.is_operator and at_ms is not None else ""
        about = common_room(peer, other) if words and other else ""
        tell(hub, peer, words, "HAND", nick, when, about=about)


def tell_muted(hub: Hub, nick: str, at_ms: int | None) -> None:
    when = words_of.NOTHING if at_ms is None else str(at_ms)
    for peer in list(operators(hub)):
        tell(hub, peer, "", "MUTED", nick, when)
