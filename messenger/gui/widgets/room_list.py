"""RoomList: rooms and private talks, with what is unread."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.widgets.canvas_list import CanvasList, ListActions
from messenger.gui.widgets.list_brush import Brush, Heading, Row
from messenger.gui.widgets.plain import Panel

ROOMS: Final = "rooms"
PEOPLE: Final = "people"
_HEADING: Final = "heading "  # no room and no nick has a space in it
_MOST_COUNTED: Final = 99
_QUIET: Final = PillStyle("count", "text")
_WANTED: Final = PillStyle("badge", "on_badge")


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """A room or a private talk.

    key: what `on_open` is told. wanted: how many of the unread call for us (mentions; in a
    private talk all). presence: of the person, "online", "away" or "off". muted: nothing new is
    told. draft: words wait in its input box. here: we are in it (a room we were sent out of is
    still shown, muted).
    """

    key: str
    name: str
    is_room: bool
    unread: int = 0
    wanted: int = 0
    presence: str = ""
    muted: bool = False
    draft: bool = False
    private: bool = False
    here: bool = True

    @property
    def height(self) -> int:
        return 32 if self.is_room else 34


@dataclass(frozen=True, slots=True)
class RoomListActions:
    """on_open(key); on_menu(key, x_root, y_root); on_add(ROOMS or PEOPLE): the plus."""

    on_open: Callable[[str], None]
    on_menu: Callable[[str, int, int], None]
    on_add: Callable[[str], None]


class RoomList(Panel):
    """In: the places in order, and which one is open."""

    def __init__(self, parent: tk.Misc, look: Look, actions: RoomListActions) -> None:
        super().__init__(parent, look, "side")
        self.list = CanvasList(
            self,
            look,
            _paint,
            ListActions(
                on_click=actions.on_open,
                on_open=actions.on_open,
                on_menu=actions.on_menu,
                on_add=lambda key: actions.on_add(key.removeprefix(_HEADING)),
            ),
        )
        self.list.pack(fill="both", expand=True)

    def show(self, places: Sequence[PlaceItem], selected: str) -> None:
        """All places, and the key of the open one."""
        rows: list[Row] = [Heading(_HEADING + ROOMS, "Rooms", addable=True)]
        rows += [place for place in places if place.is_room]
        rows.append(Heading(_HEADING + PEOPLE, "People", addable=True))
        rows += [place for place in places if not place.is_room]
        self.list.show(rows, selected)


def _paint(brush: Brush, row: Row) -> None:
    if not isinstance(row, PlaceItem):
        return
    look, px = brush.look, brush.look.px
    right = _paint_right(brush, row)
    bold = brush.selected or (row.unread > 0 and not row.muted)
    font = "bold" if bold else "body"
    ink = _ink(brush, row)
    if row.is_room:
        icon = "lock" if row.private else "hash"
        tone = ink if brush.selected else "muted"
        brush.picture(px(16), look.pictures.icon(icon, 18, tone))
        x = px(42)
    else:
        avatar = look.pictures.avatar(row.name, 24, row.presence, brush.ground)
        brush.picture(px(14), avatar)
        x = px(48)
    name = row.name.removeprefix("#") if row.is_room else row.name
    brush.words(x, brush.middle, look.fonts.elide(font, name, right - x - px(4)), font, ink)


def _ink(brush: Brush, row: PlaceItem) -> str:
    if brush.selected:
        return "on_selection"
    if row.muted or not row.here:
        return "muted"
    return "text" if row.unread else "soft"


def _paint_right(brush: Brush, row: PlaceItem) -> int:
    """Counts and signs; returns where they begin."""
    look, px = brush.look, brush.look.px
    right = brush.width - px(16)
    if row.wanted:
        words = _count(row.wanted) if not row.is_room else f"@ {_count(row.wanted)}"
        pill = look.pictures.pill(words, _WANTED)
    elif row.unread and not row.muted:
        pill = look.pictures.pill(_count(row.unread), _QUIET)
    else:
        pill = None
    if pill is not None:
        brush.picture(right, pill, "e")
        right -= pill.width() + px(6)
    for shown, icon, size in ((row.muted, "bell", 15), (row.draft, "edit", 14)):
        if shown:
            brush.picture(right, look.pictures.icon(icon, size, "muted"), "e")
            right -= px(20)
    return right


def _count(number: int) -> str:
    return str(number) if number <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
