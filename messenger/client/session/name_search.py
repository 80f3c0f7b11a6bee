"""Other names, when the wanted one is taken."""

from messenger.irc import names

FREE_NICKS = 3  # so many are offered in place of a taken one
MAX_VARIANTS = 30  # after a reconnect, so many are tried


class NameSearch:
    """What was tried in place of a name, and what the server refused."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._variant = 1
        self._refused: set[str] = set()

    def refuse(self, nick: str) -> None:
        """The server said that this one is taken."""
        self._refused.add(nick)

    def next(self) -> str:
        """One more to log in with; "" when enough were tried."""
        if self._variant >= MAX_VARIANTS:
            return ""
        self._variant += 1
        return names.variant(self._wanted, self._variant)

    def candidates(self) -> list[str]:
        """Names to ask the server about, without taking them."""
        return [names.variant(self._wanted, number) for number in range(2, 2 + 2 * FREE_NICKS)]

    def free(self) -> tuple[str, ...]:
        """Those that it did not refuse."""
        found = [nick for nick in self.candidates() if nick not in self._refused]
        return tuple(found[:FREE_NICKS])
