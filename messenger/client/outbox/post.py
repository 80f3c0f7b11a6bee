"""From the outbox to the wire, and the receipts back: echo, label, ACK or PONG.

How a message is known to have arrived depends on the server, the best way first:
echo-message with a label; the echo's ref; the echo's words; ACK for the label; the answer to a
PING that was sent right behind it.
"""

from collections.abc import Iterable
from dataclasses import replace

from messenger.client.events import ChatMessage, MessageFailed, MessageSettled
from messenger.client.outbox.outbox import Letter
from messenger.client.outbox.pace import Pace
from messenger.client.outbox.parcels import MULTILINE, Parcel, pack
from messenger.client.session.catchup import Catchup
from messenger.client.session.context import REF_TOKEN, Context
from messenger.client.session.offline import pending
from messenger.irc import names
from messenger.irc.marks import MARKS, REDACT
from messenger.irc.message import Message

MAX_FLYING = 128  # parcels sent and not confirmed
# Their lines: a relay that slows floods to 20 lines a second, as ours does, confirms the last
# of so many well within RECEIPT_WAIT_S.
MAX_FLYING_LINES = 400
RECEIPT_WAIT_S = 30.0
UNCERTAIN = "the connection broke"
UNCONFIRMED = "the server did not say so"
HELD = "it waits for the host's approval"
EMPTY = "There is nothing in this message."
TOO_LONG = "It is too long to be sent as one"


