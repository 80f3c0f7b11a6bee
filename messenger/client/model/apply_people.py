"""How rooms and people change in the model: joining, leaving, names, modes, topics."""

from collections.abc import Set
from dataclasses import replace

from messenger.client import events as ev
from messenger.client.model.changes import (
    CurrentChanged,
    HeaderChanged,
    MembersChanged,
    PlacesChanged,
    SelfChanged,
)
from messenger.client.model.place import Place, PlaceKind
from messenger.client.model.subject import Subject
from messenger.client.text import words
from messenger.irc.names import fold


def rename(model: Subject, nick: str) -> None:
    """We are called otherwise now, or for the first time."""
    model.tell(SelfChanged())
    if nick != model.nick:
        model.rename_self(nick)


def joined(model: Subject, event: ev.RoomJoined) -> None:
    place = model.open(event.room)
    place.joined = True
    model.tell(HeaderChanged(place.key))
    model.tell(PlacesChanged())
    if not model.current:
        model.current = place.key
        model.redraw()
        model.tell(CurrentChanged(place.key))


def left(model: Subject, event: ev.RoomLeft) -> None:
    place = model.places.get(fold(event.room))
    if place is None:
        return
    if not event.kicked_by:
        model.drop(event.room)
        return
    place.joined = False
    place.set_members(())
    model.note(event.room, words.removed(event), 0.0, "error")
    for change in (HeaderChanged(place.key), MembersChanged(place.key), PlacesChanged()):
        model.tell(change)


def join_failed(model: Subject, event: ev.JoinFailed) -> None:
    place = model.places.get(fold(event.room))
    if place is not None and place.members:  # from before a break: we know nothing of them now
        place.joined = False
        place.set_members(())
        for change in (HeaderChanged(place.key), MembersChanged(place.key), PlacesChanged()):
            model.tell(change)
    model.note(event.room, words.join_failed(event), 0.0, "error")


def topic(model: Subject, event: ev.TopicChanged) -> None:
    place = model.open(event.room)
    place.topic = event.topic
    model.tell(HeaderChanged(place.key))
    if event.by:
        _happen(place, ev.ChatMessage(event.by, event.topic, event.at, "topic"))


def modes(model: Subject, event: ev.RoomModesChanged) -> None:
    place = model.open(event.room)
    place.modes = event.modes
    model.tell(HeaderChanged(place.key))
    model.tell(PlacesChanged())  # the list shows which rooms are closed
    if event.by and event.change:
        _happen(place, ev.ChatMessage(event.by, event.change, 0.0, "mode"))


def _happen(place: Place, message: ev.ChatMessage) -> None:
    """Put a happening in; one that nobody timed happened after all we know."""
    if message.sent_at:
        place.timeline.add_live(message)
    elif place.timeline.entries:
        at = place.timeline.entries[-1].message.sent_at
        place.timeline.add_local(replace(message, sent_at=at))


def members(model: Subject, event: ev.MembersListed) -> None:
    place = model.open(event.room)
    before = set(place.members)
    place.set_members(event.members)
    for member in event.members:
        model.learn_name(member.nick, member.realname)
    model.tell(MembersChanged(place.key))
    _tell_talks(model, before | place.members.keys())


def _tell_talks(model: Subject, keys: Set[str]) -> None:
    """The list of places shows whether the people of private talks are here."""
    if not keys.isdisjoint(model.places):
        model.tell(PlacesChanged())


def member_joined(model: Subject, event: ev.MemberJoined) -> None:
    place, member = model.open(event.room), event.member
    place.put_member(member)
    model.learn_name(member.nick, member.realname)
    model.tell(MembersChanged(place.key))
    _tell_talks(model, {fold(member.nick)})
    _happen(
        place,
        ev.ChatMessage(
            member.nick, "", event.at, "join", account=member.account, realname=member.realname
        ),
    )


def member_left(model: Subject, event: ev.MemberLeft) -> None:
    place = model.open(event.room)
    member = place.remove_member(event.nick)
    model.tell(MembersChanged(place.key))
    _tell_talks(model, {fold(event.nick)})
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


def member_updated(model: Subject, event: ev.MemberUpdated) -> None:
    place = model.open(event.room)
    place.put_member(event.member)
    model.learn_name(event.member.nick, event.member.realname)
    model.tell(MembersChanged(place.key))
    _tell_talks(model, {fold(event.member.nick)})


def nick(model: Subject, event: ev.NickChanged) -> None:
    old = fold(event.old)
    for key, place in tuple(model.places.items()):
        if key != old and old not in place.members:
            continue  # one name in hundreds of places: most have nothing to do with it
        member = place.remove_member(event.old)
        talk = place.kind is PlaceKind.TALK and key == old
        if member is not None:
            place.put_member(replace(member, nick=event.new))
            model.tell(MembersChanged(place.key))
        if member is not None or talk:
            realname = member.realname if member else ""
            told = ev.ChatMessage(event.old, event.new, event.at, "nick", realname=realname)
            _happen(place, told)
        if talk and not event.own:
            _rename_talk(model, place, event.new)
    _tell_talks(model, {fold(event.old), fold(event.new)})
    if event.own:
        rename(model, event.new)


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


def away(model: Subject, event: ev.AwayChanged) -> None:
    model.away = (event.reason or words.AWAY) if event.away else ""
    model.tell(SelfChanged())
