"""Every control is drawn at every step from one zoom to another."""

import os
import subprocess
import sys

LIMIT_S = 300  # a busy machine; the steps take some seconds

# In a process of its own: the loop this is about is inside Tk, where no time limit reaches it.
STEPS = """
import itertools
from tkinter import ttk

from ttkthemes import ThemedTk

from messenger.gui.look.look import Look
from messenger.gui.look.theme import PANELS
from messenger.gui.look.theme_buttons import BUTTONS
from messenger.gui.preferences import ZOOMS

FIELDS = ("Field.TFrame", "Search.TFrame", "Input.TFrame")
root = ThemedTk(theme="arc")
root.geometry("900x700")
look = Look(root)
for at, style in enumerate([*PANELS, *FIELDS]):
    ttk.Frame(root, style=style).place(x=at * 60, y=0, width=400, height=300)
for at, style in enumerate(BUTTONS):
    # Its own picture changes size too, so Tk draws it before it knows of the other theme.
    button = ttk.Button(root, style=style, image=look.pictures.icon("send"))
    button.place(x=at % 4 * 200, y=320 + at // 4 * 60)
for at, style in enumerate(["Vertical.TScrollbar", "Side.Vertical.TScrollbar"]):
    bar = ttk.Scrollbar(root, style=style)
    bar.place(x=840 + at * 30, y=0, height=700)
    bar.set(0.2, 0.6)
for at, kind in enumerate([ttk.Entry, ttk.Checkbutton, ttk.Radiobutton]):
    kind(root).place(x=at * 200, y=650)
ttk.Progressbar(root, value=50).place(x=600, y=650)
root.wait_visibility()
for start, end in itertools.permutations(ZOOMS, 2):
    for zoom in (start, end):
        print(start, end, zoom, flush=True)
        look.switch(zoom=zoom)
        root.update()
print("all drawn")
"""


def test_no_step_between_two_zooms_keeps_tk_drawing_without_end(display):
    """From 300 % straight to 100 % the window stood still for good: elements of the old theme
    were drawn with pictures that were already smaller than their borders."""
    command = [sys.executable, "-c", STEPS]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=LIMIT_S, env=dict(os.environ)
    )
    assert done.stdout.endswith("all drawn\n"), done.stdout[-100:] + done.stderr
