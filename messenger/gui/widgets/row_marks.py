"""What stands around a message's words: what it answers above, its reactions below."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from messenger.client.model.row_kinds import MessageRow, Quote
from messenger.client.text import mark_words
from messenger.gui.look.look import Look
from messenger.gui.widgets.pane_tags import RIGHT_MARGIN, TEXT_X

QUOTE: Final = "act:quote"
PILL_PREFIX: Final = "pill:"
_FIRST_WIDTH: Final = 560  # of the pane at 100 %, while nobody has measured it
_Tags = tuple[str, ...]


class RowMarks:
    """put(text, tags) and image(picture, tags): as the writer of rows has them."""

    def __init__(
        self,
        text: tk.Text,
        look: Look,
        put: Callable[[str, _Tags], None],
        image: Callable[[tk.PhotoImage, _Tags], None],
    ) -> None:
        self._text, self._look = text, look
        self._put, self._image = put, image

    def quote(self, quote: Quote, tags: _Tags) -> None:
        """What a message answers, in one line."""
        look, pictures = self._look, self._look.pictures
        tags = (*tags, "answer", "click", QUOTE)
        self._image(pictures.icon("reply", 14, "muted"), tags)
        self._put(" ", tags)
        if not quote.name:
            self._put(mark_words.NOT_HERE, tags)
            return
        self._image(pictures.avatar(quote.name, 16), tags)
        name = look.fonts.elide("small_bold", quote.name, look.px(200))
        self._put(f" {name}", (*tags, "answered"))
        used = look.px(TEXT_X + RIGHT_MARGIN + 60) + look.fonts["small_bold"].measure(name)
        width = self._text.winfo_width()
        room = (width if width > 1 else look.px(_FIRST_WIDTH)) - used
        self._put(f"  {look.fonts.elide('small', quote.text, max(look.px(60), room))}", tags)

    def pills(self, row: MessageRow, tags: _Tags) -> None:
        """A line of reactions; ours look chosen."""
        for number, pill in enumerate(row.pills):
            picture = self._look.pictures.reaction(pill.text, len(pill.names), pill.own)
            if number:
                self._put(" ", ("pills", "time", *tags))
            self._image(picture, ("pills", "click", f"{PILL_PREFIX}{number}", *tags))
        self._put("\n", ("pills", *tags))


def pill_of(tags: _Tags) -> int:
    """The number of the reaction under these tags, -1 for none."""
    name = next((tag for tag in tags if tag.startswith(PILL_PREFIX)), "")
    return int(name.removeprefix(PILL_PREFIX)) if name else -1
