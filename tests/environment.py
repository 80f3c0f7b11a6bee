"""The virtual environment of the checks: made once in .venv, renewed when pyproject changes.

Needs only the standard library to start. `prepare()` is for whoever runs commands in it,
`enter()` for a module (`python -m tests.bench`) that wants to run in it itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.system_packages import SetupError, install, provide_for_tests, say

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "messenger-tests-stamp"
EXTRAS = "test,terminal"
OLDEST = (3, 11)
CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
# Exit code 0 for an interpreter that can do it all: new enough, windows, virtual environments.
PROBE = f"import sys, tkinter, venv, ensurepip; sys.exit(sys.version_info < {OLDEST})"


def prepare() -> Path:
    """Make everything ready; returns the interpreter of the environment.

    Raises SetupError with one clear sentence when that is not possible.
    """
    provide_for_tests()
    if not _works(str(PYTHON)):
        base = _base_interpreter()
        say(f"making .venv with {base}")
        _call([base, "-m", "venv", "--clear", str(VENV)], "the virtual environment was not made")
    wanted = _wanted_stamp()
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != wanted:
        say(f"installing messenger[{EXTRAS}] into .venv")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _call([*pip, "--editable", f"{PROJECT}[{EXTRAS}]"], "pip could not install what is needed")
        STAMP.write_text(wanted, encoding="utf-8")
    return PYTHON


def enter(module: str) -> None:
    """Run `module` in the environment instead of here; returns if this is it already."""
    if Path(sys.prefix).resolve() == VENV.resolve() and STAMP.exists():
        return
    try:
        python = prepare()
    except SetupError as error:
        sys.exit(f"tests: {error}")
    command = [str(python), "-m", module, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=PROJECT, check=False).returncode)


def _base_interpreter() -> str:
    found = _suitable()
    if found is None:
        problem = install(["python3-tk", "python3-venv"])
        found = _suitable()
        if found is None:
            raise SetupError(
                f"No Python {OLDEST[0]}.{OLDEST[1]} or newer with tkinter and venv was found "
                f"(Debian: python3-tk and python3-venv; {problem or 'the one here is too old'})."
            )
    return found


def _suitable() -> str | None:
    inside_own = Path(sys.prefix).resolve() == VENV.resolve()
    candidates = () if inside_own else (sys.executable,)
    return next(filter(_works, (*candidates, *_on_path())), None)


def _on_path() -> list[str]:
    """Interpreters on the PATH that do not belong to our own environment."""
    found = [shutil.which(name) for name in CANDIDATES]
    return [path for path in found if path and VENV not in Path(path).parents]


def _works(python: str) -> bool:
    try:
        answer = subprocess.run([python, "-c", PROBE], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _wanted_stamp() -> str:
    """Changes when the project's packages, scripts or the interpreter do."""
    reading = (
        "import json, sys, tomllib; "
        "tables = tomllib.load(open(sys.argv[1], 'rb')); "
        "print(json.dumps([sys.version, tables['build-system'], tables['project']]))"
    )
    command = [str(PYTHON), "-c", reading, str(PROJECT / "pyproject.toml")]
    facts = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return hashlib.sha256(json.dumps([facts, EXTRAS, str(PROJECT)]).encode()).hexdigest()


def _call(command: list[str], problem: str) -> None:
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode != 0:
        raise SetupError(f"{problem.capitalize()} (see above): {' '.join(command)}")
