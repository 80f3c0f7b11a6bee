"""What a model's change means for a view: small records, told by `Model.apply`.

`place` is always a place's key (its folded name), as in `Model.places` and `Model.current`.
Row changes are told for the current place only; another place's rows are read with
`Model.rows()` after `Model.show(place)`. They must be taken in the order given. A view that
shows only the newest rows ignores keys that it does not show.
"""

from dataclasses import dataclass

from messenger.client.model.rows import DisplayRow


@dataclass(frozen=True, slots=True)
class RowsReset:
    """Too much changed: clear the pane and fill it from `Model.rows()`."""

    place: str


@dataclass(frozen=True, slots=True)
class RowsAppended:
    """New rows below all others, in order."""

    place: str
    rows: tuple[DisplayRow, ...]


@dataclass(frozen=True, slots=True)
class RowsInserted:
    """New rows directly above the row of key `before`; older history comes so, too."""

    place: str
    before: str
    rows: tuple[DisplayRow, ...]


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """These rows look different now and stay where they are; found by their key."""

    place: str
    rows: tuple[DisplayRow, ...]


@dataclass(frozen=True, slots=True)
class RowsRemoved:
    """These rows are gone (or come again at another place by a later change)."""

    place: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurrentChanged:
    """The model shows another place now (we left the old one): redraw everything."""

    place: str


@dataclass(frozen=True, slots=True)
class PlacesChanged:
    """The list of rooms and talks, or a count in it."""


@dataclass(frozen=True, slots=True)
class HeaderChanged:
    """Topic, modes or the being in of one place."""

    place: str


@dataclass(frozen=True, slots=True)
class MembersChanged:
    """Who is in a place, and how: `Place.members`."""

    place: str


@dataclass(frozen=True, slots=True)
class SelfChanged:
    """Our own nick or away state."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """`Model.link`, and with it network and address."""


@dataclass(frozen=True, slots=True)
class DirectoryChanged:
    """`Model.directory`: the answer to ListRooms came."""


@dataclass(frozen=True, slots=True)
class FoundChanged:
    """`Model.found`: the answer to FindMessages came."""


@dataclass(frozen=True, slots=True)
class LessonChanged:
    """`Model.lesson`: who may speak, whose hand is up, what waits for the host."""


Change = (
    RowsReset
    | RowsAppended
    | RowsInserted
    | RowsChanged
    | RowsRemoved
    | CurrentChanged
    | PlacesChanged
    | HeaderChanged
    | MembersChanged
    | SelfChanged
    | LinkChanged
    | DirectoryChanged
    | FoundChanged
    | LessonChanged
)
