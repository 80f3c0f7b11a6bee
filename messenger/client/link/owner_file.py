"""A small file that only its owner can read, replaced as a whole: a crash leaves the old one or
the new one."""

import os
import tempfile
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put text in the place of what is there; makes the folder. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # 0600 by itself
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise
