"""The cache thread's search: asked by people, and grown while nobody asks anything."""

import logging
import sqlite3
from collections.abc import Callable

from messenger.client.cache import jobs
from messenger.client.events import ChatMessage, FoundMessage
from messenger.client.text import search_query
from messenger.errors import UserError
from messenger.store.cache_db import CachedMessage
from messenger.store.cache_marks import forget_stale, stale_shards
from messenger.store.cache_search import CacheSearch
from messenger.store.db import forget_log

AGAIN_S = 1.0  # before what was in the way is perhaps gone
PAUSE_S = 0.01  # between two pieces of the index, so that the window is never kept waiting
_log = logging.getLogger(__name__)


class Searching:
    """Owned by the cache thread. message_of: what a kept message is to a front end."""

    def __init__(self, message_of: Callable[[CachedMessage], ChatMessage]) -> None:
        self._message_of = message_of
        self._search: CacheSearch | None = None
        self._conn: sqlite3.Connection | None = None
        self._broken = False

    def pause_s(self, conn: sqlite3.Connection) -> float | None:
        """Do a piece of the index; how long to wait for a job before the next piece, None when
        there is none. Without an index search reads all messages: slower, and right."""
        if self._broken:
            return None
        is_clean = self.forget_erased(conn)
        try:
            return PAUSE_S if self._on(conn).grow() else None if is_clean else AGAIN_S
        except (sqlite3.Error, UserError) as error:
            _log.warning("the index of the copy can't be kept: %s", error)
            self._broken = True
            self.close()
            return None

    def forget_erased(self, conn: sqlite3.Connection) -> bool:
        """Words that were taken back leave the index and the logs, too. False: not now, as a
        `Saver` reads on; it is to be tried again."""
        try:
            shards = stale_shards(conn)
            if not shards:
                return True
            if not (self._on(conn).forget(shards) and forget_log(conn)):
                return False
            forget_stale(conn, shards)
        except (sqlite3.Error, UserError) as error:
            _log.warning("erased words may still be in the index of the copy: %s", error)
        return True

    def find(self, conn: sqlite3.Connection, job: jobs.FindInCopy) -> jobs.FoundInCopy:
        query = search_query.parse(job.text)
        if query is None:
            return jobs.FoundInCopy(job.text, (), True)
        try:
            found, complete = self._on(conn).find(job.server, query, job.limit)
        except (sqlite3.Error, UserError) as error:
            _log.warning("the copy can't be searched: %s", error)
            return jobs.FoundInCopy(job.text, (), False)
        hits = tuple(FoundMessage(target, self._message_of(message)) for target, message in found)
        return jobs.FoundInCopy(job.text, hits, complete)

    def close(self) -> None:
        if self._search is not None:
            self._search.close()
        self._search = self._conn = None

    def _on(self, conn: sqlite3.Connection) -> CacheSearch:
        """The search on this connection; another one means that the copy was begun anew."""
        if self._search is None or conn is not self._conn:
            self.close()
            self._search, self._conn = CacheSearch(conn), conn
        return self._search
