"""Dying at a chosen instant: no chance to tidy up."""

import os
import signal


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
