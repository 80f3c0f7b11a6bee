"""`python -m tests [pytest options]`: set up what is needed, then run every check.

Starts with nothing but the standard library. The exit code is 0 only if all went well.
"""

from __future__ import annotations

import subprocess
import sys
import time

from tests import environment
from tests.system_packages import SetupError, say

# Name and arguments after the interpreter. pytest is last: its last line ends the output.
CHECKS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy", "--strict", "messenger"],
    "layers": ["-m", "pytest", "-q", "tests/test_layers.py"],
    "tests": ["-m", "pytest"],
}


def main() -> int:
    """Run all checks, also when one has failed."""
    try:
        python = environment.prepare()
    except SetupError as error:
        print(f"tests: {error}", file=sys.stderr)
        return 3
    failed = []
    for name, arguments in CHECKS.items():
        extra = sys.argv[1:] if name == "tests" else []
        say(f"{name}: python {' '.join([*arguments, *extra])}")
        started = time.monotonic()
        command = [str(python), *arguments, *extra]
        done = subprocess.run(command, cwd=environment.PROJECT, check=False)
        if done.returncode != 0:
            failed.append(name)
        if name != "tests":
            verdict = "ok" if done.returncode == 0 else "FAILED"
            say(f"{name}: {verdict} in {time.monotonic() - started:.1f} s")
    if failed:
        print(f"tests: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
