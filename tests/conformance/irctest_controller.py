"""The relay under irctest, the suite that others test their servers with (see README.md here).

It needs irctest on the path and is imported by it, never by our own tests. What irctest asks of
a server is in `toml_config` and `command`; the sets below say what must not be skipped.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

from irctest import patma
from irctest.basecontrollers import BaseServerController, DirectoryBasedController
from irctest.runner import NotImplementedByController
from irctest.specifications import Capabilities, OptionalBehaviors

SERVER_NAME = "My.Little.Server"
OPER = ("operuser", "operpassword")


def _toml(value: Any) -> str:
    """One TOML value.  JSON strings, numbers, booleans and flat lists are valid TOML."""
    if isinstance(value, Path):
        value = str(value)
    return json.dumps(value, ensure_ascii=False)


def dump_toml(tables: dict[str, Any]) -> str:
    """{'table': {...}} and {'table': [{...}, ...]} (array of tables) to TOML text."""
    out: list[str] = []
    for name, body in tables.items():
        for one in body if isinstance(body, list) else [body]:
            out.append(f"[[{name}]]" if isinstance(body, list) else f"[{name}]")
            out += [f"{key} = {_toml(val)}" for key, val in one.items() if val is not None]
            out.append("")
    return "\n".join(out)


class _ErgoShaped(dict):
    """A dict that grows missing sub-dicts.

    Some tests that we also want hand over `ergo_config`, a function that edits Ergo's
    configuration in place.  We let it edit one of these and read back what it changed.
    """

    def __missing__(self, key: str) -> _ErgoShaped:
        self[key] = _ErgoShaped()
        return self[key]


class MessengerController(BaseServerController, DirectoryBasedController):
    software_name = "Messenger"  # no test knows this name: no special case, no free xfail
    _port_wait_interval = 0.02
    sync_sleep_time = float(os.environ.get("MESSENGER_SYNC_SLEEP", "0"))

    # A test for a mechanism that is not here is skipped; one that is here must pass.
    supported_sasl_mechanisms: ClassVar[set[str]] = {"PLAIN", "SCRAM-SHA-256"}
    supports_sts = True  # read only by the client tests today
    extban_mute_char = "m"  # None: the five mute-extban tests are skipped
    nickserv = "NickServ"  # used only with a services package

    # A capability listed here turns "server NAKs it" from a skip into a failure.
    capabilities = frozenset(
        c
        for c in Capabilities
        if c is not Capabilities.STS  # STS needs a TLS listener
    )

    # Likewise: listed here, "not supported" fails the test.
    # Left out on purpose: NON_UTF8_MESSAGE (excludes UTF8ONLY).
    optional_behaviors = frozenset(
        b for b in OptionalBehaviors if b is not OptionalBehaviors.NON_UTF8_MESSAGE
    )

    # isupport.py::testValues checks that 005 has each of these (patma patterns allowed).
    isupport: ClassVar[dict[str, Any]] = {
        "BOT": patma.ANYSTR,
        "CASEMAPPING": "ascii",
        "CHATHISTORY": patma.ANYSTR,
        "ELIST": patma.StrRe("(?=.*C)(?=.*M)(?=.*N)(?=.*T)(?=.*U).*"),
        "INVEX": None,
        "MONITOR": patma.ANYSTR,
        "MSGREFTYPES": patma.ANYSTR,
        "PREFIX": patma.ANYSTR,
        "STATUSMSG": patma.ANYSTR,
        "TARGMAX": patma.ANYSTR,
        "UTF8ONLY": None,
        "WHOX": None,
    }

    def toml_config(
        self,
        *,
        password: str | None,
        ssl: bool,
        ergo: dict[str, Any],
        websocket_hostname: str | None,
        websocket_port: int | None,
    ) -> dict[str, Any]:
        """Everything the relay reads from its settings file."""
        assert self.directory
        accounts = ergo["accounts"]
        tables: dict[str, Any] = {
            "server": {
                "name": SERVER_NAME,
                "network": "MessengerTest",
                "description": "test server",  # RPL_LINKS text, if LINKS lists anything
                "motd": self.directory / "motd.txt",
                "password": password,  # plain here; production takes a hash
                "casemapping": ergo["server"].get("casemapping", "ascii"),
                "utf8_only": True,
                "proxy_protocol": any(
                    (conf or {}).get("proxy") for conf in ergo["server"]["listeners"].values()
                ),
                "proxy_allowed_from": ["127.0.0.1/32"],  # PROXY line from loopback
                "default_user_modes": accounts.get("default-user-modes", ""),
                "roleplay": self.test_config.ergo_roleplay,  # NPC/SCENE, one Ergo test
            },
            "operators": [{"name": OPER[0], "password": OPER[1], "class": "server-admin"}],
            "limits": {
                "enabled": False,  # flood, addresses, time to log in
                "nick_length": 32,
                "channel_length": 64,
                "topic_length": 390,
                "kick_length": 390,
                "away_length": 200,
                "monitor_entries": 100,
                "list_modes": 60,
                "multiline_max_bytes": 4096,  # multiline.py checks both exactly
                "multiline_max_lines": 32,
                "whowas_entries": 100,
            },
            "accounts": {
                "registration": True,
                "before_connect": self.test_config.account_registration_before_connect,
                "email_required": self.test_config.account_registration_requires_email,
                "fast_hash": True,
                "always_on": accounts["multiclient"].get("always-on", "opt-in"),
                "nick_reservation": "strict",
            },
            "history": {
                "replay_on_join": 0,
                "enabled": True,  # test_config.chathistory asks for it; always on is fine
                "max_messages": 100,
                "allow_redact": True,
            },
        }
        if ssl:  # no server test of this irctest version sets it
            tables["tls"] = {"certificate": self.pem_path, "key": self.key_path}
        if websocket_port:
            tables["websocket"] = {
                "host": websocket_hostname,
                "port": websocket_port,
                "origins": ["*"],
            }
        return tables

    def command(self) -> list[str]:
        python = os.environ.get("MESSENGER_PYTHON", sys.executable)
        argv = shlex.split(os.environ.get("MESSENGER_ARGV", "-m messenger relay"))
        return [
            python, *argv,
            "--plain-host", self.hostname, "--plain-port", str(self.port),
            "--tls-port", "off", "--data", str(self.directory / "data"),
            "--config", str(self.config_path),
        ]  # fmt: skip

    # ---- what irctest calls ------------------------------------------------------------

    def run(
        self,
        hostname: str,
        port: int,
        *,
        password: str | None,
        ssl: bool,
        run_services: bool,  # nothing to start: services are built in
        faketime: str | None,
        websocket_hostname: str | None = None,
        websocket_port: int | None = None,
    ) -> None:
        assert self.proc is None
        # irctest picks ports on 0.0.0.0; stay on loopback whatever it says
        self.hostname = "127.0.0.1"
        self.port = port
        self.create_config()
        assert self.directory
        if ssl:
            self.gen_ssl()
        (self.directory / "motd.txt").write_text("Welcome to the test server.\n")

        ergo = _ErgoShaped()
        ergo["server"]["listeners"] = {f"127.0.0.1:{port}": None}
        if self.test_config.ergo_config:
            self.test_config.ergo_config(ergo)

        self.config_path = self.directory / "messenger.toml"
        self.tables = self.toml_config(
            password=password,
            ssl=ssl,
            ergo=ergo,
            websocket_hostname="127.0.0.1" if websocket_port else None,
            websocket_port=websocket_port,
        )
        self._write()

        self._prefix: list[str] = []
        if faketime and shutil.which("faketime"):
            # Seen here: CPython 3.11 + asyncio under `faketime -f "+1y x30"` keeps working;
            # all its clocks run 30 times as fast, so ping timeouts must be long enough.
            self._prefix = ["faketime", "-f", faketime]
            self.faketime_enabled = True
        self._start()

    def _write(self) -> None:
        self.config_path.write_text(dump_toml(self.tables))
        self.config_path.chmod(0o600)  # it holds secrets; the server may insist on it

    def _start(self) -> None:
        self.proc = self.execute(
            [*self._prefix, *self.command()],
            proc_name="messenger",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def wait_for_services(self) -> None:
        """Services are part of the server."""

    def restart(self) -> None:
        """tests marked for one server: same files, new process."""
        self.kill_proc()
        self.port_open = False
        self._start()
        self.wait_for_port()

    def registerUser(  # noqa: N802 - irctest calls it so
        self, case: Any, username: str, password: str | None = None
    ) -> None:
        if not case.run_services:
            raise ValueError("registerUser() in a test class without @mark_services")
        assert password
        line = f"REGISTER {username} * :{password}"
        if len(line.encode()) > 480:
            self._register_by_cli(username, password)
            return
        # A socket of our own: REGISTER must not disturb the test's client numbering.
        self.wait_for_port()
        conn = socket.create_connection((self.hostname, self.port), timeout=10)
        try:
            stream = conn.makefile("r", encoding="utf-8", newline="\r\n")
            send = lambda text: conn.sendall(text.encode() + b"\r\n")  # noqa: E731
            for text in (
                "CAP LS 302",
                "CAP REQ :draft/account-registration",
                f"NICK {username}",
                "USER r 0 * :registering",
                "CAP END",
            ):
                send(text)
            for got in stream:
                words = got.split()
                if "PING" in words[:2]:
                    send("PONG " + words[-1])
                elif " 376 " in got or " 422 " in got:
                    send(line)
                elif "REGISTER" in words[1:2] and "SUCCESS" in words:
                    send("QUIT")
                elif words[:1] == ["ERROR"]:
                    return
                elif " FAIL REGISTER " in got or " 421 " in got or " 433 " in got:
                    raise AssertionError(f"could not register {username}: {got!r}")
        finally:
            conn.close()

    def _register_by_cli(self, username: str, password: str) -> None:
        python = os.environ.get("MESSENGER_PYTHON", sys.executable)
        done = subprocess.run(
            [python, "-m", "messenger", "account", "add",
             "--data", str(self.directory / "data"), "--config", str(self.config_path), username],
            input=password, text=True, capture_output=True, timeout=60,
        )  # fmt: skip
        if done.returncode != 0:
            raise NotImplementedByController("`account add` for long passwords")


def get_irctest_controller_class() -> type[MessengerController]:
    return MessengerController
