"""Which places are closed when there are too many: a flood of private messages opens no more."""

from collections.abc import Container, Iterable, Mapping

from messenger.client.model.place import Place

MAX_OPEN = 500  # talks, and rooms that we are not in
CLOSED_AT_ONCE = 50  # beyond it, so that a flood looks through all of them seldom


def surplus_places(places: Mapping[str, Place], kept: Container[str]) -> Iterable[str]:
    """Keys to close, those first in which nothing wants us, then the ones silent longest.

    Rooms that we are in, places with unsent words or a draft and those in `kept` stay.
    """
    if len(places) <= MAX_OPEN + CLOSED_AT_ONCE:
        return ()
    closable = [
        place
        for key, place in places.items()
        if not (place.joined or key in kept or place.draft or place.timeline.unsettled())
    ]
    surplus = len(closable) - MAX_OPEN
    return [place.key for place in sorted(closable, key=_worth)[: max(surplus, 0)]]


def _worth(place: Place) -> tuple[bool, float]:
    entries = place.timeline.entries
    return place.wanted > 0, entries[-1].message.sent_at if entries else 0.0
