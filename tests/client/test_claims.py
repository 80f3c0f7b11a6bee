"""Names that become one's own: clients, the real relay's core and its database, without sockets."""

from dataclasses import replace
from pathlib import Path

import pytest

from messenger.client.account_events import AccountAnswered, AccountDeed, AccountDescribed
from messenger.client.events import LinkUp, LoginFailed, LoginFault, MemberUpdated, ServerSaid
from messenger.client.intents import AskAccount, DeleteAccount, RevokeKey, SetPassword
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.client.session.login import Account
from messenger.config import AccountsConfig, RelayConfig
from messenger.irc.claims import is_device_secret, new_device_secret
from messenger.irc.message import Message
from tests.client.pair import Desk, Pair

ANN = Account("pair.test", "Ann")


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(folder=tmp_path)


def again(pair: Pair, desk: Desk, account: Account = ANN) -> Desk:
    """The program is started anew with what it has written down."""
    desk.cut()
    return pair.admit(account, desk.key)


def test_a_name_becomes_ones_own_without_a_word(pair: Pair) -> None:
    bob = pair.enter("Bob")
    ann = pair.admit(ANN, NO_KEY)
    assert ann.key is not None
    assert is_device_secret(ann.key.secret)
    assert ann.key.is_claimed
    assert [event for event in ann.told(ServerSaid) if event.code != "375"] == []
    assert [event.member.account for event in bob.told(MemberUpdated)][-1:] == ["Ann"]


def test_with_the_key_one_comes_back_under_the_name(pair: Pair) -> None:
    first = pair.admit(ANN, NO_KEY)
    second = again(pair, first)
    assert second.told(LinkUp)[0].nick == "Ann"
    assert second.key == first.key
    assert second.peer.person.account == "Ann"


def test_without_the_key_the_name_is_taken(pair: Pair) -> None:
    pair.admit(ANN, NO_KEY).cut()
    (failed,) = pair.admit(ANN, NO_KEY).told(LoginFailed)
    assert failed.fault is LoginFault.NAME_TAKEN
    assert failed.detail == ""
    assert len(failed.free_nicks) == 3


def test_with_a_wrong_key_the_name_is_taken_and_it_says_why(pair: Pair) -> None:
    pair.admit(ANN, NO_KEY).cut()
    wrong = DeviceKey(new_device_secret(), is_claimed=True)
    desk = pair.admit(ANN, wrong)
    (failed,) = desk.told(LoginFailed)
    assert failed.fault is LoginFault.NAME_TAKEN
    assert "does not fit" in failed.detail
    assert desk.key == wrong


def test_a_name_that_was_released_is_claimed_again(pair: Pair) -> None:
    key = DeviceKey(new_device_secret(), is_claimed=True)
    ann = pair.admit(ANN, key)
    assert ann.told(LinkUp)[0].nick == "Ann"
    assert ann.peer.person.account == "Ann"
    assert ann.key == key


def test_a_key_that_was_never_confirmed_is_shown_all_the_same(pair: Pair) -> None:
    first = pair.admit(ANN, NO_KEY)
    assert first.key is not None
    first.key = replace(first.key, is_claimed=False)  # the link broke just before the answer
    second = again(pair, first)
    assert second.peer.person.account == "Ann"
    assert second.key is not None
    assert second.key.is_claimed


def test_a_relay_that_takes_no_accounts_is_not_asked(tmp_path: Path) -> None:
    pair = Pair(RelayConfig(accounts=AccountsConfig(registration=False)), tmp_path)
    assert pair.admit(ANN, NO_KEY).key == NO_KEY


def test_a_relay_that_wants_an_address_of_mail_is_not_asked(tmp_path: Path) -> None:
    pair = Pair(RelayConfig(accounts=AccountsConfig(email_required=True)), tmp_path)
    assert pair.admit(ANN, NO_KEY).key == NO_KEY


def test_a_variant_of_a_name_is_not_claimed(pair: Pair) -> None:
    holder = pair.enter("Ann")
    ann = pair.admit(replace(ANN, nick_hint="Other"), NO_KEY)
    assert ann.key is not None
    ann.cut()
    ann.bookmarks.nick, ann.key = "Ann", NO_KEY
    pair.return_of(ann)
    assert ann.told(LinkUp)[-1].nick == "Ann2"
    assert ann.key == NO_KEY
    assert holder.peer.person.account == ""


def test_a_typed_password_logs_in_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    pair = Pair(RelayConfig(accounts=AccountsConfig(fast_hash=True)), tmp_path)
    zoe = pair.enter("Zoe")
    zoe.session.talk.send(Message("REGISTER", ("*", "*", "correct horse")))
    pair.run()
    zoe.cut()
    account = replace(zoe.account, login_password="wrong horse")
    (failed,) = pair.admit(account, NO_KEY).told(LoginFailed)
    assert failed.fault is LoginFault.PROOF_WRONG
    right = pair.admit(replace(account, login_password="correct horse"), NO_KEY)
    assert right.told(LinkUp)[0].nick == "Zoe"
    assert right.peer.person.account == "Zoe"
    assert right.key is not None
    assert right.key.is_claimed, "from now on this computer has a key of its own"


