"""A disk that can be full: a small tmpfs in the place of a folder."""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


class Disk:
    """A folder that may be a small disk of its own, which can be filled. Needs root on Linux."""

    def __init__(self, folder: Path, small: bool = True, size: str = "64m") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._filler, self._size = folder, folder / "filler", size
        may = sys.platform == "linux" and os.geteuid() == 0
        self.is_small = small and may and self._mount()

    def _mount(self) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", f"size={self._size}", "tmpfs", str(self._folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def fill(self) -> None:
        if not self.is_small:
            return
        with self._filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            for size in (1 << 20, 4096, 512):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"\0" * size)

    def make_room(self) -> None:
        self._filler.unlink(missing_ok=True)

    def settle(self) -> None:
        """What lies on the small disk lies in the folder itself from now on."""
        if self.is_small:
            copy = self._folder.with_name("copy")
            shutil.copytree(self._folder, copy)
            self.close()
            shutil.copytree(copy, self._folder, dirs_exist_ok=True)
            shutil.rmtree(copy)

    def close(self) -> None:
        if self.is_small:
            self.is_small = False
            subprocess.run(["umount", str(self._folder)], capture_output=True, check=True)
