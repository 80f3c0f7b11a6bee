"""Answers that come in many lines and are told as one: LIST, WHOIS, MOTD."""

from messenger.client.events import RoomInfo
from messenger.client.lesson_events import PersonHere, RelayBan

MAX_ROOMS = 5000
MAX_LISTED = 10_000  # people or bans of a relay
MAX_LINES = 200  # of one WHOIS or MOTD


class Questions:
    """What was asked and has not been answered in full."""

    def __init__(self) -> None:
        self.rooms: list[RoomInfo] | None = None
        self.motd: list[str] = []
        self._people: dict[str, list[str]] = {}
        self._here: list[PersonHere] = []
        self._bans: list[RelayBan] = []

    def list_begins(self) -> None:
        """LIST was asked for, or its first line came."""
        if self.rooms is None:
            self.rooms = []

    def room(self, info: RoomInfo) -> None:
        """One line of LIST."""
        self.list_begins()
        if self.rooms is not None and len(self.rooms) < MAX_ROOMS:
            self.rooms.append(info)

    def list_ends(self) -> tuple[RoomInfo, ...]:
        """All rooms that were listed."""
        rooms, self.rooms = tuple(self.rooms or ()), None
        return rooms

    def motd_line(self, text: str) -> None:
        """One line of the message of the day."""
        if len(self.motd) < MAX_LINES:
            self.motd.append(text)

    def motd_ends(self) -> str:
        """All of it."""
        text, self.motd = "\n".join(self.motd), []
        return text

    def ask_person(self, key: str) -> None:
        """WHOIS was asked for."""
        if len(self._people) < MAX_LINES:
            self._people[key] = []

    def about(self, key: str, line: str) -> bool:
        """One line about a person; False when nobody asked."""
        lines = self._people.get(key)
        if lines is None:
            return False
        if len(lines) < MAX_LINES:
            lines.append(line)
        return True

    def person_ends(self, key: str) -> tuple[str, ...] | None:
        """All lines about a person; None when nobody asked."""
        lines = self._people.pop(key, None)
        return None if lines is None else tuple(lines)

    def person_here(self, person: PersonHere) -> None:
        """One of those who are on the relay."""
        if len(self._here) < MAX_LISTED:
            self._here.append(person)

    def people_end(self) -> tuple[PersonHere, ...]:
        """All of them."""
        here, self._here = tuple(self._here), []
        return here

    def ban(self, ban: RelayBan) -> None:
        """One ban of the relay."""
        if len(self._bans) < MAX_LISTED:
            self._bans.append(ban)

    def bans_end(self) -> tuple[RelayBan, ...]:
        """All of them."""
        bans, self._bans = tuple(self._bans), []
        return bans
