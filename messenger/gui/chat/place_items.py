"""What the model knows about places and people, as the lists of the chat window show it."""

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from operator import itemgetter

from messenger.client.events import Member
from messenger.client.model.lesson import is_closed
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.model.place import display_anywhere
from messenger.client.text.words import AWAY
from messenger.gui.widgets.room_list import PlaceItem
from messenger.gui.widgets.user_list import PersonItem
from messenger.irc.names import fold, in_order

HOST_MODES = frozenset("~&@")
PIECE = 500  # people at once, where all of a room are worked through piece by piece


def place_items(model: Model, drafts: Container[str]) -> list[PlaceItem]:
    """All places in the order they were opened; the open one's draft is seen in its box."""
    rooms = [place for place in model.places.values() if place.members]  # a talk has none
    return [
        _place_item(model, rooms, place, key in drafts and key != model.current)
        for key, place in model.places.items()
    ]


def _place_item(model: Model, rooms: Iterable[Place], place: Place, draft: bool) -> PlaceItem:
    if place.kind is PlaceKind.ROOM:
        return PlaceItem(
            place.key,
            place.name,
            True,
            place.unread,
            place.wanted,
            draft=draft,
            private=is_closed(place),
            here=place.joined,
        )
    return PlaceItem(
        place.key,
        display_anywhere(rooms, model.known, place.name),
        False,
        place.unread,
        place.wanted,
        presence=_presence_in(rooms, model, place.name),
        draft=draft,
    )


def presence_of(model: Model, nick: str) -> str:
    """What the rooms we share tell; "off" for somebody who is in none of them, and for
    everybody while the link is down: what we knew may be wrong by now."""
    return _presence_in(model.places.values(), model, nick)


def _presence_in(rooms: Iterable[Place], model: Model, nick: str) -> str:
    key = fold(nick)
    if model.link.phase is not LinkPhase.UP:
        return "off"
    for place in rooms:
        member = place.members.get(key)
        if member is not None:
            return "away" if member.away else "online"
    return "off"


def person_items(model: Model, place: Place) -> list[PersonItem]:
    """Everybody in a room: hands in order, then by the name that is shown."""
    found: list[PersonItem] = []
    for _ in work_out_people(model, place, found):
        pass
    return found


def work_out_people(model: Model, place: Place, found: list[PersonItem]) -> Iterator[None]:
    """The same piece by piece: `found` is filled when the iterator ends."""
    own = fold(model.nick)
    hands = {fold(hand.nick): n for n, hand in enumerate(model.lesson.hands_in_order)}
    ranked = []
    members = iter(tuple(place.members.items()))
    while piece := tuple(islice(members, PIECE)):
        items = [_person_item(place, member, key == own, model) for key, member in piece]
        keys = [
            (hands.get(key, len(hands)), in_order(item.name))
            for (key, _), item in zip(piece, items, strict=True)
        ]
        # Sorted piece by piece, all of them are sorted quickly in the end.
        ranked += sorted(zip(keys, items, strict=True), key=itemgetter(0))
        yield
    ranked.sort(key=itemgetter(0))
    found += [item for _, item in ranked]
    yield


def _person_item(place: Place, member: Member, is_self: bool, model: Model) -> PersonItem:
    tags = ["you"] if is_self else []
    if member.bot:
        tags.append("bot")
    if "+" in member.modes[:1]:
        tags.append("voice")
    away = bool(model.away) if is_self else member.away  # the relay does not tell us of ourselves
    is_host = bool(HOST_MODES & set(member.modes))
    status = AWAY if away and is_host else ""
    if is_self and model.away not in ("", AWAY):
        status = model.away
    presence = "off" if model.link.phase is not LinkPhase.UP else "away" if away else "online"
    hand = fold(member.nick) in model.lesson.hands
    section = "host" if is_host else "hand" if hand else "away" if away else "online"
    return PersonItem(
        member.nick,
        place.display(member.nick),
        section,
        presence,
        status,
        tuple(tags),
        hand,
    )
