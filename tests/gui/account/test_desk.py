"""The account's sheets, with a real Tk and a relay played by the test."""

from dataclasses import replace

import pytest

from messenger.client.account_events import (
    AccountAnswered,
    AccountDeed,
    AccountDescribed,
    AccountKey,
)
from messenger.client.intents import AskAccount, DeleteAccount, RevokeKey, SetPassword, SetStaying
from messenger.gui.account.desk import AccountDesk
from messenger.gui.dialogs import Sheets
from messenger.gui.look.look import Look

BOAT = AccountKey("aaa", "device", "boat", 1_760_000_000, 1_760_000_000, here=True)
PHONE = AccountKey("bbb", "device", "phone", 1_760_000_000, 1_763_000_000)
ADA = AccountDescribed("Ada", False, (BOAT, PHONE))


class Office:
    """A desk, and what it asks the client for."""

    def __init__(self, root):
        self.root = root
        self.sheets = Sheets(Look(root))
        self.asked = []
        self.desk = AccountDesk(self.sheets, self.asked.append)

    def words(self):
        return " ".join(_texts(self.sheets.current))

    def press(self, words):
        """The button with these words."""
        self.root.update()
        (found,) = [one for one in _all(self.sheets.current) if _text(one) == words]
        found.invoke()
        self.root.update()

    def shown(self, told=ADA):
        self.desk.open()
        assert self.desk.take(told)
        self.root.update()


def _all(widget):
    for child in widget.winfo_children():
        yield child
        yield from _all(child)


def _text(widget):
    return str(widget.cget("text")) if "text" in widget.keys() else ""  # noqa: SIM118


def _texts(widget):
    return filter(None, map(_text, _all(widget)))


@pytest.fixture
def office(root):
    root.geometry("900x700")
    root.deiconify()
    office = Office(root)
    yield office
    office.sheets.close()
    root.geometry("")


def test_it_shows_what_lets_in(office):
    office.desk.open()
    assert office.asked == [AskAccount()]
    assert "Asking the relay" in office.words()
    assert office.desk.take(ADA)
    words = office.words()
    assert "Ada is yours on this relay" in words
    assert "Set a password…" in words
    assert "boat (this one)" in words
    assert "phone since 9 October 2025, last here 13 November 2025" in words
    assert words.count("Take back…") == 1, "this computer does not lock itself out"


def test_the_name_is_shown_as_people_read_it(office):
    office.desk = AccountDesk(office.sheets, office.asked.append, {"Tim_Öz": "Tim Öz"}.__getitem__)
    office.shown(replace(ADA, account="Tim_Öz"))
    assert "Tim Öz is yours on this relay" in office.words()
    office.press("Delete my account…")
    assert "Delete the account Tim Öz?" in office.words()
    office.press("Delete it")
    assert office.asked[-1] == DeleteAccount("Tim_Öz")


def test_where_there_is_no_account_it_says_why(office):
    office.shown(AccountDescribed("", why_not="Not here."))
    assert "Not here." in office.words()
    assert "Delete" not in office.words()


def test_a_password_is_typed_twice_and_a_refusal_keeps_the_sheet(office):
    office.shown()
    office.press("Set a password…")
    page = office.desk._password
    page.first.insert(0, "short")
    page.again.insert(0, "shrot")
    office.press("Set the password")
    assert "not the same" in office.words()
    page.again.delete(0, "end")
    page.again.insert(0, "short")
    office.press("Set the password")
    assert office.asked[-1] == SetPassword("short")
    assert office.desk.take(AccountAnswered(AccountDeed.PASSWORD, "8 letters at least"))
    assert "8 letters at least" in office.words()
    office.press("Set the password")
    office.desk.take(AccountAnswered(AccountDeed.PASSWORD))
    assert office.asked[-1] == AskAccount()
    office.desk.take(AccountDescribed("Ada", True, (BOAT, PHONE)))
    assert "Your password is set." in office.words()
    assert "Change the password…" in office.words()


def test_a_key_is_taken_back_only_when_that_is_meant(office):
    office.shown()
    office.press("Take back…")
    assert "phone is sent away" in office.words()
    office.press("Keep it")
    assert office.asked == [AskAccount()]
    office.press("Take back…")
    office.press("Take it back")
    assert office.asked[-1] == RevokeKey("bbb")
    office.desk.take(AccountAnswered(AccountDeed.REVOKE, "There is no such key."))
    assert "There is no such key." in office.words()


def test_the_end_says_what_is_lost(office):
    office.shown()
    office.press("Delete my account…")
    assert "Your name is free for everybody then." in office.words()
    office.press("Delete it")
    assert office.asked[-1] == DeleteAccount("Ada")
    office.desk.take(AccountAnswered(AccountDeed.DELETE))
    assert "Your account is deleted" in office.words()


def test_what_was_not_asked_for_here_is_not_taken(office):
    assert not office.desk.take(ADA)
    office.desk.open()
    office.sheets.close()
    assert not office.desk.take(ADA)


def test_staying_is_a_button_where_one_can_choose(office):
    office.shown()
    assert "When all your devices are off" not in office.words()
    office.shown(replace(ADA, stays=False))
    assert "You leave your rooms" in office.words()
    office.press("Stay in my rooms instead")
    assert office.asked[-1] == SetStaying(True)
    assert office.desk.take(AccountAnswered(AccountDeed.STAY))
    assert office.desk.take(replace(ADA, stays=True))
    assert "That is how it will be." in office.words()
    office.press("Leave my rooms instead")
    assert office.asked[-1] == SetStaying(False)
