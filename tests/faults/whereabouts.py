"""The judgement of what all devices of a person share: how far it has read, and its rooms.

Each device's copy on disk says what the relay says, and each screen shows at least as much as
read: what was said before the first visit of a room counts as read there, and is nobody's business.
"""

import re
import socket
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.breach import Breach, Kind

WAIT_S = 60.0
Reads = Mapping[str, int]  # folded target → milliseconds since 1970


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What one place knows of a person. rooms: folded; None where nobody has asked."""

    read: Reads = field(default_factory=dict)
    rooms: Collection[str] | None = None


def judge(relay: Whereabouts, name: str, screen: Whereabouts, cache: Whereabouts) -> list[Breach]:
    """relay: of the person; the others: of its device of this name. The token of a breach is the
    target."""
    found: list[Breach] = []
    for target, read_ms in relay.read.items():
        if cache.rooms is not None and target not in screen.read:
            continue  # a place that this device does not show
        kept_ms, shown_ms = cache.read.get(target, 0), screen.read[target]
        if kept_ms != read_ms:
            found.append(_apart(f"{name}'s cache", target, f"read to {kept_ms}, not {read_ms}"))
        if shown_ms < read_ms:
            found.append(_apart(f"{name}'s screen", target, f"read to {shown_ms}, not {read_ms}"))
    for target in cache.read.keys() - relay.read.keys() if relay.rooms is not None else ():
        found.append(_apart("relay", target, f"does not know how far {name} has read"))
    for where, known in (("screen", screen), ("cache", cache)):
        if relay.rooms is not None and known.rooms is not None:
            found += _rooms_apart(f"{name}'s {where}", set(relay.rooms), set(known.rooms))
    return found


def _rooms_apart(where: str, real: set[str], known: set[str]) -> Iterable[Breach]:
    for target in sorted(real ^ known):
        yield _apart(where, target, "is inside" if target in real else "is not inside")


def _apart(where: str, target: str, words: str) -> Breach:
    return Breach(Kind.APART, where, target, words)


def in_cache(path: Path) -> Whereabouts:
    """What a client's copy holds."""
    conn = sqlite3.connect(path)
    try:
        rows = conn.execute(
            "SELECT target, read_at, joined FROM places WHERE NOT hidden ORDER BY id"
        ).fetchall()
    finally:
        conn.close()
    read = {target: round(at * 1000) for target, at, _ in rows if at is not None}
    return Whereabouts(read, {target for target, _, joined in rows if joined})


def on_screen(report: Mapping[str, object]) -> Whereabouts:
    """What a window shows."""
    read, rooms = report["read"], report["rooms"]
    assert isinstance(read, dict)
    assert isinstance(rooms, list)
    return Whereabouts({target: round(at * 1000) for target, at in read.items()}, rooms)


def reads(path: Path) -> dict[str, dict[str, int]]:
    """How far everybody has read, as the relay has it, by account."""
    conn = sqlite3.connect(path)
    try:
        found: dict[str, dict[str, int]] = {
            key: {} for (key,) in conn.execute("SELECT key FROM accounts")
        }
        for key, target, read_ms in conn.execute(
            "SELECT key, facts.name, value FROM facts JOIN accounts ON owner = '@' || id "
            "WHERE kind = 'read'"
        ):
            found[key][target] = int(read_ms)
        return found
    finally:
        conn.close()


def rooms(port: int, nicks: Collection[str]) -> dict[str, set[str]]:
    """Where everybody is, as a plain client hears it from the relay that runs."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as sock:
        reader = sock.makefile("r", encoding="utf-8", newline="\r\n")
        hello = ["NICK looker", "USER looker 0 * :looker"]
        asked = [f"WHOIS {nick}" for nick in nicks]
        sock.sendall("".join(f"{line}\r\n" for line in [*hello, *asked, "PING :all"]).encode())
        found: dict[str, set[str]] = {nick: set() for nick in nicks}
        for line in reader:
            words = line.rstrip("\r\n").split(" ")
            if words[1] == "319":
                found[words[3]] |= set(re.findall(r"#\S+", " ".join(words[4:])))
            elif words[1] == "PONG" and words[-1] == ":all":
                return found
    raise AssertionError("the relay hung up")
