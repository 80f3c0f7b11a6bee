"""How far we have read, told to the server: what it has not answered is told again at the next
login, so that our other devices come to know it also when we read without a link, or when the
program was killed before it could tell: what its copy has is compared then. And how far
they have read: of rooms it is told at JOIN, of private talks only who asks is told.

source: IRCv3 draft/read-marker.
"""

from messenger.client.session.bookmarks import Bookmarks
from messenger.client.session.context import Context
from messenger.irc import names
from messenger.irc.message import Message
from messenger.irc.stamps import server_time

CAPABILITY = "draft/read-marker"
MAX_OWED = 100  # places; who reads more of them without a link tells of the last
MAX_ASKED = 30  # talks asked about at a login, so that it is no flood


def owe(bookmarks: Bookmarks, target: str, read_ms: int) -> None:
    """It has to be told. read_ms: milliseconds since 1970."""
    owed, key = bookmarks.reads_owed, names.fold(target)
    _, known_ms = owed.pop(key, ("", 0))
    owed[key] = (target, max(read_ms, known_ms))
    if len(owed) > MAX_OWED:
        del owed[next(iter(owed))]


def tell(ctx: Context, target: str, read_ms: int) -> None:
    """Tell it, where the server keeps such things."""
    if CAPABILITY in ctx.caps:
        owe(ctx.bookmarks, target, read_ms)
        ctx.send(Message("MARKREAD", (target, f"timestamp={server_time(read_ms)}")))


def tell_owed(ctx: Context) -> None:
    """After a login: what was read meanwhile, or never answered."""
    for target, read_ms in list(ctx.bookmarks.reads_owed.values()):
        tell(ctx, target, read_ms)


def ask(ctx: Context, target: str) -> None:
    """How far was it read on our other devices? Only an account has any."""
    if CAPABILITY in ctx.caps and ctx.is_proven:
        ctx.send(Message("MARKREAD", (target,)))


def ask_known(ctx: Context) -> None:
    """After a login: about the talks that we know, the newest of them."""
    talks = [key for key in ctx.bookmarks.newest if not names.is_channel(key)]
    for key in talks[-MAX_ASKED:]:
        ask(ctx, key)


def answered(ctx: Context, target: str, read_ms: int) -> None:
    """The server knows of so much; 0 for nothing."""
    key, bookmarks = names.fold(target), ctx.bookmarks
    if bookmarks.reads_owed.get(key, ("", read_ms + 1))[1] <= read_ms:
        del bookmarks.reads_owed[key]
    kept_ms = bookmarks.reads_kept.pop(key, 0)
    if kept_ms > read_ms:
        tell(ctx, target, kept_ms)
