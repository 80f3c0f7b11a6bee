import pytest

from messenger.irc.isupport import MAX_TOKENS, ISupport


def fed(*tokens: str) -> ISupport:
    isupport = ISupport()
    isupport.feed(("me", *tokens, "are supported"))
    return isupport


def test_defaults_are_those_of_rfc_1459() -> None:
    isupport = ISupport()
    assert isupport.fold("Ab[]\\~") == "ab{}|^"
    assert (isupport.prefix_letters, isupport.prefix_marks) == ("ov", "@+")
    assert isupport.is_channel("&x")
    assert not isupport.is_channel("")


@pytest.mark.parametrize(
    ("mapping", "folded"),
    [("ascii", "a[]~"), ("rfc1459", "a{}^"), ("strict-rfc1459", "a{}~"), ("precis", "a[]~")],
)
def test_casemapping(mapping: str, folded: str) -> None:
    assert fed(f"CASEMAPPING={mapping}").fold("A[]~") == folded


def test_values() -> None:
    isupport = fed("NETWORK=A\\x20B", "CHATHISTORY=50", "NICKLEN=x", "PREFIX=(qo)~@", "STATUSMSG=@")
    assert isupport.network == "A B"
    assert isupport.number("CHATHISTORY", 1) == 50
    assert isupport.number("NICKLEN", 9) == 9
    assert isupport.mark_of_letter == {"q": "~", "o": "@"}
    isupport.feed(("me", "-NETWORK", "are supported"))
    assert isupport.network == ""


def test_arguments_of_modes() -> None:
    isupport = fed("CHANMODES=b,k,l,mnt", "PREFIX=(ov)@+")
    takes = [(letter, isupport.takes_argument(letter, True)) for letter in "obklmn"]
    assert takes == [
        ("o", True),
        ("b", True),
        ("k", True),
        ("l", True),
        ("m", False),
        ("n", False),
    ]
    assert not isupport.takes_argument("l", False)


def test_bounded_and_unharmed_by_nonsense() -> None:
    isupport = fed(*(f"T{number}={'x' * 9999}" for number in range(1000)), "PREFIX=", "CHANMODES=")
    assert len(isupport.tokens) <= MAX_TOKENS
    assert max(map(len, isupport.tokens.values())) <= 500
    assert fed("PREFIX=(ov", "CHANMODES=b", "CHANTYPES=").is_channel("#x") is False
