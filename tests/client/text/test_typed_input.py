"""What a typed line means."""

import pytest

from messenger.client import events as ev
from messenger.client.intents import (
    AskWhois,
    ChangeNick,
    InvitePerson,
    JoinRoom,
    KickMember,
    LeaveRoom,
    ListRooms,
    Quit,
    SendRaw,
    SendText,
    SetAway,
    SetMode,
    SetTopic,
)
from messenger.client.model.model import Model
from messenger.client.text.commands_help import ALIASES, HELP
from messenger.client.text.typed_input import COMMANDS, complete, parse

ROOM = "#lobby"


@pytest.fixture
def model() -> Model:
    model = Model("Ada")
    people = (ev.Member("Ada"), ev.Member("bob"), ev.Member("Bo_Ek", "@", realname="Bo Ek"))
    model.apply_all(
        [
            ev.LinkUp("h:6697", "Net", "Ada", "", True),
            ev.RoomJoined(ROOM),
            ev.MembersListed(ROOM, people),
            ev.TopicChanged(ROOM, "Boats"),
        ]
    )
    return model


def sent(parsed) -> list[tuple[str, str, str]]:
    return [(said.target, said.text, said.kind) for said in parsed.intents]


def test_every_command_has_help_and_every_alias_a_command():
    assert set(COMMANDS) == set(HELP)
    assert set(ALIASES.values()) <= set(HELP)
    assert all(help_.usage.startswith(f"/{name}") for name, help_ in HELP.items())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hello", (ROOM, "hello", "message")),
        ("  two\nlines \n", (ROOM, "  two\nlines", "message")),
        ("//text", (ROOM, "/text", "message")),
        ("/usr/bin/env", (ROOM, "/usr/bin/env", "message")),
        ("/ lonely", (ROOM, "/ lonely", "message")),
        ("/me waves", (ROOM, "waves", "action")),
        ("/ME waves\ntwice", (ROOM, "waves\ntwice", "action")),
        ("/notice bob look", ("bob", "look", "notice")),
        ("/msg bob  hi there", ("bob", "hi there", "message")),
    ],
)
def test_words_to_say(model, typed, said):
    assert sent(parse(typed, ROOM, model)) == [said]


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("/join kitchen", JoinRoom("#kitchen")),
        ("/j #kitchen pass", JoinRoom("#kitchen", "pass")),
        ("/leave", LeaveRoom(ROOM)),
        ("/part #kitchen bye all", LeaveRoom("#kitchen", "bye all")),
        ("/leave bye all", LeaveRoom(ROOM, "bye all")),
        ("/topic New  topic", SetTopic(ROOM, "New  topic")),
        ("/topic -", SetTopic(ROOM, "")),
        ("/nick Zoe", ChangeNick("Zoe")),
        ("/away lunch", SetAway("lunch")),
        ("/away", SetAway("Away")),
        ("/back", SetAway("")),
        ("/kick bob too loud", KickMember(ROOM, "bob", "too loud")),
        ("/ban bob", SetMode(ROOM, "+b", ("bob!*@*",))),
        ("/unban *!*@evil", SetMode(ROOM, "-b", ("*!*@evil",))),
        ("/op bob Bo_Ek", SetMode(ROOM, "+oo", ("bob", "Bo_Ek"))),
        ("/deop bob", SetMode(ROOM, "-o", ("bob",))),
        ("/voice bob", SetMode(ROOM, "+v", ("bob",))),
        ("/devoice bob", SetMode(ROOM, "-v", ("bob",))),
        ("/mode +m", SetMode(ROOM, "+m")),
        ("/mode #kitchen -k pass", SetMode("#kitchen", "-k", ("pass",))),
        ("/mode ada +i", SetMode("ada", "+i")),
        ("/invite bob", InvitePerson(ROOM, "bob")),
        ("/invite bob kitchen", InvitePerson("#kitchen", "bob")),
        ("/list", ListRooms()),
        ("/whois bob", AskWhois("bob")),
        ("/quote PING x", SendRaw("PING x")),
        ("/quit bye", Quit("bye")),
    ],
)
def test_commands(model, typed, intent):
    parsed = parse(typed, ROOM, model)
    assert (parsed.intents, parsed.error) == ((intent,), None)


