"""What people are called, by nick, in all places together: the same person has one name."""

from messenger.irc.names import display_name, fold, is_channel

MAX_NAMES = 20_000


class NamesKnown:
    """Realnames by folded nick, from rooms and messages, those of the past too.

    made_by_us: the relay is one of ours, whose people type names with spaces; a nick of which
        we know nothing is then shown as the words it was made of.
    """

    def __init__(self) -> None:
        self.made_by_us = False
        self._realnames: dict[str, str] = {}

    def learn(self, nick: str, realname: str) -> bool:
        """Take in what a person is called; False when that was known."""
        key = fold(nick)
        if not realname or self._realnames.get(key) == realname:
            return False
        self._realnames.pop(key, None)  # what was learned last is forgotten last
        self._realnames[key] = realname
        if len(self._realnames) > MAX_NAMES:
            del self._realnames[next(iter(self._realnames))]
        return True

    def display(self, nick: str, realname: str = "") -> str:
        """What to call a person, whoever else is called so.

        realname: what a message brought along, for people of whom nothing newer is known.
        """
        if is_channel(nick):
            return nick
        known = self._realnames.get(fold(nick)) or realname
        if known or not self.made_by_us:
            return display_name(nick, known)
        words = nick.split("_")
        return " ".join(words) if len(words) > 1 and all(words) else nick
