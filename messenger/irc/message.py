"""One IRC message: from bytes, to bytes.

source: "Modern IRC Client Protocol", message format; IRCv3 message-tags.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from messenger.errors import PeerError

# The last parameter of these always carries its colon: many clients look for " :".
ALWAYS_TRAILING = frozenset(
    {"PRIVMSG", "NOTICE", "TOPIC", "KICK", "PART", "QUIT", "ERROR", "FAIL", "WARN", "NOTE"}
)
MAX_PARAMS = 15
_TAG_UNESCAPE = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_TAG_ESCAPE = str.maketrans({";": r"\:", " ": r"\s", "\\": r"\\", "\r": r"\r", "\n": r"\n"})
# What would end a word or a line early: a remote person may put a bare CR or a NUL into a tag
# key or a name, and must not thereby write a second message in another one's line.
_BREAKING = ("\0", "\r", "\n")
_WORD_SAFE = str.maketrans(dict.fromkeys(_BREAKING, "\ufffd"))
_TEXT_SAFE = str.maketrans(dict.fromkeys(_BREAKING, " "))


@dataclass(frozen=True, slots=True)
class Message:
    """A parsed message.

    params: 0 to 15 strings; only the last may be empty, hold a space or start with a colon.
    source: "nick!user@host" or a server name, without its colon; None when the line had none.
    tags: unescaped values by key ("+typing", "msgid"); a tag without value has "".
    """

    command: str
    params: tuple[str, ...] = ()
    source: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def nick(self) -> str:
        """The name part of the source, "" when there is none."""
        return (self.source or "").partition("!")[0]

    @classmethod
    def parse(cls, line: bytes | str) -> "Message":
        """Read one line without its CR LF.

        Bytes are decoded as UTF-8 with U+FFFD for what is broken (never surrogates: they
        would crash Tk). Raises PeerError on an empty line or one without a command.
        """
        rest = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        tags: Mapping[str, str] = {}
        source = None
        if rest.startswith("@"):
            raw_tags, _, rest = rest[1:].partition(" ")
            tags = parse_tags(raw_tags)
            rest = rest.lstrip(" ")
        if rest.startswith(":"):
            source, _, rest = rest[1:].partition(" ")
        head, colon, trailing = rest.lstrip(" ").partition(" :")
        words = head.split(" ")
        params = [word for word in words[1:] if word]
        if colon:
            params.append(trailing)
        if len(params) > MAX_PARAMS:
            params = _join_surplus(rest)
        command = words[0]
        if not command or command.startswith(":"):
            raise PeerError(f"a line without a command: {line[:80]!r}")
        if command.isascii():  # else "\u0131" would become "I", and "\xdf" "SS"
            command = command.upper()
        return cls(command, tuple(params), source or None, tags)

    def render(self) -> str:
        """The line without CR LF; it always parses to this command and number of parameters.

        NUL, CR and LF become spaces in the last parameter, U+FFFD elsewhere; what would break
        a middle parameter (no letter, a space, a colon in front) is cut off it.
        """
        line = self._join()
        if "\r" in line or "\n" in line or "\0" in line:
            return self._without_breaks()._join()
        return line

    def _join(self) -> str:
        words = []
        if self.tags:
            words.append("@" + render_tags(self.tags))
        if self.source:
            words.append(":" + self.source)
        words.append(self.command)
        if self.params:
            *middle, last = self.params
            for word in middle:
                words.append(word if word and word[0] != ":" and " " not in word else _cut(word))
            colon = self.command in ALWAYS_TRAILING or not last or last[0] == ":" or " " in last
            words.append(":" + last if colon else last)
        return " ".join(words)

    def _without_breaks(self) -> "Message":
        def word(text: str) -> str:
            return text.translate(_WORD_SAFE)

        return Message(
            word(self.command),
            (*map(word, self.params[:-1]), *(p.translate(_TEXT_SAFE) for p in self.params[-1:])),
            word(self.source) if self.source else None,
            # CR and LF have an escape of their own inside a value, NUL has none.
            {word(key): value.replace("\0", "\ufffd") for key, value in self.tags.items()},
        )

    def encode(self) -> bytes:
        """The line as UTF-8 with CR LF."""
        return (self.render() + "\r\n").encode("utf-8", "replace")


def _cut(middle: str) -> str:
    """What is left of a text that was put where only a word can stand; "*" for nothing."""
    return middle.lstrip(":").partition(" ")[0] or "*"


def _join_surplus(rest: str) -> list[str]:
    """The 15th parameter takes all that is left, colon or not (RFC 2812 section 2.3.1)."""
    params: list[str] = []
    rest = rest.lstrip(" ").partition(" ")[2]
    while len(params) < MAX_PARAMS - 1:
        word, _, rest = rest.lstrip(" ").partition(" ")
        params.append(word)
    params.append(rest.lstrip(" "))
    return params


def parse_tags(raw: str) -> dict[str, str]:
    """Read "a=1;+b" (without the @); of a key given twice the last one counts."""
    tags: dict[str, str] = {}
    for item in raw.split(";"):
        key, _, value = item.partition("=")
        if key:
            tags[key] = _unescape(value) if "\\" in value else value
    return tags


def render_tags(tags: Mapping[str, str]) -> str:
    """Write tags without the @; an empty value is left out with its "="."""
    return ";".join(
        f"{key}={value.translate(_TAG_ESCAPE)}" if value else key for key, value in tags.items()
    )


def _unescape(value: str) -> str:
    out: list[str] = []
    letters = iter(value)
    for letter in letters:
        if letter == "\\":
            after = next(letters, "")  # a lone backslash at the end is dropped
            out.append(_TAG_UNESCAPE.get(after, after))
        else:
            out.append(letter)
    return "".join(out)
