"""What was typed and not sent, place by place: in the model, and on the disk."""

from collections.abc import Callable

from messenger.client.intents import Intent, KeepDraft
from messenger.client.model.model import Model


class Drafts:
    """Keys are places' keys; a draft of nothing but space is none.

    submit: where a changed draft goes to be kept over a restart.
    """

    def __init__(self, model: Model, submit: Callable[[Intent], None]) -> None:
        self._model, self._submit = model, submit

    def __contains__(self, place: object) -> bool:
        return isinstance(place, str) and bool(self.get(place))

    def get(self, place: str) -> str:
        known = self._model.places.get(place)
        return known.draft if known else ""

    def keep(self, place: str, text: str) -> None:
        known = self._model.places.get(place)
        draft = text if text.strip() else ""
        if known is not None and known.draft != draft:
            known.draft = draft
            # A command may hold a password: that stays off the disk.
            self._submit(KeepDraft(known.name, "" if draft.startswith("/") else draft))

    def drop(self, place: str) -> None:
        self.keep(place, "")
