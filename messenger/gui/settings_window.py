"""The settings sheet: theme and size. Each choice shows at once."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from tkinter import ttk

from messenger.gui.dialogs import Sheets
from messenger.gui.preferences import zoom_step
from messenger.gui.sheet import WIDTH, Sheet
from messenger.gui.widgets.plain import Panel, Words, button
from messenger.settings import Settings

THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class SettingsSheet:
    """In: the settings as they are. Out: on_change(settings) at each choice."""

    def __init__(
        self, sheets: Sheets, settings: Settings, on_change: Callable[[Settings], None]
    ) -> None:
        self._settings, self._on_change = settings, on_change
        self._look = sheets.look
        self.sheet: Sheet = sheets.open("Settings")
        self._theme = tk.StringVar(self.sheet, value=settings.theme)
        themes, sizes = self._build_theme(), self._build_zoom()
        close = button(self.sheet.foot, "Close", self.sheet.close, style="Accent.TButton")
        close.pack(anchor="e", pady=(self._look.px(20), 0))
        chosen = [value for value, _ in THEMES].index(settings.theme)
        self.sheet.hold(*themes, *sizes, close, first=themes[chosen])

    def _build_theme(self) -> list[tk.Misc]:
        look, body = self._look, self.sheet.body
        Words(body, look, "Colours", font="small_bold").pack(fill="x", pady=(0, look.px(4)))
        made: list[tk.Misc] = []
        for value, words in THEMES:
            choice = ttk.Radiobutton(
                body, text=words, value=value, variable=self._theme, command=self._set_theme
            )
            choice.pack(fill="x", pady=look.px(2))
            made.append(choice)
        return made

    def _build_zoom(self) -> list[tk.Misc]:
        look, body = self._look, self.sheet.body
        Words(body, look, "Size", font="small_bold").pack(fill="x", pady=(look.px(14), look.px(4)))
        row = Panel(body, look)
        row.pack(fill="x")
        smaller = button(row, "Smaller", lambda: self._step(-1), style="Small.TButton")
        smaller.pack(side="left")
        self._percent = Words(row, look, f"{self._settings.zoom:.0%}", width=7, anchor="center")
        self._percent.pack(side="left", padx=look.px(6))
        larger = button(row, "Larger", lambda: self._step(1), style="Small.TButton")
        larger.pack(side="left")
        hint = "Ctrl+plus, Ctrl+minus and Ctrl+0 do the same anywhere."
        Words(body, look, hint, font="small", ink="muted", wrap=WIDTH).pack(
            fill="x", pady=(look.px(6), 0)
        )
        return [smaller, larger]

    def _set_theme(self) -> None:
        self._change(replace(self._settings, theme=self._theme.get()))

    def _step(self, step: int) -> None:
        self._change(replace(self._settings, zoom=zoom_step(self._settings.zoom, step)))
        self._percent.say(f"{self._settings.zoom:.0%}")

    def _change(self, settings: Settings) -> None:
        self._settings = settings
        self._on_change(settings)
