"""All rooms: those with people in them, and those that sleep until somebody comes."""

from collections.abc import Sequence
from dataclasses import replace

from messenger.config import RelayConfig
from messenger.irc.lesson import APPROVAL_MODE
from messenger.irc.marks import EDIT_TAG
from messenger.irc.names import fold, skeleton
from messenger.relay.registry import room_json
from messenger.relay.registry.asleep import Asleep
from messenger.relay.registry.recent import Recent
from messenger.relay.state import Room
from messenger.store.belonging import EditedRow
from messenger.store.rows import HistoryRow, Memory, RoomRow

LOBBY = "#lobby"
WORDS = frozenset({"PRIVMSG", "NOTICE"})
MAX_LOST = 60_000  # more lines than can wait for the disk at a time (see `io.pipeline`)
CLOSED = "closed"  # kind and name of the relay's fact that holds `Asleep.closed_upto`


class Roster:
    """Rooms by folded name. The lobby is always there and never forgets.

    A room with a founder lasts too (`registry.lasting`); who may come in may read what was said.
    Others vanish with their last member. What was said in a public one can be read by those who
    open it again; what was said in a private one can't (`Room.history_from`).

    sweep_at_ms: when lasting rooms are looked through again.
    """

    def __init__(self, config: RelayConfig, memory: Memory) -> None:
        self._kept_lines = max(config.history.replay_on_join, 1)
        self._approve_first = config.lesson.approve_first
        self._last_serial = memory.last_serial
        closed_upto = memory.facts.get(("", CLOSED), {}).get(CLOSED, "0")
        self.asleep = Asleep(memory.rooms, memory.last_serial, int(closed_upto))
        self.asleep.words.update(
            (name, Recent(self._kept_lines, rows)) for name, rows in memory.recent.items()
        )
        self.rooms: dict[str, Room] = {}
        self._by_skeleton: dict[str, Room] = {}
        self.sweep_at_ms = 0
        self.lost: dict[int, None] = {}  # serials of the newest rows that were not stored
        # Of what was taken back lately: who has just read it from the disk must not use it.
        self.erased: dict[int, None] = {}
        for key in self.asleep.lasting():
            room = self.open(key, 0)
            room.used_s = max(room.used_s, room.recent.newest_ms // 1000)
        self.open(LOBBY, 0)

    def find(self, name: str) -> Room | None:
        return self.rooms.get(fold(name))

    def double_of(self, name: str) -> Room | None:
        """Another room, whose name folds together with this one beyond ASCII or looks the same."""
        room = self._by_skeleton.get(skeleton(name))
        return room if room is not None and room.key != fold(name) else None

    def _add(self, room: Room) -> None:
        self.rooms[room.key] = room
        self._by_skeleton.setdefault(skeleton(room.key), room)

    def _remove(self, room: Room) -> None:
        del self.rooms[room.key]
        look = skeleton(room.key)
        if self._by_skeleton.get(look) is room:
            del self._by_skeleton[look]

    def open(self, name: str, now_s: int, *, lived_in: bool = False) -> Room:
        """Make a room, with what is remembered of it. lived_in: somebody has never left it."""
        key = fold(name)
        room = Room(name, key, now_s)
        if self._approve_first:
            room.flags.add(APPROVAL_MODE)
        state, known = self.asleep.wake(key)
        if state:
            room_json.load_json(room, state)
            if room.is_private and key != LOBBY and not room.founder and not lived_in:
                # After a restart nobody can say who was inside: the past stays closed.
                room.history_from = max(room.history_from, self._last_serial)
        elif key != LOBBY:
            room.history_from = self.asleep.closed_upto
        rows = known.rows() if known else ()
        room.recent = Recent(
            self._kept_lines, (row for row in rows if row.serial > room.history_from)
        )
        room.saved = room_json.to_json(room)
        self._add(room)
        return room

    def close_if_empty(self, room: Room) -> None:
        """Somebody was kept out of a room that nobody is in: let it sleep on."""
        if not room.members and not room.founder and room.key != LOBBY:
            self._remove(room)
            self.asleep.keep_words(room)
            self.asleep.keep_state(room)

    def rename(self, room: Room, name: str) -> None:
        """Give the room another (free) name. Its members stay."""
        self._remove(room)
        for member in room.members:
            del member.rooms[room.key]
        room.name, room.key = name, fold(name)
        room.version += 1
        self.asleep.wake(room.key)
        room.recent = room.recent.under(room.key)
        self._add(room)
        for member in room.members:
            member.rooms[room.key] = room

    def state_of(self, key: str) -> str:
        """What is to be stored of a room, open or not."""
        room = self.rooms.get(key)
        return room_json.to_json(room) if room is not None else self.asleep.state(key)

    def restored(self, room: Room) -> None:
        """The room is as before, after all: if it has gone and lasts again, it is here again."""
        other = self.rooms.get(room.key)
        if not room.founder or other is room:
            return
        if other is not None:  # somebody was quick
            room_json.load_json(other, room_json.to_json(room))
            other.version += 1
            return
        self.asleep.wake(room.key)
        self._add(room)

    def remember(self, room: Room, row: HistoryRow) -> None:
        """Keep a row for those who come without chathistory."""
        if row.command in WORDS:
            room.recent.add(row)

    def emptied(self, room: Room, serial: int) -> list[RoomRow]:
        """Close a room that has no members; the rows to store of it, none if it stays."""
        if room.members or room.founder or room.key == LOBBY:
            return []
        self._remove(room)
        bare = Room(room.name, room.key, 0)
        bare.history_from = serial if room.is_private else room.history_from
        self._last_serial = serial
        if not room.is_private:
            self.asleep.keep_words(room)
        return self.asleep.keep_state(bare)

    def expire(self, before_ms: int, before_serial: int) -> None:
        """Forget words that are older than this, of sleeping rooms too."""
        for room in self.rooms.values():
            room.recent = _without_old(room.recent, before_ms, before_serial)
        for key, recent in self.asleep.words.items():
            self.asleep.words[key] = _without_old(recent, before_ms, before_serial)

    def revise(self, edit: EditedRow) -> str:
        """An author has new words for an old message: they are what newcomers are given. Returns
        those until now, "" where they are not in memory."""
        room = self.rooms.get(edit.target)
        rows = room.recent.rows() if room else []
        for place, row in enumerate(rows):
            if room and row.serial == edit.parent and edit.is_meant(row):
                rows[place] = replace(row, params=(*row.params[:-1], edit.text))
                room.recent = room.recent.only(rows)
                return row.params[-1]
        return ""

    def unrevise(self, edit: EditedRow) -> None:
        """The disk would not take the new words: the old ones hold still."""
        if edit.before:
            self.revise(replace(edit, text=edit.before))

    def lose_rows(self, rows: list[HistoryRow]) -> None:
        """They were not stored: nobody has seen them, and nobody shall."""
        serials = {row.serial for row in rows}
        for room in {self.rooms[row.target]: None for row in rows if row.target in self.rooms}:
            room.recent = room.recent.only(
                row for row in room.recent.rows() if row.serial not in serials
            )
        self.lost.update(dict.fromkeys(row.serial for row in rows))
        while len(self.lost) > MAX_LOST:
            del self.lost[next(iter(self.lost))]

    def take_back(self, room: Room | None, serials: Sequence[int], msgid: str) -> list[HistoryRow]:
        """A message, whose id this is, is erased with its newer wordings; returns what was here
        of them. room: None for a private talk."""
        self.erased.update(dict.fromkeys(serials))
        while len(self.erased) > MAX_LOST:
            del self.erased[next(iter(self.erased))]
        newer = f"{EDIT_TAG}={msgid}"
        gone: list[HistoryRow] = []
        kept: list[HistoryRow] = []
        for row in room.recent.rows() if room else ():
            is_gone = row.serial in serials or newer in row.tags.split(";")
            (gone if is_gone else kept).append(row)
        if room:
            room.recent = room.recent.only(kept)
        return gone

    def bring_back(
        self, room: Room | None, serials: Sequence[int], rows: Sequence[HistoryRow]
    ) -> None:
        """They were not erased after all."""
        for serial in serials:
            self.erased.pop(serial, None)
        if room is None:
            return
        back = [row for row in rows if row.serial not in self.lost]
        newest = sorted([*room.recent.rows(), *back], key=lambda row: row.serial)
        room.recent = room.recent.only(newest)


def _without_old(recent: Recent, before_ms: int, before_serial: int) -> Recent:
    oldest = recent.oldest
    if oldest is None or (oldest.sent_ms >= before_ms and oldest.serial >= before_serial):
        return recent
    return recent.only(
        row for row in recent.rows() if row.sent_ms >= before_ms and row.serial >= before_serial
    )
