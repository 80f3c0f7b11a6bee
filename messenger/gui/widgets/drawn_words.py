"""Words that the pane shows as pictures, and back: copied, they are words again."""

import tkinter as tk
from collections.abc import Iterator
from typing import Final

from messenger.gui.look import emoji
from messenger.gui.look.look import Look
from messenger.gui.look.pills import PillStyle

EMOJI_HEIGHT: Final = 18  # at 100 %
# Pictures in one piece of text, and different ones: a new one takes 2 ms. Tk draws the rest.
MOST_IN_ONE: Final = 300
MOST_DIFFERENT: Final = 20
LONGEST_CHIP: Final = 40  # letters
_CHIP: Final = PillStyle("selection", "on_selection", font=13, height=18, padding=5)


class DrawnWords:
    """Knows which picture stands for which words in one Text."""

    def __init__(self, text: tk.Text, look: Look) -> None:
        self._text, self._look = text, look
        self._words: dict[str, str] = {}  # name of a picture: what it stands for

    def emoji_in(self, text: str) -> Iterator[tuple[str, tk.PhotoImage | None]]:
        """The text in pieces, in order, and the picture of each that is an emoji."""
        count, different = 0, set[str]()
        for piece, is_emoji in emoji.split(text):
            picture = None
            is_known = piece in different or len(different) < MOST_DIFFERENT
            if is_emoji and count < MOST_IN_ONE and is_known and emoji.has_picture(piece):
                picture = self._look.pictures.emoji(piece, EMOJI_HEIGHT)
                self._words[str(picture)] = piece
                different.add(piece)
                count += 1
            yield piece, picture

    def chip(self, words: str) -> tk.PhotoImage | None:
        """Our own name as a pill; None for letters that Pillow's font may not have."""
        if not words.isascii() or len(words) > LONGEST_CHIP:
            return None
        picture = self._look.pictures.pill(words, _CHIP)
        self._words[str(picture)] = words
        return picture

    def between(self, start: str, end: str) -> str:
        """The text between two places, with the words of its pictures."""
        found = self._text.dump(start, end, text=True, image=True)
        # Tk calls the second use of a picture "pyimage7#1".
        return "".join(
            value if kind == "text" else self._words.get(value.partition("#")[0], "")
            for kind, value, _ in found
        )
