"""Save what was said: asks for a file's name, with one filled in that is free."""

import re
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from messenger.client.intents import Intent
from messenger.client.model.model import Model, Place
from messenger.client.text.typed_input import save_wish
from messenger.gui.dialogs import Choice, Sheets

HINT = (
    "All that this computer has of it, with names and times. The end of the name says how it is "
    "written: .html to read and print, .txt for plain text, .json for programs."
)


def ask_where(sheets: Sheets, model: Model, submit: Callable[[Intent], None]) -> None:
    """The open room or talk; how it went is told among its messages."""
    place = model.place
    if place is None:
        return
    shown = model.display(place.name, place.name)
    sheets.prompt(
        f"Save what was said in {shown}"
        if shown.startswith("#")
        else f"Save the talk with {shown}",
        HINT,
        str(_free_name(_folder(), place)),
        Choice("Save"),
        lambda path: _save(model, place, path, submit),
    )


def _save(model: Model, place: Place, path: str, submit: Callable[[Intent], None]) -> None:
    if path:
        submit(save_wish(model, place, path))


def _folder() -> Path:
    home = Path.home()
    downloads = home / "Downloads"
    return downloads if downloads.is_dir() else home


def _free_name(folder: Path, place: Place, today: date | None = None) -> Path:
    """ "lobby 2026-11-24.html", and with a number if there is one."""
    name = re.sub(r"[^\w.-]+", "_", place.name).strip("_.") or "room"
    stem = f"{name} {today or date.today()}"
    names = (f"{stem}{f' {number}' if number > 1 else ''}.html" for number in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())
