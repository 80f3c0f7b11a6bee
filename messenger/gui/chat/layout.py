"""Three columns that fold by the window's width: left and right become drawers over the centre."""

import enum
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, replace

LEFT = 252  # pixels at 100 %, as all numbers here
RIGHT = 228
HAIR = 1


class Fold(enum.Enum):
    """How many columns stand side by side."""

    WIDE = "left, centre, right"
    MEDIUM = "left, centre"
    NARROW = "centre"


def fold_for(width: int, zoom: float) -> Fold:
    """width: of the window in real pixels; what counts is how much text fits into it."""
    shown = width / zoom
    if shown >= 1000:
        return Fold.WIDE
    return Fold.MEDIUM if shown >= 720 else Fold.NARROW


@dataclass(frozen=True, slots=True)
class Span:
    """Where a column lies, in real pixels; None instead of a Span: it is not shown."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Plan:
    left: Span | None
    centre: Span
    right: Span | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person opened: the drawers, and whether people stay beside where they fit."""

    left_open: bool = False
    right_open: bool = False
    people_wanted: bool = True
    people_exist: bool = True  # a private talk has no list of people


def plan(width: int, zoom: float, wish: Wish) -> Plan:
    """Where the three columns lie. A drawer lies over the centre, which keeps its width."""
    fold = fold_for(width, zoom)
    left_width = min(round(LEFT * zoom), width)
    right_width = min(round(RIGHT * zoom), width)
    left_beside = fold is not Fold.NARROW
    right_beside = fold is Fold.WIDE and wish.people_wanted and wish.people_exist
    start = left_width + HAIR if left_beside else 0
    end = width - (right_width + HAIR if right_beside else 0)
    drawer_open = fold is not Fold.WIDE and wish.right_open and wish.people_exist
    right_open = right_beside or drawer_open
    return Plan(
        Span(0, left_width) if left_beside or wish.left_open else None,
        Span(start, max(1, end - start)),
        Span(width - right_width, right_width) if right_open else None,
    )


class Columns(tk.Frame):
    """Three frames to fill (`left`, `centre`, `right`). Out: on_fold(fold), when it changed."""

    def __init__(self, parent: tk.Misc, zoom: float, on_fold: Callable[[Fold], None]) -> None:
        super().__init__(parent, bd=0, highlightthickness=0)
        self._zoom, self._on_fold = zoom, on_fold
        self._fold: Fold | None = None
        self._wish = Wish()
        self.centre = tk.Frame(self, bd=0)
        self.left = tk.Frame(self, bd=0)
        self.right = tk.Frame(self, bd=0)
        self._hairs = (tk.Frame(self, bd=0), tk.Frame(self, bd=0))
        self.bind("<Configure>", lambda event: self.arrange(), add=True)

    @property
    def fold(self) -> Fold:
        return self._fold or Fold.WIDE

    @property
    def left_is_drawer(self) -> bool:
        return self._fold is Fold.NARROW and self._wish.left_open

    @property
    def left_shown(self) -> bool:
        return self._fold is not Fold.NARROW or self._wish.left_open

    @property
    def right_is_drawer(self) -> bool:
        return self._fold is not Fold.WIDE and self._wish.right_open

    @property
    def people_shown(self) -> bool:
        wish = self._wish
        wanted = wish.people_wanted if self._fold is Fold.WIDE else wish.right_open
        return wanted and wish.people_exist

    def paint(self, side: str, pane: str, line: str, zoom: float) -> None:
        """Take the theme's colours and its zoom."""
        self._zoom = zoom
        self.configure(bg=pane)
        self.centre.configure(bg=pane)
        for frame in (self.left, self.right):
            frame.configure(bg=side)
        for hair in self._hairs:
            hair.configure(bg=line)
        self.arrange()

    def toggle_left(self) -> None:
        """Open or close the drawer with the rooms; beside the centre it always stays."""
        self._wish = replace(self._wish, left_open=not self._wish.left_open, right_open=False)
        self.arrange()

    def toggle_right(self) -> None:
        """Show or hide people: the column where it fits, else the drawer."""
        wish = self._wish
        if self._fold is Fold.WIDE:
            self._wish = replace(wish, people_wanted=not wish.people_wanted)
        else:
            self._wish = replace(wish, left_open=False, right_open=not wish.right_open)
        self.arrange()

    def allow_people(self, exist: bool) -> None:
        """Whether the open place has a list of people at all."""
        if exist is not self._wish.people_exist:
            self._wish = replace(self._wish, people_exist=exist)
            self.arrange()

    def close_drawers(self) -> bool:
        """True when one was open."""
        was_open = self.left_is_drawer or self.right_is_drawer
        self._wish = replace(self._wish, left_open=False, right_open=False)
        if was_open:
            self.arrange()
        return was_open

    def arrange(self) -> None:
        """Lay the columns out for the width there is now."""
        width = self.winfo_width()
        if width <= 1:
            return  # not mapped yet
        fold = fold_for(width, self._zoom)
        if fold is not self._fold:
            self._fold = fold
            self._wish = replace(self._wish, left_open=False, right_open=False)
            self._on_fold(fold)
        laid = plan(width, self._zoom, self._wish)
        self._put(self.centre, laid.centre)
        self._put(self.left, laid.left)
        self._put(self.right, laid.right)
        left_hair, right_hair = self._hairs
        self._put(left_hair, laid.left and Span(laid.left.x + laid.left.width, HAIR))
        self._put(right_hair, laid.right and Span(laid.right.x - HAIR, HAIR))

    @staticmethod
    def _put(frame: tk.Frame, span: Span | None) -> None:
        if span is None:
            frame.place_forget()
        else:
            frame.place(x=span.x, y=0, width=span.width, relheight=1.0)
