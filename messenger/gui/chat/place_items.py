"""What the model knows about places and people, as the lists of the chat window show it."""

from collections.abc import Container

from messenger.client.events import Member
from messenger.client.model.lesson import is_closed
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model, Place, PlaceKind
from messenger.client.text.words import AWAY
from messenger.gui.widgets.room_list import PlaceItem
from messenger.gui.widgets.user_list import PersonItem
from messenger.irc.names import fold, in_order

HOST_MODES = frozenset("~&@")


def place_items(model: Model, drafts: Container[str]) -> list[PlaceItem]:
    """All places in the order they were opened."""
    return [_place_item(model, place, place.key in drafts) for place in model.places.values()]


def _place_item(model: Model, place: Place, draft: bool) -> PlaceItem:
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
        model.display(place.name, place.name),
        False,
        place.unread,
        place.wanted,
        presence=presence_of(model, place.name),
        draft=draft,
    )


def presence_of(model: Model, nick: str) -> str:
    """What the rooms we share tell; "off" for somebody who is in none of them, and for
    everybody while the link is down: what we knew may be wrong by now."""
    key = fold(nick)
    if model.link.phase is not LinkPhase.UP:
        return "off"
    for place in model.places.values():
        member = place.members.get(key)
        if member is not None:
            return "away" if member.away else "online"
    return "off"


def person_items(model: Model, place: Place) -> list[PersonItem]:
    """Everybody in a room: hands in order, then by the name that is shown."""
    own = fold(model.nick)
    items = [
        _person_item(place, member, key == own, model) for key, member in place.members.items()
    ]
    hands = {fold(hand.nick): n for n, hand in enumerate(model.lesson.hands_in_order)}
    return sorted(
        items, key=lambda item: (hands.get(fold(item.nick), len(hands)), in_order(item.name))
    )


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
