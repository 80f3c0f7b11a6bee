"""What a remote person wrote, made harmless for a terminal: no escape of theirs gets through."""

import re

# Colours and styles of mIRC (modern.ircdocs.horse/formatting): not shown, so taken out.
_STYLES = re.compile(
    "\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?"
    "|[\x02\x0f\x11\x16\x1d-\x1f]"
)
# C0 and DEL have pictures of their own (U+2400 and after); C1 controls, which some terminals
# obey like ESC [, and what turns the direction of a line, have none.
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **{code: f"\\x{code:02x}" for code in range(0x80, 0xA0)},
    **{code: f"\\u{code:04x}" for code in (*range(0x2028, 0x202F), *range(0x2066, 0x206A))},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


def clean(text: str) -> str:
    """One line that is safe to print: controls are shown as letters, tabs become spaces."""
    return _STYLES.sub("", text).replace("\t", " ").translate(_PICTURES)


def clean_lines(text: str) -> list[str]:
    """Each line of a text of many lines, safe to print; [""] for an empty text."""
    return [clean(line) for line in text.replace("\r\n", "\n").split("\n")]
