"""/reply, /edit, /delete and /react: about the newest message that fits."""

from dataclasses import replace

import pytest

from messenger.client import events as ev
from messenger.client.events import ChatMessage
from messenger.client.model.model import Model
from messenger.client.text import mark_words
from messenger.client.text.mark_commands import ELSEWHERE, NONE_OF_OTHERS, NONE_OF_OURS
from messenger.client.text.typed_input import parse

ROOM = "#lobby"
ALL = frozenset({"reply", "react", "edit", "delete"})


def said(n: int, sender: str, kind: str = "message") -> ev.MessageArrived:
    own, realname = sender == "Ada", {"Bo_Ek": "Bo Ek"}.get(sender, "")
    message = ChatMessage(
        sender, f"words {n}", 100.0 + n, kind, f"relay-{n:x}", own=own, realname=realname
    )
    return ev.MessageArrived(ROOM, message)


@pytest.fixture
def model():
    model = Model("Ada")
    model.apply_all(
        (
            ev.LinkUp("relay", "Relay", "Ada", "", True, abilities=ALL),
            ev.RoomJoined(ROOM),
            ev.MembersListed(ROOM, (ev.Member("Ada", "@"), ev.Member("Bo_Ek", realname="Bo Ek"))),
            said(1, "Bo_Ek"),
            said(2, "Ada"),
            said(3, "cy"),
            said(4, "Ada", "action"),
        )
    )
    return model


@pytest.mark.parametrize(
    ("typed", "kind", "subject", "text"),
    [
        ("/reply yes: I do", "message", 3, "yes: I do"),
        ("/reply bo_ek: yes", "message", 1, "yes"),
        ("/reply Bo Ek: yes", "message", 1, "yes"),
        ("/edit other words", "edit", 2, "other words"),
        ("/delete", "redact", 4, ""),
        ("/delete wrong room", "redact", 4, "wrong room"),
        ("/react 👍", "react", 3, "👍"),
    ],
)
def test_about_the_newest_that_fits(model, typed, kind, subject, text):
    (intent,) = parse(typed, ROOM, model).intents
    assert (intent.target, intent.kind, intent.subject) == (ROOM, kind, f"relay-{subject:x}")
    assert intent.text == text
    assert intent.ref


def test_the_same_reaction_again_takes_it_back(model):
    (intent,) = parse("/react 👍", ROOM, model).intents
    message = ChatMessage(
        "Ada", "👍", 200.0, "react", "relay-9", intent.ref, subject=intent.subject, own=True
    )
    model.apply(ev.MessageSettled(ROOM, message))
    assert parse("/react 👍", ROOM, model).intents[0].kind == "unreact"
    assert parse("/react 🎉", ROOM, model).intents[0].kind == "react"


def test_without_a_message_it_says_so(model):
    model.clear(ROOM)
    assert parse("/edit x", ROOM, model).error == NONE_OF_OURS
    assert parse("/react x", ROOM, model).error == NONE_OF_OTHERS
    assert parse("/delete", "", model).error == NONE_OF_OURS


def test_a_server_that_can_not_says_so(model):
    model.apply(ev.LinkUp("relay", "Relay", "Ada", "", False, abilities=frozenset({"react"})))
    for typed in ("/edit x", "/delete", "/reply x"):
        assert parse(typed, ROOM, model).error == ELSEWHERE
    assert parse("/react x", ROOM, model).intents


@pytest.mark.parametrize("kind", ["edit", "redact", "react", "unreact"])
def test_every_mark_has_its_words(kind):
    mark = ChatMessage("bo", "👍", 1.0, kind, subject="m1")
    assert mark_words.not_done(mark, "Too late.") != mark_words.not_done(mark, "Too late.", True)
    assert "Too late" in mark_words.not_done(mark, "Too late.")
    assert mark_words.waits(mark)
    assert mark_words.sentence(replace(mark, kind="react"), "Bo", "x" * 99).endswith('…"')
