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
    box.mark_sent(letter, ("r1", "r1.2"))
    assert list(box.waiting()) == []
    box.confirm(letter, "r1")
    assert "r1" in box
    box.link_lost()
    assert [one.tries for one in box.waiting()] == [1]
    box.mark_sent(letter, ("r1",))
    box.confirm(letter, "r1")
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
