"""SCRAM-SHA-256 as the server plays it: a machine without I/O, fast enough for the loop, since
the slow part is the client's.

source: RFC 5802 section 5 to 7, RFC 7677.
"""

import base64
import binascii
import hashlib
import hmac
import re

from messenger.store.hashing import Verifier

MAX_NONCE = 256
_GS2 = re.compile(r"[ny],(?:a=[^,]*)?,")
# "m=" would be an extension that we must know; what follows the nonce may be ignored.
_FIRST = re.compile(r"n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?", re.DOTALL)
_FINAL = re.compile(r"(c=([^,]+),r=([^,]+)(?:,.*)?),p=([^,]+)", re.DOTALL)


class ScramError(Exception):
    """The client's message is none, or it does not know the password."""


class Scram:
    """One exchange: `first`, then `challenge`, then `final`. name: whom the client wants to be."""

    def __init__(self, first: str) -> None:
        """first: the client's first message. Raises ScramError."""
        header = _GS2.match(first)
        if header is None:  # also "p=": we bind to no channel and have not said so
            raise ScramError("no header that we know")
        parts = _FIRST.fullmatch(first[header.end() :])
        if parts is None or len(parts[2]) > MAX_NONCE:
            raise ScramError("not a first message")
        self._header, self._bare = header[0], first[header.end() :]
        self._client_nonce = parts[2]
        self.name = _unescape(parts[1])
        authorise = header[0][2:-1].removeprefix("a=")
        if authorise and _unescape(authorise) != self.name:
            raise ScramError("nobody may act for another")

    def challenge(self, verifier: Verifier, nonce: str) -> str:
        """The server's first message. nonce: fresh and random, printable, without a comma."""
        self._verifier, self._nonce = verifier, self._client_nonce + nonce
        salt = base64.b64encode(verifier.salt).decode()
        self._server_first = f"r={self._nonce},s={salt},i={verifier.iterations}"
        return self._server_first

    def final(self, message: str) -> str:
        """Check the client's final message; returns the server's. Raises ScramError."""
        parts = _FINAL.fullmatch(message)
        if parts is None:
            raise ScramError("not a final message")
        without_proof, binding, nonce, proof = parts.groups()
        if _decode(binding) != self._header.encode() or nonce != self._nonce:
            raise ScramError("of another exchange")
        signed = f"{self._bare},{self._server_first},{without_proof}".encode()
        signature = hmac.digest(self._verifier.stored_key, signed, "sha256")
        given = _decode(proof)
        if len(given) != len(signature):
            raise ScramError("not a proof")
        client_key = bytes(one ^ other for one, other in zip(given, signature, strict=True))
        stored_key = hashlib.sha256(client_key).digest()
        if not hmac.compare_digest(stored_key, self._verifier.stored_key):
            raise ScramError("the password is wrong")
        answer = hmac.digest(self._verifier.server_key, signed, "sha256")
        return "v=" + base64.b64encode(answer).decode()


def _unescape(name: str) -> str:
    if re.search("=(?!2C|3D)", name):
        raise ScramError("a name that can't be read")
    return name.replace("=2C", ",").replace("=3D", "=")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScramError("not base64") from error
