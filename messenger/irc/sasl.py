"""SASL as the client plays it: PLAIN and SCRAM-SHA-256, and AUTHENTICATE in pieces. No I/O.

source: IRCv3 sasl-3.1 and sasl-3.2; RFC 4616 (PLAIN); RFC 5802 and RFC 7677 (SCRAM).
"""

import binascii
import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from messenger.errors import PeerError, Refused

CHUNK_BYTES = 400  # of base64 in one AUTHENTICATE; a shorter piece is the last
MAX_CHALLENGE_BYTES = 4096  # of base64, in pieces
MIN_ITERATIONS = 4096  # RFC 7677 section 4; fewer make a stolen proof cheap to guess from
MAX_ITERATIONS = 1_000_000  # more would only keep us busy
ABORT = "*"
_HEADER = "n,,"  # no channel binding, nobody else's authority


@dataclass(frozen=True, slots=True)
class Login:
    """Whom we log in as."""

    name: str
    password: str = field(repr=False)


class Mechanism(Protocol):
    """One way to prove a password.

    is_proven: everything is said, and the server has proved itself as far as this way can.
    """

    @property
    def is_proven(self) -> bool: ...

    def answer(self, challenge: bytes) -> bytes:
        """Raises PeerError for a challenge that is none, Refused when it says no."""
        ...


class Plain:
    """The password itself: only where nobody listens."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self.is_proven = False

    def answer(self, challenge: bytes) -> bytes:
        if challenge or self.is_proven:
            raise PeerError("PLAIN knows no challenge")
        self.is_proven = True
        name, password = self._login.name, self._login.password
        return "\0".join((name, name, password)).encode("utf-8", "replace")


class Scram:
    """A proof of the password that does not tell it, and the server's proof that it knows it too.

    nonce: fresh and random, printable, without a comma.
    """

    def __init__(self, login: Login, nonce: str = "") -> None:
        self._login = login
        self._nonce = nonce or secrets.token_urlsafe(24)
        self._bare = f"n={_escaped(login.name)},r={self._nonce}"
        self._signature = b""
        self._step: Callable[[str], str] = self._first
        self.is_proven = False

    def answer(self, challenge: bytes) -> bytes:
        try:
            return self._step(challenge.decode()).encode("utf-8", "replace")
        except UnicodeDecodeError as error:
            raise PeerError("SCRAM: not UTF-8") from error

    def _first(self, challenge: str) -> str:
        if challenge:
            raise PeerError("SCRAM: the client begins")
        self._step = self._prove
        return _HEADER + self._bare

    def _prove(self, challenge: str) -> str:
        fields = _fields(challenge)
        nonce, salt, count = fields.get("r", ""), _decoded(fields.get("s", "")), fields.get("i", "")
        if "m" in fields or not salt or not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise PeerError("SCRAM: not an answer to us")
        if not (count.isascii() and count.isdigit() and len(count) < 10):
            raise PeerError("SCRAM: no count of iterations")
        if not MIN_ITERATIONS <= int(count) <= MAX_ITERATIONS:
            raise PeerError(f"SCRAM: {int(count)} iterations are not reasonable")
        final = f"c={b64encode(_HEADER.encode()).decode()},r={nonce}"
        signed = f"{self._bare},{challenge},{final}".encode("utf-8", "replace")
        # The same form as the relay's, however the keyboard composed the letters.
        password = unicodedata.normalize("NFKC", self._login.password).encode("utf-8", "replace")
        salted = hashlib.pbkdf2_hmac("sha256", password, salt, int(count))
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        stored_key = hashlib.sha256(client_key).digest()
        mask = hmac.digest(stored_key, signed, "sha256")
        proof = bytes(one ^ other for one, other in zip(client_key, mask, strict=True))
        self._signature = hmac.digest(
            hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256"
        )
        self._step = self._verify
        return f"{final},p={b64encode(proof).decode()}"

    def _verify(self, challenge: str) -> str:
        fields = _fields(challenge)
        if "e" in fields:
            raise Refused("904", fields["e"])
        if not hmac.compare_digest(_decoded(fields.get("v", "")), self._signature):
            raise PeerError("SCRAM: the server does not know the password")
        self._step, self.is_proven = _too_much, True
        return ""


MECHANISMS: Mapping[str, Callable[[Login], Mechanism]] = {"SCRAM-SHA-256": Scram, "PLAIN": Plain}


class Exchange:
    """One login by SASL, from `AUTHENTICATE mechanism` on: parameters in, parameters out."""

    def __init__(self, mechanism: str, login: Login) -> None:
        self._mechanism = MECHANISMS[mechanism](login)
        self._received = ""

    @property
    def is_proven(self) -> bool:
        """Only now the server may say that we are logged in."""
        return self._mechanism.is_proven

    def receive(self, piece: str) -> list[str]:
        """The answer to one AUTHENTICATE; [] when more pieces follow.

        Raises PeerError and Refused; the answer is ABORT then.
        """
        self._received += "" if piece == "+" else piece
        if len(piece) > CHUNK_BYTES or len(self._received) > MAX_CHALLENGE_BYTES:
            raise PeerError("AUTHENTICATE: too long")
        if len(piece) == CHUNK_BYTES:
            return []
        challenge, self._received = _decoded(self._received), ""
        return pieces(self._mechanism.answer(challenge))


def pieces(data: bytes) -> list[str]:
    """As parameters of AUTHENTICATE; the last is shorter than a full one, if need be "+"."""
    text = b64encode(data).decode()
    starts = range(0, len(text) + 1, CHUNK_BYTES)
    return [text[start : start + CHUNK_BYTES] or "+" for start in starts]


def _fields(text: str) -> dict[str, str]:
    return {part[0]: part[2:] for part in text.split(",") if part[1:2] == "="}


def _escaped(name: str) -> str:
    return name.replace("=", "=3D").replace(",", "=2C")


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PeerError("AUTHENTICATE: not base64") from error


def _too_much(challenge: str) -> str:
    raise PeerError("SCRAM: nothing is left to say")
