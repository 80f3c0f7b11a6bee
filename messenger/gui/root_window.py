"""The root window as the desktop sees it: class, icon, size, process; and signals to it."""

import signal
import socket
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import ttkthemes

from messenger.gui.look.look import Look

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")  # by name: Windows lacks some
START_SIZE = "1180x760"
LEAST_SIZE = (420, 480)


class Root(ttkthemes.ThemedTk):  # type: ignore[misc]  # ttkthemes tells no types
    """The one Tk of the program.

    ttkthemes reads the whole of its largest theme, scid, at each start: 0.13 s for a theme that
    is not shown. Here all themes are only announced; `set_theme` loads the one that it sets.
    """

    def __init__(self) -> None:
        super().__init__(className="Messenger")

    def _load_themes(self) -> None:
        folder = Path(ttkthemes.__file__).parent
        for kind in ("themes", "png"):
            self.tk.call("source", str(folder / kind / "pkgIndex.tcl"))


def set_up_root(root: tk.Tk, look: Look, geometry: str) -> None:
    """geometry: where it was when it was closed last, "" for the first time."""
    root.title("Messenger")
    root.client(socket.gethostname())  # with it Tk tells the process id, too
    root.iconphoto(True, look.pictures.mark(64), look.pictures.mark(32))
    try:
        root.geometry(geometry or START_SIZE)
    except tk.TclError:  # the settings file may hold anything
        root.geometry(START_SIZE)
    root.minsize(*LEAST_SIZE)


def tell_signals(tell: Callable[[], None]) -> None:
    """Call tell() when the system asks us to end; it may only set a flag."""

    def note(number: int, frame: FrameType | None) -> None:
        tell()

    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, note)
