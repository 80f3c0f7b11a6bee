"""What happens besides talk, in words."""

import pytest

from messenger.client.events import ChatMessage
from messenger.client.model.happenings import MOST_TOLD, people, sentence, summary


def did(name: str, kind: str, text: str = "", subject: str = ""):
    return (ChatMessage(name, text, 1.0, kind, subject=subject), name)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ([did("Sven", "join"), did("Ines", "join"), did("Karl", "part")],
         "Sven and Ines came in, Karl left"),
        ([did("Sven", "join"), did("Sven", "quit")], "Sven looked in"),
        ([did("Sven", "quit"), did("Sven", "join")], "Sven came back"),
        ([did("Sven", "join"), did("Sven", "part"), did("Sven", "join")], "Sven came in"),
        ([did("Sven", "part"), did("Ines", "join"), did("Karl", "join"), did("Ada", "part")],
         "Sven left, Ines and Karl came in, Ada left"),
        ([did("Bob", "join"), did("Ada", "join"), did("Bob", "part")],
         "Ada came in, Bob looked in"),
        ([did("Bob", "join"), did("Ann", "kick", "", "Bob"), did("Bob", "join")],
         "Bob came in, Ann removed Bob, Bob came in"),
        ([did("Sven", "join"), did("Ann", "topic", "Boats"), did("Sven", "part")],
         "Sven came in, Ann changed the topic to: Boats, Sven left"),
        ([did(letter, "join" if letter.isupper() else "part") for letter in "AbCdEf"],
         "A, C and E came in, meanwhile b, d and f left"),
        ([did("Sven", "join"), did("Ann", "topic", "Boats")],
         "Sven came in, Ann changed the topic to: Boats"),
        ([did(name, "join") for name in "ABCDEF"], "A, B, C and 3 others came in"),
    ],
)  # fmt: skip
def test_many_in_one_line(said, line):
    assert summary(said) == line


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (did("Ann", "part", "lunch"), "Ann left (lunch)"),
        (did("Ann", "kick", "noise", "Bob"), "Ann removed Bob (noise)"),
        (did("Ann", "nick", "Anna"), "Ann is now called Anna"),
        (did("Ann", "topic", ""), "Ann cleared the topic"),
        (did("Ann", "mode", "+m"), "Ann let only people with a voice speak"),
        (did("Ann", "mode", "+o", "Bob"), "Ann made Bob an operator here"),
        (did("Ann", "renamed", "x"), "Ann: x"),
    ],
)
def test_one_sentence_each(said, line):
    assert sentence(*said) == line


def test_names_in_a_row():
    assert [people("ABCDE"[:n]) for n in range(6)] == [
        "",
        "A",
        "A and B",
        "A, B and C",
        "A, B, C and D",
        "A, B, C and 2 others",
    ]


def test_others_in_a_happening_bear_the_names_that_people_have():
    def told(kind: str, text: str, subject: str = "") -> str:
        message = ChatMessage("ann", text, 1.0, kind, subject=subject)
        return sentence(message, "Ann", lambda nick: nick.replace("_", " "))

    assert told("kick", "spam", "Bo_Ek") == "Ann removed Bo Ek (spam)"
    assert told("nick", "Ann_Lee") == "Ann is now called Ann Lee"
    assert told("mode", "+ov", "Bo_Ek Ina_Ek") == (
        "Ann made Bo Ek an operator here and gave a voice to Ina Ek"
    )
    assert told("mode", "+b a_b!*@*") == "Ann banned a b"


def test_a_flood_of_other_things_is_a_line_of_bounded_length():
    many = [did("Ann", "topic", f"t{number}") for number in range(200)]
    parts = summary(many).split(", ")
    assert len(parts) == MOST_TOLD
    assert parts[-3:] == [
        "Ann changed the topic to: t9",
        "189 other things",
        "Ann changed the topic to: t199",
    ]
    assert "other things" not in summary(many[:MOST_TOLD])
