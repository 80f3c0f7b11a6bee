"""`python build/make.py`: make the program for a double click, in build/out/messenger.

It runs on the kind of system it was made on (and on newer ones): make it on the oldest.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
VENV_PYTHON = (
    PROJECT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
)


def main() -> int:
    """Build, and say where the program is; returns the exit code."""
    parser = argparse.ArgumentParser(description="Make the program for a double click.")
    parser.add_argument("--out", type=Path, default=HERE / "out", help="where the folder goes")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="for files in between")
    options = parser.parse_args()
    python = builder()
    if python is None:
        print(
            f"make.py: PyInstaller is missing. Run `{sys.executable} -m tests` once, which makes "
            "an environment with all it takes, or `pip install pyinstaller .` by hand.",
            file=sys.stderr,
        )
        return 3
    code = build(python, options.out.absolute(), options.work.absolute())
    if code == 0:
        folder = options.out.absolute() / "messenger"
        add_desktop_entry(folder)
        print(f"made {folder}: start {folder / program_name()}")
    return code


def program_name() -> str:
    return "messenger.exe" if sys.platform == "win32" else "messenger"


def builder() -> str | None:
    """An interpreter with PyInstaller and what Messenger needs: the project's own, or this one."""
    probe = "import PyInstaller, PIL, cryptography, linkify_it, platformdirs, tkinter, ttkthemes"
    for python in (str(VENV_PYTHON), sys.executable):
        if shutil.which(python) and _succeeds([python, "-c", probe]):
            return python
    return None


def build(python: str, out: Path, work: Path) -> int:
    """Run PyInstaller; returns its exit code."""
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(out), "--workpath", str(work), str(HERE / "messenger.spec")]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode


def add_desktop_entry(folder: Path) -> None:
    """Put the icon and, for Linux, a desktop entry with the right paths beside the program."""
    shutil.copy(PROJECT / "assets" / "icon.png", folder / "messenger.png")
    if not sys.platform.startswith("linux"):
        return
    entry = (HERE / "messenger.desktop").read_text(encoding="utf-8")
    program = str(folder / program_name()).replace("\\", "\\\\").replace('"', '\\"')
    entry = entry.replace("Exec=messenger\n", f'Exec="{program}"\n')
    entry = entry.replace("Icon=messenger\n", f"Icon={folder / 'messenger.png'}\n")
    (folder / "messenger.desktop").write_text(entry, encoding="utf-8")


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
