"""A bare IRC client over a socket: a referee that shares no code with ours."""

import socket
import ssl
import time

WAIT_S = 40.0


class PlainClient:
    """Logs in under a name; keeps every line it was sent, without CR LF, in `lines`."""

    def __init__(self, port: int, name: str, *, tls: bool = False) -> None:
        self.lines: list[str] = []
        self._rest = b""
        self._sock = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        if tls:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self._sock = context.wrap_socket(self._sock)
        self.send(f"NICK {name}", f"USER {name} 0 * :{name}")
        self.wait_for(" 001 ")

    def send(self, *lines: str) -> None:
        self._sock.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def join(self, room: str = "#lobby") -> None:
        self.send(f"JOIN {room}")
        self.wait_for(" 366 ")

    def wait_for(self, text: str, wait_s: float = WAIT_S) -> str:
        """The first line that holds `text`, whether it came already or comes in time."""
        deadline = time.monotonic() + wait_s
        while True:
            found = next((line for line in self.lines if text in line), None)
            if found is not None:
                return found
            self._receive(max(0.01, deadline - time.monotonic()))
            assert time.monotonic() < deadline, f"no {text!r} in {self.lines}"

    def quit(self) -> None:
        """Leave, and wait until the relay has told the others."""
        self.send("QUIT :bye")
        self.wait_for("ERROR")
        self.close()

    def close(self) -> None:
        self._sock.close()

    def _receive(self, wait_s: float) -> None:
        self._sock.settimeout(wait_s)
        try:
            data = self._sock.recv(65_536)
        except TimeoutError:
            return
        if not data:
            raise AssertionError(f"the relay closed the connection after {self.lines}")
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self.lines.append(line.decode().rstrip("\r"))
            if self.lines[-1].startswith("PING "):
                self.send("PONG" + self.lines[-1].removeprefix("PING"))
