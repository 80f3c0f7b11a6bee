"""What was typed and not sent, place by place."""


class Drafts:
    """Keys are places' keys; a draft of nothing but space is none."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def __contains__(self, place: object) -> bool:
        return place in self._texts

    def get(self, place: str) -> str:
        return self._texts.get(place, "")

    def keep(self, place: str, text: str) -> None:
        if text.strip():
            self._texts[place] = text
        else:
            self.drop(place)

    def drop(self, place: str) -> None:
        self._texts.pop(place, None)
