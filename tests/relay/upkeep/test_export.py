"""An export is exact and complete, holds no secret, and nothing in it is more than text."""

import html.parser
import json

import pytest

from messenger.irc.claims import new_device_secret
from messenger.irc.stamps import msgid
from messenger.store import hashing
from messenger.store.account_rows import AccountRow, SecretRow
from messenger.store.db import connect
from messenger.store.facts import FactRow
from messenger.store.history import open_relay_store
from messenger.store.rows import ErasedRow, HistoryRow, RoomRow
from tests.relay.upkeep.test_backup import run

EVIL = "<script>alert(1)</script>&\x1b[31m\u202eevil\x02bold\n2026-01-01 00:00:00  <bob> forged"
DEVICE = new_device_secret()
PASSWORD = "correct horse battery"


def row(serial, command, *params, target="#a", nick="ann", account="", tags=""):
    source = f"{nick}!a@h"
    return HistoryRow(serial, target, 1000 * serial, source, account, command, params, tags)


ROWS = [
    row(1, "JOIN", account="Ann"),
    row(2, "PRIVMSG", EVIL, account="Ann"),
    row(3, "PRIVMSG", "\x01ACTION waves\x01", nick="bob"),
    row(4, "NOTICE", "noted", nick="bob"),
    row(5, "TAGMSG", nick="bob", tags="+draft/react=x;+reply=y"),
    row(6, "TOPIC", "tea"),
    row(7, "KICK", "bob", "no tea"),
    row(8, "PRIVMSG", "taken back"),
    row(9, "PRIVMSG", "secret tea", target="@1 @2", account="ANN"),
    row(10, "PRIVMSG", "an answer", target="@1 @2", nick="bob", account="Bob"),
    row(11, "PRIVMSG", "elsewhere", target="#b", account="ann"),
    row(12, "PRIVMSG", "of others", target="@2 @3", nick="bob", account="Bob"),
    row(13, "QUIT", "bye", account="Ann"),
    row(14, "MODE", "+o-m", "bob", nick="bob"),
    row(15, "TOPIC", "", nick="bob"),
    row(16, "PRIVMSG", "* better", nick="bob", tags="+messenger.internal/edit=x"),
]


@pytest.fixture
def data(tmp_path):
    """A relay's data folder, with the relay running."""
    folder = tmp_path / "data" / "relay"
    folder.mkdir(parents=True, mode=0o700)
    store = open_relay_store(folder)
    store.load()
    secret = hashing.make(PASSWORD, fast=True)
    device = hashing.make(DEVICE, fast=True)
    store.write(
        [
            AccountRow("1", "Ann", secret, 5000, "a@b.c"),
            AccountRow("2", "Bob", secret, 5000, "b@b.c"),
            SecretRow("1", device, 6000),
            FactRow("@1", "metadata", "display-name", "Ann O."),
            FactRow("#a", "approved", "@1", "1"),
            FactRow("@1", "read", "#a", "5000"),
            FactRow("@1", "choice", "always-on", "yes"),
            FactRow("@1", "novelty", "of", "later versions"),
            FactRow("#a", "member", "1", "@"),
            RoomRow("#a", json.dumps({"name": "#A", "topic": ["tea", "ann!a@h", 6], "founder": "1",
                                      "key": "door-password", "flags": "At", "created": 1})),
            *ROWS,
        ]
    )  # fmt: skip
    store.write([ErasedRow("#a", 8)])
    yield tmp_path / "data"
    store.close()


def export(data, what, name, form):
    target = data.parent / f"out.{form}"
    code, said = run("export", what, name, "--data", data, "--format", form, target)
    assert code == 0, said
    assert target.stat().st_mode & 0o777 == 0o600
    return target.read_text(), said


def relay_id(data):
    conn = connect(data / "relay" / "relay.sqlite3", read_only=True)
    found = conn.execute("SELECT value FROM meta WHERE key = 'relay_id'").fetchone()[0]
    conn.close()
    return found


@pytest.mark.parametrize("name", ["#a", "A"])
def test_a_room_for_programs_is_exact_and_complete(data, name):
    text, said = export(data, "room", name, "json")
    found = json.loads(text)
    (section,) = found["sections"]
    wanted = [one for one in ROWS if one.target == "#a" and one.serial != 8]
    assert [
        (one["sent_ms"], one["source"], one["account"], one["command"], tuple(one["params"]),
         one["tags"], one["msgid"])
        for one in section["lines"]
    ] == [
        (one.sent_ms, one.source, one.account, one.command, one.params, one.tags,
         msgid(relay_id(data), one.serial))
        for one in wanted
    ]  # fmt: skip
    assert found["facts"] == {"name": "#A", "topic": ["tea", "ann!a@h", 6], "founder": "Ann",
                              "flags": "At", "created": 1}  # fmt: skip
    assert said.startswith(f"{len(wanted)} lines are in ")


