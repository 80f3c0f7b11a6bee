"""Logging in with a proof, by lines: honest servers, and hostile ones."""

import base64

import pytest

from messenger.client.events import LoginFault
from messenger.client.session.device_key import NO_KEY, DeviceKey
from messenger.client.session.login import OWN_NAME, Account, Login
from messenger.client.session.proving import KEY_REFUSED, LIED, NO_KEY_WANTED, NO_SAFE_WAY, Proving
from messenger.irc.message import Message

KEY = DeviceKey("device:" + "k" * 43, is_claimed=True)
NEW_KEY = DeviceKey(KEY.secret)
PLAIN_OF_KEY = base64.b64encode(f"Ann\0Ann\0{KEY.secret}".encode()).decode()
PLAIN_OF_PASSWORD = base64.b64encode(b"Ann\0Ann\0sesame").decode()


class Wire:
    """A login, and what it has sent."""

    def __init__(
        self, password: str = "", key: DeviceKey = NO_KEY, *, safe: bool = True, back: bool = False
    ) -> None:
        self.login = Login(Account("a", "Ann"), "Ann", back, Proving("Ann", password, key, safe))
        self.login.start()

    def tell(self, *lines: str) -> list[str]:
        """The answers to these lines."""
        return [
            message.render()
            for line in lines
            for message in self.login.receive(Message.parse(f":s {line}"))
        ]

    def negotiate(self, sasl: str) -> list[str]:
        """What comes after the capability was granted; sasl: as it stands in CAP LS."""
        assert self.tell(f"CAP * LS :{sasl}") == ["CAP REQ sasl"]
        return self.tell("CAP * ACK :sasl")

    @property
    def failed(self) -> tuple[LoginFault, str] | None:
        end = self.login.failure
        return (end.fault, end.detail) if end else None


def test_a_key_is_shown_by_plain_before_the_login_ends() -> None:
    wire = Wire(key=KEY)
    assert wire.negotiate("sasl=SCRAM-SHA-256,PLAIN") == ["AUTHENTICATE PLAIN"]
    assert wire.tell("AUTHENTICATE +") == [f"AUTHENTICATE {PLAIN_OF_KEY}"]
    assert wire.tell("900 * a!b@c Ann :You are", "903 * :good") == ["CAP END"]
    wire.tell("001 Ann :hi")
    assert (wire.login.is_done, wire.login.is_proven) == (True, True)


def test_a_server_need_not_say_who_it_is_once_it_is_known_for_one() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    wire.tell("AUTHENTICATE +")
    assert [one.render() for one in wire.login.receive(Message.parse("903 * :good"))] == ["CAP END"]


@pytest.mark.parametrize(
    ("offer", "safe", "chosen"),
    [
        ("sasl=PLAIN,SCRAM-SHA-256", True, "SCRAM-SHA-256"),
        ("sasl=plain,scram-sha-256", False, "SCRAM-SHA-256"),
        ("sasl=PLAIN", True, "PLAIN"),
        ("sasl", True, "SCRAM-SHA-256"),
        ("sasl", False, "SCRAM-SHA-256"),
    ],
)
def test_a_password_goes_the_best_way_that_is_offered(offer: str, safe: bool, chosen: str) -> None:
    assert Wire("sesame", safe=safe).negotiate(offer) == [f"AUTHENTICATE {chosen}"]


@pytest.mark.parametrize(
    ("offer", "safe"),
    [("sasl=EXTERNAL", True), ("sasl=PLAIN", False), ("sasl=PLAINER", True)],
)
def test_a_way_that_is_not_offered_or_not_safe_is_never_tried(offer: str, safe: bool) -> None:
    wire = Wire("sesame", safe=safe)
    assert wire.negotiate(offer) == []
    assert wire.failed == (LoginFault.OTHER, NO_SAFE_WAY)


@pytest.mark.parametrize("lines", [("CAP * LS :",), ("CAP * LS :batch", "CAP * ACK :batch")])
def test_who_asks_for_no_proof_today_gets_no_login(lines: tuple[str, ...]) -> None:
    wire = Wire(key=KEY)
    assert "CAP END" not in wire.tell(*lines)
    assert wire.failed == (LoginFault.OTHER, NO_KEY_WANTED)


