import pytest

from messenger.client.events import LoginFault
from messenger.client.session.login import Account, Login
from messenger.client.session.wanted_caps import WANTED_CAPS, in_lines
from messenger.irc.message import Message

ACCOUNT = Account("a", "Ann")


def answers(login: Login, line: str) -> list[str]:
    return [message.render() for message in login.receive(Message.parse(line))]


def login(may_rename: bool = False, **fields: str) -> Login:
    made = Login(Account("a", "Ada Okafor", **fields), "Ada_Okafor", may_rename)  # type: ignore[arg-type]
    made.start()
    return made


def test_the_display_name_travels_as_the_real_name() -> None:
    account = Account("a", "Ada Okafor", password="p", host_secret="s")
    lines = [message.render() for message in Login(account, account.nick, False).start()]
    assert lines == [
        "CAP LS 302",
        "PASS host:s",
        "PASS p",
        "NICK Ada_Okafor",
        "USER adaokafor 0 * :Ada Okafor",
    ]
    assert "password" not in repr(account)


def test_only_what_is_offered_and_wanted_is_requested() -> None:
    machine = login()
    assert answers(machine, ":s CAP * LS * :batch sasl=PLAIN") == []
    assert answers(machine, ":s CAP * LS :draft/multiline=max-bytes=10 strange") == [
        "CAP REQ :batch draft/multiline"
    ]
    assert answers(machine, ":s CAP * ACK :batch draft/multiline") == ["CAP END"]
    assert machine.caps == {"batch", "draft/multiline"}
    assert answers(machine, ":s 001 Ada :hi") == []
    assert (machine.is_done, machine.nick) == (True, "Ada")


def test_after_a_refused_group_each_one_is_asked_for_alone() -> None:
    machine = login()
    answers(machine, ":s CAP * LS :batch setname")
    assert answers(machine, ":s CAP * NAK :batch setname") == ["CAP REQ batch", "CAP REQ setname"]
    assert answers(machine, ":s CAP * ACK :batch") == []
    assert answers(machine, ":s CAP * NAK :setname") == ["CAP END"]
    assert machine.caps == {"batch"}


def test_a_server_without_capabilities() -> None:
    machine = login()
    assert answers(machine, ":s 421 * CAP :unknown") == []
    answers(machine, ":s 001 Ada_Okafor :hi")
    assert machine.is_done


def test_requests_fit_into_lines() -> None:
    groups = in_lines([f"capability-{number}" for number in range(100)])
    assert len(groups) > 1
    assert all(len(" ".join(group)) <= 400 for group in groups)
    assert len(in_lines(list(WANTED_CAPS))) == 1


@pytest.mark.parametrize(("secret", "told"), [("", False), ("s", True)])
def test_a_host_whose_key_is_gone_is_told_how_to_have_its_name_back(
    secret: str, told: bool
) -> None:
    machine = login(host_secret=secret)
    answers(machine, ":s 433 * Ada_Okafor :taken")
    answers(machine, ":s PONG s probe")
    assert machine.failure
    assert ("“messenger account release Ada_Okafor”" in machine.failure.detail) is told
    assert machine.failure.detail.endswith("host again." if told else "")


def test_free_names_are_looked_for() -> None:
    machine = login()
    sent = answers(machine, ":s 433 * Ada_Okafor :taken")
    assert sent[0] == "NICK Ada_Okafor2"
    assert sent[-1] == "PING probe"
    answers(machine, ":s 433 * Ada_Okafor3 :taken")
    answers(machine, ":s PONG s probe")
    assert machine.failure
    assert machine.failure.fault is LoginFault.NAME_TAKEN
    assert machine.failure.free_nicks == ("Ada_Okafor2", "Ada_Okafor4", "Ada_Okafor5")


def test_once_negotiation_is_over_no_other_name_is_tried() -> None:
    machine = login()
    answers(machine, ":s CAP * LS :")
    assert answers(machine, ":s 433 * Ada_Okafor :taken") == []
    assert machine.failure


def test_after_a_reconnect_a_variant_will_do() -> None:
    machine = login(may_rename=True)
    assert answers(machine, ":s 433 * Ada_Okafor :taken") == ["NICK Ada_Okafor2"]
    assert answers(machine, ":s 433 * Ada_Okafor2 :taken") == ["NICK Ada_Okafor3"]
    assert machine.failure is None


@pytest.mark.parametrize("line", [":s CAP", ":s CAP *", ":s CAP * LS", ":s 001", "PING"])
def test_short_lines_do_no_harm(line: str) -> None:
    machine = login()
    machine.receive(Message.parse(line))
    assert machine.failure is None


# -- over plain text


def plain_login() -> Login:
    return Login(ACCOUNT, "Ann", may_rename=False, is_plain=True)


def test_over_plain_text_nothing_is_said_before_the_server_has_told_what_it_can() -> None:
    machine = plain_login()
    assert [line.render() for line in machine.start()] == ["CAP LS 302"]
    assert machine.receive(Message.parse(":s NOTICE * :Looking you up")) == []
    assert machine.receive(Message.parse(":s CAP * LS * :batch")) == []
    lines = [line.render() for line in machine.receive(Message.parse(":s CAP * LS :setname"))]
    assert lines[-1].startswith("CAP REQ")
    assert [line.split()[0] for line in lines] == ["NICK", "USER", "CAP"]


def test_over_plain_text_a_server_that_wants_tls_learns_nothing() -> None:
    machine = plain_login()
    machine.start()
    assert machine.receive(Message.parse(":s CAP * LS * :sts=port=6697")) == []
    assert machine.receive(Message.parse(":s CAP * LS :batch")) == []
    assert machine.upgrade_port == 6697
    assert machine.receive(Message.parse(":s 001 Ann :hi")) == []
    assert machine.say_the_rest() == []


def test_over_tls_the_port_says_nothing() -> None:
    machine = Login(ACCOUNT, "Ann", may_rename=False)
    machine.start()
    machine.receive(Message.parse(":s CAP * LS :sts=port=1,duration=5"))
    assert machine.upgrade_port == 0


@pytest.mark.parametrize(
    "answer", [":s 451 * CAP :You have not registered", ":s 421 * CAP :Unknown command"]
)
def test_a_server_without_capabilities_is_logged_in_to_all_the_same(answer: str) -> None:
    machine = plain_login()
    machine.start()
    lines = [line.render().split()[0] for line in machine.receive(Message.parse(answer))]
    assert lines == ["NICK", "USER"]
    assert machine.say_the_rest() == [], "said once"
