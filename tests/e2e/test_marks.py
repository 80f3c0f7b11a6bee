"""New words, deletions, reactions and answers: two programs at a real relay, one of them away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from messenger.client.intents import Intent, Quit, SendText
from messenger.client.model.entry import State
from messenger.client.model.model import Model
from messenger.client.model.rows import FoldRow, MessageRow
from messenger.client.text.new_ref import new_ref
from tests.e2e.test_devices import Program
from tests.e2e.test_devices import programs as programs
from tests.processes import RelayProcess

ROOM, SECRET = "#lobby", "zanzibarwhisper"


def rows(one: Program, place: str) -> list[MessageRow | FoldRow]:
    one.model.show(place)
    return [row for row in one.model.rows() if isinstance(row, (MessageRow, FoldRow))]


def words(one: Program, place: str = ROOM) -> list[str]:
    return [row.text for row in rows(one, place) if isinstance(row, MessageRow)]


def row_of(one: Program, text: str, place: str = ROOM) -> MessageRow | None:
    found = [row for row in rows(one, place) if isinstance(row, MessageRow) and row.text == text]
    return found[0] if found else None


def said(one: Program, text: str, place: str = ROOM, **more: str) -> str:
    """Say something, and wait until the relay has it; its msgid."""
    one.ask(SendText(place, text, new_ref(), **more))

    def is_settled(_: Model) -> bool:
        row = row_of(one, text, place)
        return row is not None and row.state is State.SETTLED and bool(row.msgid)

    one.until(is_settled, f"the receipt for {text!r}")
    row = row_of(one, text, place)
    assert row is not None
    return row.msgid


def mark(kind: str, msgid: str, text: str = "", place: str = ROOM) -> Intent:
    return SendText(place, text, new_ref(), kind, msgid)


def leave(one: Program) -> None:
    one.client.submit(Quit())
    assert one.client.stop(4.0)


def owns_name(one: Program) -> bool:
    return one.keys.exists() and '"claimed": true' in one.keys.read_text()


def pills(one: Program, text: str, place: str) -> list[tuple[str, tuple[str, ...], bool]]:
    row = row_of(one, text, place)
    return [(pill.text, pill.names, pill.own) for pill in row.pills] if row else []


@pytest.mark.parametrize(("at_ann", "at_bob"), [(ROOM, ROOM), ("Bob", "Ann")])
def test_what_became_of_messages_while_one_was_away(
    relay: Callable[..., RelayProcess],
    programs: Callable[..., Program],
    tmp_path: Path,
    at_ann: str,
    at_bob: str,
) -> None:
    server = relay("--tls-port", "0", data=tmp_path / "relay")
    address = f"127.0.0.1:{server.ports['tls']}"
    ann, bob = programs(address, "ann", name="Ann"), programs(address, "bob", name="Bob")
    for one in (ann, bob):
        one.until(lambda _, one=one: ROOM in one.rooms() and owns_name(one), "the lobby, a key")

    typo, secret, cake = (said(ann, text, at_ann) for text in ("typo", SECRET, "cake?"))
    bob.until(lambda _: words(bob, at_bob) == ["typo", SECRET, "cake?"], "three messages")
    bob.ask(mark("react", cake, "👍", at_bob))
    said(bob, "yes", at_bob, subject=cake)
    ann.until(lambda _: bool(row_of(ann, "yes", at_ann)), "the answer")
    quote = row_of(ann, "yes", at_ann).quote  # type: ignore[union-attr]
    assert quote is not None
    assert (quote.name, quote.text) == ("Ann", "cake?")
    ann.until(lambda _: pills(ann, "cake?", at_ann) == [("👍", ("Bob",), False)], "the reaction")
    leave(bob)

    ann.ask(mark("edit", typo, "no typo", at_ann))
    ann.ask(mark("redact", secret, "", at_ann))
    ann.ask(mark("react", cake, "🎉", at_ann))
    expected = ["no typo", "cake?", "yes"]
    ann.until(lambda _: words(ann, at_ann) == expected, "what she did")
    ann.until(lambda _: ann.model.waiting == 0, "the relay's receipts")

    again = programs(address, "bob", name="Bob")
    again.until(lambda _: words(again, at_bob) == expected, "what became of them meanwhile")
    both = [("👍", ("Bob",), True), ("🎉", ("Ann",), False)]
    again.until(lambda _: pills(again, "cake?", at_bob) == both, "both reactions")
    assert row_of(again, "no typo", at_bob).edited  # type: ignore[union-attr]
    told = [row.text for row in rows(again, at_bob) if isinstance(row, FoldRow)]
    assert any("Ann deleted a message" in text for text in told)

    for one in (ann, again):
        leave(one)
    server.stop()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in kept].count("cache.sqlite3") == 2
    assert [path.name for path in kept if SECRET.encode() in path.read_bytes()] == []
    alone = programs(address, "bob", name="Bob")  # now all comes from the disk
    alone.until(lambda _: words(alone, at_bob) == expected, "the copy")
    assert pills(alone, "cake?", at_bob) == both
    assert row_of(alone, "no typo", at_bob).edited  # type: ignore[union-attr]
