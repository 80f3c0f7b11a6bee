"""UserList: who is in the room: whose hand is up, Host, Online and Away."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle
from messenger.gui.widgets.canvas_list import CanvasList, ListActions
from messenger.gui.widgets.list_brush import Brush, Heading, Row
from messenger.gui.widgets.plain import Panel, Words, icon_button

SECTIONS: Final = (("hand", "Hands up"), ("host", "Host"), ("online", "Online"), ("away", "Away"))
_TAG: Final = PillStyle("count", "soft", 10, 16, 5)


@dataclass(frozen=True, slots=True)
class PersonItem:
    """section: "hand", "host", "online" or "away"; presence: "online", "away" or "off".

    nick: what `on_open` is told; name: what is shown; status: a second line, "" for none;
    tags: "you", "bot", "voice"; hand: it is up, also of a host, who stays among the hosts.
    """

    nick: str
    name: str
    section: str
    presence: str = "online"
    status: str = ""
    tags: tuple[str, ...] = ()
    hand: bool = False

    @property
    def key(self) -> str:
        return self.nick

    @property
    def height(self) -> int:
        return 46 if self.status else 38


@dataclass(frozen=True, slots=True)
class UserListActions:
    """on_open(nick): a private talk, by double click or Enter; on_menu(nick, x_root, y_root)."""

    on_open: Callable[[str], None]
    on_menu: Callable[[str, int, int], None]
    on_close: Callable[[], None]


class UserList(Panel):
    """In: all people of the room, in the order within their sections."""

    def __init__(self, parent: tk.Misc, look: Look, actions: UserListActions) -> None:
        super().__init__(parent, look, "side")
        head = Panel(self, look, height=60)
        head.pack(fill="x")
        self._title = Words(head, look, "People", font="bold")
        self._count = Words(head, look, ink="muted")
        self._close = icon_button(head, look, "close", actions.on_close, tip="Hide people", size=18)
        self.list = CanvasList(
            self,
            look,
            _paint,
            ListActions(
                on_click=lambda nick: None,
                on_open=actions.on_open,
                on_menu=actions.on_menu,
                on_add=lambda section: None,
            ),
        )
        self.list.pack(fill="both", expand=True)
        look.listen(head, self._restyle_head)

    def show(self, people: Sequence[PersonItem]) -> None:
        """The relay's truth about the room."""
        self._count.say(str(len(people)) if people else "")
        sections: dict[str, list[PersonItem]] = {}
        for person in people:
            sections.setdefault(person.section, []).append(person)
        rows: list[Row] = []
        for section, title in SECTIONS:
            inside = sections.get(section)
            if inside:
                rows.append(Heading(f"heading {section}", title, str(len(inside))))
                rows += inside
        self.list.show(rows)

    def _restyle_head(self) -> None:
        px = self.look.px
        self._title.pack_configure(side="left", padx=(px(16), px(6)))
        self._count.pack_configure(side="left")
        self._close.pack_configure(side="right", padx=px(8))


def _paint(brush: Brush, row: Row) -> None:
    if not isinstance(row, PersonItem):
        return
    look, px = brush.look, brush.look.px
    avatar = look.pictures.avatar(row.name, 30, row.presence, brush.ground)
    brush.picture(px(14), avatar)
    right = brush.width - px(16)
    for tag in row.tags:
        pill = look.pictures.pill(tag, _TAG)
        brush.picture(right, pill, "e")
        right -= pill.width() + px(4)
    if row.hand:
        sign = look.pictures.icon("hand", 18, "badge")
        brush.picture(right, sign, "e")
        right -= sign.width() + px(4)
    x = px(54)
    here = row.presence != "off"
    name = look.fonts.elide("body", row.name, right - x - px(4))
    if not row.status:
        brush.words(x, brush.middle, name, "body", "text" if here else "muted")
        return
    brush.words(x, brush.middle - px(8), name, "body", "text" if here else "soft")
    status = look.fonts.elide("small", row.status, right - x)
    brush.words(x, brush.middle + px(9), status, "small", "muted")