# -- the second device, and what its owner does with the account


@pytest.fixture
def quick(tmp_path: Path) -> Pair:
    return Pair(RelayConfig(accounts=AccountsConfig(fast_hash=True)), tmp_path)


def second_device(pair: Pair) -> Desk:
    """Ann's first computer has set a password and is off; this one was let in by it."""
    first = pair.admit(ANN, NO_KEY)
    first.submit(SetPassword("open sesame"))
    assert first.told(AccountAnswered) == [AccountAnswered(AccountDeed.PASSWORD)]
    first.cut()
    return pair.admit(replace(ANN, login_password="open sesame"), NO_KEY)


def keys_of(desk: Desk) -> AccountDescribed:
    desk.submit(AskAccount())
    described: AccountDescribed = desk.told(AccountDescribed)[-1]
    return described


def test_a_taken_name_may_be_ones_own(quick: Pair) -> None:
    quick.admit(ANN, NO_KEY).cut()
    (failed,) = quick.admit(ANN, NO_KEY).told(LoginFailed)
    assert (failed.fault, failed.may_prove) == (LoginFault.NAME_TAKEN, True)
    (failed,) = quick.admit(replace(ANN, login_password="guess guess"), NO_KEY).told(LoginFailed)
    assert (failed.fault, failed.may_prove) == (LoginFault.PROOF_WRONG, False)


def test_the_password_lets_a_second_device_in_and_is_not_asked_again(quick: Pair) -> None:
    second = second_device(quick)
    assert second.told(LinkUp)[0].nick == "Ann"
    assert second.key is not None
    assert second.key.is_claimed
    assert is_device_secret(second.key.secret)
    third = again(quick, second)
    assert third.peer.person.account == "Ann"
    assert [key.here for key in keys_of(third).keys] == [False, True]


def test_devices_bear_the_names_of_their_computers(quick: Pair) -> None:
    second = second_device(quick)
    told = keys_of(second)
    assert (told.account, told.has_password) == ("Ann", True)
    assert [key.label for key in told.keys] == ["boat", "boat"]
    assert [key.kind for key in told.keys] == ["device", "device"]
    assert all(key.seen_at >= key.added_at > 1_600_000_000 for key in told.keys)


def test_a_lost_device_is_shut_out_and_says_why(quick: Pair) -> None:
    second = second_device(quick)
    lost = keys_of(second).keys[0]
    second.submit(RevokeKey(lost.id))
    assert second.told(AccountAnswered)[-1] == AccountAnswered(AccountDeed.REVOKE)
    assert [key.here for key in keys_of(second).keys] == [True]
    second.cut()
    first_key = quick.desks[0].key
    (failed,) = quick.admit(ANN, first_key).told(LoginFailed)
    assert (failed.fault, failed.may_prove) == (LoginFault.NAME_TAKEN, True)
    assert "does not fit" in failed.detail


def test_what_can_not_be_done_is_answered_in_words(quick: Pair) -> None:
    ann = quick.admit(ANN, NO_KEY)
    ann.submit(RevokeKey(keys_of(ann).keys[0].id))
    ann.submit(SetPassword("short"))
    ann.submit(SetPassword("x" * 500))
    ann.submit(SetPassword("two\nlines here"))
    faults = [answer.fault for answer in ann.told(AccountAnswered)]
    assert "set a password first" in faults[0]
    assert "8 letters" in faults[1]
    assert "too long" in faults[2]
    assert "one line" in faults[3]
    assert ann.told(ServerSaid)[1:] == [], "and nothing else is said of it"


def test_an_account_is_deleted_and_the_name_is_claimed_anew(quick: Pair) -> None:
    second = second_device(quick)
    second.submit(DeleteAccount("Ann"))
    assert second.told(AccountAnswered)[-1] == AccountAnswered(AccountDeed.DELETE)
    assert keys_of(second).why_not
    third = again(quick, second)
    assert third.peer.person.account == "Ann"
    assert len(keys_of(third).keys) == 1


def test_without_an_answer_it_is_said_that_there_is_none(quick: Pair) -> None:
    ann = quick.admit(ANN, NO_KEY)
    ann.events += ann.session.submit(SetPassword("open sesame"), quick.now)
    ann.cut()
    assert "broke" in ann.told(AccountAnswered)[-1].fault


def test_a_server_without_it_is_not_asked(tmp_path: Path) -> None:
    pair = Pair()
    ann = pair.enter("Ann")
    assert "NickServ" in keys_of(ann).why_not
    ann.submit(SetPassword("open sesame"))
    assert "NickServ" in ann.told(AccountAnswered)[-1].fault


def test_a_name_that_another_device_had_is_not_made_ones_own(pair: Pair) -> None:
    ann = pair.admit(ANN, NO_KEY)
    ann.bookmarks.nick = ann.bookmarks.adopted = "Ann2"
    ann.cut()
    ann.key = NO_KEY  # there is none for that name
    pair.return_of(ann)
    assert ann.told(LinkUp)[-1].nick == "Ann2"
    assert ann.peer.person.account == ""
