from messenger.client.intents import SendText
from messenger.client.outbox.outbox import Letter, LetterState, Outbox


def test_a_letters_way() -> None:
    told: list[tuple[str, LetterState, bool]] = []

    def on_change(letter: Letter, is_there: bool) -> None:
        told.append((letter.ref, letter.state, is_there))

    box = Outbox(on_change)
    letter = box.add(SendText("#a", "one", "r1"), 1.0)
    assert letter
    assert box.add(SendText("#a", "again", "r1"), 2.0) is None
    box.mark_sent(letter)
    assert list(box.waiting()) == []
    box.link_lost()
    assert [one.tries for one in box.waiting()] == [1]
    box.mark_sent(letter)
    box.confirm(letter)
    assert len(box) == 0
    assert [there for _, _, there in told] == [True, False]


def test_a_failed_one_waits_for_the_person() -> None:
    box = Outbox()
    first, second = (box.add(SendText("#a", ref, ref), 1.0) for ref in ("r1", "r2"))
    assert first
    assert second
    box.fail(first, "no")
    assert [one.ref for one in box.waiting()] == ["r2"]
    assert box.retry("r2") is None
    assert box.retry("r1") is first
    assert [one.ref for one in box.waiting()] == ["r2", "r1"]
    assert box.discard("r2") is second
    assert box.discard("r2") is None


def test_what_is_taken_apart_keeps_its_turn_and_waits_for_the_file() -> None:
    told: list[list[str]] = []
    box = Outbox(
        lambda letter, is_there: None, lambda parts: told.append([one.ref for one in parts])
    )
    for ref in ("r1", "r2"):
        box.add(SendText("#a", "one\ntwo", ref), 1.0)
        box.kept(ref, going=True)
    letter = box.get("r1")
    assert letter
    parts = box.take_apart(letter, ["one", "two"])
    assert [(one.ref, one.text) for one in parts] == [("r1", "one"), ("r1.3", "two")]
    assert [one.ref for one in box.waiting()] == ["r1", "r1.3", "r2"]
    assert told == [["r1", "r1.3"]]
    assert not any(box.let_go(one) for one in parts)
    for one in parts:
        assert box.kept(one.ref, going=True) is None  # its row is there already
    assert all(box.let_go(one) for one in parts)
