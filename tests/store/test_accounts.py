"""Accounts in a real SQLite file: what proves a name, and what never stands in the file."""

import time
from pathlib import Path

import pytest

from messenger.irc.claims import new_device_secret
from messenger.store import hashing
from messenger.store.account_rows import (
    AccountGoneRow,
    AccountRow,
    AccountsRequest,
    CodeCheck,
    ExpiredClaimsRow,
    KnownAccount,
    NewSecret,
    PasswordCheck,
    ScramRequest,
    SecretRow,
    SeenRow,
    TalkRow,
    TalksRequest,
    VerifiedRow,
)
from messenger.store.history import RelayStore
from messenger.store.rows import HistoryRow

ANN = KnownAccount("a1", "Ann")


@pytest.fixture
def store(tmp_path: Path):
    store = RelayStore(tmp_path)
    yield store
    store.close()


def add(store: RelayStore, password: str, *, id: str = "a1", name: str = "Ann", code: str = ""):
    secret = hashing.make(password, fast=True)
    store.write([AccountRow(id, name, secret, 1_000, code=code)])


def check(store: RelayStore, name: str, password: str) -> KnownAccount | None:
    return store.reader().run(PasswordCheck(name, password, fast=True))


def test_the_right_password_opens_an_account(store):
    add(store, "sesame")
    assert check(store, "aNN", "sesame") == ANN
    assert check(store, "Ann", "sesam") is None
    assert check(store, "Bob", "sesame") is None
    assert check(store, "Ann", "") is None


def test_a_password_is_the_same_however_its_letters_are_composed(store):
    add(store, "caf\u00e9")
    assert check(store, "Ann", "cafe\u0301") == ANN


def test_no_secret_stands_in_the_file_or_in_a_repr(store, tmp_path):
    secret = new_device_secret()
    add(store, "open-sesame-99")
    add(store, secret, id="b1", name="Bob")
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"open-sesame-99" not in found
    assert secret.encode() not in found
    assert secret.removeprefix("device:").encode() not in found
    for thing in (PasswordCheck("Ann", "hidden"), NewSecret("Ann", "hidden"),
                  CodeCheck("Ann", "hidden"), hashing.make("hidden", fast=True)):  # fmt: skip
        assert "hidden" not in repr(thing)
        assert "argon2" not in repr(thing)


def test_real_hashes_are_argon2id_and_dear():
    kept = hashing.make("sesame")
    assert kept.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept.scram.startswith("600000:")


def test_devices_are_further_ways_in(store):
    first, second = new_device_secret(), new_device_secret()
    add(store, first)
    assert check(store, "Ann", first) == ANN
    assert check(store, "Ann", second) is None
    store.write([SecretRow("a1", hashing.make(second), 2_000)])
    assert check(store, "Ann", first) == check(store, "Ann", second) == ANN
    store.write([SecretRow("a1", hashing.make("sesame", fast=True), 2_000)])
    assert check(store, "Ann", "sesame") == check(store, "Ann", first) == ANN


def test_a_new_password_replaces_the_old(store):
    add(store, "sesame")
    store.write([SecretRow("a1", hashing.make("simsim", fast=True), 2_000)])
    assert check(store, "Ann", "sesame") is None
    assert check(store, "Ann", "simsim") == ANN


def test_the_list_is_told_only_when_it_has_changed(store):
    reader = store.reader()
    before = store.load().accounts
    assert before.accounts == ()
    assert reader.run(AccountsRequest(before.version)) is None
    add(store, "sesame")
    after = reader.run(AccountsRequest(before.version))
    assert after.accounts == (ANN,)
    assert after == store.load().accounts
    store.write([SeenRow("a1", 9_000)])
    assert reader.run(AccountsRequest(after.version)) is None
    store.write([AccountGoneRow("a1")])
    assert reader.run(AccountsRequest(after.version)).accounts == ()
    assert check(store, "Ann", "sesame") is None


