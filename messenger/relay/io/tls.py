"""TLS for the loop: records through memory, so that a handshake never blocks anybody."""

import socket
import ssl
from contextlib import suppress

from messenger.relay.io.tls_sessions import TlsContext
from messenger.relay.io.wire import READ_BYTES, PlainWire
from messenger.relay.ports import Door

_HANDSHAKE_RECORD = 0x16  # the first byte of every TLS client (RFC 8446 section 5.1)
_CHUNK_BYTES = 65_536  # encrypted at a time, so that a blocked peer holds little of it
PLAIN_TEXT_ANSWER = b"ERROR :This port speaks TLS only\r\n"


class TlsWire(PlainWire):
    """A connection with TLS. `established` turns true when the handshake is done."""

    __slots__ = ("_begun", "_records", "_tls", "certificate", "established")

    def __init__(self, sock: socket.socket, address: str, context: TlsContext) -> None:
        super().__init__(sock, address, Door.TLS)
        self._tls = context.session()
        self.certificate = ""
        self._records = b""  # encrypted, not yet taken by the socket
        self._begun = False  # whether anything was read
        self.established = False
        self.send = self._encrypt_and_send

    @property
    def stuck(self) -> bool:  # type: ignore[override]
        """Records wait for the socket."""
        return bool(self._records)

    def receive(self) -> bytes | None:
        """As in PlainWire; takes the steps of the handshake on its way."""
        data = self.sock.recv(READ_BYTES)
        if not data:
            return b""
        if not self._begun:
            self._begun = True
            if data[0] != _HANDSHAKE_RECORD:
                with suppress(OSError):
                    self.sock.send(PLAIN_TEXT_ANSWER)
                raise ConnectionAbortedError("no TLS")
        self._tls.feed(data)
        if not self.established:
            self._shake_hands()
            if not self.established:
                return None
        return self._decrypt()

    def _shake_hands(self) -> None:
        try:
            self._tls.shake_hands()
            self.established, self.certificate = True, self._tls.certificate
        except ssl.SSLWantReadError:
            pass
        finally:
            self._send_records()

    def _decrypt(self) -> bytes | None:
        parts = []
        try:
            while part := self._tls.read(READ_BYTES):
                parts.append(part)
        except ssl.SSLWantReadError:
            self._send_records()  # the answer to a key update, if there is one
            return b"".join(parts) or None
        except ssl.SSLZeroReturnError:
            pass
        return b"".join(parts)

    def _encrypt_and_send(self, data: bytes) -> int:
        """Encrypt as much as the socket takes; returns how much of data was taken in."""
        taken, size = 0, len(data)
        if self._records:
            self._send_records()
        while taken < size and not self._records:
            taken += self._tls.write(data[taken : taken + _CHUNK_BYTES])
            self._send_records()
        return taken

    def _send_records(self) -> None:
        records = self._records + self._tls.records()
        if records:
            try:
                records = records[self.sock.send(records) :]
            except BlockingIOError:
                pass
            finally:
                self._records = records

    def say_end(self) -> None:
        with suppress(OSError, ssl.SSLError):
            self._tls.end()
        with suppress(OSError):
            self._send_records()
        super().say_end()
