"""Names: one fold, who may be called how, who looks like whom, and names made for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.irc import names

CYRILLIC_A = "а"


def test_fold_is_ascii_only():
    assert names.fold("#Lobby") == "#lobby"
    assert names.fold("[Ada]\\") == "[ada]\\"  # not rfc1459: these are letters of their own
    assert names.fold("ÄDA") == "Äda"
    assert names.fold("İ") == "İ"


@given(st.text(max_size=20))
def test_fold_and_skeleton_are_stable(text):
    assert names.fold(names.fold(text)) == names.fold(text)
    assert names.skeleton(names.fold(text)) == names.skeleton(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "aDA"),
        ("Ada", f"Ad{CYRILLIC_A}"),
        ("Boris", "Воris"),  # Cyrillic capital Ve
        ("Zoë", "Zoe\u0308"),  # composed or not
        ("Ada", "Ａｄａ"),  # full width
        ("straße", "STRASSE"),
        ("office", "oﬃce"),  # a ligature
        ("Tokyo", "Τοκуо"),  # Greek, Greek, Greek, Cyrillic, Cyrillic
    ],
)
def test_what_looks_alike_has_one_skeleton(one, other):
    assert names.skeleton(one) == names.skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Ada", "Ida"), ("Zoë", "Zoe"), ("Ada", "Ada2")])
def test_what_can_be_told_apart_has_two(one, other):
    assert names.skeleton(one) != names.skeleton(other)


@pytest.mark.parametrize(
    "nick", ["ada", "Ada_Okafor", "Zoë", "小明", "[bot]", "a-1", "`x`", "x" * 32, "{a}|^"]
)
def test_good_nicks(nick):
    assert names.valid_nick(nick)


@pytest.mark.parametrize(
    "nick",
    [
        "",
        "a b",
        "a,b",
        "a*",
        "a!b",
        "a@b",
        "#a",
        "&a",
        "~a",
        "+a",
        "$a",
        ":a",
        "a.b",
        "1a",
        "²a",
        "-a",
        "a\0",
        "a\rb",
        "a\x7f",
        "a\u00a0",  # no-break space
        "a\u200b",  # zero width space
        "a\u202e",  # right-to-left override
        "a\u3164",  # Hangul filler: a letter by its category
        "a\u2800",  # empty Braille pattern
        "a\ufe0f",  # variation selector
        "a\ud83d",  # half of an emoji
        "\u0308a",  # starts with a mark
        "x" * 33,
        "é" * 17,  # 34 bytes
    ],
)
def test_bad_nicks(nick):
    assert not names.valid_nick(nick)


@pytest.mark.parametrize("room", ["#lobby", "&local", "#a.b", "#1", "##", "#Müller", "#../../x"])
def test_good_rooms(room):
    assert names.valid_channel(room)


@pytest.mark.parametrize(
    "room", ["", "#", "lobby", "#a b", "#a,b", "#a\a", "#a:b", "#a\u200b", "#" + "x" * 64, "@#a"]
)
def test_bad_rooms(room):
    assert not names.valid_channel(room)


def test_a_room_is_known_by_its_first_letter():
    assert names.is_channel("#a")
    assert names.is_channel("&a")
    assert not names.is_channel("ada")
    assert not names.is_channel("")


@pytest.mark.parametrize(
    ("display", "nick"),
    [
        ("Ada", "Ada"),
        ("Ada Okafor", "Ada_Okafor"),
        ("  Ada \t Okafor ", "Ada_Okafor"),
        ("Zoe\u0308", "Zoë"),
        ("O'Brien, Pat", "OBrien_Pat"),
        ("7of9", "_7of9"),
        ("-x-", "_-x-"),
        ("小 明", "小_明"),
        ("\u0308a", "_\u0308a"),
        ("a;b\u037eb", "abb"),  # the Greek question mark is a semicolon in disguise
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_nick_is_made_from_what_a_person_is_called(display, nick):
    assert names.nick_from_display(display) == nick


@given(st.text(max_size=60), st.integers(4, 40))
def test_a_made_nick_is_valid_or_nothing(display, max_bytes):
    nick = names.nick_from_display(display, max_bytes)
    assert nick == "" or names.valid_nick(nick, max_bytes)


@given(st.text(max_size=60), st.integers(2, 99999), st.integers(9, 40))
def test_a_variant_is_valid_too_and_fits(display, number, max_bytes):
    nick = names.nick_from_display(display, max_bytes)
    if nick:
        other = names.variant(nick, number, max_bytes)
        assert names.valid_nick(other, max_bytes)
        assert other.endswith(str(number))


def test_a_variant_makes_room_for_its_number():
    assert names.variant("Ada", 2) == "Ada2"
    assert names.variant("x" * 32, 12) == "x" * 30 + "12"
    assert names.variant("aé", 12, max_bytes=4) == "a12"  # é is two bytes: all of it goes


@pytest.mark.parametrize(
    ("nick", "realname", "shown"),
    [
        ("Ada_Okafor", "Ada Okafor", "Ada Okafor"),
        ("ada_okafor", "Ada Okafor", "Ada Okafor"),
        ("Dr_Müller", "Dr. Müller", "Dr. Müller"),
        ("ada_okafor_", "Ada Okafor", "ada_okafor_"),
        ("Ada_Okafor2", "Ada Okafor", "Ada_Okafor2"),
        ("mallory", "Ada Okafor", "mallory"),
        ("AdaOkafor", "Ada\u3164Okafor", "AdaOkafor"),  # drawn as a space
        ("ada", "", "ada"),
    ],
)
def test_a_name_is_shown_to_whose_nick_it_is_spelled_by(nick, realname, shown):
    assert names.display_name(nick, realname) == shown


def test_a_free_name_is_offered_as_the_wanted_one_was_typed():
    assert names.as_typed("Ada_Okafor2", "Ada Okafor") == "Ada Okafor2"
    assert names.as_typed("Dr_Müller3", "Dr. Müller") == "Dr. Müller3"
    assert names.as_typed("Ada2", "Ada") == "Ada2"
    assert names.as_typed("somebody", "Ada Okafor") == "somebody"
