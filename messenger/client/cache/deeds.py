"""What each job does to the copy: writes within the cache's transaction, and reads."""

import sqlite3
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from messenger.client.cache import jobs
from messenger.client.cache.forms import from_cache, to_cache
from messenger.client.cache.saving import not_saved, save
from messenger.store import cache_db as db
from messenger.store import cache_marks as marks_db
from messenger.store import cache_outbox as outbox_db


def _store_messages(conn: sqlite3.Connection, job: jobs.StoreMessages) -> None:
    place = db.make_place(conn, job.server, job.target)
    page = [
        to_cache(message) for message in job.messages if message.msgid and isfinite(message.sent_at)
    ]
    follows = job.continues and not job.before and db.has_messages(conn, place)
    # What the server forgot may be here: then that is before these, and something between.
    first = job.top and not db.has_older(conn, place, page[:1])
    edge = db.Edge.KNOWN if follows else db.Edge.TOP if first else db.Edge.GAP
    db.store_messages(conn, place, page, edge)
    if job.before and (page or job.top):
        db.set_edge(conn, place, job.before, db.Edge.KNOWN if page else db.Edge.TOP)
    marks_db.apply_marks(conn, place, [message.msgid for message in page])


def _store_marks(conn: sqlite3.Connection, job: jobs.StoreMarks) -> None:
    place = db.make_place(conn, job.server, job.target)
    marks = [to_cache(mark) for mark in job.marks if isfinite(mark.sent_at)]
    marks_db.store_marks(conn, place, marks)


def _store_read_mark(conn: sqlite3.Connection, job: jobs.StoreReadMark) -> None:
    place = db.make_place(conn, job.server, job.target)
    db.store_read_mark(conn, place, job.sent_at)


def _store_room(conn: sqlite3.Connection, job: jobs.StoreRoom) -> None:
    if job.joined:
        db.store_joined(conn, db.make_place(conn, job.server, job.room), job.password)
    else:
        db.store_left(conn, job.server, job.room)


def _load_page(conn: sqlite3.Connection, job: jobs.LoadPage) -> jobs.PageLoaded:
    place = db.find_place(conn, job.server, job.target)
    if place is None:
        return _no_page(job)
    found, top = db.load_page(conn, place, job.before, job.limit)
    marks = marks_db.load_marks(conn, place, [message.msgid for message in found])
    messages = tuple(from_cache(message) for message in (*found, *marks))
    return jobs.PageLoaded(job.server, job.target, job.before, messages, top)


def _no_page(job: jobs.LoadPage) -> jobs.PageLoaded:
    return jobs.PageLoaded(job.server, job.target, job.before, (), False)


def _load_places(conn: sqlite3.Connection, job: jobs.LoadPlaces) -> jobs.PlacesLoaded:
    places = (
        jobs.KnownPlace(
            place.target, place.newest_msgid, place.newest_at, place.read_at, place.draft
        )
        for place in db.load_places(conn, job.server)
    )
    rooms, people = db.load_joined(conn, job.server), db.load_people(conn, job.server)
    return jobs.PlacesLoaded(job.server, tuple(places), rooms, people)


def _unsent(item: jobs.OutboxItem) -> outbox_db.CachedOutbox:
    return outbox_db.CachedOutbox(*(getattr(item, name) for name in outbox_db.OUTBOX_FIELDS))


def _store_outbox(conn: sqlite3.Connection, job: jobs.StoreOutbox) -> None:
    outbox_db.store_outbox(conn, job.server, _unsent(job.item))


def _part_outbox(conn: sqlite3.Connection, job: jobs.PartOutbox) -> None:
    outbox_db.part_outbox(conn, job.server, tuple(map(_unsent, job.items)))


def _load_outbox(conn: sqlite3.Connection, job: jobs.LoadOutbox) -> jobs.OutboxLoaded:
    items = (
        jobs.OutboxItem(*(getattr(item, name) for name in outbox_db.OUTBOX_FIELDS))
        for item in outbox_db.load_outbox(conn, job.server)
    )
    return jobs.OutboxLoaded(job.server, tuple(items))


WRITES: Mapping[type[Any], Callable[[sqlite3.Connection, Any], None]] = {
    jobs.StoreMessages: _store_messages,
    jobs.StoreMarks: _store_marks,
    jobs.StoreReadMark: _store_read_mark,
    jobs.StoreDraft: lambda conn, job: db.store_draft(conn, job.server, job.target, job.text),
    jobs.ForgetPlace: lambda conn, job: db.hide_place(conn, job.server, job.target),
    jobs.StoreRoom: _store_room,
    jobs.StorePeople: lambda conn, job: db.store_people(conn, job.server, job.people),
    jobs.StoreOutbox: _store_outbox,
    jobs.PartOutbox: _part_outbox,
    jobs.Probe: lambda conn, job: db.store_probe(conn),
    jobs.RemoveOutbox: lambda conn, job: outbox_db.remove_outbox(conn, job.server, job.ref),
}
READS: Mapping[type[Any], tuple[Callable[..., jobs.Answer], Callable[[Any], jobs.Answer]]] = {
    jobs.LoadPage: (_load_page, _no_page),
    jobs.LoadPlaces: (_load_places, lambda job: jobs.PlacesLoaded(job.server, ())),
    jobs.LoadOutbox: (_load_outbox, lambda job: jobs.OutboxLoaded(job.server, ())),
    jobs.SaveTalk: (save, not_saved),
}
