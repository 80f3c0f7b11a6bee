"""Answers that come in many lines and are told as one: LIST, WHOIS, MOTD."""

from messenger.client.events import RoomInfo

MAX_ROOMS = 5000
MAX_LINES = 200  # of one WHOIS or MOTD


class Questions:
    """What was asked and has not been answered in full."""

    def __init__(self) -> None:
        self.rooms: list[RoomInfo] | None = None
        self.motd: list[str] = []
        self._people: dict[str, list[str]] = {}

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
