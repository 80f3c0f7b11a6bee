"""`messenger account` beside a relay's store that is open, as it is while the relay runs."""

import io

import pytest

from messenger import __main__ as cli
from messenger import paths
from messenger.irc.claims import new_device_secret
from messenger.store import hashing
from messenger.store.account_rows import AccountRow, AccountsRequest, PasswordCheck, SecretRow
from messenger.store.history import RelayStore


@pytest.fixture
def store(tmp_path):
    store = RelayStore(paths.relay_dir(paths.data_dir(str(tmp_path))))
    yield store
    store.close()


@pytest.fixture
def account(tmp_path, monkeypatch, capsys, store):
    """Run one `messenger account` command; returns its exit code, output and complaint."""
    settings = tmp_path / "fast.toml"
    settings.write_text("[accounts]\nfast_hash = true\n")

    def run(*words: str, password: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        options = ["--data", str(tmp_path), "--config", str(settings)]
        code = cli.main(["account", words[0], *options, *words[1:]])
        return (code, *capsys.readouterr())

    return run


def opens(store: RelayStore, name: str, password: str) -> bool:
    return store.reader().run(PasswordCheck(name, password, fast=True)) is not None


def test_add_password_and_remove(store, account):
    version = store.load().accounts.version
    assert account("add", "Ann", password="open sesame\n")[0] == 0
    assert opens(store, "ann", "open sesame")
    assert store.reader().run(AccountsRequest(version)) is not None
    assert account("password", "ann", password="another one")[0] == 0
    assert opens(store, "Ann", "another one")
    assert not opens(store, "Ann", "open sesame")
    code, out, _ = account("list")
    assert code == 0
    assert out.startswith("Ann  password  0 device(s)  seen ")
    assert account("remove", "Ann")[0] == 0
    assert account("list")[1:] == ("", "There are no accounts yet.\n")
    assert not opens(store, "Ann", "another one")


def test_only_a_claim_is_released(store, account):
    store.write([AccountRow("x", "Bob", hashing.make(new_device_secret()), 1)])
    assert "Bob  claimed  1 device(s)" in account("list")[1]
    assert account("release", "bob")[0] == 0
    account("add", "Ann", password="open sesame")
    code, _, complaint = account("release", "Ann")
    assert code != 0
    assert "has a password" in complaint


def test_codes_that_are_waited_for_are_shown_to_the_host(store, account):
    row = AccountRow("x", "Bob", hashing.make("sesame", fast=True), 1, "bob@example.org", "a1b2")
    store.write([row])
    assert "bob@example.org  waits for the code a1b2" in account("list")[1]


@pytest.mark.parametrize(
    ("words", "password", "complaint"),
    [
        (("add", "Ann"), "short", "needs 8 letters"),
        (("add", "Ann"), "", "No password was typed"),
        (("add", "Ann"), "a\0" * 9, "can't be a password"),
        (("add", "NickServ"), "open sesame", "can't be the name"),
        (("add", "#room"), "open sesame", "can't be the name"),
        (("add", "a:b c"), "open sesame", "can't be the name"),
        (("remove", "nobody"), "", "There is no account nobody"),
        (("password", "nobody"), "open sesame", "There is no account nobody"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(account, words, password, complaint):
    code, out, said = account(*words, password=password)
    assert code != 0
    assert out == ""
    assert complaint in said
    assert said.count("\n") == 1


def test_a_name_is_given_once(account):
    assert account("add", "Ann", password="open sesame")[0] == 0
    for name in ("ann", "Аnn"):  # the last with a Cyrillic letter
        code, _, complaint = account("add", name, password="open sesame")
        assert code != 0
        assert "registered already" in complaint


def test_names_are_taken_as_people_type_them(store, account):
    code, out, _ = account("add", "Tim Öz", password="open sesame")
    assert (code, out) == (0, "The account Tim_Öz is there.\n")
    assert opens(store, "Tim_Öz", "open sesame")
    account("add", "Kai Lee", password="open sesame")
    for typed in ("Tim Öz", "tim  o\u0308z", "Tim_Öz", "TIM ÖZ"):
        assert account("password", typed, password="another one")[1].startswith(
            "The password of Tim_Öz is changed"
        ), typed
    for typed in ("Tim", "Tim Oz", "Tim Özz"):
        code, _, complaint = account("remove", typed)
        assert code == 2
        assert f"There is no account {typed}. Did you mean Tim_Öz?" in complaint
    assert account("remove", "Kai Lee")[0] == 0
    assert account("release", "tim öz")[2].startswith("messenger: Tim_Öz has a password")


def test_a_slip_in_data_makes_no_empty_relay(tmp_path, capsys):
    wrong = tmp_path / "tpyo"
    for words in (("account", "list"), ("room", "list"), ("backup",), ("export", "room", "a")):
        files = [str(tmp_path / "f")] if words[0] in ("backup", "export") else []
        assert cli.main([*words, *files, "--data", str(wrong)]) == 2
        assert f"There is no relay in {wrong}" in capsys.readouterr().err
    assert not wrong.exists()


def test_the_host_sees_keys_and_takes_one_back(store, account):
    boat, desk = new_device_secret(), new_device_secret()
    store.write([AccountRow("a1", "Ann", hashing.make(boat), 1)])
    store.write([SecretRow("a1", hashing.make(desk), 2, "desk")])
    code, out, _ = account("keys", "ann")
    first, second = out.splitlines()
    assert (code, first.split()[1], second.split()[-1]) == (0, "device", "desk")
    assert account("revoke", "ann", "nonsense")[0] == 2
    assert account("revoke", "ann", second.split()[0])[0] == 0
    assert opens(store, "Ann", boat)
    assert not opens(store, "Ann", desk)
