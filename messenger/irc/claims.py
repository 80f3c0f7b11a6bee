"""Silent claims: the secret that a device makes for itself when it registers a name.

source: our own extension; a relay that takes claims says so with the ISUPPORT token below.
"""

import re
import secrets

TOKEN = "messenger.internal/claim"
# What is asked and answered about one's own account stands in `relay.handlers.identity`.
IDENTITY, IDENTITY_TOKEN = "IDENTITY", "messenger.internal/identity"
PREFIX = "device:"  # tells the relay that nobody has to remember this: SHA-256 is enough for it
_SECRET_BYTES = 32
_SHAPE = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")


def new_device_secret() -> str:
    """256 random bits, as a password for REGISTER and SASL PLAIN."""
    return PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def is_device_secret(password: str) -> bool:
    return _SHAPE.fullmatch(password) is not None
