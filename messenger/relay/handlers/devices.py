"""Several devices of one account are one person here: who comes in with the account of somebody
who is here becomes one more device of theirs.

A wanted nick that this person has attaches, or the account's own name, or a variant of it
("ann_", "ann2", what clients take when "ann" is refused); so does any nick when the person is here
without a device. Another nick that is free is somebody apart, with the same account.
"""

from messenger.irc import caps, numerics
from messenger.irc.names import fold
from messenger.irc.numerics import refusal
from messenger.relay.handlers import catching_up, channels, lesson, operators, welcome
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import choices
from messenger.relay.state import Peer, Person, Stage

MAX_DEVICES = 32  # of one person: all get a copy of everything
_VARIED = "_-`^|0123456789"  # what clients put behind a name that was refused


def may_be_own(hub: Hub, peer: Peer, wanted: str) -> bool:
    """Whether a login that is under way may show yet that a nick in use is its own."""
    other = hub.people.by_nick.get(fold(wanted))
    if peer.login is None or other is None:
        return False
    if not other.is_in:
        # Perhaps another device of ours that is a moment ahead, as after a restart of the relay.
        return peer.login.negotiating
    if not other.account_id:
        return False
    if peer.person.account_id:
        return other.account_id == peer.person.account_id
    return peer.login.negotiating


def hold(hub: Hub, peer: Peer) -> None:
    """Whose the wanted nick is, shows at the end of the login; until then it has none."""
    hub.people.release(peer.person)
    peer.person.rename("")
    if peer.login is not None:
        peer.login.is_held = True


def hold_back(hub: Hub, person: Person) -> bool:
    """Somebody else has shown that the nick is its own: whoever has it in a login that may still
    show the same has to wait for it. False for one that can't show anything."""
    waits = [
        peer
        for peer in person.peers
        if peer.login is not None and peer.login.negotiating and peer.has(caps.SASL)
    ]
    for peer in waits:
        hold(hub, peer)
    return bool(waits)


def give_up_hold(hub: Hub, peer: Peer, bits: int) -> None:
    """What the client can do is known now (bits of `irc.caps`); if it can't show whose the name
    is, it may look for another at once."""
    login = peer.login
    if login and login.is_held and not (bits & caps.SASL or peer.person.account_id):
        login.is_held = False
        reply = Reply(hub, peer, "NICK")
        reply.refuse(refusal(numerics.ERR_NICKNAMEINUSE, login.wanted))
        reply.finish()


def own_presence(hub: Hub, peer: Peer) -> Person | None:
    """The person of the peer's account that it belongs to by the nick it wants."""
    account, login = peer.person.account, peer.login
    if not account or login is None:
        return None
    wanted = fold(login.wanted)
    people = hub.accounts.here(peer.person.account_id)
    if not choices.is_multiclient(hub.facts, peer.person.account_id):
        people = [one for one in people if not one.peers]
    for one in people:
        if fold(one.nick) == wanted or not one.peers:
            return one
    name = fold(account)
    varied = wanted.startswith(name) and not wanted[len(name) :].strip(_VARIED)
    return people[0] if people and varied else None


def attach(hub: Hub, peer: Peer, person: Person, reply: Reply) -> None:
    """Let the peer in as one more device, and show it where the person is."""
    is_host = peer.person.is_host
    hub.attach(peer, person)
    peer.login, peer.stage = None, Stage.IN
    hub.people.connected += 1
    if is_host:
        operators.become_host(hub, person, peer)
    welcome.welcome(hub, peer, reply, attached=True)
    for room in person.rooms.values():
        reply.event(hub.event(person.source, "JOIN", room.name, realname=person.realname))
        channels.greet(hub, room, peer, reply)
    reply.finish()
    lesson.came(hub, peer)
    catching_up.catch_up(hub, peer)
