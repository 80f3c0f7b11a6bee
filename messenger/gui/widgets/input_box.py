"""InputBox: where the person writes. Grows to eight lines, recalls, completes, sends."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import Any, Final

from messenger.gui.look.look import Look
from messenger.gui.widgets.completion import Choice, CompletionPopup
from messenger.gui.widgets.growing_text import GrowingText
from messenger.gui.widgets.keys import with_modifier
from messenger.gui.widgets.plain import Panel, Words, press_with_enter
from messenger.gui.widgets.recall import Recall
from messenger.gui.widgets.task_strip import Task, TaskStrip
from messenger.gui.widgets.tooltip import add_tooltip

_HINT: Final = "Enter sends · Shift+Enter breaks the line"
_SCROLL_KEYS: Final = ("Prior", "Next")
# In an empty box these move the messages; in a full one they move the cursor.
_ENDS: Final = ("Home", "End")


@dataclass(frozen=True, slots=True)
class InputActions:
    """What the box asks of its window.

    on_submit(text): Enter; return False to keep the text in the box.
    on_complete(text before the cursor): what could stand there; the first is the best.
    on_scroll_key(key): "Prior", "Next", "Home" or "End", for the messages above.
    on_edit(): the text changed by the person's hand. on_nothing(): Enter, and there is no text.
    """

    on_submit: Callable[[str], bool]
    on_complete: Callable[[str], Sequence[Choice]]
    on_scroll_key: Callable[[str], bool]
    on_edit: Callable[[], None]
    on_nothing: Callable[[], None] = lambda: None


class InputBox(Panel):
    """Hint line above, rounded field below. In: the draft and the place's name."""

    def __init__(self, parent: tk.Misc, look: Look, actions: InputActions) -> None:
        super().__init__(parent, look, "pane")
        self._actions = actions
        self._recall = Recall()
        strip = Panel(self, look, height=24)
        strip.pack(fill="x")
        strip.bind("<Configure>", lambda event: self._fit_hint(event.width), add=True)
        self._status = Words(strip, look, font="small", ink="muted")
        self._hint = Words(strip, look, _HINT, font="tiny", ink="muted")
        self._field = ttk.Frame(self, style="Input.TFrame")
        self.text = GrowingText(self._field, look, self._edited)
        icon = look.pictures.icon
        # Without a picture of its own for it Tk draws a disabled one through a grid.
        by_state: Any = (icon("send", 20, "on_accent"), "disabled", icon("send", 20, "muted"))
        self._send = ttk.Button(
            self._field,
            style="Send.TButton",
            image=by_state,
            command=self.submit,
        )
        press_with_enter(self._send)
        add_tooltip(self._send, look, "Send")
        self._popup = CompletionPopup(look, self._take)
        self._strip = TaskStrip(self._field, look, self.end_task)
        self._task: Task | None = None
        self._aside = ""  # what stood here before a message's own words, to change them
        self._bind_all()
        look.listen(self.text, self._restyle)

    # for the window ----------------------------------------------------------------------

    @property
    def draft(self) -> str:
        """The text as it stands; while a message is changed, what stood here before."""
        return self._aside if self._task and self._task.edits else self.text.content

    @property
    def task(self) -> Task | None:
        """What the words are for, besides being said."""
        return self._task

    def begin(self, task: Task, words: str = "") -> None:
        """From now on the text is for this. words: of the message, where the task edits them."""
        self.end_task()
        self._task = task
        self._strip.say(task)
        px = self.look.px
        # Inside the field's rounded border.
        self._strip.pack(side="top", fill="x", padx=px(6), pady=(px(5), 0), before=self._send)
        if task.edits:
            self._aside = self.text.content
            self._recall.leave()
            self.text.set_content(words)
            self.text.edit_reset()
        self.focus_input()

    def end_task(self) -> bool:
        """The text is only said again; what stood here before comes back. True: there was one."""
        task, self._task = self._task, None
        if task is None:
            return False
        self._strip.pack_forget()
        if task.edits:
            self.text.set_content(self._aside)
            self.text.edit_reset()
        return True

    def set_draft(self, draft: str) -> None:
        """Another place's draft: replaces the text; not a person's edit."""
        self._popup.close()
        self.end_task()
        self._recall.leave()
        self.text.set_content(draft)
        self.text.edit_reset()

    def set_place(self, name: str) -> None:
        """Whom the words go to, "#lobby" or a nick, as the placeholder says it."""
        self.text.set_placeholder(f"Message {name}" if name else "Write here")

    def set_closed(self, closed: bool) -> None:
        """Words would not be passed on: they stay, and only the button says that it rests."""
        self._send.state(["disabled"] if closed else ["!disabled"])

    def set_status(self, words: str) -> None:
        """A line above the box at the left, "" for none."""
        self._status.say(words)
        self._fit_hint(self._status.master.winfo_width())

    def focus_input(self) -> None:
        self.text.focus_set()

    def type_in(self, words: str) -> None:
        """Put words at the cursor, as if typed; the keyboard stays where it is."""
        self.text.insert("insert", words)
        self.text.see("insert")

    def insert(self, words: str) -> None:
        """Put words at the cursor, as if typed, and take the keyboard."""
        self.type_in(words)
        self.focus_input()

    def close_popup(self) -> bool:
        """Escape: True when a completion was open."""
        return self._popup.close()

    def submit(self) -> None:
        """Send what stands here, unless it is nothing but space."""
        text = self.text.content
        if not text.strip():
            self._actions.on_nothing()
            return
        task = self._task
        if not self._actions.on_submit(text):
            return
        if not (task and task.edits):
            self._recall.add(text)
        self._popup.close()
        if self.text.content != text or (task and task.edits):
            return  # the owner went to another place, and its draft stands here
        self.text.set_content("")
        self.text.edit_reset()

    # keys --------------------------------------------------------------------------------

    def _bind_all(self) -> None:
        text = self.text
        for key in ("<Return>", "<KP_Enter>"):
            text.bind(key, lambda event: self._enter())
        for key in ("<Shift-Return>", "<Shift-KP_Enter>", "<Control-Return>"):
            text.bind(key, lambda event: self._break_line())
        text.bind("<Up>", lambda event: self._arrow(event, -1))
        text.bind("<Down>", lambda event: self._arrow(event, 1))
        text.bind("<Tab>", lambda event: self._complete())
        text.bind("<Escape>", lambda event: self._escape())
        text.bind("<Control-a>", lambda event: self._select_all())
        for key in (*_SCROLL_KEYS, *_ENDS):
            text.bind(f"<{key}>", self._scroll_key)
        text.bind("<FocusIn>", lambda event: self._field.state(["focus"]), add=True)
        text.bind("<FocusOut>", lambda event: self._lost_focus(), add=True)
        self._field.bind("<Button-1>", lambda event: self.text.focus_set())

    def _enter(self) -> str:
        if not self._popup.accept():
            self.submit()
        return "break"

    def _escape(self) -> str | None:
        return "break" if self._popup.close() or self.end_task() else None

    def _break_line(self) -> str:
        self.text.insert("insert", "\n")
        self.text.see("insert")
        return "break"

    def _arrow(self, event: "tk.Event[tk.Text]", step: int) -> str | None:
        """In the popup: another choice; in an empty or recalled text: what was sent before."""
        if with_modifier(event):
            return None
        if self._popup.move(step):
            return "break"
        typed = self.text.content
        if (typed and typed != self._recall.shown) or (self._task and self._task.edits):
            return None
        recalled = self._recall.step(step)
        if recalled is None:
            return None
        self.text.set_content(recalled)
        return "break"

    def _complete(self) -> str:
        """Tab: the only choice at once, several in a popup; in an empty box Tab moves the
        keyboard on, so that nobody is caught in it."""
        if self._popup.accept():
            return "break"
        before = self.text.get("1.0", "insert")
        choices = self._actions.on_complete(before) if before.strip() else ()
        if not choices:
            if not self.text.content:
                following = self.text.tk_focusNext()
                if following is not None:
                    following.focus_set()
            return "break"
        if len(choices) == 1:
            self._take(choices[0])
        else:
            self._popup.open(choices, self._field)
        return "break"

    def _take(self, choice: Choice) -> None:
        """Put the choice in the place of what it completes."""
        self.text.delete(f"insert - {choice.replaces} chars", "insert")
        self.text.insert("insert", choice.text)

    def _select_all(self) -> str:
        self.text.tag_add("sel", "1.0", "end-1c")
        return "break"

    def _scroll_key(self, event: "tk.Event[tk.Text]") -> str | None:
        if with_modifier(event) or (event.keysym in _ENDS and self.text.content):
            return None
        return "break" if self._actions.on_scroll_key(event.keysym) else None

    def _fit_hint(self, width: int) -> None:
        """The keys at the right above the box, where there is room for them."""
        measure, px = self.look.fonts, self.look.px
        left = measure["small"].measure(str(self._status.cget("text")))
        right = measure["tiny"].measure(_HINT)
        self._hint.configure(text=_HINT if left + right + px(60) <= width else "")

    # the field ---------------------------------------------------------------------------

    def _edited(self) -> None:
        self._popup.close()
        self._actions.on_edit()

    def _lost_focus(self) -> None:
        self._field.state(["!focus"])
        self._popup.close()

    def _restyle(self) -> None:
        px = self.look.px
        self._status.pack_configure(side="left", padx=(px(20), 0))
        self._hint.pack_configure(side="right", padx=(0, px(20)))
        self._field.pack_configure(fill="x", padx=px(16), pady=(px(2), px(16)))
        self._send.pack_configure(side="right", anchor="s", padx=(px(4), px(7)), pady=px(7))
        self.text.pack_configure(side="left", fill="x", expand=True, padx=(px(12), 0), pady=px(13))
