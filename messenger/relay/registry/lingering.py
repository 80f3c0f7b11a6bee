"""People who are here without a device: owners of always-on accounts, over a restart too.

What is needed to bring one back is kept as facts of its account: PRESENCE, who it is, and PLACE,
key of a room → its marks there. Written at the end of the turn in which something has changed.
"""

from collections.abc import Iterator, Mapping

from messenger.relay.hub import Hub
from messenger.relay.registry import choices
from messenger.relay.state import Person
from messenger.store.account_rows import KnownAccount

PRESENCE, PLACE = "presence", "place"
NOT_CONNECTED = "Not connected"
LEFT = "left_ms"  # when the last device went; while one is here there is no such fact
_DAY_MS = 86_400_000
_KEPT = ("nick", "username", "host", "realname")


def remember(hub: Hub, person: Person) -> None:
    """Keep what has changed of somebody who stays, and nothing of anybody else."""
    if hub.accounts.here(person.account_id)[:1] != [person]:
        return
    stays = person.is_in and hub.stays(person)
    presence = {name: getattr(person, name) for name in _KEPT} if stays else {}
    places = {key: room.members[person] for key, room in person.rooms.items()} if stays else {}
    if stays and not person.peers:
        left_ms = hub.facts.of("@" + person.account_id, PRESENCE).get(LEFT) or str(hub.wall_ms)
        presence[LEFT] = left_ms
    _put(hub, person.account_id, PRESENCE, presence)
    _put(hub, person.account_id, PLACE, places)


def forget(hub: Hub, account_id: str) -> None:
    """Nobody is to be brought back."""
    _put(hub, account_id, PRESENCE, {})
    _put(hub, account_id, PLACE, {})


def _put(hub: Hub, account_id: str, kind: str, wanted: Mapping[str, str]) -> None:
    owner = "@" + account_id
    known = dict(hub.facts.of(owner, kind))
    for name in known.keys() | wanted.keys():
        if known.get(name) != wanted.get(name):
            hub.turn.rows.append(hub.facts.put(owner, kind, name, wanted.get(name), stands=True))


def restore(hub: Hub) -> None:
    """At the start: everybody who was to stay is where it was."""
    for account in hub.accounts.all():
        presence = hub.facts.of("@" + account.id, PRESENCE)
        if presence and choices.is_always_on(hub.config, hub.facts, account.id):
            _bring_back(hub, account, presence)


def _bring_back(hub: Hub, account: KnownAccount, presence: Mapping[str, str]) -> None:
    person = Person(away=NOT_CONNECTED)
    nick = presence.get("nick") or account.name
    if not hub.people.is_free(nick, person):
        return
    person.username, person.realname = presence.get("username", ""), presence.get("realname", "")
    person.host = presence.get("host", "")
    hub.people.take(person, nick)
    hub.accounts.enter(person, account)
    hub.come_in(person)
    for key, marks in hub.facts.of("@" + account.id, PLACE).items():
        room = hub.roster.rooms.get(key) or hub.roster.open(key, hub.wall_ms // 1000, lived_in=True)
        room.add(person, marks)
    hub.unsettled[person] = None


def _absent(hub: Hub) -> Iterator[tuple[Person, int]]:
    """Everybody who is here without a device, and since when."""
    for person in list(hub.people.by_nick.values()):
        if person.is_in and not person.peers:
            left = hub.facts.of("@" + person.account_id, PRESENCE).get(LEFT)
            yield person, int(left or hub.wall_ms)


def sweep(hub: Hub) -> None:
    """Who has not come for long leaves; so does who is not to stay any more."""
    days, time_ms = hub.config.accounts.always_on_days, hub.ages.time_ms()
    for person, left_ms in _absent(hub):
        if not hub.stays(person):
            hub.close_person(person, "Disconnected")
        elif days and time_ms is not None and time_ms - left_ms > days * _DAY_MS:
            hub.close_person(person, f"Not here for {days} days")