def test_a_capability_refused_after_it_was_offered_ends_it() -> None:
    wire = Wire(key=KEY)
    wire.tell("CAP * LS :sasl=PLAIN")
    assert wire.tell("CAP * NAK :sasl") == []
    assert wire.failed == (LoginFault.OTHER, NO_KEY_WANTED)


@pytest.mark.parametrize("line", ["001 Ann :hi", "421 * CAP :unknown"])
def test_a_server_without_capabilities_is_another_one(line: str) -> None:
    wire = Wire(key=KEY)
    wire.tell(line)
    assert wire.failed == (LoginFault.OTHER, NO_KEY_WANTED)


@pytest.mark.parametrize("list_of_them", [(), ("908 * EXTERNAL,PLAIN :are available",)])
def test_where_mechanisms_are_not_listed_the_better_is_tried_first(
    list_of_them: tuple[str],
) -> None:
    """A server of sasl-3.1 tells them, if at all, when it refuses one."""
    wire = Wire("sesame")
    assert wire.negotiate("sasl") == ["AUTHENTICATE SCRAM-SHA-256"]
    assert wire.tell(*list_of_them, "904 * :no") == ["AUTHENTICATE PLAIN"]
    assert wire.tell("AUTHENTICATE +") == [f"AUTHENTICATE {PLAIN_OF_PASSWORD}"]
    assert wire.tell("903 * :good") == ["CAP END"]


@pytest.mark.parametrize(
    ("safe", "lines", "plain_tries"),
    [
        (False, ("904 * :no",), 0),
        (False, ("908 * PLAIN :are available", "904 * :no"), 0),
        (True, ("908 * EXTERNAL :are available",), 0),
        (True, ("904 * :no", "904 * :no"), 1),
        (True, ("AUTHENTICATE +", "904 * :wrong password"), 0),
    ],
)
def test_no_other_way_is_tried_that_is_unsafe_or_not_there(
    safe: bool, lines: tuple[str, ...], plain_tries: int
) -> None:
    wire = Wire("sesame", safe=safe)
    wire.negotiate("sasl")
    assert wire.tell(*lines).count("AUTHENTICATE PLAIN") == plain_tries
    assert wire.failed is not None


def test_a_mechanism_that_turns_out_not_to_be_there_ends_it() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    assert wire.tell("908 * EXTERNAL :are available", "904 * :no") == []
    assert wire.failed == (LoginFault.OTHER, NO_KEY_WANTED)


@pytest.mark.parametrize("line", ["908 * EXTERNAL :are available", "421 * AUTHENTICATE :unknown"])
def test_a_key_that_no_relay_has_confirmed_is_not_insisted_on(line: str) -> None:
    wire = Wire(key=NEW_KEY)
    wire.negotiate("sasl=PLAIN")
    assert wire.tell(line, "904 * :no") == ["CAP END"]
    assert Wire(key=NEW_KEY).tell("CAP * LS :") == ["CAP END"]


def test_a_key_is_not_shown_where_others_listen() -> None:
    wire = Wire(key=KEY, safe=False)
    assert wire.tell("CAP * LS :sasl=PLAIN") == ["CAP END"]


@pytest.mark.parametrize("line", ["903 * :good", "907 * :already"])
def test_success_before_the_proof_is_a_lie(line: str) -> None:
    wire = Wire("sesame")
    wire.negotiate("sasl=SCRAM-SHA-256")
    (first,) = wire.tell("AUTHENTICATE +")
    assert "sesame" not in base64.b64decode(first.split()[1]).decode()
    assert wire.tell(line) == ["AUTHENTICATE *"]
    assert wire.failed == (LoginFault.OTHER, LIED)


@pytest.mark.parametrize("last", ["+", "AAAA", "dj1ubU1mM1FIV2NKUWk5cE1ndHFLU0tQclZueUk2c3FOTzZJ"])
def test_a_server_that_can_not_sign_is_left(last: str) -> None:
    wire = Wire("sesame")
    wire.negotiate("sasl=SCRAM-SHA-256")
    (first,) = wire.tell("AUTHENTICATE +")
    nonce = base64.b64decode(first.split()[1]).decode().rpartition("r=")[2]
    challenge = base64.b64encode(f"r={nonce}xyz,s=c2FsdA==,i=4096".encode()).decode()
    assert wire.tell(f"AUTHENTICATE {challenge}")[0].startswith("AUTHENTICATE Yz1iaXdz")
    assert wire.tell(f"AUTHENTICATE {last}") == ["AUTHENTICATE *"]
    assert wire.failed == (LoginFault.OTHER, LIED)


