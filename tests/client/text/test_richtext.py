"""Markup that helps, and that never eats or invents a letter."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.client.text.richtext import Span, Style, linked, spans
from messenger.irc.formatting import clean

P, B, I = Style.PLAIN, Style.BOLD, Style.ITALIC  # noqa: E741
OWN = ("Ada_Okafor", "Ada Okafor")


def styled(text: str) -> list[tuple[str, Style]]:
    return [(span.text, span.style) for span in spans(text, OWN) if span.style]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold** and *it* and _it_", [("bold", B), ("it", I), ("it", I)]),
        ("***both***", [("both", B | I)]),
        ("**a *b* c**", [("a ", B), ("b", B | I), (" c", B)]),
        ("(*so*), *really*!", [("so", I), ("really", I)]),
        ("`co*d*e`", [("co*d*e", Style.CODE)]),
        ("> wise *words*\nplain", [("wise ", Style.QUOTE), ("words", Style.QUOTE | I),
                                   ("\n", Style.QUOTE)]),
        ("a\n```py\nx = *1*\n```\nb", [("x = *1*\n", Style.BLOCK)]),
        ("hi @Bob", [("@Bob", Style.MENTION)]),
        ("ada okafor, and @ada", [("ada okafor", Style.MENTION | Style.OWN),
                                  ("@ada", Style.MENTION | Style.OWN)]),
    ],
)  # fmt: skip
def test_markup(text, expected):
    assert styled(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4", "2 * 3 * 4", "snake_case_name", "f(*args, **kwargs)", "a**b**c", "* item",
        "**", "****", "**open", "__init__", "`", "```", "> ", ">no", "me@", "@", "Adamant",
        "main.py", "see notes.md.", "192.168.1.1:80", "e.g. this", "12:30", "a:b",
    ],
)  # fmt: skip
def test_what_is_no_markup_stays_as_it_is(text):
    assert all(not span.style & ~Style.QUOTE for span in spans(text, OWN))
    shown = "".join(span.text for span in spans(text, OWN))
    assert shown == text.removeprefix("> ")


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see https://example.org/a_b_c, ok", "https://example.org/a_b_c"),
        ("(http://example.org/x)", "http://example.org/x"),
        ("**https://example.org/**", "https://example.org/"),
        ("www.example.org", "http://www.example.org"),
        ("boathouse.local/start", "http://boathouse.local/start"),
        ("irc://h.example:6667/#room", "irc://h.example:6667/#room"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://exämple.com/", "http://xn--exmple-cua.com/"),
    ],
)
def test_links(text, href):
    assert [span.href for span in spans(text) if span.style & Style.LINK] == [href]


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", r"\\host\share",
        "//example.org/x", "ftp://example.org/x", "http://bank.example@evil.example/",
        "vbscript:x", "JAVASCRIPT:alert(1)", "http://[::1", "http://",
    ],
)  # fmt: skip
def test_dangerous_addresses_are_no_links(text):
    assert not [span for span in spans(text) if span.href]


MARKUP = st.text(st.sampled_from("ab *_`>\n@.:/\\-é\U0001f600\x02\u202e"), max_size=60)


@given(st.text(st.characters(), max_size=60) | MARKUP)
def test_no_letter_is_lost_or_made_up(text):
    shown = "".join(span.text for span in spans(text, OWN))
    rest = iter(clean(text))
    assert all(letter in rest for letter in shown), "letters out of order or made up"
    markers = set("*_`> \n")
    kept = [letter for letter in clean(text) if letter not in markers and "```" not in text]
    if kept:
        assert [letter for letter in shown if letter not in markers] == kept


@given(MARKUP)
def test_neighbours_differ_and_none_is_empty(text):
    found = spans(text, OWN)
    assert all(span.text for span in found)
    pairs = itertools.pairwise(found)
    assert all((a.style, a.href) != (b.style, b.href) for a, b in pairs)


def test_plain_text_is_one_span():
    assert spans("Hello there") == (Span("Hello there"),)
    assert spans("") == ()


@pytest.mark.parametrize(
    "unit",
    ["*a ", "**a", "`", "```", "_*", "@a", "a.b@", "http://a.b/ ", "> ", "\x03", "@ada ",
     "www.", "x@", "//", "mailto:", "http://a" + "(" * 50, "***a** "],
)  # fmt: skip
def test_time_grows_with_the_length_only(unit):
    """Eight times the text takes nowhere near sixty-four times the time."""

    def cost_s(letters: int) -> float:
        text = (unit * letters)[:letters]
        best = min(_timed(text) for _ in range(3))
        return max(best, 0.0005)

    assert cost_s(48_000) < 30 * cost_s(6_000)


def _timed(text: str) -> float:
    start = time.thread_time()
    spans(text, OWN)
    return time.thread_time() - start


def test_words_of_a_program_keep_every_letter_and_have_links_only():
    text = "*!*@host is *banned*, `see` https://example.org/a_b_c or @ada"
    found = linked(text)
    assert "".join(span.text for span in found) == text
    assert [span.href for span in found if span.href] == ["https://example.org/a_b_c"]
    assert {span.style for span in found} == {Style.PLAIN, Style.LINK}
    assert linked("") == ()