class Post:
    """Sends letters in order, holds back those whose room is not ready, reports each one's end."""

    def __init__(self, ctx: Context, catchup: Catchup) -> None:
        self._ctx = ctx
        self._catchup = catchup
        self._flying: dict[str, Parcel] = {}  # by ref, in the order sent
        self._lines = 0  # of all that fly
        self._refs: dict[str, str] = {}  # label → ref
        self._pace = Pace()
        self._ping = ""
        self._pinged: list[str] = []  # refs that the answer to our PING settles

    def pump(self) -> None:
        """Send what may go now."""
        while self._send_waiting():
            continue
        if self._flying and not self._ping:
            self._ask_receipt()

    def _send_waiting(self) -> bool:
        """In order, as far as may be. True: one was taken apart, so look again."""
        held: set[str] = set()
        for letter in self._ctx.outbox.waiting():
            if len(self._flying) >= MAX_FLYING or not self._may_send():
                break
            key = names.fold(letter.target)
            if key in held or self._must_wait(letter, key) or not self._ctx.outbox.let_go(letter):
                held.add(key)
                continue
            if letter.tries and not self._may_repeat(letter):
                self._fail(letter, UNCERTAIN, doubtful=True)
                continue
            parcels = pack(self._ctx, letter)
            if len(parcels) > 1 and letter.is_mark:
                self._fail(letter, TOO_LONG)
            elif len(parcels) > 1:
                self._take_apart(letter, parcels)
                return True
            elif not parcels:
                self._fail(letter, EMPTY)
            elif not self._fits(parcels[0]):
                break
            else:
                self._send(parcels[0])
        return False

    def wait_s(self) -> float | None:
        """Seconds until the next line may go, where a polite pace holds it back."""
        waits = self._polite and self._has_more
        return self._pace.wait_s() or None if waits else None

    @property
    def idle(self) -> bool:
        """Nothing is on its way."""
        return not self._flying and not self._has_more

    @property
    def awaits(self) -> bool:
        """Something is sent and not confirmed."""
        return bool(self._flying)

    def echoed(self, target: str, message: ChatMessage, label: str) -> bool:
        """Our own words came back: settle their row. False: said on another device of ours."""
        parcel = self._find(target, message, label)
        if parcel is None:  # of one that we gave up it may still come
            given_up = [one for one in self._ctx.outbox.doubtful() if one.is_doubtful]
            return self._settle_late(target, message, given_up, by_words=True)
        self._settle(parcel, message)
        return True

    def acknowledged(self, label: str) -> None:
        """ACK, or anything else that a server without echo-message answers to a label."""
        parcel = self._flying.get(self._refs.get(label, ""))
        if parcel and "echo-message" not in self._ctx.caps:
            self._settle(parcel, self._own(parcel))

    def ponged(self, token: str) -> bool:
        """The answer to our receipt PING: all before it arrived. False: another PING's."""
        if not self._ping or token != self._ping:
            return False
        self._ping = ""
        for ref in self._pinged:
            parcel = self._flying.get(ref)
            if parcel:
                self._settle(parcel, self._own(parcel))
        return True

    def refused(self, target: str, label: str, reason: str) -> bool:
        """The server said no. False: not to a message of ours."""
        parcel = self._flying.get(self._refs.get(label, "")) if label else None
        if parcel is None and target:
            # One with a label is answered by its label: the server said no to something else.
            key = names.fold(target)
            flying = (one for one in self._flying.values() if not one.label)
            parcel = next((one for one in flying if names.fold(one.letter.target) == key), None)
        if parcel is None:
            return False
        self._fail(parcel.letter, reason)
        return True

    def already_gone(self, label: str) -> bool:
        """The message that we take back is not there (any more). False: we did not want that."""
        parcel = self._flying.get(self._refs.get(label, "")) if label else None
        if parcel is None or parcel.letter.kind != REDACT:
            return False
        self._settle(parcel, self._own(parcel))
        return True

    def held(self, ref: str, label: str) -> None:
        """The relay keeps it until the host has decided. Here it rests as one that was given up:
        not lost, not sent again by itself, and settled when it is said."""
        parcel = self._flying.get(self._refs.get(label, "")) if label else None
        parcel = parcel or self._flying.get(ref)
        if parcel is not None:
            self._forget(parcel)
        letter = self._ctx.outbox.get(parcel.letter.ref if parcel else ref)
        if letter is not None:
            self._ctx.outbox.fail(letter, HELD, doubtful=True)

    def rejected(self, ref: str, reason: str) -> bool:
        """The host said no to a held message. False: not one of this computer's."""
        letter = self._ctx.outbox.get(ref)
        if letter is not None:
            self._ctx.outbox.fail(letter, reason)
        return letter is not None

    def room_closed(self, room: str, reason: str) -> None:
        """We could not get into a room: what waits for it has failed."""
        key = names.fold(room)
        for letter in self._ctx.outbox.waiting():
            if names.fold(letter.target) == key:
                self._fail(letter, reason)

    def seen_in_history(self, target: str, message: ChatMessage, is_new: bool) -> bool:
        """History holds our own message: settle one that waits to be repeated. False: none.

        is_new: it was said after all that we know; only then the same words are the same message.
        After a cut we may be called otherwise, since the old link still holds our name: then
        only the ref tells that it is ours.
        """
        if not message.own and names.fold(message.sender) != names.fold(self._ctx.bookmarks.nick):
            return False
        by_words = is_new and message.own
        return self._settle_late(target, message, self._ctx.outbox.doubtful(), by_words)

    def _settle_late(
        self, target: str, message: ChatMessage, letters: Iterable[Letter], by_words: bool
    ) -> bool:
        for letter in letters:
            named = message.ref == letter.ref or (by_words and not message.ref)
            same = named and _says(letter, letter.text, message)
            if same and names.fold(letter.target) == names.fold(target):
                self._ctx.outbox.discard(letter.ref)
                self._ctx.tell(MessageSettled(letter.target, _with_ref(message, letter.ref)))
                return True
        return False

    def tick(self) -> None:
        """Fail what was never confirmed; go on with what the pace held back."""
        late = self._ctx.now - RECEIPT_WAIT_S
        for parcel in list(self._flying.values()):
            if parcel.sent_at >= late:
                break
            self._fail(parcel.letter, UNCONFIRMED, doubtful=True)
        self.pump()

    @property
    def _polite(self) -> bool:
        return MULTILINE not in self._ctx.caps

    @property
    def _has_more(self) -> bool:
        return next(self._ctx.outbox.waiting(), None) is not None

    def _may_send(self) -> bool:
        return not self._polite or self._pace.allows(self._ctx.now)

    def _must_wait(self, letter: Letter, key: str) -> bool:
        if key in self._ctx.bookmarks.rooms and self._ctx.room(letter.target) is None:
            return True
        return bool(letter.tries) and self._catchup.busy(letter.target)

    def _may_repeat(self, letter: Letter) -> bool:
        """Whether sending once more can't double it: the relay drops it, or history lacks it."""
        if letter.is_mark:
            return True
        drops = REF_TOKEN in self._ctx.isupport.tokens and self._ctx.is_me(self._ctx.bookmarks.nick)
        return drops or self._catchup.has_all(letter.target)

    def _take_apart(self, letter: Letter, parcels: list[Parcel]) -> None:
        parts = self._ctx.outbox.take_apart(letter, [parcel.text for parcel in parcels])
        for part in parts:
            self._ctx.tell(pending(part, self._ctx.nick))

    def _send(self, parcel: Parcel) -> None:
        self._ctx.outbox.mark_sent(parcel.letter)
        parcel.sent_at = self._ctx.now
        self._flying[parcel.letter.ref] = parcel
        if parcel.label:
            self._refs[parcel.label] = parcel.letter.ref
        for line in parcel.lines:
            self._ctx.send(line)
        self._lines += len(parcel.lines)
        self._pace.spend(len(parcel.lines))

    def _fits(self, parcel: Parcel) -> bool:
        return not self._flying or self._lines + len(parcel.lines) <= MAX_FLYING_LINES

    def _ask_receipt(self) -> None:
        """Where there is neither echo nor label, a PING behind the lines tells."""
        if {"echo-message", "labeled-response"} & self._ctx.caps:
            return
        self._ping = self._ctx.next_id()
        self._pinged = list(self._flying)
        self._ctx.send(Message("PING", (self._ping,)))

    def _find(self, target: str, message: ChatMessage, label: str) -> Parcel | None:
        parcel = self._flying.get(self._refs.get(label, "")) if label else None
        parcel = parcel or self._flying.get(message.ref)
        if parcel is None and not message.ref and not label:
            key = names.fold(target)
            for one in self._flying.values():
                if _says(one.letter, one.text, message) and names.fold(one.letter.target) == key:
                    return one
        return parcel

    def _settle(self, parcel: Parcel, message: ChatMessage) -> None:
        letter = parcel.letter
        self._forget(parcel)
        self._ctx.bookmarks.known.add(f"{message.sender}\0{letter.ref}")
        self._ctx.outbox.confirm(letter)
        self._ctx.tell(MessageSettled(letter.target, _with_ref(message, letter.ref)))

    def _fail(self, letter: Letter, reason: str, doubtful: bool = False) -> None:
        if letter.ref in self._flying:
            self._forget(self._flying[letter.ref])
        self._ctx.outbox.fail(letter, reason, doubtful)
        self._ctx.tell(MessageFailed(letter.target, letter.ref, reason, doubtful))

    def _forget(self, parcel: Parcel) -> None:
        if self._flying.pop(parcel.letter.ref, None):
            self._lines -= len(parcel.lines)
        self._refs.pop(parcel.label, None)

    def _own(self, parcel: Parcel) -> ChatMessage:
        letter = parcel.letter
        wall = self._ctx.wall
        nick, text, subject = self._ctx.nick, parcel.text, letter.subject
        return ChatMessage(nick, text, wall, letter.kind, own=True, subject=subject)


def _says(letter: Letter, text: str, message: ChatMessage) -> bool:
    """Whether a message is this text of a letter."""
    about_it = not (letter.is_mark or message.kind in MARKS) or (
        (letter.kind, letter.subject) == (message.kind, message.subject)
    )
    return about_it and text.strip() == message.text.strip()


def _with_ref(message: ChatMessage, ref: str) -> ChatMessage:
    return replace(message, ref=ref, own=True)
