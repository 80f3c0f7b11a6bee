"""What strangers call things is data only, and costs little whatever it is.

Threats 8, 17, 34, 35.
"""

import re
import time

import pytest

from messenger.relay.access import masks
from tests.relay.conftest import Client
from tests.relay.harness import Town
from tests.relay.test_app import log_in

NAMES = (
    "#../../etc/passwd", "#a:b", "#%00", "#C:\\x", "#con", "#~", "#$(touch${IFS}x)", "#`id`",
    "#'; DROP TABLE history; --", "#" + "x" * 300, "#.." , "&/etc/passwd",
)  # fmt: skip
BROKEN = {
    "overlong": b"\xc0\xaf",
    "overlong of three": b"\xe0\x80\xaf",
    "surrogate": b"\xed\xa0\x80",
    "above the last": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "alone": b"\x80",
    "cut": b"\xe2\x82",
    "noncharacter": b"\xef\xbf\xbf",
}


def kept(folder):
    """The names of all files; those that SQLite makes beside its own come and go by themselves."""
    return {re.sub("-(wal|shm|journal)$", "", path.name) for path in folder.rglob("*")}


def test_names_of_rooms_never_become_paths(relay):
    one = relay()
    ann = Client(one.ports["plain"])
    log_in(ann)
    before = kept(one.data)
    for name in NAMES:
        line = f"JOIN {name}\r\nPRIVMSG {name} :words\r\nTOPIC {name} :a topic\r\n"
        ann.send(line.encode())
    ann.send(b"PING x\r\n")
    ann.until(b":messenger.relay PONG messenger.relay :x")
    assert kept(one.data) == before
    assert one.stderr() == ""


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("line", [b"PRIVMSG #lobby :a%sb", b"TOPIC #lobby :%s", b"NICK a%s"])
def test_broken_letters_are_refused_and_reach_nobody(name, line):
    town = Town()
    ann, bob = town.join("ann"), town.join("bob")
    ann.read()
    words = ann.ask(line % BROKEN[name])[0].split()
    assert (words[1], words[3]) == ("FAIL", "INVALID_UTF8")
    assert bob.read() == []


@pytest.mark.parametrize("stars", ["*a" * 300, "*" * 5000, "*?" * 300 + "b"])
def test_masks_full_of_stars_cost_little(stars):
    text = "a" * 200 + "!user@host.example.org"
    start = time.thread_time()
    assert masks.matches(stars + "z", text) is False
    assert time.thread_time() - start < 0.05  # a pattern that backtracks takes for ever


def test_a_label_on_the_last_command_is_answered_once():
    town = Town()
    ann = town.log_in("ann", "labeled-response", "batch")
    said = ann.ask("@label=one PING x", "@label=one PING y", "@label=end QUIT :bye")
    assert [line for line in said if line.startswith("@label=one ")] == said[:2]
    assert sum("ERROR" in line for line in said) == 1
    assert sum("label=end" in line for line in said) <= 1
