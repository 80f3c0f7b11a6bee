"""What is kept of the secrets of accounts, never the secrets themselves. All of this is slow on
purpose: it runs on worker threads and in the command line tool, never on the relay's loop.

source: RFC 9106 (argon2id), RFC 5802 and 7677 (SCRAM-SHA-256), OWASP Password Storage.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import argon2
from argon2.exceptions import Argon2Error, InvalidHashError

from messenger.irc.claims import is_device_secret

# Two workers may each need this much memory at once; about 20 ms a check.
_ARGON2 = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_ARGON2_FAST = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SCRAM_ITERATIONS = 600_000  # PBKDF2-HMAC-SHA-256; the client pays for it at each login
SCRAM_ITERATIONS_FAST = 4_096  # the least that RFC 7677 allows
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is stored of one secret. password: argon2id, encoded; scram: see `Verifier.text`;
    device: SHA-256 in hex. Either the first two or the last one is set."""

    password: str = field(default="", repr=False)
    scram: str = field(default="", repr=False)
    device: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Verifier:
    """What SCRAM needs of a password."""

    iterations: int
    salt: bytes = field(repr=False)
    stored_key: bytes = field(repr=False)
    server_key: bytes = field(repr=False)

    def text(self) -> str:
        parts = (self.salt, self.stored_key, self.server_key)
        return ":".join((str(self.iterations), *(base64.b64encode(one).decode() for one in parts)))

    @staticmethod
    def parse(text: str) -> "Verifier":
        iterations, *parts = text.split(":")
        salt, stored_key, server_key = map(base64.b64decode, parts)
        return Verifier(int(iterations), salt, stored_key, server_key)


def prepare(password: str) -> bytes:
    """The one form of a password, however a keyboard composed its letters (as SASLprep does)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


def make(password: str, *, fast: bool = False) -> Credentials:
    """Hash a secret for keeping. fast: for tests, not safe."""
    if is_device_secret(password):
        return Credentials(device=device_hash(password))
    plain = prepare(password)
    hasher = _ARGON2_FAST if fast else _ARGON2
    iterations = SCRAM_ITERATIONS_FAST if fast else SCRAM_ITERATIONS
    verifier = make_verifier(plain, os.urandom(_SALT_BYTES), iterations)
    return Credentials(password=hasher.hash(plain), scram=verifier.text())


def make_verifier(plain: bytes, salt: bytes, iterations: int) -> Verifier:
    """source: RFC 5802 section 3."""
    salted = hashlib.pbkdf2_hmac("sha256", plain, salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    return Verifier(iterations, salt, hashlib.sha256(client_key).digest(), server_key)


def false_verifier(name: str, secret: bytes, *, fast: bool = False) -> Verifier:
    """For an account that can't use SCRAM: asked again it looks the same, and nothing fits it."""
    salt = hmac.digest(secret, b"salt " + name.encode("utf-8", "replace"), "sha256")[:_SALT_BYTES]
    iterations = SCRAM_ITERATIONS_FAST if fast else SCRAM_ITERATIONS
    return Verifier(iterations, salt, os.urandom(32), os.urandom(32))


def matches(kept: str, password: str, *, fast: bool = False) -> bool:
    """Whether a password is the one that was hashed. kept: "" for no such account or none with
    a password; that takes as long as a wrong password."""
    hasher, nobody = _ARGON2_FAST if fast else _ARGON2, _nobody(fast)
    try:
        return hasher.verify(kept or nobody, prepare(password)) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def device_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@lru_cache(maxsize=2)
def _nobody(fast: bool) -> str:
    """The hash of a password that nobody knows."""
    return (_ARGON2_FAST if fast else _ARGON2).hash(os.urandom(32))
