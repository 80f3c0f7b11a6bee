"""How each event changes the model: one handler an event type, in the table `HANDLERS`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from messenger.client import events as ev
from messenger.client import words
from messenger.client.changes import (
    Change,
    CurrentChanged,
    DirectoryChanged,
    HeaderChanged,
    LinkChanged,
    MembersChanged,
    PlacesChanged,
    RowsReset,
    SelfChanged,
)
from messenger.client.link_state import LinkPhase, LinkState
from messenger.client.place import Place, PlaceKind
from messenger.client.timeline import SPOKEN
from messenger.irc.names import fold


class Subject(Protocol):
    """What handlers need of the model."""

    nick: str
    away: str
    link: LinkState
    network: str
    address: str
    fingerprint_words: str
    directory: tuple[ev.RoomInfo, ...]
    places: dict[str, Place]
    current: str
    attending: bool

    def open(self, name: str) -> Place: ...
    def close(self, name: str) -> tuple[Change, ...]: ...
    def tell(self, change: Change) -> None: ...
    def note(self, name: str, text: str, now: float, error: bool = False) -> None: ...
    def mentions(self, text: str) -> bool: ...
    def rename_self(self, nick: str) -> None: ...
    def redraw(self) -> None: ...
    def count_unread(self, place: Place, key: int, mention: bool) -> None: ...


def _link(phase: LinkPhase) -> Callable[[Subject, Any], None]:
    def apply(model: Subject, event: ev.LinkDown | ev.LinkClosed) -> None:
        retry_in_s = event.retry_in_s if isinstance(event, ev.LinkDown) else 0.0
        _set_link(model, LinkState(phase, event.reason, retry_in_s))
        for place in model.places.values():
            place.loading_older = False
            if phase is LinkPhase.CLOSED and place.joined:
                place.joined = False
                model.tell(HeaderChanged(place.key))

    return apply


def _set_link(model: Subject, link: LinkState) -> None:
    model.link = link
    model.tell(LinkChanged())


def _progress(model: Subject, event: ev.LinkProgress) -> None:
    _set_link(model, LinkState(LinkPhase[event.stage.name]))


def _up(model: Subject, event: ev.LinkUp) -> None:
    model.network, model.address = event.network, event.address
    model.fingerprint_words = event.fingerprint_words
    _rename(model, event.nick)
    _set_link(model, LinkState(LinkPhase.UP))


def _failed(model: Subject, event: ev.LoginFailed) -> None:
    _set_link(model, LinkState(LinkPhase.FAILED, words.login_fault(event)))


def _certificate(model: Subject, event: ev.CertificateChanged) -> None:
    _set_link(model, LinkState(LinkPhase.FAILED, words.CERTIFICATE_CHANGED))


def _rename(model: Subject, nick: str) -> None:
    model.tell(SelfChanged())
    if nick != model.nick:
        model.rename_self(nick)
        if model.current:
            model.tell(RowsReset(model.current))


# -- rooms --------------------------------------------------------------------------------


def _joined(model: Subject, event: ev.RoomJoined) -> None:
    place = model.open(event.room)
    place.joined = True
    model.tell(HeaderChanged(place.key))
    model.tell(PlacesChanged())
    if not model.current:
        model.current = place.key
        model.redraw()
        model.tell(CurrentChanged(place.key))


def _left(model: Subject, event: ev.RoomLeft) -> None:
    place = model.places.get(fold(event.room))
    if place is None:
        return
    if not event.kicked_by:
        model.close(event.room)
        return
    place.joined = False
    place.set_members(())
    model.note(event.room, words.removed(event), 0.0, True)
    for change in (HeaderChanged(place.key), MembersChanged(place.key), PlacesChanged()):
        model.tell(change)


def _join_failed(model: Subject, event: ev.JoinFailed) -> None:
    model.note(event.room, words.join_failed(event), 0.0, True)


def _topic(model: Subject, event: ev.TopicChanged) -> None:
    place = model.open(event.room)
    place.topic = event.topic
    model.tell(HeaderChanged(place.key))
    if event.by:
        _happen(place, ev.ChatMessage(event.by, event.topic, event.at, "topic"))


def _modes(model: Subject, event: ev.RoomModesChanged) -> None:
    place = model.open(event.room)
    place.modes = event.modes
    model.tell(HeaderChanged(place.key))
    if event.by and event.change:
        _happen(place, ev.ChatMessage(event.by, event.change, 0.0, "mode"))


def _happen(place: Place, message: ev.ChatMessage) -> None:
    """Put a happening in; one that nobody timed happened after all we know."""
    if message.sent_at:
        place.timeline.add_live(message)
    elif place.timeline.entries:
        at = place.timeline.entries[-1].message.sent_at
        place.timeline.add_local(replace(message, sent_at=at))


# -- people -------------------------------------------------------------------------------


def _members(model: Subject, event: ev.MembersListed) -> None:
    place = model.open(event.room)
    place.set_members(event.members)
    model.tell(MembersChanged(place.key))


def _member_joined(model: Subject, event: ev.MemberJoined) -> None:
    place, member = model.open(event.room), event.member
    place.put_member(member)
    model.tell(MembersChanged(place.key))
    _happen(
        place,
        ev.ChatMessage(
            member.nick, "", event.at, "join", account=member.account, realname=member.realname
        ),
    )


def _member_left(model: Subject, event: ev.MemberLeft) -> None:
    place = model.open(event.room)
    member = place.remove_member(event.nick)
    model.tell(MembersChanged(place.key))
    realname = member.realname if member else ""
    kicked = event.kind == "kick"
    _happen(
        place,
        ev.ChatMessage(
            event.by if kicked else event.nick,
            event.reason,
            event.at,
            event.kind,
            subject=event.nick if kicked else "",
            realname="" if kicked else realname,
        ),
    )


def _member_updated(model: Subject, event: ev.MemberUpdated) -> None:
    place = model.open(event.room)
    place.put_member(event.member)
    model.tell(MembersChanged(place.key))


def _nick(model: Subject, event: ev.NickChanged) -> None:
    for place in tuple(model.places.values()):
        member = place.remove_member(event.old)
        talk = place.kind is PlaceKind.TALK and place.key == fold(event.old)
        if member is not None:
            place.put_member(replace(member, nick=event.new))
            model.tell(MembersChanged(place.key))
        if member is not None or talk:
            _happen(place, ev.ChatMessage(event.old, event.new, event.at, "nick"))
        if talk and not event.own:
            _rename_talk(model, place, event.new)
    if event.own:
        _rename(model, event.new)


def _rename_talk(model: Subject, place: Place, name: str) -> None:
    """The other person is called otherwise now; a talk that has that name stays by itself."""
    old, new = place.key, fold(name)
    if new != old and new in model.places:
        return
    place.name = name
    items = [(new if key == old else key, known) for key, known in model.places.items()]
    model.places.clear()
    model.places.update(items)
    if model.current == old:
        model.current = new
        model.tell(CurrentChanged(new))
    model.tell(PlacesChanged())


def _away(model: Subject, event: ev.AwayChanged) -> None:
    model.away = (event.reason or words.AWAY) if event.away else ""
    model.tell(SelfChanged())


# -- messages -----------------------------------------------------------------------------


def _arrived(model: Subject, event: ev.MessageArrived) -> None:
    place, message = model.open(event.target), event.message
    theirs = not message.own and message.kind in SPOKEN
    mention = theirs and model.mentions(message.text)
    entry = place.timeline.add_live(message, mention)
    if entry is not None and theirs:
        model.count_unread(place, entry.key, mention)


def _pending(model: Subject, event: ev.MessagePending) -> None:
    model.open(event.target).timeline.add_pending(event.message)


def _settled(model: Subject, event: ev.MessageSettled) -> None:
    model.open(event.target).timeline.settle(event.message)


def _not_sent(model: Subject, event: ev.MessageFailed) -> None:
    model.open(event.target).timeline.fail(event.ref, event.reason)


def _history(model: Subject, event: ev.HistoryLoaded) -> None:
    place, page = model.open(event.target), event.messages
    if event.at_top:
        place.loading_older = False
        place.complete_top = place.complete_top or event.complete
    elif not event.complete:
        _drop_before_gap(place, page)
    mentions = [
        not message.own and message.kind in SPOKEN and model.mentions(message.text)
        for message in page
    ]
    added = place.timeline.merge(page, mentions)
    if event.at_top or not added:
        return
    if place.read_at is None and place.kind is PlaceKind.ROOM:
        # The first time in a room: what was said before us is not "unread".
        newest = place.timeline.newest()
        place.read_at = newest.sent_at if newest else None
    _recount(model, place)


def _drop_before_gap(place: Place, page: tuple[ev.ChatMessage, ...]) -> None:
    """Between what we knew and this page something is missing: forget the old rows, so that
    reading upwards loads everything without a hole."""
    entries = place.timeline.entries
    if page and not any(place.timeline.knows(message) for message in page):
        older = sum(entry.message.sent_at < page[0].sent_at for entry in entries)
        place.timeline.forget_before(older)
        place.complete_top = False


def _read(model: Subject, event: ev.ReadMarked) -> None:
    place = model.open(event.target)
    if place.read_at is None or event.sent_at > place.read_at:
        place.read_at = event.sent_at
        _recount(model, place)


def _recount(model: Subject, place: Place) -> None:
    if place.key == model.current and model.attending:
        return
    unread = place.timeline.unread_after(place.read_at or 0.0)
    talk = place.kind is PlaceKind.TALK
    place.unread = len(unread)
    place.wanted = sum(talk or entry.mention for entry in unread)
    model.tell(PlacesChanged())


# -- answers ------------------------------------------------------------------------------


def _rooms(model: Subject, event: ev.RoomsListed) -> None:
    model.directory = event.rooms
    model.tell(DirectoryChanged())


def _person(model: Subject, event: ev.PersonDescribed) -> None:
    lines = event.lines or (words.nobody(event.nick),)
    model.note("", "\n".join(lines), 0.0, not event.lines)


def _invited(model: Subject, event: ev.Invited) -> None:
    model.note("", words.invited(event), 0.0)


def _said(model: Subject, event: ev.ServerSaid) -> None:
    model.note(event.target, event.text, 0.0, event.error)


HANDLERS: Mapping[type[ev.Event], Callable[[Any, Any], None]] = {
    ev.LinkProgress: _progress,
    ev.LinkUp: _up,
    ev.LinkDown: _link(LinkPhase.DOWN),
    ev.LinkClosed: _link(LinkPhase.CLOSED),
    ev.LoginFailed: _failed,
    ev.CertificateChanged: _certificate,
    ev.RoomJoined: _joined,
    ev.RoomLeft: _left,
    ev.JoinFailed: _join_failed,
    ev.TopicChanged: _topic,
    ev.MembersListed: _members,
    ev.MemberJoined: _member_joined,
    ev.MemberLeft: _member_left,
    ev.MemberUpdated: _member_updated,
    ev.NickChanged: _nick,
    ev.AwayChanged: _away,
    ev.RoomModesChanged: _modes,
    ev.MessageArrived: _arrived,
    ev.MessagePending: _pending,
    ev.MessageSettled: _settled,
    ev.MessageFailed: _not_sent,
    ev.HistoryLoaded: _history,
    ev.ReadMarked: _read,
    ev.RoomsListed: _rooms,
    ev.PersonDescribed: _person,
    ev.Invited: _invited,
    ev.ServerSaid: _said,
}
