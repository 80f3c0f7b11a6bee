"""Search in what was said: a sheet whose list is the copy's answer to what is typed."""

from collections.abc import Callable
from datetime import datetime

from messenger.client.events import FoundMessage, MessagesFound
from messenger.client.model.model import Model
from messenger.client.text import search_query
from messenger.client.text.richtext import spans
from messenger.gui.dialogs import Sheets
from messenger.gui.picker import Item, Picker
from messenger.irc import formatting
from messenger.store.spelling import words_of

NONE_FOUND = "Nothing like that is in the copy on this computer."
BEFORE = 24  # letters shown before the first hit in a long text


class Finder(Picker):
    """ask(text): the answer comes by `take`. on_go(found): the person chose a message."""

    def __init__(
        self,
        sheets: Sheets,
        model: Model,
        ask: Callable[[str], None],
        on_go: Callable[[FoundMessage], None],
    ) -> None:
        self._model, self._ask, self._asked = model, ask, ""
        self._messages: dict[str, FoundMessage] = {}
        super().__init__(
            sheets,
            "Search in messages",
            (),
            lambda value: on_go(self._messages[value]),
            hint="Words that were said",
        )

    def begin(self, text: str) -> None:
        """With this text in the field, whose answer is known already."""
        self._asked = text
        self.field.insert(0, text)

    def take(self, answer: MessagesFound) -> None:
        """Show what was found, if it is what is asked for now."""
        if answer.text != self._asked or not self.sheet.winfo_exists():
            return
        self._none.say(NONE_FOUND if search_query.parse(answer.text) else search_query.HINT)
        self._messages = {str(number): found for number, found in enumerate(answer.found)}
        self.set_items(
            [
                Item(snippet(found.message.text, answer.text), value, *self._about(found))
                for value, found in self._messages.items()
            ]
        )

    def _find(self) -> None:
        """What stands in the list is decided by the answer; here it is only asked for."""
        text = self.field.get().strip()
        if text != self._asked:
            self._asked = text
            self._ask(text)
        self._found = list(self._items)
        if self._found:
            self._none.pack_forget()
        else:
            self._none.say(self._none.cget("text") if text else search_query.HINT)
            self._none.pack(fill="x")
        self._first = 0
        self._choose(0)

    def _about(self, found: FoundMessage) -> tuple[str, str, str]:
        """(where and when, no icon, whose avatar)."""
        message = found.message
        name = self._model.display(message.sender, found.target)
        moment = datetime.fromtimestamp(message.sent_at)
        is_today = moment.date() == datetime.now().date()
        day = moment.strftime("%H:%M" if is_today else "%Y-%m-%d")
        return f"{name} · {found.target} · {day}", "", name


def snippet(text: str, query: str) -> str:
    """The text as it is shown, in one line, beginning not far before the first word that was
    looked for."""
    plain = "".join(span.text for span in spans(formatting.strip(text)))
    line = " ".join(formatting.clean(plain).split())
    wanted = search_query.parse(query)
    first = words_of(wanted.words[0])[:1] if wanted and wanted.words else []
    at = line.casefold().find(first[0]) if first else -1
    return line if at <= BEFORE else "…" + line[at - BEFORE :]
