"""Carries out what a person typed in a terminal: intents to the client, changes to the model."""

import time

from messenger.client.client import Client
from messenger.client.intents import Quit, SendText
from messenger.client.model.model import Model
from messenger.client.text.typed_input import Parsed, parse
from messenger.tui.line import Line


class Typist:
    """One for a run; `leaving` is True after /quit."""

    def __init__(self, client: Client, model: Model) -> None:
        self._client, self._model = client, model
        self.leaving = False

    def type(self, text: str) -> tuple[Parsed, list[Line]]:
        """Do what the text asks for; returns it with the lines to show to this person."""
        place = self._model.place
        parsed = parse(text, place.name if place else "", self._model)
        if parsed.error:
            return parsed, [Line("error", parsed.error, at=time.time())]
        for intent in parsed.intents:
            self.leaving = self.leaving or isinstance(intent, Quit)
            self._client.submit(intent)
        if parsed.close is not None:
            self._model.close(parsed.close)
        if parsed.open is not None:
            self.open(parsed.open)
        lines = [Line("note", "\n".join(parsed.say), at=time.time())] if parsed.say else []
        return parsed, lines

    def open(self, name: str) -> None:
        """Turn to a place: what is typed next goes there."""
        read = self._model.show(name)
        if read is not None:
            self._client.submit(read)


def texts_of(parsed: Parsed) -> dict[str, str]:
    """What of it is to be confirmed: texts by ref."""
    return {intent.ref: intent.text for intent in parsed.intents if isinstance(intent, SendText)}
