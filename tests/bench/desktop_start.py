"""One start of the window after the other, ours and an empty one of Tk with ttkthemes: how fast
this machine is just now is told by the second."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from tests import processes

STARTS = 7
_OURS = ("-m", "messenger", "--data")
_EMPTY = (
    "-c",
    "import sys, ttkthemes; ttkthemes.ThemedTk(theme='arc', className='Empty').mainloop()",
)


def starts() -> tuple[list[float], list[float]]:
    """Seconds until the window was on the screen: ours, and the empty one, turn by turn."""
    _start_s(_OURS)  # the first one reads from the disk
    pairs = [(_start_s(_OURS), _start_s(_EMPTY)) for _ in range(STARTS)]
    return [ours for ours, _ in pairs], [empty for _, empty in pairs]


def middle_and_ratio(ours: Sequence[float], empty: Sequence[float]) -> tuple[float, float]:
    """The median of ours, and how many times that of the empty one it is."""
    middle = statistics.median(ours)
    return middle, middle / statistics.median(empty)


def _start_s(words: Sequence[str]) -> float:
    """With an empty folder as home."""
    folder = tempfile.mkdtemp()
    began = time.perf_counter()
    process = processes.start(
        [sys.executable, *words, folder],
        env={**os.environ, "HOME": folder},
        stdout=subprocess.DEVNULL,
    )
    # Not --sync: it looks every half second only. Not --pid: the empty window tells none.
    search = ["xdotool", "search", "--onlyvisible", "--class", "^(Messenger|Empty)$"]
    try:
        while not subprocess.run(search, capture_output=True, timeout=20).stdout:
            assert process.poll() is None, "the program ended without a window"
            time.sleep(0.004)
        return time.perf_counter() - began
    finally:
        processes.end(process, wait_s=8)
        shutil.rmtree(folder, ignore_errors=True)
