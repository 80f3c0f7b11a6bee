"""Links: only known schemes, one argument, no shell, the environment of the system."""

import os
import sys
import time

import pytest

from messenger.gui.opener import Opener, is_allowed

NO = [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "\\\\host\\share",
    "--help",
    "http://a\nb",
    " https://example.org",
    "http://[",
    "vbscript:x",
    "",
]
YES = ["http://example.org", "HTTPS://example.org/a_(b)", "mailto:a@example.org", "irc://h/room"]


@pytest.mark.parametrize("url", NO)
def test_other_schemes_stay_inside(url):
    assert not is_allowed(url)
    assert not Opener().open(url)


@pytest.mark.parametrize("url", YES)
def test_known_schemes_may_leave(url):
    assert is_allowed(url)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xdg-open is of Linux")
def test_the_link_is_one_argument_and_no_shell_sees_it(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    fake = tmp_path / "xdg-open"
    fake.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {seen}.part\nmv {seen}.part {seen}\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    url = "https://example.org/?a=1&b=$(touch%20x);'\"`"
    assert Opener().open(url)
    end = time.monotonic() + 10
    while not seen.exists():
        assert time.monotonic() < end
    assert seen.read_text() == f"{url}|"


def test_a_system_without_an_opener_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not Opener().open("https://example.org")
