"""How the link and the copy on this computer stand, above the messages: the banners, their
countdown, and what came back."""

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from messenger.client.model.link_state import LinkPhase
from messenger.client.model.model import Model
from messenger.client.text import words
from messenger.gui.chat.absence import Absence
from messenger.gui.look.look import Look
from messenger.gui.widgets.banner import Banner
from messenger.gui.widgets.plain import Panel

COUNTDOWN_MS = 500
CATCH_UP_MS = 1_200  # after the return: the outbox is empty and what was missed is here by then
ENDED = (LinkPhase.CLOSED, LinkPhase.FAILED)


@dataclass(frozen=True, slots=True)
class LinkCalls:
    """try_now, log_in_again: the banners' buttons; on_back(words): what the cut amounted to."""

    try_now: Callable[[], None]
    log_in_again: Callable[[], None]
    on_back: Callable[[str], None]


class LinkBanners(Panel):
    """Takes no room while all is well. In: show(), when the link or the copy has changed."""

    def __init__(self, parent: tk.Misc, look: Look, model: Model, calls: LinkCalls) -> None:
        super().__init__(parent, look, "pane")
        self._model, self._calls = model, calls
        self._down_at = 0.0
        self._timer = self._back_timer = ""
        self._absence: Absence | None = None
        self.reconnecting = Banner(self, look, "Try now", calls.try_now)
        self.ended = Banner(self, look, "Log in again", calls.log_in_again)
        self.stuck = Banner(self, look, icon="alert")
        self.configure(height=1)

    def destroy(self) -> None:
        self._stop_timers()
        super().destroy()

    def show(self) -> None:
        """Say how the link is now."""
        self._stop_timers()
        phase = self._model.link.phase
        if phase is LinkPhase.DOWN:
            self._down_at = time.monotonic()
            self._absence = self._absence or Absence(self._model)
        elif phase is LinkPhase.UP and self._absence is not None:
            self._absence.end()
            self._back_timer = self.after(CATCH_UP_MS, self._tell_back)
        self._tick()

    def _tick(self) -> None:
        self._timer = ""
        link, waiting = self._model.link, self._model.waiting
        for banner, shown in (
            (self.reconnecting, link.phase not in (*ENDED, LinkPhase.UP)),
            (self.ended, link.phase in ENDED),
        ):
            if shown:
                left_s = link.retry_in_s - (time.monotonic() - self._down_at)
                safe = words.kept(waiting) if waiting and not self._model.stuck else ""
                banner.say(words.link(link, left_s), safe)
                banner.pack(fill="x")
            else:
                banner.pack_forget()
        if self._model.stuck:
            self.stuck.say(*words.stuck(self._model.stuck, waiting))
            self.stuck.pack(fill="x")
        else:
            self.stuck.pack_forget()
        if link.phase is LinkPhase.UP and not self._model.stuck:
            self.configure(height=1)  # an empty frame keeps its last height
        elif link.phase not in ENDED:
            self._timer = self.after(COUNTDOWN_MS, self._tick)

    def _tell_back(self) -> None:
        self._back_timer = ""
        if self._absence is not None:
            self._calls.on_back(self._absence.words())
            self._absence = None

    def _stop_timers(self) -> None:
        for timer in (self._timer, self._back_timer):
            if timer:
                self.after_cancel(timer)
        self._timer = self._back_timer = ""
