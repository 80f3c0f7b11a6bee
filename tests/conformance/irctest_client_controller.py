"""Our terminal client under irctest, as `irctest/client_tests` want a client (see README.md here).

It needs irctest on the path and is imported by it, never by our own tests.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import ClassVar

from irctest.authentication import Authentication
from irctest.basecontrollers import BaseClientController, DirectoryBasedController
from irctest.tls import TlsConfig

PERSON = Path(__file__).with_name("terminal_person.py")
NAME = "ann"  # where a test does not say who we are
PLAIN = TlsConfig(enable=False, trusted_fingerprints=[])


class MessengerClientController(BaseClientController, DirectoryBasedController):
    software_name = "Messenger"  # no test knows this name: no special case, no free xfail
    supported_sasl_mechanisms: ClassVar[set[str]] = {"PLAIN", "SCRAM-SHA-256"}
    supports_sts = True

    def run(
        self,
        hostname: str,
        port: int,
        auth: Authentication | None,
        tls_config: TlsConfig | None = None,
    ) -> None:
        assert self.proc is None
        self.create_config()
        assert self.directory
        tls, where = tls_config or PLAIN, f"127.0.0.1:{port}"
        argv = ["--server", where if tls.enable else f"irc://{where}", "--line-mode"]
        argv += ["--data", str(self.directory), "--name", (auth and auth.username) or NAME]
        if auth and auth.password:
            password = self.directory / "password"
            password.write_text(f"{auth.password}\n")
            argv += ["--password-file", str(password)]
        if tls.trusted_fingerprints:  # met before: a client of ours knows a server by its pin
            pins = {where: tls.trusted_fingerprints[0].lower()}
            (self.directory / "pins.json").write_text(json.dumps(pins))
        mechanisms = ",".join(one.to_string() for one in auth.mechanisms) if auth else ""
        python = os.environ.get("MESSENGER_PYTHON", sys.executable)
        self.proc = self.execute([python, str(PERSON), mechanisms, *argv])


def get_irctest_controller_class() -> type[MessengerClientController]:
    return MessengerClientController
