"""One Look for all widget tests: drawing a theme takes longer than most of them."""

import pytest

from messenger.gui.look.look import Look


@pytest.fixture(scope="session")
def session_look(session_root):
    return Look(session_root)


@pytest.fixture
def look(session_look, root):
    """Light, 100 %; put back after the test."""
    yield session_look
    session_look.switch("light", 1.0)