def test_a_room_as_text(data):
    text, _ = export(data, "room", "#a", "text")
    assert text.split("UTC.\n")[1].split("\n==")[0] == (
        "Room: #A\n"
        "Topic: tea (set by ann, 1970-01-01 00:00:06)\n"
        "Opened: 1970-01-01 00:00:01\n"
        "Founded by: Ann\n"
        "Rules: first messages wait for approval; people outside may write into it\n"
    )
    assert text.split("== #A ==\n")[1] == (
        "1970-01-01 00:00:01  -- ann came\n"
        "1970-01-01 00:00:02  <ann> <script>alert(1)</script>&[31mevilbold\n"
        "                     2026-01-01 00:00:00  <bob> forged\n"
        "1970-01-01 00:00:03  * bob waves\n"
        "1970-01-01 00:00:04  -bob- noted\n"
        "1970-01-01 00:00:05  -- bob reacted with x\n"
        "1970-01-01 00:00:06  -- ann set the topic: tea\n"
        "1970-01-01 00:00:07  -- ann sent bob away (no tea)\n"
        "1970-01-01 00:00:13  -- ann left (bye)\n"
        "1970-01-01 00:00:14  -- bob made bob an operator here and let everybody speak\n"
        "1970-01-01 00:00:15  -- bob cleared the topic\n"
        "1970-01-01 00:00:16  -- bob changed a message to: better\n"
    )


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def test_a_page_holds_no_script_and_no_link(data):
    text, _ = export(data, "room", "#a", "html")
    reader = Reader()
    reader.feed(text)
    assert reader.tags <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p",
                           "time", "bdi", "b"}  # fmt: skip
    assert "<script>alert(1)</script>&[31mevilbold" in reader.text
    assert "default-src 'none'" in text
    assert not any(sign in text for sign in "\x1b\u202e\x02")


def test_a_person_is_complete_and_without_secrets(data):
    text, _ = export(data, "person", "ann", "json")
    found = json.loads(text)
    sections = {one["title"]: [line["text"] for line in one["lines"]] for one in found["sections"]}
    assert sections == {
        "Private talk with Bob": ["secret tea", "an answer"],
        "In #a": ["ann came", EVIL, "ann left (bye)"],
        "In #b": ["elsewhere"],
    }
    facts = found["facts"]
    assert (facts["account"], facts["email"]) == ("Ann", "a@b.c")
    assert {"kind": "metadata", "name": "display-name", "value": "Ann O."} in facts["facts"]
    assert facts["in rooms"] == [
        {"room": "#a", "kind": "approved", "value": "1"},
        {"room": "#a", "kind": "member", "value": "@"},
    ]
    assert facts["founder of"] == ["#a"]
    assert facts["has a password"] == "yes"
    for form in ("json", "text", "html"):
        (data.parent / f"out.{form}").unlink(missing_ok=True)
        text, _ = export(data, "person", "Ann", form)
        assert "Ann O." in text
        assert not any(word in text for word in ("argon2", "door-password", PASSWORD, "SCRAM"))
        assert hashing.make(DEVICE, fast=True).device not in text


def test_what_is_known_of_a_person_is_said_in_words(data):
    text, _ = export(data, "person", "ann", "text")
    assert text.split("UTC.\n")[1].split("\n==")[0] == (
        "Account: Ann\n"
        "E-mail: a@b.c\n"
        "Made: 1970-01-01 00:00:05\n"
        "Last seen: 1970-01-01 00:00:05\n"
        "Has a password: yes\n"
        "Is let in by: the device, since 1970-01-01 00:00:06\n"
        "Has chosen: always-on: yes\n"
        "Tells others, as display-name: Ann O.\n"
        "novelty of: later versions\n"
        "Has read #a: up to 1970-01-01 00:00:05\n"
        "Noted: speaks freely in #a, after approval\n"
        "Belongs to: #a as its operator\n"
        "Founder of: #a\n"
    )


def test_mistakes_are_one_sentence_and_leave_no_file(data, tmp_path):
    there = tmp_path / "there"
    there.write_text("dear")
    for words, said in (
        (("room", "#none", tmp_path / "x"), "no room #none"),
        (("person", "none", tmp_path / "x"), "no account none"),
        (("room", "#a", there), "there already"),
        (("room", "#a", tmp_path / "no" / "x"), "can't be written"),
    ):
        code, told = run("export", *words, "--data", data)
        assert code not in (0, 1)
        assert told.startswith("messenger: ")
        assert said in told
    code, told = run("export", "room", "#a", tmp_path / "x", "--data", tmp_path / "nowhere")
    assert code not in (0, 1)
    assert "no relay" in told
    assert there.read_text() == "dear"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "there"}


@pytest.mark.parametrize(
    ("serial", "told"),
    [
        (3, 'bob reacted with x to "waves"'),
        (2, 'bob reacted with x to "<script>alert(1)</script>&'),
        (8, "bob reacted with x\n"),  # it is taken back
        (9, "bob reacted with x\n"),  # said elsewhere: nothing of it comes into this file
        (900, "bob reacted with x\n"),
    ],
)
def test_a_reaction_says_to_what(data, serial, told):
    about = msgid(relay_id(data), serial)
    conn = connect(data / "relay" / "relay.sqlite3")
    with conn:
        conn.execute(
            "UPDATE history SET tags = ? WHERE serial = 5", (f"+draft/react=x;+reply={about}",)
        )
    conn.close()
    text, _ = export(data, "room", "#a", "text")
    assert f"1970-01-01 00:00:05  -- {told}" in text
