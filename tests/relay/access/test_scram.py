"""SCRAM-SHA-256 against the example of RFC 7677, and against clients that lie."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.relay.access.scram import Scram, ScramError
from messenger.store.hashing import make_verifier

FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
FINAL = (
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
)
VERIFIER = make_verifier(b"pencil", SALT, 4096)


def challenged(first: str = FIRST) -> Scram:
    scram = Scram(first)
    scram.challenge(VERIFIER, NONCE)
    return scram


def proof(scram: Scram, first: str, without_proof: str, password: bytes = b"pencil") -> str:
    """A client's final message, as the RFC's client would make it."""
    salted = hashlib.pbkdf2_hmac("sha256", password, SALT, 4096)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    bare = first.split(",", 2)[2]
    server_first = scram.challenge(VERIFIER, NONCE)
    signed = f"{bare},{server_first},{without_proof}".encode()
    signature = hmac.digest(hashlib.sha256(client_key).digest(), signed, "sha256")
    mixed = bytes(a ^ b for a, b in zip(client_key, signature, strict=True))
    return f"{without_proof},p={base64.b64encode(mixed).decode()}"


def test_the_example_of_the_rfc():
    scram = Scram(FIRST)
    assert scram.name == "user"
    server_first = scram.challenge(VERIFIER, NONCE)
    assert server_first == (
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    )
    assert scram.final(FINAL) == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def test_a_name_may_hold_commas_and_equals_signs():
    assert Scram("n,,n=a=2Cb=3Dc,r=x").name == "a,b=c"
    assert Scram("n,a=user,n=user,r=x").name == "user"
    assert Scram("y,,n=user,r=x").name == "user"


@pytest.mark.parametrize(
    "first",
    [
        "",
        "n,,",
        "n,,n=,r=x",
        "n,,n=user",
        "n,,n=user,r=",
        "n,,r=x,n=user",
        "n,,m=ext,n=user,r=x",
        "p=tls-unique,,n=user,r=x",
        "n,a=other,n=user,r=x",
        "n,,n=us=er,r=x",
        "n,,n=user,r=" + "x" * 257,
    ],
)
def test_first_messages_that_are_none(first):
    with pytest.raises(ScramError):
        Scram(first)


@pytest.mark.parametrize(
    ("part", "lie"),
    [
        ("c=biws", "c=eSws"),  # another header than in the first message
        ("c=biws", "c=cD10bHMtdW5pcXVlLCw="),  # says that it is bound to a channel
        ("c=biws", "c=!!"),
        ("r=rOpr", "r=sOpr"),
        ("p=dHzb", "p=eHzb"),
        ("p=dHzb", "p="),
        (",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", ""),
        ("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "p=dHzb"),
    ],
)
def test_final_messages_that_lie(part, lie):
    assert part in FINAL
    with pytest.raises(ScramError):
        challenged().final(FINAL.replace(part, lie))


def test_a_wrong_password_and_a_message_of_another_exchange_are_refused():
    first = "n,,n=user,r=abc"
    scram = Scram(first)
    right = proof(scram, first, f"c=biws,r=abc{NONCE}")
    assert scram.final(right).startswith("v=")
    wrong = proof(scram, first, f"c=biws,r=abc{NONCE}", b"pencils")
    with pytest.raises(ScramError):
        scram.final(wrong)
    again = Scram(first)
    again.challenge(VERIFIER, "another nonce".replace(" ", "-"))
    with pytest.raises(ScramError):
        again.final(right)


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_else_is_an_error_and_never_a_crash(first, final):
    for start in ("", "n,,", "n,,n=user,r="):
        try:
            scram = Scram(start + first)
        except ScramError:
            continue
        scram.challenge(VERIFIER, NONCE)
        with pytest.raises(ScramError):
            scram.final(final)
