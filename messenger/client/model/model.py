"""What one person's window shows: places, people, link. Pure data; no toolkit, no I/O.

A front end owns one Model on its own thread, gives it every event from `Client.poll` and
redraws what the returned changes name. It changes the model only by the methods here.
"""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from functools import partial

from messenger.client.events import Event, MessagesFound, RoomInfo
from messenger.client.intents import LoadOlder, MarkRead
from messenger.client.model import changes as ch
from messenger.client.model.applying import HANDLERS
from messenger.client.model.changes import Change, CurrentChanged, PlacesChanged, RowsReset
from messenger.client.model.closing import surplus_places
from messenger.client.model.lesson import Lesson
from messenger.client.model.link_state import LinkPhase, LinkState
from messenger.client.model.names_known import NamesKnown
from messenger.client.model.place import Place, PlaceKind, display_anywhere
from messenger.client.model.rows import DisplayRow, Look
from messenger.client.model.shown import Shown
from messenger.client.text.richtext import own_pattern
from messenger.irc.names import display_name, fold

__all__ = ["LinkPhase", "LinkState", "Model", "Place", "PlaceKind"]


class Model:
    """Read the attributes; `places` is by key (folded name), in the order they were opened.

    current: the key of the place that is shown, "" for none. attending: the reader sees the
    end of the current place (window in front, scrolled to the end), so new words are read.
    """

    def __init__(self, own_name: str, zone: tzinfo | None = None) -> None:
        """own_name: what the person typed ("Ada Okafor"); zone: None is this computer's."""
        self.own_name = own_name
        self.nick = ""
        self.away = ""  # the reason, "" when here
        self.link = LinkState()
        self.network = ""
        self.address = ""
        self.fingerprint_words = ""
        self.directory: tuple[RoomInfo, ...] = ()
        self.kept = ""  # as `LinkUp.kept`
        self.stuck = ""  # as `CopyStuck.reason`
        self.abilities: frozenset[str] = frozenset()  # as `LinkUp.abilities`
        self.found: MessagesFound | None = None  # the last answer to FindMessages
        self.lesson = Lesson()
        self.places: dict[str, Place] = {}
        self.known = NamesKnown()
        self.current = ""
        self.attending = True
        self._zone = zone
        self._shown: Shown | None = None
        self._own_names: tuple[str, ...] = ()
        self._mention = own_pattern(())
        self._told: dict[Change, None] = {}  # in order, each once
        self._renamed: set[str] = set()  # keys of people whose shown name changed
        self.rename_self(own_name)

    # -- events ---------------------------------------------------------------------------

    def apply(self, event: Event) -> tuple[Change, ...]:
        """Take one event; returns what changed."""
        return self.apply_all((event,))

    def apply_all(self, events: Iterable[Event]) -> tuple[Change, ...]:
        """Take many events at once; returns what changed, each thing named once."""
        for event in events:
            handler = HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event)
        self._trim_unseen()
        return self.take_changes()

    def take_changes(self) -> tuple[Change, ...]:
        """What changed since the last call; the other methods return it themselves."""
        self._refresh_renamed()
        rows = self._shown.take_changes(trim=self.attending) if self._shown else []
        # Who fills the pane anew reads the rows as they are now: nothing must be told twice.
        anew = any(isinstance(change, (RowsReset, CurrentChanged)) for change in self._told)
        told = tuple(self._told) if anew else (*self._told, *rows)
        self._told.clear()
        return told

    def tell(self, change: Change) -> None:
        """Note a change, for handlers."""
        self._told[change] = None

    # -- what the person does -------------------------------------------------------------

    def show(self, name: str) -> MarkRead | None:
        """Make a place the current one (opening it if need be); then draw `rows()` anew.

        Clears its unread count. Returns what to submit, None when there is nothing new to mark.
        """
        place = self.open(name)
        self._leave_current(place.key)
        self.current = place.key
        if place.unread:
            unread = place.timeline.unread_after(place.read_at or 0.0)
            first = unread[-place.unread :][:1]
            place.new_before = first[0].key if first else 0
        self.redraw()
        return self._mark_read(place)

    def attend(self, attending: bool) -> MarkRead | None:
        """The reader looks at the end of the current place, or does not any more.

        While they don't, what arrives there counts as unread and gets the line "new messages".
        Returns what to submit. `take_changes` has the new counts.
        """
        self.attending = attending
        place = self.places.get(self.current)
        return self._mark_read(place) if attending and place else None

    def open(self, name: str) -> Place:
        """The place of a room or a person, made when it is new."""
        place = self.places.get(fold(name))
        if place is None:
            place = self.places[fold(name)] = Place(name, known=self.known)
            self.tell(PlacesChanged())
            for key in surplus_places(self.places, {self.current, place.key}):
                del self.places[key]
        return place

    def close(self, name: str) -> tuple[Change, ...]:
        """Take a talk (or a room we have left) off the list."""
        self.drop(name)
        return self.take_changes()

    def discard(self, ref: str) -> tuple[Change, ...]:
        """Take an own unsent message out of its place; submit DiscardText as well."""
        for place in self.places.values():
            place.timeline.discard(ref)
        return self.take_changes()

    def say(
        self, name: str, lines: Sequence[str], now: float, error: bool = False
    ) -> tuple[Change, ...]:
        """Show lines of our own words in a place ("" is the current one); nobody else sees
        them. now: seconds since 1970."""
        self.note(name, "\n".join(lines), now, "error" if error else "note")
        return self.take_changes()

    def clear(self, name: str) -> tuple[Change, ...]:
        """Empty a place's window; nothing is deleted, older rows can be loaded again."""
        place = self.places.get(fold(name))
        if place is not None:
            place.timeline.forget_before(len(place.timeline.entries))
            place.complete_top = False
        return self.take_changes()

    def load_older(self, name: str) -> LoadOlder | None:
        """What to submit when the reader wants older rows; None when there are none, or when
        they are on their way."""
        place = self.places.get(fold(name))
        if place is None or place.complete_top or place.loading_older:
            return None
        place.loading_older = True
        return LoadOlder(place.name, place.timeline.oldest_msgid())

    # -- what it knows --------------------------------------------------------------------

    def rows(self) -> tuple[DisplayRow, ...]:
        """All rows of the current place, oldest first."""
        return self._shown.rows if self._shown else ()

    @property
    def place(self) -> Place | None:
        """The current place."""
        return self.places.get(self.current)

    def display(self, nick: str, name: str = "") -> str:
        """What to call a person in a place ("" is the current one)."""
        place = self.places.get(fold(name) if name else self.current)
        return self.display_in(place, nick)

    def display_in(self, place: Place | None, nick: str, realname: str = "") -> str:
        """What to call a person in a room, in a talk or anywhere; realname: as a message told."""
        if place is not None and place.kind is PlaceKind.ROOM:
            return place.display(nick, realname)
        return display_anywhere(self.places.values(), self.known, nick, realname)

    def mentions(self, text: str) -> bool:
        """Does a text name us, as a word of its own?"""
        return self._mention.search(text) is not None

    @property
    def wanted(self) -> int:
        """How often we are wanted in all places together: for the badge."""
        return sum(place.wanted for place in self.places.values())

    @property
    def waiting(self) -> int:
        """How many own messages the relay does not have yet."""
        return sum(place.waiting for place in self.places.values())

    # -- for handlers ---------------------------------------------------------------------

    def rename_self(self, nick: str, own_name: str = "") -> None:
        """We are called otherwise now: mentions are sought by nick and display name."""
        self.nick, self.own_name = nick, own_name or self.own_name
        names = tuple(sorted({nick, display_name(nick, self.own_name)}))
        if names != self._own_names:
            self._own_names, self._mention = names, own_pattern(names)
            self.tell(ch.SelfChanged())
            if self.current:
                self.tell(RowsReset(self.current))
            self.redraw()

    def drop(self, name: str) -> None:
        """Forget a place; if it was the current one, the first of the others is."""
        key = fold(name)
        if self.places.pop(key, None) is not None:
            self.tell(PlacesChanged())
            if key == self.current:
                self.current = next(iter(self.places), "")
                self.redraw()
                self.tell(CurrentChanged(self.current))

    def redraw(self) -> None:
        """Make the current place's rows anew; the caller tells RowsReset where needed."""
        place = self.place
        self._shown = None
        if place is not None:
            name = partial(self.display_in, place)
            own_relay, find = self.known.made_by_us, place.timeline.find
            look = Look(name, self._own_names, self._zone, place.new_before, own_relay, find)
            self._shown = Shown(place, look)

    def learn_name(self, nick: str, realname: str) -> None:
        """Somebody is called so; rows, lists and titles that bear the name are told anew."""
        if self.known.learn(nick, realname):
            self._renamed.add(fold(nick))
        if realname and nick == self.nick and display_name(nick, realname) == realname:
            self.rename_self(nick, realname)

    def note(self, name: str, text: str, now: float, kind: str = "note") -> None:
        """Put our own words into a place; without any place they are lost.

        now, kind: as `Place.note` takes them.
        """
        place = self.places.get(fold(name)) or self.place or next(iter(self.places.values()), None)
        if place is not None and text:
            place.note(text, now, kind)

    def count_unread(self, place: Place, key: int, mention: bool) -> None:
        """Something new was said in a place by somebody else."""
        if place.key == self.current and self.attending:
            return
        if self._shown is not None and place is self._shown.place and not place.unread:
            self._shown.move_new_line(key)
        place.unread += 1
        place.wanted += mention or place.kind is PlaceKind.TALK
        self.tell(PlacesChanged())

    # -- inside ---------------------------------------------------------------------------

    def _refresh_renamed(self) -> None:
        """Make rows and titles anew that bear a name which is another now."""
        keys, self._renamed = self._renamed, set()
        if not keys:
            return
        if self._shown is not None:
            self._shown.place.timeline.touch_people(keys)
        for key in keys & self.places.keys():
            self.tell(PlacesChanged())
            self.tell(ch.HeaderChanged(key))

    def _trim_unseen(self) -> None:
        """Whatever fills a place that nobody looks at (talk, joins, notes), memory is bounded."""
        for key, place in self.places.items():
            if key != self.current:
                place.trim()

    def _leave_current(self, key: str) -> None:
        old = self.place
        if old is not None and old.key != key:
            old.new_before = 0
            old.trim()

    def _mark_read(self, place: Place) -> MarkRead | None:
        if place.unread or place.wanted:
            place.unread = place.wanted = 0
            self.tell(PlacesChanged())
        return place.mark_read()
