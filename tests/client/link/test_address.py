import pytest

from messenger.client.link.address import Address, is_loopback, parse
from messenger.errors import UserError


@pytest.mark.parametrize(
    ("typed", "expected", "shown"),
    [
        ("boathouse.local", Address("boathouse.local", 6697, True), "boathouse.local:6697"),
        (" Host:7000 ", Address("Host", 7000, True), "host:7000"),
        ("irc://127.0.0.1", Address("127.0.0.1", 6667, False), "irc://127.0.0.1:6667"),
        ("ircs://a.b:1/", Address("a.b", 1, True), "a.b:1"),
        ("[::1]:6697", Address("::1", 6697, True), "[::1]:6697"),
        ("::1", Address("::1", 6697, True), "[::1]:6697"),
        ("irc://[fe80::1%eth0]", Address("fe80::1%eth0", 6667, False), "irc://[fe80::1%eth0]:6667"),
    ],
)
def test_what_people_type(typed: str, expected: Address, shown: str) -> None:
    assert parse(typed) == expected
    assert str(parse(typed)) == shown


@pytest.mark.parametrize("typed", ["", "a b", "http://a", "a:0", "a:70000", "a:x", "u@h", "a/b"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(UserError):
        parse(typed)


def test_loopback() -> None:
    assert parse("irc://localhost").is_loopback
    assert not parse("irc://example.org").is_loopback


@pytest.mark.parametrize("number", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_numbers_of_our_own_computer(number: str) -> None:
    assert is_loopback(number)


@pytest.mark.parametrize("number", ["127.example.org", "128.0.0.1", "::", "fe80::1%lo", ""])
def test_other_numbers(number: str) -> None:
    assert not is_loopback(number)
