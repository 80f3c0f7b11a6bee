"""Foreign servers that our client talks to, and a way to them that can be made deaf and cut."""

import contextlib
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from tests import processes

HOST = "127.0.0.1"
START_S = 60.0
_NGIRCD = """[Global]
Name = irc.test.local
Info = test
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = "hi"
ServerGID = root
ServerUID = root
[Limits]
MaxConnectionsIP = 0
[Options]
DNS = no
Ident = no
PAM = no
"""
_INSPIRCD = """<server name="irc.test.local" description="test" network="Test">
<admin name="x" nick="x" email="x@x.x">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="main" allow="*" timeout="60" pingfreq="120" localmax="100" globalmax="100"
 resolvehostnames="no" useident="no" hardsendq="1M" softsendq="100K" recvq="100K" modes="">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/log">
<pid file="{folder}/pid">
<files motd="/dev/null">
{modules}
"""
# How many of our capabilities InspIRCd has depends on its modules.
_MODULES = ("cap", "ircv3", "ircv3_servertime", "ircv3_msgid", "ircv3_ctctags", "ircv3_batch")
_ECHO = ("ircv3_echomessage",)
_LABELS = ("ircv3_labeledresponse",)
_WORDS = {"ngircd": ("-n", "-f"), "inspircd": ("--nofork", "--runasroot", "--config")}
# name: (program, its settings)
SERVERS = {
    "ngircd": ("ngircd", _NGIRCD),
    "inspircd": ("inspircd", _INSPIRCD.replace("{modules}", "")),
    **{
        f"inspircd with {name}": (
            "inspircd",
            _INSPIRCD.replace("{modules}", "".join(f'<module name="{one}">\n' for one in modules)),
        )
        for name, modules in (
            ("echo", (*_MODULES, *_ECHO)),
            ("labels", (*_MODULES, *_LABELS)),
            ("both", (*_MODULES, *_ECHO, *_LABELS)),
        )
    },
}


def program_of(name: str) -> str | None:
    """Where the server's program is; None when it is not installed."""
    return shutil.which(SERVERS[name][0], path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class ForeignServer:
    """A server on loopback, from when it listens until `stop`."""

    def __init__(self, name: str, folder: Path) -> None:
        program, settings = SERVERS[name]
        with socket.create_server((HOST, 0)) as free:
            self.port = free.getsockname()[1]
        config = folder / f"{program}.conf"
        config.write_text(
            settings.replace("{port}", str(self.port)).replace("{folder}", str(folder))
        )
        command = [program_of(name) or "", *_WORDS[program], str(config)]
        self.process: subprocess.Popen[bytes] = processes.start(
            command, stdout=None, stderr_path=folder / "stderr"
        )
        late = time.monotonic() + START_S
        while True:
            try:
                socket.create_connection((HOST, self.port), 1.0).close()
                return
            except OSError:
                assert time.monotonic() < late, f"{name} does not listen"
                assert self.process.poll() is None, (folder / "stderr").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        processes.end(self.process)


class Way:
    """A proxy. deaf: what the server answers does not come through, though what we say does."""

    def __init__(self, port: int) -> None:
        self._far_port = port
        self.deaf = False
        self._socks: list[socket.socket] = []
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, name="way")]
        self._threads[0].start()

    def cut(self) -> None:
        """All that stands breaks, and what comes after it hears again."""
        for sock in self._socks:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self.deaf = False  # not before: an answer would slip through to who must not have it

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5.0)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection((HOST, self._far_port), 5.0)
            self._socks += [near, far]
            for source, sink, answers in ((near, far, False), (far, near, True)):
                thread = threading.Thread(
                    target=self._carry, args=(source, sink, answers), name="way"
                )
                self._threads.append(thread)
                thread.start()

    def _carry(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            source.settimeout(None)
            while data := source.recv(65536):
                if not (answers and self.deaf):
                    sink.sendall(data)
        for sock in (source, sink):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
