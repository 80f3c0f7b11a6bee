"""Text as search sees it: folded words, and signs where a script puts no spaces between words.

"Ärger im Büro" → "arger im buro"; "東京都" → "東 京 都"; "ok👍" → "ok 👍".
"""

import unicodedata
from collections.abc import Callable, Sequence

MAX_WORD = 64  # signs; what is longer (keys, pictures as text) is known by its beginning
SHORTEST_PART = 4  # from so many letters on a word is found inside of longer ones, too
# Scripts without spaces between words: each of their signs is a word of its own. First and last:
# Thai and Lao, Tibetan, Myanmar, Hangul letters, Khmer, from the radicals to Yi, Hangul,
# compatibility ideographs, and the planes of further ideographs.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF),
    (0x2E80, 0xA4CF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
# Accents and vowel signs that people leave out when they search: Latin, Greek, Cyrillic;
# Hebrew; Arabic, with the line that makes words longer; invisible joiners; forms of emoji.
_LEFT_OUT = (
    (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A),
    (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x200B, 0x200D),
    (0xFE00, 0xFE0F),
)  # fmt: skip
# Letters that Unicode does not take apart, but people do.
_PLAIN = {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe"}


class _Table(dict[int, str]):
    """What becomes of a sign; filled as signs are met."""

    def __init__(self, rule: Callable[[int], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = found = self._rule(code)
        return found


def _bare(code: int) -> str:
    if any(first <= code <= last for first, last in _LEFT_OUT):
        return ""
    return _PLAIN.get(chr(code), chr(code))


def _spaced(code: int) -> str:
    sign = chr(code)
    if code < 0x80:
        return sign if sign.isalnum() else " "
    if stands_alone(sign):
        return f" {sign} "
    return sign if unicodedata.category(sign)[0] in "LNM" else " "


def stands_alone(sign: str) -> bool:
    """A sign that is a word by itself: of a script without spaces, or a picture."""
    code = ord(sign)
    if code < 0x80:
        return False
    if any(first <= code <= last for first, last in _WITHOUT_SPACES):
        return unicodedata.category(sign)[0] in "LNMS"
    return unicodedata.category(sign)[0] == "S" or unicodedata.category(sign) == "Co"


_BARE, _SPACED = _Table(_bare), _Table(_spaced)


def words_of(text: str) -> list[str]:
    """The words of a text, folded: letters of any case, with and without accents, are one."""
    if text.isascii():
        found = text.lower().translate(_SPACED).split()
    else:
        taken_apart = unicodedata.normalize("NFKD", text).casefold().translate(_BARE)
        whole = unicodedata.normalize("NFC", taken_apart)  # Hangul and kana are whole again
        found = whole.translate(_SPACED).split()
    return [word[:MAX_WORD] for word in found] if len(text) > MAX_WORD else found


class Wanted:
    """One thing that is looked for, a word or several in a row.

    words: folded, in order; none for pure punctuation, which is looked for as it is.
    within: a single word that may stand inside of longer ones.
    """

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self.literal = "" if self.words else text.casefold()
        single = self.words[0] if len(self.words) == 1 else ""
        self.within = len(single) >= SHORTEST_PART
        # At least the beginning of the first word has to be there; the last may go on.
        self._spelled = single if self.within else " " + " ".join(self.words)

    @property
    def may_go_on(self) -> bool:
        """Whether the last word may be the beginning of a longer one."""
        return bool(self.words) and not stands_alone(self.words[-1][-1])

    def stands_in(self, spelled: str, text: str) -> bool:
        """spelled: `spell(text)`."""
        return self.literal in text.casefold() if self.literal else self._spelled in spelled


def spell(text: str) -> str:
    """All words of a text in a row, each with a space before it."""
    return " " + " ".join(words_of(text))


def holds_all(text: str, wanted: Sequence[Wanted]) -> bool:
    """Whether all that is wanted stands in this text."""
    spelled = spell(text)
    return all(one.stands_in(spelled, text) for one in wanted)
