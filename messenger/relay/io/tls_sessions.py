"""TLS as bytes in and bytes out: by Python's ssl, or by pyOpenSSL where clients may show a
certificate of their own making. Python's ssl breaks off when one is signed by nobody it knows."""

import ssl
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

from messenger import fingerprint
from messenger.errors import UserError

_RECORDS_BYTES = 20_000  # more than one full record
# Of SSL_OP in OpenSSL's ssl.h; not every version of pyOpenSSL has these names.
_NO_COMPRESSION, _NO_RENEGOTIATION = 1 << 17, 1 << 30


class TlsSession(Protocol):
    """One connection's TLS. Everything raises what `ssl.SSLObject` does.

    certificate: SHA-256 in hex of what the peer has shown in the greeting, "" for none.
    """

    certificate: str

    def feed(self, records: bytes, /) -> int:
        """Take what came from the peer."""

    def records(self) -> bytes:
        """All that is to go to the peer, b"" for nothing."""

    def shake_hands(self) -> None: ...

    def read(self, size: int, /) -> bytes: ...

    def write(self, data: bytes, /) -> int: ...

    def end(self) -> object:
        """Say that no more follows."""


class TlsContext(Protocol):
    """What all connections of a door have in common."""

    def session(self) -> TlsSession: ...


def make_context(certificate: Path, key: Path, *, asks: bool = False) -> TlsContext:
    """TLS 1.2 and newer with this certificate; UserError when the files are no good.

    asks: clients may show a certificate, whatever it is.
    """
    try:
        return (_AskingContext if asks else _StandardContext)(certificate, key)
    except (OSError, SSL.Error) as error:  # ssl.SSLError is an OSError
        raise UserError(
            f"The TLS certificate {certificate} with the key {key} can't be used "
            f"({getattr(error, 'strerror', None) or _reason(error)}): "
            "name a PEM pair in [tls], or leave both out."
        ) from error


class _StandardContext:
    def __init__(self, certificate: Path, key: Path) -> None:
        context = self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        context.num_tickets = 0  # sessions are long and full handshakes cheap
        context.load_cert_chain(certificate, key)

    def session(self) -> TlsSession:
        return _StandardSession(self._context)


class _StandardSession:
    """The methods of ssl's objects themselves: a call between costs as much as they do."""

    __slots__ = ("certificate", "end", "feed", "read", "records", "shake_hands", "write")

    def __init__(self, context: ssl.SSLContext) -> None:
        from_peer, to_peer = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(from_peer, to_peer, server_side=True)
        self.feed, self.records = from_peer.write, to_peer.read
        self.shake_hands, self.read, self.write = tls.do_handshake, tls.read, tls.write
        self.end, self.certificate = tls.unwrap, ""


class _AskingContext:
    def __init__(self, certificate: Path, key: Path) -> None:
        context = self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_options(SSL.OP_NO_TICKET | _NO_COMPRESSION | _NO_RENEGOTIATION)
        context.set_mode(SSL.MODE_RELEASE_BUFFERS)  # as Python's ssl does: 32 KiB an idle peer
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)  # as above: always a full handshake
        # Who may come in by a certificate is the account's business, not that of its signer.
        context.set_verify(SSL.VERIFY_PEER, lambda *_: True)
        context.use_certificate_chain_file(str(certificate))
        context.use_privatekey_file(str(key))
        context.check_privatekey()

    def session(self) -> TlsSession:
        return _AskingSession(self._context)


class _AskingSession:
    """A Connection of pyOpenSSL that behaves, and fails, like ssl's objects."""

    __slots__ = ("_tls", "certificate", "feed")

    def __init__(self, context: SSL.Context) -> None:
        self._tls = SSL.Connection(context, None)
        self._tls.set_accept_state()
        self.feed, self.certificate = self._tls.bio_write, ""

    def records(self) -> bytes:
        parts = []
        try:
            while len(part := self._tls.bio_read(_RECORDS_BYTES)) == _RECORDS_BYTES:
                parts.append(part)
        except SSL.WantReadError:
            return b"".join(parts)
        return part if not parts else b"".join((*parts, part))

    def shake_hands(self) -> None:
        try:
            self._tls.do_handshake()
        except SSL.Error as error:
            raise _as_ssl(error) from None
        shown = self._tls.get_peer_certificate(as_cryptography=True)
        if shown is not None:
            self.certificate = fingerprint.of_der(shown.public_bytes(Encoding.DER))

    def read(self, size: int, /) -> bytes:
        try:
            return self._tls.recv(size)
        except SSL.Error as error:
            raise _as_ssl(error) from None

    def write(self, data: bytes, /) -> int:
        try:
            return self._tls.send(data)
        except SSL.Error as error:
            raise _as_ssl(error) from None

    def end(self) -> None:
        try:
            self._tls.shutdown()
        except SSL.Error as error:
            raise _as_ssl(error) from None


def _as_ssl(error: SSL.Error) -> ssl.SSLError:
    if isinstance(error, SSL.WantReadError):
        return ssl.SSLWantReadError()
    if isinstance(error, SSL.ZeroReturnError):
        return ssl.SSLZeroReturnError()
    return ssl.SSLError(ssl.SSL_ERROR_SSL, _reason(error))


def _reason(error: Exception) -> str:
    """pyOpenSSL gives a list of (library, function, reason), or the number and the words."""
    first = error.args[0] if error.args else ""
    if isinstance(first, list):
        return "; ".join(str(entry[-1]) for entry in first) or "TLS failed"
    return str(error) or "TLS failed"
