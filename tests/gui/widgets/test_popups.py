"""Menu, note and tooltip: they come, do their deed, and go."""

import itertools
import shutil
import subprocess
from tkinter import ttk

import pytest

from messenger.gui.widgets import note
from messenger.gui.widgets.field_hint import FieldHint
from messenger.gui.widgets.popup_menu import MenuEntry, PopupMenu


@pytest.fixture
def told():
    return []


@pytest.fixture
def menu(root, look, told):
    entries = [MenuEntry(word, lambda word=word: told.append(word)) for word in ("Copy", "Leave")]
    made = PopupMenu(root, look, entries)
    root.focus_force()
    made.open(root.winfo_rootx() + 990, root.winfo_rooty() + 690)
    root.update()
    return made


def press(root, *keys):
    for key in keys:
        root.focus_get().event_generate(f"<{key}>")
        root.update()


def test_keys_choose_and_run(root, menu, told):
    press(root, "Down", "Down", "Return")
    assert told == ["Leave"]
    assert not menu.winfo_exists()


def test_the_very_next_key_is_for_the_menu_before_it_is_seen(root, look, told):
    root.focus_force()
    root.update()
    menu = PopupMenu(root, look, [MenuEntry("Copy", lambda: told.append("Copy"))])
    menu.open(root.winfo_rootx(), root.winfo_rooty())
    for key in ("<Down>", "<Return>"):
        root.event_generate(key)
    assert told == ["Copy"]


def test_a_click_runs_its_row_though_the_window_manager_takes_the_pointer_first(root, menu, told):
    """What openbox does at a press: Leave (NotifyGrab), Enter (NotifyUngrab), then the press."""
    canvas = menu.winfo_children()[0]
    at = {"x": 40, "y": canvas.winfo_height() - 5}
    canvas.event_generate("<Motion>", **at)
    canvas.event_generate("<Leave>", mode="NotifyGrab", **at)
    canvas.event_generate("<Enter>", mode="NotifyUngrab", **at)
    canvas.event_generate("<ButtonPress-1>", **at)
    canvas.event_generate("<ButtonRelease-1>", **at)
    assert told == ["Leave"]
    assert not menu.winfo_exists()


@pytest.mark.parametrize("at", [{"x": -30, "y": 20}, {"x": 40, "y": -30}, {"x": 40, "y": 900}])
def test_a_button_let_go_beside_the_menu_runs_nothing(root, menu, told, at):
    canvas = menu.winfo_children()[0]
    canvas.event_generate("<Motion>", x=40, y=20)
    canvas.event_generate("<ButtonPress-1>", x=40, y=20)
    canvas.event_generate("<ButtonRelease-1>", **at)
    assert told == []


@pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool presses the real button")
def test_a_real_click_runs_its_row(root, menu, told, until):
    """Under this run's window manager, with the events that it really makes."""
    canvas = menu.winfo_children()[0]
    steps = itertools.count()
    lit = []
    canvas.bind("<Motion>", lambda event: lit.append(event.y), add=True)

    def on_the_last_row():
        """Asked anew each time: the manager may still be placing the window."""
        x = canvas.winfo_rootx() + 40 + next(steps) % 5
        _xdotool("mousemove", x, canvas.winfo_rooty() + canvas.winfo_height() - 5)
        root.update()
        return lit and lit[-1] == canvas.winfo_height() - 5

    until(on_the_last_row)
    _xdotool("click", 1)
    until(lambda: told == ["Leave"])


def _xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, timeout=30)


def test_it_stays_inside_the_window(menu, root):
    assert menu.winfo_x() + menu.winfo_width() <= root.winfo_width()
    assert menu.winfo_y() + menu.winfo_height() <= root.winfo_height()


def test_escape_and_a_press_elsewhere_close_it_without_a_deed(menu, root, look, told):
    press(root, "Down", "Escape")
    assert not menu.winfo_exists()
    again = PopupMenu(root, look, [MenuEntry("Copy", lambda: told.append("Copy"))])
    again.open(root.winfo_rootx(), root.winfo_rooty())
    root.update()
    root.event_generate("<ButtonPress-1>", x=600, y=600)
    root.update()
    assert not again.winfo_exists()
    assert told == []


def test_the_window_keeps_its_own_bindings(root, menu):
    presses = []
    root.bind("<ButtonPress>", lambda event: presses.append(1), add=True)
    menu.close()
    root.event_generate("<ButtonPress-1>", x=600, y=600)
    assert presses == [1]


def test_a_note_goes_by_itself(root, look, until, monkeypatch):
    monkeypatch.setattr(note, "SHOWN_MS", 20)
    area = note.NoteArea(root, look)
    area.place(x=0, y=0, width=300)
    root.event_generate("<Motion>", warp=True, x=900, y=600)
    area.show("Connected again.")
    assert len(area.winfo_children()) == 1
    until(lambda: not area.winfo_children())


def test_a_notes_action_runs_once_and_takes_it_away(root, look, told):
    area = note.NoteArea(root, look)
    area.pack(fill="x")
    area.show("Left the room.", "danger", "Undo", lambda: told.append("undo"))
    root.update()
    action = next(
        w for w in area.winfo_children()[0].winfo_children() if w.winfo_class() == "TButton"
    )
    action.invoke()
    assert told == ["undo"]
    assert area.winfo_children() == []


def test_endless_words_do_not_make_an_endless_menu(root, look):
    made = PopupMenu(root, look, [MenuEntry("word" * 5000, lambda: None)])
    made.open(root.winfo_rootx(), root.winfo_rooty())
    root.update()
    assert made.winfo_reqwidth() < 600


def test_a_menu_taller_than_the_window_scrolls_to_the_lit_row(root, look, told):
    root.geometry("600x400")
    root.update()
    entries = [MenuEntry(f"row {n}", lambda n=n: told.append(n)) for n in range(40)]
    made = PopupMenu(root, look, entries)
    made.open(root.winfo_rootx(), root.winfo_rooty())
    root.update()
    assert made.winfo_y() >= 0
    assert made.winfo_y() + made.winfo_height() <= root.winfo_height()
    made._canvas.event_generate("<Up>")  # round, to the last
    root.update()
    assert made._canvas.yview()[1] == 1.0
    made._canvas.event_generate("<Motion>", x=20, y=made._canvas.winfo_height() - 2)
    made._canvas.event_generate("<Return>")
    root.update()
    assert told == [39]
    root.geometry("")


def test_a_hint_stands_in_a_field_while_it_is_empty(root, look):
    field = ttk.Entry(root)
    field.pack()
    hint = FieldHint(field, look, "a room")
    root.update()
    assert hint.winfo_ismapped()
    field.insert(0, "x")
    root.update()
    assert not hint.winfo_ismapped()
    field.delete(0, "end")
    root.update()
    assert hint.winfo_ismapped()
    filled = ttk.Entry(root)
    filled.insert(0, "kept")
    FieldHint(filled, look, "a room")
    assert filled.get() == "kept"
