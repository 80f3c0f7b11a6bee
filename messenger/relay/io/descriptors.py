"""How many files and sockets this process may have open, and what of them is not for strangers."""

import socket
import sys
from contextlib import suppress

from messenger.errors import UserError

LEAST = 32  # the relay alone has 25: its database, the threads' own, listeners, a certificate
_OWN = 24
_RESERVED = (3, 16)  # for what comes up while it runs: a copy of the database, and the like
_FEW = 128
_ADVICE = "raise it ('ulimit -n 4096', or LimitNOFILE=4096 for systemd)"


def allow_many() -> str:
    """Raise the limit as far as it goes. Returns what the host should know of it, "" for nothing;
    UserError when a relay can't work with it."""
    raise_descriptor_limit()
    limit = descriptor_limit()
    if limit < LEAST:
        raise UserError(
            f"This program may have only {limit} files open here, and a relay needs {LEAST} of "
            f"them, and one more for each connection: {_ADVICE}."
        )
    if limit >= _FEW:
        return ""
    people = limit - reserve(limit) - _OWN
    return (
        f"only {limit} files may be open here, so that no more than about {people} connections "
        f"are let in at a time: {_ADVICE}"
    )


def reserve(limit: int) -> int:
    """How many are kept free of a limit: a small one must let somebody in, too."""
    least, most = _RESERVED
    return min(most, max(least, (limit - _OWN) // 4))


def is_last(sock: socket.socket) -> bool:
    """Whether nobody may come in after this one."""
    limit = descriptor_limit()
    return sock.fileno() >= limit - reserve(limit)


if sys.platform == "win32":

    def raise_descriptor_limit() -> None:
        """Windows has no such limit; its select takes 512 sockets."""

    def descriptor_limit() -> int:
        return 1 << 30
else:
    import resource

    def raise_descriptor_limit() -> None:
        """Allow as many open sockets as this user may have."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 1 << 20 if hard == resource.RLIM_INFINITY else hard
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))

    def descriptor_limit() -> int:
        """How many descriptors this process may have open."""
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return 1 << 30 if soft == resource.RLIM_INFINITY else soft
