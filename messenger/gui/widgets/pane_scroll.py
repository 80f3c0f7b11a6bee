"""Scrolling of the pane: an own flag says whether it follows the end.

Tk's yview misleads before the pane is mapped and after a resize, so the flag changes only when
the reader scrolls.
"""

import tkinter as tk
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.keys import with_modifier
from messenger.gui.widgets.scrollbar import ThinScrollbar

_VIEW: Final = "view"
_WHEEL_PX: Final = 60  # a notch of the wheel, at 100 %
_KEYS: Final[dict[str, tuple[Any, ...]]] = {
    "Prior": ("scroll", -1, "pages"),
    "Next": ("scroll", 1, "pages"),
    "Home": ("moveto", 0.0),
    "End": ("moveto", 1.0),
    "Up": ("scroll", -3, "units"),
    "Down": ("scroll", 3, "units"),
}


class PaneScroll:
    """Packs text and scrollbar into their frame. Out: on_scroll(), after the reader's moves;
    on_view(), whenever other lines may stand in the view, in the midst of Tk's drawing."""

    def __init__(
        self, frame: tk.Misc, text: tk.Text, look: Look, on_scroll: Callable[[], None]
    ) -> None:
        self._text, self._look, self._on_scroll = text, look, on_scroll
        self.following = True
        self.on_view: Callable[[], object] = lambda: None
        bar = self._bar = ThinScrollbar(frame, look, self.move)
        text.configure(yscrollcommand=self._show_view)
        text.pack(side="left", fill="both", expand=True)
        look.listen(bar, lambda: text.pack_configure(padx=(0, bar.width)))
        for key in _KEYS:
            text.bind(f"<{key}>", self._key)
        text.bind("<Button-4>", lambda event: self._wheel(-1))
        text.bind("<Button-5>", lambda event: self._wheel(1))
        text.bind("<MouseWheel>", lambda event: self._wheel(-1 if event.delta > 0 else 1))

    @property
    def shows_end(self) -> bool:
        return self._text.dlineinfo("end-1c") is not None

    def follow(self, *, start: bool = False) -> None:
        """Show the end if that is followed; start: follow it from now on."""
        self.following = self.following or start
        if self.following:
            self._text.see("end-1c")

    def see(self, place: str) -> None:
        """Bring a place of the text to the middle of the view, and stay there; where the end is
        in view, too, it is followed."""
        text = self._text
        self.following = False
        text.yview(place)
        line = text.dlineinfo(place)
        if line is not None:  # not so before the pane has a size
            text.yview_scroll(line[1] + line[3] // 2 - text.winfo_height() // 2, "pixels")
            self.following = self.shows_end
        self.draw_anew()

    def draw_anew(self) -> None:
        """Draw every line in view. A Text scrolls by copying its own picture, and where a sheet
        lay that closes in the same moment, there is nothing to copy yet."""
        text = self._text
        wide, high = text.winfo_width(), text.winfo_height()
        text.event_generate("<Expose>", x=0, y=0, width=wide, height=high)

    def move(self, *how: Any) -> None:
        """The reader moves the view, in the words of a scrollbar."""
        self._text.yview(*how)
        self.following = self.shows_end
        self._on_scroll()

    def _show_view(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        self.on_view()

    def by_key(self, key: str) -> bool:
        if key not in _KEYS:
            return False
        self.move(*_KEYS[key])
        return True

    def _key(self, event: "tk.Event[tk.Text]") -> str | None:
        return "break" if not with_modifier(event) and self.by_key(event.keysym) else None

    def _wheel(self, notches: int) -> str:
        self.move("scroll", notches * self._look.px(_WHEEL_PX), "pixels")
        return "break"

    @contextmanager
    def kept_view(self) -> Iterator[None]:
        """Change rows inside; afterwards the same line stands at the same height, or the end
        is shown if it is followed."""
        text = self._text
        if self.following:
            yield
            self.follow()
            return
        top = text.index("@0,0")
        seen = text.dlineinfo(top)
        text.mark_set(_VIEW, top)
        text.mark_gravity(_VIEW, "right")
        yield
        text.yview(_VIEW)
        if seen and seen[1] < 0:
            text.yview_scroll(-seen[1], "pixels")
        text.mark_unset(_VIEW)
