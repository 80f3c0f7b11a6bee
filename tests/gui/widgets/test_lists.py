"""Room list and user list on their canvas: pointer and keys in one real Tk."""

import pytest

from messenger.gui.widgets.room_list import PlaceItem, RoomList, RoomListActions
from messenger.gui.widgets.user_list import PersonItem, UserList, UserListActions

PLACES = [
    PlaceItem("#lobby", "#lobby", True),
    PlaceItem("#kitchen", "#kitchen", True, unread=3, wanted=1),
    PlaceItem("jun", "Jun Watanabe", False, unread=200, wanted=200, presence="online"),
]


def words(canvas):
    return [canvas.itemcget(item, "text") for item in canvas.find_all() if _is_text(canvas, item)]


def _is_text(canvas, item):
    return canvas.type(item) == "text"


def place_of(canvas, text):
    item = next(
        i for i in canvas.find_all() if _is_text(canvas, i) and canvas.itemcget(i, "text") == text
    )
    x, y = canvas.coords(item)
    return int(x), int(y - canvas.canvasy(0))


def click(canvas, text, event="<Button-1>"):
    x, y = place_of(canvas, text)
    canvas.event_generate(event, x=x, y=y)
    canvas.update()


@pytest.fixture
def told():
    return []


@pytest.fixture
def rooms(root, look, told):
    made = RoomList(
        root,
        look,
        RoomListActions(
            lambda key: told.append(("open", key)),
            lambda key, x, y: told.append(("menu", key)),
            lambda section: told.append(("add", section)),
        ),
    )
    made.place(x=0, y=0, width=252, height=400)
    root.update()
    made.show(PLACES, "#lobby")
    return made


@pytest.fixture
def users(root, look, told):
    made = UserList(
        root,
        look,
        UserListActions(
            lambda nick: told.append(("open", nick)),
            lambda nick, x, y: told.append(("menu", nick)),
            lambda: told.append("close"),
        ),
    )
    made.place(x=0, y=0, width=228, height=400)
    root.update()
    return made


def test_a_click_opens_a_room_and_a_plus_adds_one(rooms, told):
    canvas = rooms.list.canvas
    click(canvas, "kitchen")
    click(canvas, "Jun Watanabe", "<Button-3>")
    _, y = place_of(canvas, "Rooms")
    canvas.event_generate("<Button-1>", x=230, y=y)
    assert told == [("open", "#kitchen"), ("menu", "jun"), ("add", "rooms")]


def test_arrows_walk_and_enter_opens(rooms, told, root):
    canvas = rooms.list.canvas
    canvas.focus_force()
    root.update()
    for key in ("Down", "Down", "Down", "Return"):
        canvas.event_generate(f"<{key}>")
    assert told == [("open", "#kitchen")]


def test_a_heading_folds_its_section(rooms):
    canvas = rooms.list.canvas
    click(canvas, "Rooms")
    assert "kitchen" not in words(canvas)
    assert "Jun Watanabe" in words(canvas)
    click(canvas, "Rooms")
    assert "kitchen" in words(canvas)


def test_people_stand_in_their_sections_with_counts(users):
    users.show(
        [
            PersonItem("otto", "Otto", "host"),
            PersonItem("ada", "Ada", "online", tags=("you",)),
            PersonItem("jun", "Jun", "online", status="Painting"),
            PersonItem("karl", "Karl", "away", "away"),
        ]
    )
    shown = words(users.list.canvas)
    assert [w for w in shown if w in ("Host", "Online", "Away")] == ["Host", "Online", "Away"]
    assert [w for w in shown if w.isdigit()] == ["1", "2", "1"]
    assert "Painting" in shown


def test_a_single_click_on_a_person_does_nothing_a_double_click_opens(users, told):
    users.show([PersonItem("jun", "Jun", "online")])
    click(users.list.canvas, "Jun")
    assert told == []
    click(users.list.canvas, "Jun")  # so soon after the first it is the second half of a double one
    assert told[-1] == ("open", "jun")


def test_only_visible_rows_are_drawn_and_the_cursor_is_scrolled_to(users, root, told):
    users.show([PersonItem(f"p{n}", f"Person {n}", "online") for n in range(5000)])
    canvas = users.list.canvas
    assert len(canvas.find_all()) < 100
    canvas.focus_force()
    root.update()
    canvas.event_generate("<End>")
    assert "Person 4999" in words(canvas)
    canvas.event_generate("<Return>")
    assert told[-1] == ("open", "p4999")


def test_names_are_cut_to_the_width(rooms):
    rooms.show([PlaceItem("#x", "#" + "long" * 100, True, unread=1)], "")
    name = next(w for w in words(rooms.list.canvas) if w.startswith("long"))
    assert name.endswith("…")
    assert len(name) < 60
