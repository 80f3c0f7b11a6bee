"""Fingerprints of certificates: in hex for machines, in three words for people."""

import functools
import hashlib

from messenger import paths

WORDS = 1024  # in the list, so that each word stands for 10 bits
_BITS = 10
_COUNT = 3
# 30 bits are few. What makes them enough is the price of a try: about 0.1 s and 32 MiB here, so
# that a certificate with the same three words takes some years of a processor core to find.
_SCRYPT_N = 2**15
_SCRYPT_R = 8
_SALT = b"messenger fingerprint words 1"


def of_der(der: bytes) -> str:
    """SHA-256 of a certificate's DER form, 64 lower-case hex digits."""
    return hashlib.sha256(der).hexdigest()


@functools.lru_cache(maxsize=32)
def words(fingerprint: str) -> str:
    """Three words to read out: words("3fa9…") is like "copper lantern drift".

    Takes about 0.1 s the first time: not for the thread that draws.
    fingerprint: from `of_der`; colons and capitals do not matter.
    """
    digest = bytes.fromhex(fingerprint.replace(":", ""))
    hashed = hashlib.scrypt(
        digest, salt=_SALT, n=_SCRYPT_N, r=_SCRYPT_R, p=1, maxmem=64 << 20, dklen=4
    )
    number = int.from_bytes(hashed, "big")
    vocabulary = _vocabulary()
    return " ".join(vocabulary[number >> (_BITS * place) & (WORDS - 1)] for place in range(_COUNT))


@functools.lru_cache(maxsize=1)
def _vocabulary() -> tuple[str, ...]:
    return tuple(paths.asset("words.txt").read_text(encoding="ascii").split())
