"""What was said in one place as a file for people: all that the copy on this computer has."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from messenger.client.cache import jobs
from messenger.client.cache.forms import from_cache
from messenger.client.events import ChatMessage
from messenger.client.model import happenings
from messenger.errors import UserError
from messenger.irc.names import display_name, fold
from messenger.store import cache_db as db
from messenger.store.db import connect
from messenger.store.export_forms import Export, Line, Section, write_export

_log = logging.getLogger(__name__)
FORMS = {".html": "html", ".htm": "html", ".txt": "text", ".json": "json"}
MISSING = "Something may be missing here: this computer has no copy of it."
_SPOKEN = ("message", "action", "notice")


class Saver:
    """Owned by the cache thread. Writes files on threads of their own, which only read the copy:
    a long one takes seconds, and nobody who speaks meanwhile is to wait, or to lose words at the
    end of the program."""

    def __init__(self, path: Path, emit: Callable[[jobs.TalkSaved], None]) -> None:
        """path: the copy's file. emit: called on those threads."""
        self._path, self._emit = path, emit
        self._threads: list[threading.Thread] = []

    def begin(self, job: jobs.SaveTalk) -> None:
        thread = threading.Thread(target=self._run, args=(job,), name="saver", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(thread)
        thread.start()

    def finish(self) -> None:
        """Wait for all of them."""
        for thread in self._threads:
            thread.join()

    def _run(self, job: jobs.SaveTalk) -> None:
        answer = not_saved(job)
        try:
            conn = connect(self._path, read_only=True)
            try:
                answer = save(conn, job)
            finally:
                conn.close()
        except Exception as error:  # whatever it is: who asked is told
            _log.warning("a talk could not be saved: %s", error, exc_info=True)
        self._emit(answer)


def not_saved(job: jobs.SaveTalk) -> jobs.TalkSaved:
    return jobs.TalkSaved(job.target, job.path, fault="The copy on this computer can't be read.")


def save(conn: sqlite3.Connection, job: jobs.SaveTalk) -> jobs.TalkSaved:
    """Write the file; what went wrong is part of the answer."""
    try:
        target = Path(job.path).expanduser()
    except RuntimeError:
        who = Path(job.path).parts[0]
        return jobs.TalkSaved(job.target, job.path, fault=f"There is no home folder {who}.")
    form = FORMS.get(target.suffix.lower())
    if form is None:
        fault = f"The file's name must end in .html, .txt or .json; {target.name} does not."
        return jobs.TalkSaved(job.target, str(target), fault=fault)
    place = db.find_place(conn, job.server, job.target)
    whole = place is not None and db.first_edge(conn, place) is db.Edge.TOP
    sections = [Section(job.title, _lines(conn, job.server, place))] if place is not None else []
    export = Export(job.title, round(time.time() * 1000), sections)
    try:
        count = write_export(export, form, target)
    except UserError as error:
        return jobs.TalkSaved(job.target, str(target), fault=str(error))
    return jobs.TalkSaved(job.target, str(target), count, whole)


def _lines(conn: sqlite3.Connection, server: str, place: int) -> Iterator[Line]:
    """As the window tells them, a few at a time in memory."""
    realnames = {fold(nick): realname for nick, realname in db.load_people(conn, server)}

    def name_of(nick: str, realname: str = "") -> str:
        return display_name(nick, realname or realnames.get(fold(nick), ""))

    for number, (edge, kept) in enumerate(db.all_messages(conn, place)):
        message = from_cache(kept)
        if number and edge is db.Edge.GAP:
            yield Line(round(message.sent_at * 1000), "", "gap", MISSING)
        yield _line(message, name_of(message.sender, message.realname), name_of)


def _line(message: ChatMessage, name: str, name_of: happenings.NameOf) -> Line:
    text = message.text
    if message.kind not in _SPOKEN:
        text = happenings.sentence(message, name, name_of)
    details = {"msgid": message.msgid, "account": message.account, "nick": message.sender}
    return Line(round(message.sent_at * 1000), name, message.kind, text, details)
