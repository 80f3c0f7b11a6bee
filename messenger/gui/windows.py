"""The two windows of the program, login and chat: frames in the one root, one at a time."""

from messenger.client.model.model import Model
from messenger.gui.chat.window import ChatCalls, ChatWindow
from messenger.gui.dialogs import Sheets
from messenger.gui.front import Front
from messenger.gui.login.view import Filled
from messenger.gui.login.window import LoginCalls, LoginWindow

MOST_TITLE = 80  # letters of a place's name in the title


class Windows:
    """login, chat: what is shown now, None for the other one."""

    def __init__(self, front: Front, sheets: Sheets) -> None:
        self._front, self._sheets = front, sheets
        self._root, self._look = front.root, front.look
        self.login: LoginWindow | None = front.login
        self.chat: ChatWindow | None = None
        self._title_due = ""

    def open_login(self, calls: LoginCalls, filled: Filled) -> LoginWindow:
        """The form, in place of whatever was there."""
        self.close()
        self.login = self._front.make_login(calls, filled)
        return self.login

    def open_chat(self, model: Model, calls: ChatCalls) -> ChatWindow:
        """The chat window, in place of the form."""
        self.close()
        self.chat = ChatWindow(self._root, self._look, model, self._sheets, calls)
        self.chat.pack(fill="both", expand=True)
        self._root.update_idletasks()  # it can have the keyboard only when it is mapped
        self.chat.centre_column.input.focus_input()
        return self.chat

    def close(self) -> None:
        """Take away what is shown, sheets too."""
        self._sheets.close()
        for window in (self.login, self.chat):
            if window is not None:
                window.destroy()
        self.login = self.chat = None

    def show_title(self, place: str, wanted: int) -> None:
        """ "(3) Messenger – lobby": how often we are wanted, for the task bar.

        When Tk is idle: who sees the place in the title can type into it.
        """
        title = f"Messenger – {place[:MOST_TITLE]}" if place else "Messenger"
        if self._title_due:
            self._root.after_cancel(self._title_due)
        shown = f"({wanted}) {title}" if wanted else title
        self._title_due = self._root.after_idle(self._set_title, shown)

    def _set_title(self, title: str) -> None:
        self._title_due = ""
        if self.chat is not None:
            self._root.title(title)

    def warn(self, text: str, kind: str = "warn") -> None:
        """A note above the input box, if the chat is shown."""
        if self.chat is not None and self.chat.winfo_exists():
            self.chat.centre_column.notes.show(text, kind)
