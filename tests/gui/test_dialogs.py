"""Sheets: they fit the window at every size, and the keyboard comes back where it was."""

import tkinter as tk

import pytest

from messenger.gui import quiet_keys
from messenger.gui.dialogs import Choice, Sheets
from messenger.gui.look.look import Look
from messenger.gui.picker import Picker
from messenger.gui.preferences import ZOOMS
from messenger.gui.settings_window import SettingsSheet
from messenger.gui.shortcuts import DEEDS
from messenger.settings import Settings

KEYS = [(deed.shown, deed.words) for deed in DEEDS if deed.shown]


@pytest.fixture
def window(root):
    root.geometry("1180x760")
    root.deiconify()
    field = tk.Text(root, height=1)
    field.pack()
    root.update()
    field.focus_force()
    root.update()
    yield root
    field.destroy()
    root.geometry("")


@pytest.fixture
def field(window):
    return next(child for child in window.winfo_children() if isinstance(child, tk.Text))


@pytest.fixture
def sheets(window):
    made = Sheets(Look(window))
    yield made
    made.close()
    made.look.switch(zoom=1.0)


def open_settings(sheets):
    return SettingsSheet(sheets, Settings(), lambda settings: None).sheet


def open_keys(sheets):
    return sheets.table("All keys", KEYS)


def open_question(sheets):
    return sheets.ask("Stop?", "word " * 300, (Choice("Keep hosting"), Choice("Stop")))


def is_inside(widget, window):
    x, y = widget.winfo_rootx() - window.winfo_rootx(), widget.winfo_rooty() - window.winfo_rooty()
    right, low = x + widget.winfo_width(), y + widget.winfo_height()
    inside = x >= 0 and y >= 0 and right <= window.winfo_width() and low <= window.winfo_height()
    return widget.winfo_viewable() and inside and widget.winfo_height() > 1


@pytest.mark.parametrize("open_one", [open_settings, open_keys, open_question])
def test_head_and_buttons_are_visible_at_every_size(window, sheets, open_one):
    for zoom in ZOOMS:
        sheets.look.switch(zoom=zoom)
        sheet = open_one(sheets)
        window.update()
        for part in (sheet, sheet._title, sheet.body.master, *sheet.foot.winfo_children()):
            assert is_inside(part, window), (zoom, part)


def test_the_size_may_change_while_a_sheet_is_open(window, sheets):
    sheet = open_settings(sheets)
    for zoom in (3.0, 1.0):
        sheets.look.switch(zoom=zoom)
        window.update()
        assert is_inside(sheet, window)
        assert is_inside(sheet._title, window)


def test_a_widget_that_gets_the_keyboard_is_scrolled_to(window, sheets):
    sheets.look.switch(zoom=3.0)
    sheet = open_settings(sheets)
    window.update()
    last = sheet._held[-2]  # "Larger"; the button after it is at the foot
    last.focus_set()
    window.update()
    low = last.winfo_rooty() + last.winfo_height()
    view = sheet.body.master
    assert view.winfo_rooty() <= last.winfo_rooty()
    assert low <= view.winfo_rooty() + view.winfo_height()


def test_the_first_focus_is_on_the_chosen_theme(window, sheets):
    sheet = SettingsSheet(sheets, Settings(theme="dark"), lambda settings: None).sheet
    window.update()
    assert window.focus_get() is sheet._held[2]


def test_the_keyboard_goes_back_even_if_the_window_was_not_active(window, field, sheets):
    other = tk.Toplevel(window)
    window.update()
    other.focus_force()
    window.update()
    assert window.focus_lastfor() is field
    sheet = sheets.ask("Stopped", "It stopped.", (Choice("Start it again"),), unasked=True)
    window.update()
    sheet.close()
    other.destroy()
    window.update()
    assert window.focus_lastfor() is field


def test_without_the_widget_that_had_it_the_keyboard_goes_home(window, field, sheets):
    went = []
    sheets.home = lambda: went.append("home")
    gone = tk.Entry(window)
    gone.pack()
    window.update()
    gone.focus_force()
    window.update()
    sheets.ask("Stop?", "Stop?", (Choice("Stop"),))
    gone.destroy()
    sheets.close()
    assert went == ["home"]


def press(sheet, *keys):
    for key in keys:
        sheet.event_generate(f"<{key}>")
    sheet.update()


def test_what_is_typed_when_a_sheet_opens_by_itself_is_not_meant_for_it(window, sheets):
    typed, ran = [], []
    sheets.on_type = typed.append
    choices = (Choice("Start", lambda: ran.append(1)),)
    sheet = sheets.ask("Stopped", "It stopped.", choices, unasked=True)
    window.update()
    assert window.focus_get() is sheet
    press(sheet, "a", "space", "b", "Return", "Escape", "Tab")
    assert typed == ["a", " ", "b"]
    assert sheets.is_open
    assert not ran
    assert window.focus_get() is sheet


def test_after_a_moment_of_quiet_enter_presses_its_first_button(window, sheets, monkeypatch):
    monkeypatch.setattr(quiet_keys, "QUIET_S", 0.0)
    ran = []
    choices = (Choice("Start", lambda: ran.append(1)), Choice("Leave it"))
    sheet = sheets.ask("Stopped", "It stopped.", choices, unasked=True)
    window.update()
    press(sheet, "Return")
    assert ran == [1]
    assert not sheets.is_open


def test_shift_tab_stays_inside_with_the_key_that_x11_sends(sheets, window):
    sheet = open_settings(sheets)
    window.update()
    before = window.focus_get()
    before.event_generate("<ISO_Left_Tab>", state=1)
    window.update()
    after = window.focus_get()
    assert after is not before
    assert str(after).startswith(str(sheet))


def test_the_very_next_key_is_for_the_sheet_before_it_is_seen(window, field, sheets):
    sheet = open_question(sheets)
    keep, stop = sheet.foot.winfo_children()
    assert window.focus_get() is keep
    window.event_generate("<Tab>")
    assert window.focus_get() is stop


def test_what_is_typed_at_once_stands_in_the_sheet_s_field(window, field, sheets):
    picker = Picker(sheets, "Jump to", [], lambda value: None)
    window.event_generate("<Key>", keysym="d")
    assert picker.field.get() == "d"
    assert field.get("1.0", "end-1c") == ""
