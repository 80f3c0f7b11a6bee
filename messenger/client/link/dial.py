"""From an address to a connected socket, and its certificate; can be cancelled at any moment."""

import errno
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from messenger import fingerprint
from messenger.client.events import LinkStage, LoginFault
from messenger.client.link.address import Address
from messenger.client.link.mailbox import Wakeup
from messenger.errors import MessengerError

CONNECT_S = 10.0
TRY_S = 5.0  # for one of several addresses of a host
HANDSHAKE_S = 10.0
# wait(socket or None, selectors.EVENT_…, until): True when it is ready, False when it is late;
# raises to cancel.
Wait = Callable[[Any, int, float], bool]
Info = tuple[Any, Any, int, str, Any]
_FAULTS = {errno.ECONNREFUSED: LoginFault.REFUSED}


class DialFailed(MessengerError):
    """No connection. fault: why; detail: what the system said."""

    def __init__(self, fault: LoginFault, detail: str) -> None:
        super().__init__(fault, detail)
        self.fault, self.detail = fault, detail


def dial(
    address: Address, wait: Wait, wakeup: Wakeup, on_stage: Callable[[LinkStage], None]
) -> tuple[socket.socket, str]:
    """Connect; for TLS shake hands, without having sent any byte of ours.

    wakeup: what `wait` listens to. returns: (socket, fingerprint of the certificate; "" over
    plain text). Raises DialFailed, and whatever `wait` raises to cancel.
    """
    on_stage(LinkStage.CONNECTING)
    sock = _connect(_resolve(address, wait, wakeup), wait)
    if not address.tls:
        return sock, ""
    try:
        on_stage(LinkStage.SECURING)
        secured = _shake_hands(sock, address, wait)
    except BaseException:
        sock.close()
        raise
    return secured, fingerprint.of_der(secured.getpeercert(binary_form=True) or b"")


def _resolve(address: Address, wait: Wait, wakeup: Wakeup) -> list[Info]:
    """Look the name up. The system's look-up can't be cancelled, so it runs on a thread of its
    own, which is left to its end when we do not want its answer any more."""
    answers: queue.SimpleQueue[list[Info] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            answers.put(list(infos))
        except OSError as error:
            answers.put(error)
        except UnicodeError:
            answers.put(OSError("not a host name"))
        wakeup.wake()

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    until = time.monotonic() + CONNECT_S
    while answers.empty() and time.monotonic() < until:
        wait(None, 0, until)
    try:
        answer = answers.get_nowait()
    except queue.Empty:
        raise DialFailed(LoginFault.NO_SUCH_HOST, "the name server does not answer") from None
    if isinstance(answer, OSError):
        raise DialFailed(LoginFault.NO_SUCH_HOST, answer.strerror or str(answer))
    return answer


def _connect(infos: list[Info], wait: Wait) -> socket.socket:
    until = time.monotonic() + CONNECT_S
    failure = DialFailed(LoginFault.NO_SUCH_HOST, "it has no address")
    for family, kind, protocol, _, where in infos:
        late = min(until, time.monotonic() + TRY_S) if len(infos) > 1 else until
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = _failure(error.errno or 0)
            continue
        try:
            code = _try(sock, where, wait, late)
        except BaseException:
            sock.close()
            raise
        if code == 0:
            return sock
        sock.close()
        failure = _failure(code)
    raise failure


def _try(sock: socket.socket, where: Any, wait: Wait, until: float) -> int:
    """The error number of one try, 0 for success."""
    sock.setblocking(False)
    code = sock.connect_ex(where)
    if code not in (errno.EINPROGRESS, errno.EWOULDBLOCK, 10035):  # 10035: the same on Windows
        return code
    while True:
        if wait(sock, selectors.EVENT_WRITE, until):
            return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if time.monotonic() >= until:
            return errno.ETIMEDOUT


def _failure(code: int) -> DialFailed:
    detail = errno.errorcode.get(code, str(code))
    return DialFailed(_FAULTS.get(code, LoginFault.NO_ANSWER), detail)


def _shake_hands(sock: socket.socket, address: Address, wait: Wait) -> ssl.SSLSocket:
    # A relay's certificate is its own: who it is we know by its pin, not by an authority.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    secured = context.wrap_socket(
        sock, do_handshake_on_connect=False, server_hostname=address.host.partition("%")[0]
    )
    until = time.monotonic() + HANDSHAKE_S
    try:
        while time.monotonic() < until:
            try:
                secured.do_handshake()
            except ssl.SSLWantReadError:
                wait(secured, selectors.EVENT_READ, until)
            except ssl.SSLWantWriteError:
                wait(secured, selectors.EVENT_WRITE, until)
            else:
                return secured
    except OSError as error:
        secured.close()
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        raise DialFailed(LoginFault.NOT_SECURE, str(reason)) from error
    except BaseException:
        secured.close()
        raise
    secured.close()
    raise DialFailed(LoginFault.NO_ANSWER, "no answer to the TLS greeting")
