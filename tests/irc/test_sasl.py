"""SASL by bytes: the published example, our relay's other half, and servers that lie."""

import base64

import pytest

from messenger.errors import PeerError, Refused
from messenger.irc.sasl import MAX_CHALLENGE_BYTES, Exchange, Login, Scram, pieces
from messenger.relay.access.scram import Scram as ServerScram
from messenger.store import hashing

LOGIN = Login("user", "pencil")
# RFC 7677 section 3.
NONCE = "rOprNGfwEbeRWgbNEkqO"
FIRST = f"n,,n=user,r={NONCE}"
CHALLENGE = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
FINAL = (
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
)
SIGNATURE = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_the_published_example() -> None:
    scram = Scram(LOGIN, NONCE)
    assert scram.answer(b"").decode() == FIRST
    assert scram.answer(CHALLENGE.encode()).decode() == FINAL
    assert not scram.is_proven
    assert scram.answer(SIGNATURE.encode()) == b""
    assert scram.is_proven
    with pytest.raises(PeerError):
        scram.answer(b"")


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "r=,s=,i=",
        CHALLENGE.replace(NONCE, "another"),
        f"r={NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",  # adds nothing of its own
        CHALLENGE.replace("i=4096", "i=1000001"),
        CHALLENGE.replace("i=4096", "i=4095"),
        CHALLENGE.replace("i=4096", "i=" + "9" * 5000),
        CHALLENGE.replace("i=4096", "i=-1"),
        CHALLENGE.replace("i=4096", "i=٤٠٩٦"),
        CHALLENGE.replace("s=W22ZaJ0SNY7soEsUEjb6gQ==", "s="),
        CHALLENGE.replace("s=W22ZaJ0SNY7soEsUEjb6gQ==", "s=?"),
        "m=ext," + CHALLENGE,
    ],
)
def test_a_challenge_that_is_none_is_not_answered(challenge: str) -> None:
    scram = Scram(LOGIN, NONCE)
    scram.answer(b"")
    with pytest.raises(PeerError):
        scram.answer(challenge.encode())


@pytest.mark.parametrize(
    "last",
    [
        "",
        "v=",
        "x",
        SIGNATURE.replace("6", "7"),
        "dj1ubU1mM1FIV2NKUWk5",
        SIGNATURE[:-4],
        "v=\ud7ff",
    ],
)
def test_a_server_that_does_not_know_the_password_is_found_out(last: str) -> None:
    scram = Scram(LOGIN, NONCE)
    scram.answer(b"")
    scram.answer(CHALLENGE.encode())
    with pytest.raises(PeerError):
        scram.answer(last.encode())
    assert not scram.is_proven


def test_a_server_may_say_no() -> None:
    scram = Scram(LOGIN, NONCE)
    scram.answer(b"")
    scram.answer(CHALLENGE.encode())
    with pytest.raises(Refused):
        scram.answer(b"e=invalid-proof")


@pytest.mark.parametrize(("name", "password"), [("Ann", "sesame"), ("a,b=c", "p\u00e4ss wo\ufb01")])
def test_it_fits_the_relays_half(name: str, password: str) -> None:
    plain = hashing.prepare(password)
    client = Scram(Login(name, password))
    server = ServerScram(client.answer(b"").decode())
    assert server.name == name
    challenge = server.challenge(hashing.make_verifier(plain, b"salt", 4096), "theirs")
    last = server.final(client.answer(challenge.encode()).decode())
    assert client.answer(last.encode()) == b""
    assert client.is_proven


def test_plain_says_all_at_once() -> None:
    exchange = Exchange("PLAIN", Login("jilles", "sesame"))
    assert not exchange.is_proven
    assert exchange.receive("+") == ["amlsbGVzAGppbGxlcwBzZXNhbWU="]
    assert exchange.is_proven
    with pytest.raises(PeerError):
        exchange.receive("+")


def test_plain_is_not_drawn_out_by_a_challenge() -> None:
    with pytest.raises(PeerError):
        Exchange("PLAIN", LOGIN).receive(encoded("tell me"))


@pytest.mark.parametrize(
    ("size", "lengths"), [(0, [1]), (299, [400, 1]), (300, [400, 1]), (301, [400, 4]), (9, [12])]
)
def test_answers_go_out_in_pieces_and_the_last_is_shorter(size: int, lengths: list[int]) -> None:
    assert [len(piece) for piece in pieces(b"x" * size)] == lengths
    assert "".join(pieces(b"x" * size)).rstrip("+") == base64.b64encode(b"x" * size).decode()


def test_challenges_come_in_pieces() -> None:
    exchange = Exchange("SCRAM-SHA-256", LOGIN)
    (first,) = exchange.receive("+")
    nonce = base64.b64decode(first).decode().rpartition("r=")[2]
    whole = encoded(f"r={nonce}{'y' * 400},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
    assert exchange.receive(whole[:400]) == []
    assert len(exchange.receive(whole[400:])) == 2


@pytest.mark.parametrize("piece", ["?", "ab", "é", "x" * 401])
def test_what_is_not_base64_ends_it(piece: str) -> None:
    with pytest.raises(PeerError):
        Exchange("SCRAM-SHA-256", LOGIN).receive(piece)


def test_an_endless_challenge_ends_it() -> None:
    exchange = Exchange("SCRAM-SHA-256", LOGIN)
    for _ in range(MAX_CHALLENGE_BYTES // 400):
        exchange.receive("A" * 400)
    with pytest.raises(PeerError):
        exchange.receive("A" * 400)


def test_no_password_shows_in_a_log() -> None:
    assert "pencil" not in repr(LOGIN)
