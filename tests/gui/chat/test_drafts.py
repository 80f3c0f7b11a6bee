"""Drafts are kept once for each change, and nothing that may be secret reaches the disk."""

from messenger.client.intents import KeepDraft
from messenger.client.model.model import Model
from messenger.gui.chat.drafts import Drafts


def test_a_draft_is_kept_once_and_dropped() -> None:
    model, told = Model("Ada"), []
    model.open("#Lobby")
    drafts = Drafts(model, told.append)
    drafts.keep("#lobby", "half a sen")
    drafts.keep("#lobby", "half a sen")
    assert "#lobby" in drafts
    drafts.keep("#lobby", "   ")
    assert "#lobby" not in drafts
    assert told == [KeepDraft("#Lobby", "half a sen"), KeepDraft("#Lobby", "")]
    drafts.keep("nobody", "lost")  # no such place is open
    assert "nobody" not in drafts


def test_a_command_stays_in_the_box_and_off_the_disk() -> None:
    model, told = Model("Ada"), []
    model.open("#lobby")
    drafts = Drafts(model, told.append)
    drafts.keep("#lobby", "/join #den hunter2")
    assert drafts.get("#lobby") == "/join #den hunter2"
    assert told == [KeepDraft("#lobby", "")]
