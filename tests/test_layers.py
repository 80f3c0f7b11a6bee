"""The direction of imports, read from the source: downward only, absolute, at the top.

errors, paths, config, log, fingerprint → irc → store → client | relay → gui | tui → __main__
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "messenger"
_BASE = frozenset(
    {
        "",
        "errors",
        "paths",
        "config",
        "config_file",
        "toml_lines",
        "log",
        "fingerprint",
        "relaunch",
        "settings",
        "host_options",
        "nearest",
        "lan",
        "program_options",
    }
)
_IRC = _BASE | {"irc"}
_STORE = _IRC | {"store"}
_CLIENT = _STORE | {"client"}
# What the modules of each part may import of our own; "" is messenger/__init__.py.
MAY_IMPORT = {
    **dict.fromkeys(_BASE, _BASE),
    "irc": _IRC,
    "store": _STORE,
    "client": _CLIENT,
    "relay": _STORE | {"relay"},
    "gui": _CLIENT | {"gui"},
    "tui": _CLIENT | {"tui"},
    "__main__": _CLIENT | {"relay", "gui", "tui", "__main__"},
}
TOOLKIT = {"tkinter", "_tkinter", "ttkthemes"}
TOOLKIT_ALLOWED = {"gui", "__main__"}
# Sans-I/O: bytes, messages and times come in as arguments.
PURE = (
    "messenger.irc.",
    "messenger.client.session.",
    "messenger.relay.core",
    "messenger.relay.hub",
    "messenger.relay.handlers.",
    "messenger.relay.output.",
    "messenger.relay.registry.",
)
IMPURE_LIBRARIES = {"socket", "ssl", "select", "selectors", "threading", "queue", "time", "sqlite3"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def faults(module: str, source: str) -> list[str]:
    """What is wrong with the imports of a module, "line: reason"."""
    return [f"{module}, line {line}: {reason}" for line, reason in _faults(module, source)]


def _faults(module: str, source: str) -> Iterator[tuple[int, str]]:
    part = _part(module)
    tree = ast.parse(source)
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "a relative import"
            continue
        for target in _imported(node):
            library = target.split(".")[0]
            if library == "messenger":
                if _part(target) not in MAY_IMPORT[part]:
                    yield node.lineno, f"{part or 'messenger'} must not import {target}"
                if id(node) not in top and part != "__main__":
                    yield node.lineno, f"{target} is not imported at the top"
            elif library in TOOLKIT and part not in TOOLKIT_ALLOWED:
                yield node.lineno, f"{library} outside gui"
            elif library in IMPURE_LIBRARIES and f"{module}.".startswith(PURE):
                yield node.lineno, f"{library} in a module without I/O"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        # "from messenger import paths" names a module by its alias.
        if node.module == "messenger":
            return [f"messenger.{alias.name}" for alias in node.names]
        return [node.module]
    return []


def _part(module: str) -> str:
    """ "messenger.client.session.session" is in "client"; names of messenger/__init__ are in ""."""
    first = module.removeprefix("messenger").lstrip(".").split(".")[0]
    return "" if first.startswith("__") and first != "__main__" else first


def test_there_are_modules_to_read():
    assert "messenger.__main__" in map(name_of, modules())


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_downward(path):
    assert faults(name_of(path), path.read_text(encoding="utf-8")) == []


def test_every_part_has_its_place():
    assert {_part(name_of(path)) for path in modules()} <= set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("module", "source", "reason"),
    [
        ("messenger.client.session.session", "import messenger.relay.core", "must not import"),
        ("messenger.relay.core", "from messenger.client import events", "must not import"),
        ("messenger.irc.message", "from messenger.store.rows import RoomRow", "must not import"),
        ("messenger.errors", "from messenger import irc", "must not import"),
        ("messenger.gui.app", "from messenger.tui import app", "must not import"),
        ("messenger.irc.message", "from . import names", "relative"),
        (
            "messenger.client.link.link",
            "def f():\n    from messenger import log",
            "not imported at the top",
        ),
        (
            "messenger.client.link.link",
            "if X:\n    import messenger.log",
            "not imported at the top",
        ),
        ("messenger.client.model.model", "from tkinter import ttk", "outside gui"),
        ("messenger.tui.app", "def f():\n    import tkinter", "outside gui"),
        ("messenger.irc.framing", "import socket", "without I/O"),
        ("messenger.relay.core", "from time import monotonic", "without I/O"),
    ],
)
def test_a_violation_is_caught(module, source, reason):
    assert len(found := faults(module, source)) == 1
    assert reason in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("messenger.client.link.link", "import socket\nfrom messenger.irc.message import Message"),
        ("messenger.__main__", "def f():\n    from messenger.gui.app import run_desk"),
        ("messenger.gui.app", "import tkinter\nfrom messenger import __version__"),
    ],
)
def test_what_is_allowed_passes(module, source):
    assert faults(module, source) == []
