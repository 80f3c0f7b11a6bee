"""Which part of the chat window each change of the model concerns: one row a change."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from messenger.client.model import changes as ch
from messenger.client.model.model import Model

ROW_CHANGES = (
    ch.RowsReset,
    ch.RowsAppended,
    ch.RowsInserted,
    ch.RowsChanged,
    ch.RowsRemoved,
)


class ChatView(Protocol):
    """What a chat window can be told to show anew."""

    model: Model

    def redraw_rows(self) -> None: ...
    def take_rows(self, change: Any) -> None: ...
    def show_current(self) -> None: ...
    def show_places(self) -> None: ...
    def show_header(self) -> None: ...
    def show_people(self) -> None: ...
    def show_self(self) -> None: ...
    def show_link(self) -> None: ...
    def show_directory(self) -> None: ...
    def show_found(self) -> None: ...
    def show_lesson(self) -> None: ...


Taker = Callable[[ChatView, Any], None]


def _of_current(show: Callable[[ChatView], None]) -> Taker:
    """Only what the window shows now needs drawing."""

    def take(view: ChatView, change: Any) -> None:
        if change.place == view.model.current:
            show(view)

    return take


def _members(view: ChatView) -> None:
    view.show_people()
    view.show_header()


def _rows(view: ChatView, change: Any) -> None:
    view.take_rows(change)


TAKERS: Mapping[type[Any], Taker] = {
    ch.RowsReset: _of_current(lambda view: view.redraw_rows()),
    ch.RowsAppended: _rows,
    ch.RowsInserted: _rows,
    ch.RowsChanged: _rows,
    ch.RowsRemoved: _rows,
    ch.CurrentChanged: lambda view, change: view.show_current(),
    ch.PlacesChanged: lambda view, change: view.show_places(),
    ch.HeaderChanged: _of_current(lambda view: view.show_header()),
    ch.MembersChanged: _of_current(_members),
    ch.SelfChanged: lambda view, change: view.show_self(),
    ch.LinkChanged: lambda view, change: view.show_link(),
    ch.DirectoryChanged: lambda view, change: view.show_directory(),
    ch.FoundChanged: lambda view, change: view.show_found(),
    ch.LessonChanged: lambda view, change: view.show_lesson(),
}
