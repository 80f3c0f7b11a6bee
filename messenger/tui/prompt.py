"""The prompt of prompt_toolkit, dressed for us. The package is optional: see `is_installed`."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from messenger.client.model.model import Model
from messenger.client.text.typed_input import complete
from messenger.tui.clean import clean
from messenger.tui.look import STYLES, Piece

PACKAGE = "prompt_toolkit"
STATUS_REFRESH_S = 0.5


def is_installed() -> bool:
    """Whether the optional package is there."""
    return importlib.util.find_spec(PACKAGE) is not None


def is_terminal() -> bool:
    """Whether a person sits on both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Prompt:
    """One input line at the bottom; `above` prints over it while it is shown.

    status: gives the text of the status line; called again and again.
    """

    def __init__(self, model: Model, status: Callable[[], str]) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.styles import Style

        self._style = Style(STYLES)
        self._unprinted: list[Piece] = []
        self._session: PromptSession[str] = PromptSession(
            completer=_completer(model),
            complete_while_typing=False,
            bottom_toolbar=lambda: [("", status())],
            refresh_interval=STATUS_REFRESH_S,
            erase_when_done=True,  # what was typed comes back as a line when the relay has it
            enable_history_search=False,
            enable_suspend=True,  # Ctrl-Z, as everywhere in a shell
        )
        # One of its own: what is typed there must not get among the lines to recall.
        self._secret: PromptSession[str] = PromptSession(is_password=True, erase_when_done=True)

    async def ask(self, message: Callable[[], str], default: str = "") -> str:
        """What the person types next. Raises EOFError at Ctrl-D, KeyboardInterrupt at Ctrl-C.

        message: gives the text before the cursor; asked again whenever it is drawn.
        """
        return await self._session.prompt_async(lambda: [("bold", message())], default=default)

    async def ask_unseen(self, message: str) -> str:
        """A password; it does not come back with the arrow keys. Raises as `ask` does."""
        return await self._secret.prompt_async([("bold", message)])

    def above(self, pieces: list[Piece]) -> None:
        """Print styled pieces above the prompt, all in the order of the calls."""
        from prompt_toolkit.application import get_app, run_in_terminal

        self._unprinted += pieces
        if not get_app().is_running:  # between two lines: at once
            self._print()
        elif self._unprinted:
            run_in_terminal(self._print)  # soon; by then the line may have ended

    def _print(self) -> None:
        from prompt_toolkit.formatted_text import FormattedText
        from prompt_toolkit.renderer import print_formatted_text

        output = self._session.output
        if self._unprinted:
            print_formatted_text(output, FormattedText(self._unprinted), self._style)
            output.flush()
            self._unprinted = []


@contextmanager
def kept_below() -> Iterator[None]:
    """While it is open, prints do not break the prompt, and what is typed between two of its
    lines is not echoed: the next line shows it."""
    from prompt_toolkit.patch_stdout import patch_stdout

    with patch_stdout(), _without_echo():
        yield


@contextmanager
def _without_echo() -> Iterator[None]:
    try:
        import termios
    except ImportError:  # Windows, whose console does not echo by itself
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    now = termios.tcgetattr(terminal)
    now[3] &= ~termios.ECHO  # the local modes
    termios.tcsetattr(terminal, termios.TCSANOW, now)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _completer(model: Model) -> Any:
    """Names, rooms and commands, from the client's own completion."""
    from prompt_toolkit.completion import Completer, Completion

    class ModelCompleter(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Iterator[Completion]:
            found = complete(document.text, document.cursor_position, model)
            for candidate in found.candidates:
                yield Completion(
                    candidate.text, found.start - found.end, display=clean(candidate.label)
                )

    return ModelCompleter()
