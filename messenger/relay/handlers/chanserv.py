"""ChanServ: rooms that last (`registry.lasting`), in the words that users of IRC know."""

from collections.abc import Callable, Mapping

from messenger.errors import Refused
from messenger.relay.access.accounts import CHANSERV
from messenger.relay.handlers import moderation
from messenger.relay.handlers.keys import check_account
from messenger.relay.handlers.server import utc
from messenger.relay.handlers.services import Service
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import lasting
from messenger.relay.state import Peer, Room
from messenger.relay.upkeep import audit
from messenger.store.account_rows import KnownAccount

HELP = (
    "ChanServ looks after rooms that last. Say to it, with /msg ChanServ:",
    "REGISTER <#room>              keep a room that you are an operator of",
    "INFO <#room>                  whose a room is",
    "LIST                          your rooms",
    "ACCESS <#room>                who is known in your room",
    "OP <#room> [<account>]        be an operator, or make somebody one, for good",
    "DEOP <#room> <account>        somebody is no operator any more",
    "REMOVE <#room> <account>      forget somebody: to come in is up to the room's modes again",
    "TRANSFER <#room> <account>    give a room to somebody else",
    "DROP <#room>                  give a room up: it goes when the last one leaves it",
)


def _room(hub: Hub, words: list[str]) -> Room:
    room = hub.roster.find(words[0]) if words else None
    if room is None:
        raise Refused("", f"There is no room {words[0]}." if words else "Say which room.")
    return room


def _kept(hub: Hub, peer: Peer, words: list[str]) -> Room:
    """A lasting room that the peer may look into: an operator of it."""
    room = _room(hub, words)
    if not room.founder:
        raise Refused("", f"{room.name} is not registered.")
    marks = lasting.marks_of(hub, room, peer.person.account_id) or ""
    if "@" not in marks and not peer.person.is_operator:
        check_account(peer)
        raise Refused("", f"You are not an operator of {room.name}.")
    return room


def _own(hub: Hub, peer: Peer, words: list[str]) -> Room:
    """A lasting room that the peer may decide about: its founder, or who looks after the relay."""
    room = _kept(hub, peer, words)
    if not lasting.is_founder(room, peer.person):
        if not peer.person.is_operator:
            raise Refused("", f"Only the founder of {room.name} may do this.")
        audit.note(peer, "used ChanServ on", room.name)
    return room


def _account(hub: Hub, words: list[str], usage: str) -> KnownAccount:
    """The account that is named second, also by the nick of somebody who is logged in to it."""
    if len(words) != 2:
        raise Refused("", f"Say: {usage}")
    other = hub.people.find(words[1])
    account = hub.accounts.find(other.account if other and other.account else words[1])
    if account is None:
        raise Refused("", f"{words[1]} has no account.")
    return account


def _register(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _room(hub, words)
    if not room.is_op(peer.person):
        raise Refused("", f"You are not an operator of {room.name}: join it first.")
    if sentence := lasting.why_not(hub, room, peer.person):
        raise Refused("", sentence + ".")
    reply.needs_disk(room.name)
    lasting.found(hub, room, peer.person)
    hub.publish(room, hub.event(hub.name, "MODE", room.name, "+r"), durable=True)
    reply.say(f"{room.name} is yours, and is kept from now on.")


def _drop(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _own(hub, peer, words)
    reply.needs_disk(room.name)
    lasting.let_go(hub, room)
    reply.say(f"{room.name} is not kept any longer.")


def _info(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _room(hub, words)
    inside = peer.person in room.members or peer.person.is_operator
    known = lasting.marks_of(hub, room, peer.person.account_id) is not None
    if not room.flags.isdisjoint("sp") and not inside and not known:
        raise Refused("", f"There is no room {words[0]}.")
    if not room.founder:
        reply.say(f"{room.name} is not registered: it goes when the last one leaves it.")
        return
    founder = hub.accounts.named(room.founder) or "somebody whose account is gone"
    day = utc(room.created_s * 1000).split()[0]
    reply.say(f"{room.name} was founded by {founder} and is there since {day}.")
    days = hub.config.accounts.room_expiry_days
    if days:
        reply.say(f"It is kept until nobody has been inside for {days} days.")


def _list(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    check_account(peer)
    rooms = sorted(room.name for room in lasting.founded_by(hub, peer.person.account_id))
    for name in rooms:
        reply.say(name)
    reply.say(f"You have founded {len(rooms)} rooms.")


def _access(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _kept(hub, peer, words)
    reply.say(f"{hub.accounts.named(room.founder) or room.founder}: founder")
    for account_id, marks in hub.facts.of(room.key, lasting.MEMBER).items():
        names = [_WORDS[mark] for mark in marks] or ["member"]
        reply.say(f"{hub.accounts.named(account_id) or account_id}: {', '.join(names)}")
    for account_id, by in hub.facts.of(room.key, lasting.INVITED).items():
        reply.say(f"{hub.accounts.named(account_id) or account_id}: invited by {by}")


_WORDS = {"@": "operator", "+": "voiced"}


def _op(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _kept(hub, peer, words)
    if len(words) == 1:
        words = [words[0], peer.person.nick]
    account = _account(hub, words, "OP <#room> [<account>]")
    reply.needs_disk(room.name)
    _change(hub, room, account, lambda marks: "@" + marks.replace("@", ""))
    reply.say(f"{account.name} is an operator of {room.name}.")


def _deop(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _kept(hub, peer, words)
    account = _account(hub, words, "DEOP <#room> <account>")
    if account.id == room.founder:
        raise Refused("", f"{account.name} is the founder: TRANSFER gives the room to another.")
    reply.needs_disk(room.name)
    _change(hub, room, account, lambda marks: marks.replace("@", ""))
    reply.say(f"{account.name} is no operator of {room.name}.")


def _change(hub: Hub, room: Room, account: KnownAccount, new: Callable[[str], str]) -> None:
    """The marks of an account, remembered and of its devices that are inside."""
    lasting.remember(hub, room, account.id, new(lasting.marks_of(hub, room, account.id) or ""))
    for member, marks in list(room.members.items()):
        if member.account_id == account.id and new(marks) != marks:
            moderation.set_marks(hub, room, member, new(marks))


def _remove(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _kept(hub, peer, words)
    account = _account(hub, words, "REMOVE <#room> <account>")
    if account.id == room.founder:
        raise Refused("", f"{account.name} is the founder: TRANSFER gives the room to another.")
    reply.needs_disk(room.name)
    lasting.forget(hub, room, account.id)
    reply.say(f"{account.name} is not known in {room.name} any more.")


def _transfer(hub: Hub, peer: Peer, words: list[str], reply: Reply) -> None:
    room = _own(hub, peer, words)
    account = _account(hub, words, "TRANSFER <#room> <account>")
    if account.id == room.founder:
        raise Refused("", f"{room.name} is the room of {account.name} already.")
    reply.needs_disk(room.name)
    lasting.give(hub, room, account.id)
    _change(hub, room, account, lambda marks: "@" + marks.replace("@", ""))
    reply.say(f"{room.name} is the room of {account.name} now; you stay an operator.")


_STEPS: Mapping[str, Callable[[Hub, Peer, list[str], Reply], None]] = {
    "ACCESS": _access,
    "DEOP": _deop,
    "DROP": _drop,
    "INFO": _info,
    "LIST": _list,
    "OP": _op,
    "REGISTER": _register,
    "REMOVE": _remove,
    "TRANSFER": _transfer,
}
SERVICE = Service(CHANSERV, HELP, _STEPS)
