"""MONITOR: be told when somebody comes or goes, whatever rooms they are in.

source: IRCv3 monitor, extended-monitor.
"""

from collections.abc import Callable, Iterable, Mapping

from messenger.irc import caps, numerics
from messenger.irc.message import Message
from messenger.irc.names import fold
from messenger.irc.numerics import refusal
from messenger.relay.hub import Hub
from messenger.relay.output.render import Event
from messenger.relay.output.reply import Reply
from messenger.relay.registry import metadata
from messenger.relay.state import Peer, Person


def monitor(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    step = STEPS.get(message.params[0].upper())
    if step is None:
        raise refusal(numerics.ERR_UNKNOWNCOMMAND, "MONITOR")
    step(hub, peer, message.params[1] if len(message.params) > 1 else "", reply)


def _add(hub: Hub, peer: Peer, targets: str, reply: Reply) -> None:
    limit = hub.config.limits.monitor_entries
    online: list[str] = []
    offline: list[str] = []
    found: list[Person] = []
    wanted = [nick for nick in targets.split(",") if nick]
    for place, nick in enumerate(wanted):
        known = peer.watching or {}
        if fold(nick) not in known and len(known) >= limit:
            reply.numeric(numerics.ERR_MONLISTFULL, str(limit), ",".join(wanted[place:]))
            break
        hub.people.watch(peer, nick)
        other = hub.people.find(nick)
        if other:
            online.append(other.source)
            found.append(other)
        else:
            offline.append(nick)
    _send(reply, numerics.RPL_MONONLINE, online)
    _send(reply, numerics.RPL_MONOFFLINE, offline)
    for other in found:
        metadata.on_watch(hub, other, reply)


def _remove(hub: Hub, peer: Peer, targets: str, reply: Reply) -> None:
    for nick in targets.split(","):
        hub.people.unwatch(peer, fold(nick))


def _clear(hub: Hub, peer: Peer, targets: str, reply: Reply) -> None:
    for key in list(peer.watching or ()):
        hub.people.unwatch(peer, key)


def _list(hub: Hub, peer: Peer, targets: str, reply: Reply) -> None:
    _send(reply, numerics.RPL_MONLIST, (peer.watching or {}).values())
    reply.numeric(numerics.RPL_ENDOFMONLIST)


def _status(hub: Hub, peer: Peer, targets: str, reply: Reply) -> None:
    nicks = list((peer.watching or {}).values())
    found = {nick: hub.people.find(nick) for nick in nicks}
    _send(reply, numerics.RPL_MONONLINE, [other.source for other in found.values() if other])
    _send(reply, numerics.RPL_MONOFFLINE, [nick for nick in nicks if not found[nick]])


STEPS: Mapping[str, Callable[[Hub, Peer, str, Reply], None]] = {
    "+": _add,
    "-": _remove,
    "C": _clear,
    "L": _list,
    "S": _status,
}


def _send(reply: Reply, code: str, words: Iterable[str]) -> None:
    reply.listed(code, words=words, between=",")


def came(hub: Hub, person: Person) -> None:
    """Tell those who watch for this nick that it is here."""
    for watcher in hub.people.watchers.get(fold(person.nick), ()):
        _tell(hub, watcher, numerics.RPL_MONONLINE, person.source)
        if watcher.subscriptions:
            reply = Reply(hub, watcher, "MONITOR")
            metadata.on_watch(hub, person, reply)
            reply.finish()


def went(hub: Hub, nick: str) -> None:
    for watcher in hub.people.watchers.get(fold(nick), ()):
        _tell(hub, watcher, numerics.RPL_MONOFFLINE, nick)


def _tell(hub: Hub, watcher: Peer, code: str, text: str) -> None:
    line = f":{hub.name} {code} {watcher.person.nick} :{text}\r\n"
    hub.send(watcher, line.encode("utf-8", "replace"))


def changed(hub: Hub, person: Person, event: Event) -> None:
    """Tell watchers who share no room with the person (IRCv3 extended-monitor)."""
    watchers = [
        watcher
        for watcher in hub.people.watchers.get(fold(person.nick), ())
        if watcher.has(caps.EXTENDED_MONITOR)
        and watcher.person is not person
        and watcher.person.rooms.keys().isdisjoint(person.rooms)
    ]
    hub.tell_peers(event, watchers)
