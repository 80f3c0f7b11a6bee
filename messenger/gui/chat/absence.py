"""What a cut of the link amounted to: how much was sent after it, how much had been missed."""

from messenger.client.model.model import Model
from messenger.client.model.timeline import SPOKEN, State


class Absence:
    """Made when the link goes down; `end` when it is up again; `words` a little later."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._waited = 0
        self._newest: dict[str, float] = {}  # place: when the last known thing was said there
        for key, place in model.places.items():
            newest = place.timeline.newest()
            self._newest[key] = newest.sent_at if newest else 0.0

    def end(self) -> None:
        """The link is up; what waits now will be sent."""
        self._waited = max(self._waited, self._unsent())

    def words(self) -> str:
        """ "Connected again. 2 messages sent, 14 new."."""
        sent, new = max(0, self._waited - self._unsent()), self._new()
        told = []
        if sent:
            told.append("1 message sent" if sent == 1 else f"{sent} messages sent")
        if new:
            told.append(f"{new} new")
        return f"Connected again. {', '.join(told)}." if told else "Connected again."

    def _unsent(self) -> int:
        return sum(
            entry.state is not State.SETTLED
            for place in self._model.places.values()
            for entry in place.timeline.unsettled()
        )

    def _new(self) -> int:
        return sum(
            not entry.message.own
            and entry.message.kind in SPOKEN
            and entry.message.sent_at > self._newest.get(key, 0.0)
            for key, place in self._model.places.items()
            for entry in place.timeline.entries
        )
