"""Other names, when the wanted one is taken."""

from messenger.irc import names

FREE_NICKS = 3  # so many are offered in place of a taken one
MAX_VARIANTS = 30  # after a reconnect, so many are tried

OWN_NAME = "It is yours: another of your programs uses it, or did until a moment ago."
# {0}: the name. At our own relay, to whom we have shown that we are its host.
KEPT_FROM_HOST = (
    "If it is yours: its key is gone, or the relay has a new certificate since (its file "
    "relay.pem). As the host you can free it: run “messenger account release {0}” on this "
    "computer, and host again."
)


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
