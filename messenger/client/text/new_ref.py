"""Random ids under which our messages are known until the relay has them, and after."""

import secrets

_BYTES = 12


def new_ref() -> str:
    """A new one."""
    return secrets.token_urlsafe(_BYTES)