def test_a_count_of_iterations_that_would_keep_us_busy_is_not_begun() -> None:
    wire = Wire("sesame")
    wire.negotiate("sasl=SCRAM-SHA-256")
    (first,) = wire.tell("AUTHENTICATE +")
    nonce = base64.b64decode(first.split()[1]).decode().rpartition("r=")[2]
    challenge = base64.b64encode(f"r={nonce}xyz,s=c2FsdA==,i=1000001".encode()).decode()
    assert wire.tell(f"AUTHENTICATE {challenge}") == ["AUTHENTICATE *"]


@pytest.mark.parametrize("code", ["902", "904", "905", "906"])
def test_a_wrong_password_is_told(code: str) -> None:
    wire = Wire("sesame")
    wire.negotiate("sasl=PLAIN")
    assert wire.tell("AUTHENTICATE +") == [f"AUTHENTICATE {PLAIN_OF_PASSWORD}"]
    assert wire.tell(f"{code} * :no such luck") == []
    assert wire.failed == (LoginFault.PROOF_WRONG, "no such luck")


def test_a_key_that_fits_no_more_is_no_reason_to_stop_while_the_name_is_free() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    assert wire.tell("904 * :no") == ["CAP END"]
    wire.tell("001 Ann :hi")
    assert (wire.login.is_done, wire.login.is_proven) == (True, False)


def test_a_key_that_fits_no_more_and_a_name_that_is_taken() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    wire.tell("904 * :no")
    wire.tell("433 * Ann :taken")
    assert wire.failed == (LoginFault.NAME_TAKEN, KEY_REFUSED)


def test_accounts_that_can_not_be_looked_up_just_now() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    wire.tell("FAIL AUTHENTICATE TEMPORARILY_UNAVAILABLE :Not now")
    assert wire.failed == (LoginFault.OTHER, "Not now")


def test_a_name_refused_too_early_is_asked_for_again_after_the_proof() -> None:
    wire = Wire(key=KEY)
    assert wire.tell("433 * Ann :registered") == []
    wire.negotiate("sasl=PLAIN")
    wire.tell("AUTHENTICATE +")
    assert wire.tell("903 * :good") == ["NICK Ann", "CAP END"]


def test_a_name_of_ours_that_another_program_of_ours_uses() -> None:
    wire = Wire(key=KEY)
    wire.negotiate("sasl=PLAIN")
    wire.tell("AUTHENTICATE +", "903 * :good", "433 * Ann :in use")
    assert wire.failed == (LoginFault.NAME_TAKEN, OWN_NAME)


def test_a_name_refused_too_early_and_no_proof() -> None:
    wire = Wire(key=KEY)
    wire.tell("433 * Ann :registered")
    wire.negotiate("sasl=PLAIN")
    assert wire.tell("904 * :no")[-1] == "PING probe"
    wire.tell("PONG s probe")
    assert wire.failed == (LoginFault.NAME_TAKEN, KEY_REFUSED)


def test_after_a_reconnect_a_variant_will_do_without_a_proof() -> None:
    wire = Wire(key=KEY, back=True)
    wire.tell("433 * Ann :registered")
    wire.negotiate("sasl=PLAIN")
    assert wire.tell("904 * :no") == ["NICK Ann2", "CAP END"]


def test_a_keyring_that_does_not_answer_is_named_when_the_name_is_taken() -> None:
    wire = Wire(key=DeviceKey(trouble="Locked."))
    assert wire.tell("CAP * LS :sasl=PLAIN") == ["CAP END"]
    wire.tell("433 * Ann :registered")
    assert wire.failed == (LoginFault.NAME_TAKEN, "Locked.")


def test_nothing_secret_shows_in_a_log() -> None:
    assert "kkkk" not in repr(KEY)
    assert "sesame" not in repr(Account("a", "Ann", login_password="sesame"))
