"""The usual editing keys work in every kind of field."""

import tkinter as tk
from tkinter import ttk

import pytest

from messenger.gui.text_keys import bind_text_keys


def content(field):
    return field.get("1.0", "end-1c") if isinstance(field, tk.Text) else field.get()


@pytest.fixture(params=[tk.Entry, ttk.Entry, tk.Text])
def field(root, request):
    bind_text_keys(root)
    root.deiconify()
    made = request.param(root)
    made.pack()
    made.insert("1.0" if request.param is tk.Text else 0, "one two three")
    root.update()
    made.focus_force()
    root.update()
    yield made
    made.destroy()


def press(field, key):
    field.event_generate(key)
    field.update()


def test_control_a_takes_all(field):
    press(field, "<Control-a>")
    assert field.selection_get().rstrip("\n") == "one two three"
    press(field, "<BackSpace>")
    assert content(field) == ""


def test_control_backspace_takes_the_word_before(field):
    press(field, "<End>")
    press(field, "<Control-BackSpace>")
    assert content(field) == "one two "


def test_control_delete_takes_the_word_after(field):
    press(field, "<Home>")
    press(field, "<Control-Delete>")
    assert content(field) in ("two three", " two three")
