"""The tags of the message pane: how names, words and lines look; lengths as in a row's anatomy."""

import tkinter as tk
from typing import Any, Final

from messenger.gui.look.fonts import Fonts
from messenger.gui.look.look import Look
from messenger.gui.look.tokens import PEOPLE

AVATAR: Final = 36
AVATAR_X: Final = 20
TEXT_X: Final = 68
RIGHT_MARGIN: Final = 28
GROUP_GAP: Final = 16
FOUND: Final = "found"  # the message that was searched for


def person_tag(index: int) -> str:
    return f"person:{index}"


def configure_text(text: tk.Text, look: Look) -> None:
    """The pane's own colours and every tag, for the present theme and zoom."""
    px, colour = look.px, look.colour
    text.configure(
        background=colour("pane"),
        foreground=colour("text"),
        font=look.fonts["body"],
        tabs=(px(TEXT_X),),
        spacing2=px(2),
        selectbackground=colour("marked_text"),
        selectforeground=colour("text"),
        inactiveselectbackground=colour("marked_text"),
    )
    styles = {**_lines(look), **_rules(look), **_words(look), **_grounds(look)}
    for name, options in styles.items():
        text.tag_configure(name, **options)
    for index, person in enumerate(PEOPLE):
        shown = person.light if look.mode == "light" else person.dark
        text.tag_configure(person_tag(index), foreground=shown, font=look.fonts["bold"])
    text.tag_lower("mention")
    text.tag_lower("hover")
    text.tag_raise("sel")


def _lines(look: Look) -> dict[str, dict[str, Any]]:
    """Margins and gaps of each kind of line."""
    px, colour, fonts = look.px, look.colour, look.fonts
    start, x = px(AVATAR_X), px(TEXT_X)
    right = {"rmargin": px(RIGHT_MARGIN)}
    body = {"lmargin1": x, "lmargin2": x, **right}
    return {
        "head": {"lmargin1": start, "lmargin2": x, "spacing1": px(GROUP_GAP), **right},
        "first": {"lmargin1": start, "lmargin2": x, "spacing3": px(2), **right},
        "next": {**body, "spacing1": px(3), "spacing3": px(2)},
        "more": {**body, "spacing3": px(2)},
        "extra": {**body, "spacing1": px(3), "spacing3": px(3)},
        "pills": {**body, "spacing1": px(3), "spacing3": px(4)},
        "fold": {
            "font": fonts["small"],
            "foreground": colour("muted"),
            "lmargin1": px(AVATAR_X + 10),
            "lmargin2": x,
            "spacing1": px(14),
            "spacing3": px(2),
            **right,
        },
        "detail": {
            "font": fonts["small"],
            "foreground": colour("muted"),
            "spacing3": px(2),
            **body,
        },
    }


def _rules(look: Look) -> dict[str, dict[str, Any]]:
    """The lines between rows: a new day, and where the unread begin."""
    px, colour, font = look.px, look.colour, look.fonts["small_bold"]
    return {
        "day": {
            "justify": "center",
            "font": font,
            "foreground": colour("soft"),
            "spacing1": px(14),
        },
        "new": {
            "justify": "right",
            "font": font,
            "foreground": colour("badge"),
            "spacing1": px(14),
            "rmargin": px(10),
        },
    }


def _words(look: Look) -> dict[str, dict[str, Any]]:
    colour, fonts = look.colour, look.fonts
    return {
        "time": {"font": fonts["tiny"], "foreground": colour("muted")},
        "bold": {"font": fonts["bold"]},
        "italic": {"font": fonts["italic"]},
        "code": {"font": fonts["code"], "background": colour("sunken")},
        "quote": {"foreground": colour("soft")},
        "quote_bar": {"foreground": colour("edge")},
        "answer": {"font": fonts["small"], "foreground": colour("muted")},
        "answered": {"font": fonts["small_bold"], "foreground": colour("soft")},
        "pending": {"foreground": colour("muted")},
        "notice": {"foreground": colour("soft")},
        "at": {"foreground": colour("link"), "font": fonts["bold"]},
        "me": {
            "foreground": colour("on_selection"),
            "background": colour("selection"),
            "font": fonts["bold"],
        },
        "link": {"foreground": colour("link"), "underline": True},
        "act": {"foreground": colour("link"), "font": fonts["small"]},
        **_verdict("failed", colour("danger"), fonts),
        **_verdict("doubtful", colour("warn"), fonts),
        "error": {"foreground": colour("danger")},
        "click": {},  # where the pointer becomes a hand
    }


def _verdict(tag: str, ink: str, fonts: Fonts) -> dict[str, dict[str, Any]]:
    """The line below a message that was not sent, and what can be done about it."""
    return {
        tag: {"foreground": ink, "font": fonts["small"]},
        f"{tag}_act": {"foreground": ink, "font": fonts["small_bold"], "underline": True},
    }


def _grounds(look: Look) -> dict[str, dict[str, Any]]:
    """Tints of a whole row, margins and all."""
    return {
        tag: {
            "background": look.colour(token),
            "lmargincolor": look.colour(token),
            "rmargincolor": look.colour(token),
        }
        for tag, token in (("mention", "mention"), (FOUND, "mention"), ("hover", "row"))
    }