def test_a_name_is_given_once_and_so_are_those_that_look_alike(store):
    add(store, "sesame")
    add(store, "other", id="a2", name="ANN")
    add(store, "other", id="a3", name="Аnn")  # a Cyrillic A
    assert store.load().accounts.accounts == (ANN,)
    assert check(store, "Ann", "sesame") == ANN
    reader = store.reader()
    assert reader.run(NewSecret("Аnn", "x", fast=True, new=True)) is None
    assert reader.run(NewSecret("Bob", "x", fast=True, new=True)).password


def test_an_account_waits_for_its_code(store):
    add(store, "sesame", code="12345")
    assert check(store, "Ann", "sesame") is None
    reader = store.reader()
    assert reader.run(ScramRequest("Ann", fast=True)).account is None
    assert reader.run(CodeCheck("Ann", "1234")) is None
    assert reader.run(CodeCheck("Ann", "")) is None
    assert reader.run(CodeCheck("Ann", "12345")) == KnownAccount("a1", "Ann", verified=False)
    store.write([VerifiedRow("a1")])
    assert check(store, "Ann", "sesame") == ANN
    assert reader.run(CodeCheck("Ann", "")) is None


def test_scram_looks_alike_for_all_names(store):
    add(store, "sesame")
    add(store, new_device_secret(), id="b1", name="Bob")
    reader = store.reader()
    ann = reader.run(ScramRequest("ann", fast=True))
    assert ann.account == ANN
    for name in ("Bob", "nobody"):
        one, other = (reader.run(ScramRequest(name, fast=True)) for _ in range(2))
        assert one.account is None
        assert one.verifier.salt == other.verifier.salt
        assert one.verifier.iterations == ann.verifier.iterations
        assert len(one.verifier.salt) == len(ann.verifier.salt)


def test_unused_claims_expire_and_passwords_do_not(store):
    add(store, new_device_secret())
    add(store, new_device_secret(), id="b1", name="Bob")
    add(store, "sesame", id="c1", name="Cy")
    store.write([SeenRow("b1", 5_000), ExpiredClaimsRow(4_000)])
    assert {row.name for row in store.load().accounts.accounts} == {"Bob", "Cy"}


def test_private_talks_of_an_account_are_listed_by_time(store):
    rows = [
        HistoryRow(number, target, number * 100, "x!y@z", "", command, ("hi",))
        for number, target, command in (
            (1, "@a1 @b1", "PRIVMSG"),
            (2, "#lobby", "PRIVMSG"),
            (3, "@a1 cy", "NOTICE"),
            (4, "@a1 @b1", "PRIVMSG"),
            (5, "@a1 cy", "TAGMSG"),
            (6, "@a10 dan", "PRIVMSG"),
        )
    ]
    store.write(rows)
    reader = store.reader()
    both = (TalkRow("@a1 @b1", 400), TalkRow("@a1 cy", 500))  # reactions count, too
    assert reader.run(TalksRequest("@a1", 0, 1_000, 10)) == both
    assert reader.run(TalksRequest("@a1", 0, 1_000, 1)) == both[:1]
    assert reader.run(TalksRequest("@a1", 400, 501, 10)) == both[1:]
    assert reader.run(TalksRequest("@a1", 0, 500, 10)) == both[:1]
    assert reader.run(TalksRequest("@b1", 0, 1_000, 10)) == both[:1]


def test_what_is_wrong_takes_as_long_as_what_is_unknown():
    """The shortest of some tries each, so that a busy machine does not matter."""
    kept = hashing.make("sesame").password

    def shortest_s(one: str) -> float:
        times = []
        for _ in range(8):
            start = time.process_time()
            assert not hashing.matches(one, "wrong")
            times.append(time.process_time() - start)
        return min(times)

    wrong, unknown = shortest_s(kept), shortest_s("")
    assert 0.6 < wrong / unknown < 1.7
    assert wrong > 0.002
