"""Thousands of people, talks and happenings: the work of one step is counted, never timed."""

import pytest

from messenger.client import events as ev
from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model
from messenger.gui.chat import paced, place_items
from messenger.gui.chat.paced import REST, Paced
from messenger.gui.chat.place_items import PIECE, person_items
from tests.gui.chat.test_window import Desk

MANY = 2_000


class Later:
    """A widget's timers and the clock they run by."""

    def __init__(self):
        self.now, self.due = 0.0, {}

    def monotonic(self):
        return self.now

    def after(self, wait_ms, call):
        name = f"after#{len(self.due)}"
        self.due[name] = (self.now + wait_ms / 1000, call)
        return name

    def after_cancel(self, name):
        self.due[name] = None

    def run(self, until):
        """All timers up to this time, in order."""
        while due := [(at[0], name) for name, at in self.due.items() if at and at[0] <= until]:
            self.now, name = min(due)
            call, self.due[name] = self.due[name][1], None
            call()
        self.now = until


@pytest.fixture
def later(monkeypatch):
    clock = Later()
    monkeypatch.setattr(paced, "time", clock)
    return clock


def drawing(later, drawn, pieces=3, cost_s=0.02):
    def draw():
        for piece in range(pieces):
            later.now += cost_s
            drawn.append(piece)
            yield

    return draw


def test_a_short_list_is_drawn_at_once_each_time(later):
    drawn = []
    short = Paced(later, drawing(later, drawn), lambda: False)
    for _ in range(3):
        short.ask()
    assert drawn == [0, 1, 2] * 3
    assert not any(later.due.values())


def test_a_long_list_is_drawn_by_pieces_and_rests_nine_times_as_long(later):
    drawn = []
    long = Paced(later, drawing(later, drawn), lambda: True)
    for _ in range(1_000):
        long.ask()
    assert drawn == []
    later.run(1.0)
    assert drawn == [0, 1, 2]
    drawn.clear()
    long.ask()
    later.run(1.015)
    assert drawn == [0]  # it has rested long enough, and a piece is no more than that
    long.ask()
    later.run(1.2)
    assert drawn == [0, 1, 2]
    took_s = 3 * 0.02
    later.run(1.2 + REST * took_s)
    assert drawn == [0, 1, 2] * 2  # what changed while it was drawn is drawn, too
    later.run(9.0)
    assert drawn == [0, 1, 2] * 2


def test_what_is_due_can_be_drawn_now_or_never(later):
    drawn = []
    long = Paced(later, drawing(later, drawn), lambda: True)
    long.ask()
    long.now()
    assert drawn == [0, 1, 2]
    long.ask()
    long.stop()
    later.run(9.0)
    assert drawn == [0, 1, 2]


def test_a_piece_that_fails_does_not_end_the_drawing_for_good(later):
    drawn = []

    def draw():
        drawn.append("tried")
        if len(drawn) == 1:
            raise ValueError("a name nobody can draw")
        yield

    long = Paced(later, draw, lambda: True)
    long.ask()
    with pytest.raises(ValueError, match="a name"):
        later.run(1.0)
    long.ask()
    later.run(2.0)
    assert drawn == ["tried", "tried"]


def a_step(root):
    """Let Tk do one thing; False when there is none."""
    return root.tk.dooneevent(2)  # TCL_DONT_WAIT


@pytest.fixture
def desk(root):
    one = Desk(root)
    yield one
    one.chat.destroy()


def test_however_many_come_in_a_step_looks_at_a_piece_of_them(desk, root, until, monkeypatch):
    looked_at = []
    item = place_items._person_item
    monkeypatch.setattr(
        place_items, "_person_item", lambda *words: looked_at.append(1) or item(*words)
    )
    joins = [
        ev.MemberJoined("#lobby", ev.Member(f"kid{number}"), 1.7e9 + number)
        for number in range(MANY)
    ]
    for start in range(0, MANY, 100):
        desk.chat.take(desk.model.apply_all(joins[start : start + 100]))
        looked_at.clear()
        a_step(root)
        assert len(looked_at) <= PIECE
    people = desk.chat.view.people
    until(lambda: people._count.cget("text") == str(MANY + 3))
    shown = [row for row in people.list._layout.rows if hasattr(row, "nick")]
    everybody = person_items(desk.model, desk.model.place)
    assert {row.nick for row in shown} == {person.nick for person in everybody}
    assert [row.nick for row in shown if row.section == "online"] == [
        person.nick for person in everybody if person.section == "online"
    ]


def test_another_place_does_not_show_the_people_of_a_large_room(desk, until):
    many = tuple(ev.Member(f"kid{number}") for number in range(MANY))
    desk.hear(ev.MembersListed("#lobby", (ev.Member("Ada", "@"), *many)))
    until(lambda: desk.chat.view.people._count.cget("text") == str(MANY + 1))
    desk.chat.show_place("#boats")
    assert desk.chat.view.people._count.cget("text") == "2"
    desk.chat.show_place("#lobby")
    assert desk.chat.view.people._count.cget("text") == ""
    until(lambda: desk.chat.view.people._count.cget("text") == str(MANY + 1))


class Counted(dict):
    """A place's people, and how often somebody asked for one."""

    asked = 0

    def get(self, *words):
        Counted.asked += 1
        return super().get(*words)

    def __contains__(self, key):
        Counted.asked += 1
        return super().__contains__(key)


def test_a_list_of_talks_is_no_square_of_their_number():
    talks, counts = Model("Ada"), []
    talks.link = talks.link.__class__(LinkPhase.UP)
    talks.open("#lobby").set_members((ev.Member("Ada"), ev.Member("kid7")))
    for number in range(400):
        talks.open(f"kid{number}")
        if number in (99, 399):
            for place in talks.places.values():
                place.members = Counted(place.members)
            Counted.asked = 0
            shown = place_items.place_items(talks, ())
            counts.append(Counted.asked)
    assert counts[1] <= 4.5 * counts[0]
    assert [item.presence for item in shown if item.key in ("kid7", "kid8")] == ["online", "off"]
