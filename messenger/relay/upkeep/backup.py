"""`messenger backup` and `messenger restore`: a relay's whole memory in one file."""

import argparse
from pathlib import Path

from messenger import paths
from messenger.errors import UserError
from messenger.relay.upkeep import beside
from messenger.store.backup import back_up, restore


def run_backup(options: argparse.Namespace) -> int:
    """Copy the relay's memory to options.file while it runs. UserError when it can't be."""
    back_up(beside.find_relay(options.data), Path(options.file).absolute())
    print(f"The backup is in {options.file}. Who has it can read all that was said.")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put options.file in the place of a relay that is not there. UserError when there is one."""
    source = Path(options.file).absolute()
    if not source.is_file():
        raise UserError(f"There is no backup at {options.file}.")
    restore(source, paths.relay_dir(paths.data_dir(options.data)))
    print("The backup is restored: start the relay.")
    return 0
