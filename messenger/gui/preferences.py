"""The profile's settings while the window runs: kept at each change, applied to the look."""

from dataclasses import replace
from pathlib import Path

from messenger import settings as settings_file
from messenger.gui.login.view import Filled
from messenger.gui.look.look import Look
from messenger.gui.look.system_theme import system_mode
from messenger.settings import Settings

ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


def zoom_step(zoom: float, step: int) -> float:
    """The next larger (1) or smaller (-1) size that is offered."""
    if step > 0:
        return next((each for each in ZOOMS if each > zoom + 0.01), ZOOMS[-1])
    return next((each for each in reversed(ZOOMS) if each < zoom - 0.01), ZOOMS[0])


class Preferences:
    """In: the folder of the profile. `warning` says what was wrong with the file, if anything."""

    def __init__(self, data: Path) -> None:
        self._path = data / settings_file.FILE_NAME
        self.current, self.warning = settings_file.load(self._path)

    @property
    def mode(self) -> str:
        """ "light" or "dark"."""
        theme = self.current.theme
        return system_mode() if theme == "system" else theme

    def keep(self, settings: Settings) -> None:
        """Write them, if they are others than before."""
        if settings != self.current:
            self.current = settings
            self.warning = settings_file.save(self._path, settings)

    def keep_geometry(self, geometry: str) -> None:
        self.keep(replace(self.current, geometry=geometry))

    def keep_login(self, name: str, server: str) -> None:
        """The next start fills the form with these. server: "" for one on this computer."""
        settings = replace(self.current, name=name, last_choice="host")
        if server:
            settings = replace(settings, last_choice="login").with_server(server)
        self.keep(settings)

    def filled(self, server: str = "", name: str = "") -> Filled:
        """What the login form shows: what was asked for, else the last."""
        recent = self.current.recent_servers
        return Filled(server or (recent[0] if recent else ""), name or self.current.name)

    def zoom(self, look: Look, step: int) -> None:
        """One size larger (1), smaller (-1) or the usual one (0)."""
        zoom = zoom_step(look.zoom, step) if step else 1.0
        self.apply(look, replace(self.current, zoom=zoom))

    def apply(self, look: Look, settings: Settings) -> None:
        """Keep them and show them."""
        self.keep(settings)
        look.switch(self.mode, settings.zoom)
