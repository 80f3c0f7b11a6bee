"""Whom a command means, by nick or by the name that is shown."""

import pytest

from messenger.client import events as ev
from messenger.client.intents import (
    AskWhois,
    ChangeNick,
    InvitePerson,
    KickMember,
    SendText,
    SetMode,
)
from messenger.client.model.model import Model
from messenger.client.text.people import take_people, take_person
from messenger.client.text.typed_input import parse

ROOM = "#lobby"


@pytest.fixture
def model() -> Model:
    model = Model("Me")
    people = (
        ev.Member("Me"),
        ev.Member("Ada"),
        ev.Member("Ada_Okafor", realname="Ada Okafor"),
        ev.Member("Grace_Müller", "@", realname="Grace Müller"),
        ev.Member("bob"),
    )
    model.apply_all(
        [
            ev.LinkUp("h:6697", "Net", "Me", "", True),
            ev.RoomJoined(ROOM),
            ev.MembersListed(ROOM, people),
        ]
    )
    return model


@pytest.mark.parametrize(
    ("typed", "nick", "rest"),
    [
        ("Ada Okafor hello there", "Ada_Okafor", "hello there"),
        ("ada okafor", "Ada_Okafor", ""),
        ("@Ada Okafor hello", "Ada_Okafor", "hello"),
        ("Ada_Okafor hello", "Ada_Okafor", "hello"),
        ("Ada Okaforia hello", "Ada", "Okaforia hello"),
        ("Ada hello", "Ada", "hello"),
        ("Ada Okafor: hello", "Ada_Okafor", "hello"),
        ("Ada Okafor\ntwo lines", "Ada_Okafor", "two lines"),
        ("GRACE MÜLLER  x", "Grace_Müller", "x"),
        ('"Grace Müller" x y', "Grace_Müller", "x y"),
        ("“@Ada Okafor”", "Ada_Okafor", ""),
        ('"Not Here" hello', "Not_Here", "hello"),
        ("stranger hello", "stranger", "hello"),
        ("@stranger", "stranger", ""),
        ('"', '"', ""),
        ("", "", ""),
    ],
)
def test_the_longest_known_name_is_meant(model, typed, nick, rest):
    assert take_person(typed, model) == (nick, rest)


def test_many_people_are_named_one_behind_the_other(model):
    typed = 'Ada Okafor, bob "Grace Müller" @Ada who'
    assert take_people(typed, model) == ["Ada_Okafor", "bob", "Grace_Müller", "Ada", "who"]


def test_somebody_known_from_a_private_talk_only_is_known(model):
    talk = ev.ChatMessage("Ines_Sol", "hi", 1.0, msgid="m", realname="Ines Sol")
    model.apply(ev.MessageArrived("Ines_Sol", talk))
    assert take_person("Ines Sol hello", model) == ("Ines_Sol", "hello")


def test_words_for_a_person_of_two_names_reach_her(model):
    parsed = parse("/msg Ada Okafor hello", ROOM, model)
    (said,) = parsed.intents
    assert isinstance(said, SendText)
    assert (said.target, said.text, parsed.open) == ("Ada_Okafor", "hello", "Ada_Okafor")


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("/whois Ada Okafor", AskWhois("Ada_Okafor")),
        ("/kick Ada Okafor too loud", KickMember(ROOM, "Ada_Okafor", "too loud")),
        ("/invite Ada Okafor boats", InvitePerson("#boats", "Ada_Okafor")),
        ("/op Ada Okafor bob", SetMode(ROOM, "+oo", ("Ada_Okafor", "bob"))),
        ("/ban Ada Okafor", SetMode(ROOM, "+b", ("Ada_Okafor!*@*",))),
        ("/ban *!*@10.0.0.1", SetMode(ROOM, "+b", ("*!*@10.0.0.1",))),
        ("/nick Grace  Hopper", ChangeNick("Grace Hopper")),
        ('/nick "Grace Hopper"', ChangeNick("Grace Hopper")),
    ],
)
def test_commands_take_the_name_that_is_shown(model, typed, intent):
    assert parse(typed, ROOM, model).intents == (intent,)
