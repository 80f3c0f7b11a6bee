"""How messages and history change the model, and what is unread."""

from dataclasses import replace

from messenger.client import events as ev
from messenger.client.model.changes import PlacesChanged
from messenger.client.model.marks import written_by
from messenger.client.model.place import Place, PlaceKind
from messenger.client.model.subject import Subject
from messenger.client.model.timeline import SPOKEN
from messenger.client.text import mark_words, words
from messenger.irc import names
from messenger.irc.marks import EDIT, EDIT_MARK, MARKS, REDACT


def arrived(model: Subject, event: ev.MessageArrived) -> None:
    place, message = model.open(event.target), event.message
    model.learn_name(message.sender, message.realname)
    if message.kind in MARKS:
        message = _not_the_authors(place, message)
    if message.kind in MARKS:
        _mark(model, place, message)
        return
    theirs = not message.own and message.kind in SPOKEN
    mention = theirs and model.mentions(message.text)
    entry = place.timeline.add_live(message, mention)
    if entry is not None and theirs:
        model.count_unread(place, entry.key, mention)


def _not_the_authors(place: Place, mark: ev.ChatMessage) -> ev.ChatMessage:
    """New words for somebody else's message are just words: everybody else reads them, too."""
    about = place.timeline.find(mark.subject)
    if mark.kind != EDIT or about is None or written_by(mark, about.message):
        return mark
    return replace(mark, kind="message", text=EDIT_MARK + mark.text, subject="")


def _mark(model: Subject, place: Place, mark: ev.ChatMessage) -> None:
    place.timeline.mark(mark)
    if mark.kind == REDACT and place.unread and place.read_at is not None:
        _recount(model, place)


def pending(model: Subject, event: ev.MessagePending) -> None:
    timeline = model.open(event.target).timeline
    (timeline.expect if event.message.kind in MARKS else timeline.add_pending)(event.message)


def settled(model: Subject, event: ev.MessageSettled) -> None:
    place = model.open(event.target)
    message = _not_the_authors(place, event.message)
    if message.kind in MARKS:
        place.timeline.mark(message)
    else:
        place.timeline.give_up(message.ref)
        place.timeline.settle(message)


def not_sent(model: Subject, event: ev.MessageFailed) -> None:
    timeline = model.open(event.target).timeline
    if mark := timeline.marks.awaited(event.ref):
        timeline.give_up(event.ref)
        told = mark_words.not_done(mark, event.reason, event.doubtful)
        model.note(event.target, told, 0.0, "error")
        return
    timeline.fail(event.ref, event.reason, event.doubtful)


def history(model: Subject, event: ev.HistoryLoaded) -> None:
    place = model.open(event.target)
    page = tuple(message for message in event.messages if message.kind not in MARKS)
    for message in event.messages:
        model.learn_name(message.sender, message.realname)
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
    for mark in event.messages:
        if mark.kind in MARKS:
            mark = _not_the_authors(place, mark)
            take = place.timeline.mark if mark.kind in MARKS else place.timeline.add_live
            take(mark)
    if event.at_top and event.complete and model.kept:
        place.timeline.add_top(ev.ChatMessage("", words.older_gone(model.kept), 0.0, "note"))
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


def gap(model: Subject, event: ev.GapFound) -> None:
    """Where something may be missing a line says so; on a first visit nothing is."""
    place = model.open(event.target)
    last = place.timeline.entries[-1].message if place.timeline.entries else None
    if place.timeline.newest() and last and not last.text.startswith(words.GAP):
        model.note(event.target, words.gap(event.since), event.at)


def draft(model: Subject, event: ev.DraftFound) -> None:
    place = model.open(event.target)
    place.draft = place.draft or event.text
    model.tell(PlacesChanged())


def read(model: Subject, event: ev.ReadMarked) -> None:
    if not names.is_channel(event.target) and names.fold(event.target) not in model.places:
        return  # a talk that was taken off the list stays off it, wherever it was read
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