@pytest.mark.parametrize(
    "typed", ["/me", "/msg", "/join", "/nick", "/kick", "/ban", "/op", "/invite", "/whois",
              "/notice bob", "/quote", "/join ,"],
)  # fmt: skip
def test_what_is_missing_is_answered_by_the_usage(model, typed):
    error = parse(typed, ROOM, model).error
    assert error is not None
    assert HELP[typed[1:].split()[0]].usage in error


@pytest.mark.parametrize("typed", ["/kick bob", "/topic", "/op bob", "/names", "/mode"])
def test_what_needs_a_room_says_so_in_a_talk(model, typed):
    assert parse(typed, "bob", model).error == "This works in a room only."


def test_an_unknown_command_names_the_nearest(model):
    assert "/topic" in (parse("/topci x", ROOM, model).error or "")
    assert "/help" in (parse("/xyzzy", ROOM, model).error or "")


def test_help_names_every_command(model):
    overview = parse("/help", ROOM, model).say
    names = [word for line in overview[:-1] for word in line.split()[1:]]
    assert sorted(names) == sorted(f"/{name}" for name in HELP)
    assert len(overview) < 9  # it must not bury the talk
    shown = "\n".join(parse("/help all", ROOM, model).say)
    assert all(help_.usage in shown for help_ in HELP.values())
    rows = [parse(f"/help {line.split(':')[0]}", ROOM, model).say for line in overview[:-1]]
    assert "\n".join(sorted(sum(rows, ()))) == "\n".join(sorted(shown.split("\n")))
    assert HELP["join"].line in parse("/help /j", ROOM, model).say[0]


def test_answers_for_this_person_only(model):
    assert "Boats" in parse("/topic", ROOM, model).say[0]
    assert parse("/names", ROOM, model).say == ("3 in #lobby: Ada, @Bo Ek, bob",)
    assert parse("/clear", ROOM, model).clear
    assert parse("/query bob", ROOM, model).open == "bob"
    assert parse("/leave", "bob", model).close == "bob"
    assert parse("/join kitchen", ROOM, model).open == "#kitchen"


def test_nothing_is_sent_where_nobody_would_hear_it(model):
    assert parse("  \n", ROOM, model) == parse("", ROOM, model)
    assert parse("hello", "", model).error
    model.apply(ev.RoomLeft(ROOM, "noise", "bob"))
    assert "/join #lobby" in (parse("hello", ROOM, model).error or "")


def test_every_message_has_a_ref_of_its_own(model):
    refs = {
        intent.ref
        for _ in range(50)
        for intent in parse("x", ROOM, model).intents
        if isinstance(intent, SendText)
    }
    assert len(refs) == 50


@pytest.mark.parametrize(
    ("text", "inserts"),
    [
        ("b", ["Bo_Ek: ", "bob: "]),
        ("hi b", ["Bo_Ek ", "bob "]),
        ("@e", ["@Bo_Ek "]),
        ("@", ["@Bo_Ek ", "@bob "]),
        ("#l", ["#lobby "]),
        ("see #", ["#lobby "]),
        ("/to", ["/topic "]),
        ("/msg bob", ["bob "]),
        ("ada", []),
        ("", []),
        ("hi ", []),
        ("hi /to", []),
    ],
)
def test_completion(model, text, inserts):
    found = complete(text, len(text), model)
    assert [candidate.text for candidate in found.candidates] == inserts
    assert text[found.start : found.end] == text.split(" ")[-1]


def test_who_spoke_last_comes_first(model):
    message = ev.ChatMessage("bob", "hi", 1.0, msgid="r-1")
    model.apply(ev.MessageArrived(ROOM, message))
    assert [c.label for c in complete("b", 1, model).candidates] == ["bob", "Bo Ek"]
