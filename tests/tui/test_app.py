"""Which mode is taken, and what is said when there is no way in."""

import argparse
import io

import pytest

from messenger.errors import UserError
from messenger.tui import app, prompt


def options(tmp_path, **changed):
    given = {"server": "irc://127.0.0.1:1", "name": "ann", "room": "lobby", "line_mode": True}
    given |= {"ask_password": False, "password_file": None}
    given |= {"trust": "", "profile": "default", "data": str(tmp_path)}
    return argparse.Namespace(**given | changed)


def test_without_the_package_one_line_says_so(monkeypatch, capsys):
    monkeypatch.setattr(prompt, "PACKAGE", "no_such_package_here")
    assert not app._has_prompt()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "prompt_toolkit is not installed" in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"server": "ftp://x"}, "ftp"),
        ({"server": "a b"}, "a b"),
        ({"name": "!?"}, "name"),
        ({}, "port 1"),
    ],
)
def test_no_way_in_is_a_sentence_and_leaves_no_thread(
    tmp_path, monkeypatch, no_threads_left, changed, words
):
    monkeypatch.setattr(
        app, "_run_lines", lambda mode: mode.run(_NoLines(), io.StringIO(), io.StringIO(), False)
    )
    with pytest.raises(UserError, match=words):
        app.run_terminal(options(tmp_path, **changed))


def test_a_closed_standard_input_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UserError, match="standard input"):
        app.run_terminal(options(tmp_path))


class _NoLines:
    ended = False

    def next(self):
        return None
