"""What people type to find a message."""

from datetime import datetime

import pytest

from messenger.client.text.search_query import parse
from messenger.store.cache_search import CacheQuery

DAY = datetime(2026, 11, 2).timestamp()


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("tea", CacheQuery(("tea",))),
        ("green tea", CacheQuery(("green", "tea"))),
        ('"green tea" cup', CacheQuery(("green tea", "cup"))),
        ("tea from:ann", CacheQuery(("tea",), "ann")),
        ("from:@ann", CacheQuery((), "ann")),
        ('from:"Ann O" x', CacheQuery(("x",), "Ann O")),
        ("tea in:#garden", CacheQuery(("tea",), target="#garden")),
        ("tea after:2026-11-02", CacheQuery(("tea",), after=DAY)),
        ("tea before:2026-11-01", CacheQuery(("tea",), before=DAY)),
        ("tea before:soon", CacheQuery(("tea", "before:soon"))),
        ("", None),
        ('""', None),
        ("in:#garden", None),
    ],
)
def test_parts(text, query):
    assert parse(text) == query
