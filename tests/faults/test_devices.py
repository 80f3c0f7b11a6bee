"""Two devices of one person know the same, whatever is done on either, and whenever one goes
and comes back: rooms, members with their marks, topic, nick, read position.

What each knows is worked out from the lines it got, as in `test_rights`.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from messenger.irc.message import Message
from tests.faults.test_rights import ROOM, STEPS, View, truth
from tests.relay.handlers.test_devices import device
from tests.relay.handlers.test_registration import town_with
from tests.relay.handlers.test_sasl import add
from tests.relay.harness import Person, Town

MARK = "timestamp=20{}-01-01T00:00:00.000Z"
NICKS = ("ann", "anna")
CAPS = ("multi-prefix", "draft/read-marker", "echo-message", "message-tags")
DEEDS = st.one_of(
    st.sampled_from(
        [
            f"JOIN {ROOM}", f"PART {ROOM}", "JOIN 0", f"TOPIC {ROOM} :one", f"TOPIC {ROOM} :two",
            f"MODE {ROOM} +m", f"MODE {ROOM} -m", f"PRIVMSG {ROOM} :hello", "PRIVMSG bob :psst",
            "PRIVMSG ann :to ann", "PRIVMSG anna :to anna", "AWAY :out", "AWAY", "come and go",
            f"KICK {ROOM} bob",
        ]
    ),
    st.builds("NICK {}".format, st.sampled_from(NICKS)),
    st.builds("KICK {} {}".format, st.just(ROOM), st.sampled_from(NICKS)),
    st.builds(
        "MODE {} {} {}".format, st.just(ROOM), st.sampled_from(["+o", "-o", "+v"]),
        st.sampled_from([*NICKS, "bob"]),
    ),
    st.builds(
        "MARKREAD {} {}".format, st.just(ROOM), st.integers(10, 30).map(MARK.format)
    ),
)  # fmt: skip


class Device(View):
    """One device: what it knows of the room, of its own name, of how far was read, and all
    words it has seen, by their ids."""

    def __init__(self, person: Person) -> None:
        super().__init__(person, "ann")
        self.words: dict[str, str] = {}
        self.heard: set[str] = set()  # of them, by this connection
        self.read_to = "*"

    def catch_up(self) -> None:
        for message in self.person.messages():
            if message.command == "001":
                self.nick = message.params[0]
            elif message.command == "NICK":
                self._renamed(message)
            elif message.command == "MARKREAD":
                self.read_to = message.params[1]
            elif message.command == "PRIVMSG":
                self._heard(message)
            elif message.command in STEPS and ROOM in message.params:
                STEPS[message.command](self, message)

    def _heard(self, message: Message) -> None:
        """Only words to oneself come twice to one connection: as the echo, and as what one gets.
        Who comes back is told the last words once more."""
        msgid = message.tags["msgid"]
        assert msgid not in self.heard or message.params[0] == self.nick, "shown twice"
        self.heard.add(msgid)
        self.words[msgid] = " ".join(message.params)

    def _renamed(self, message: Message) -> None:
        if message.nick == self.nick:
            self.nick = message.params[0]
        if self.marks is not None and message.nick in self.marks:
            self.marks[message.params[0]] = self.marks.pop(message.nick)


def come_back(town: Town, gone: Device) -> Device:
    gone.person.send("QUIT")
    back = Device(device(town, "Ann", *CAPS, nick=gone.nick))
    back.words = dict(gone.words)
    return back


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["desk", "phone", "bob"]), DEEDS), max_size=25))
def test_two_devices_know_the_same(deeds):
    town = town_with(enabled=False, nick_reservation="none")
    add(town, "Ann")
    town.tick(6)
    devices = {name: Device(device(town, "Ann", *CAPS)) for name in ("desk", "phone")}
    bob = town.log_in("bob", "multi-prefix", "message-tags")
    everybody = {"desk": None, "phone": None, "bob": bob}
    for who, deed in [("desk", f"JOIN {ROOM}"), ("bob", f"JOIN {ROOM}"), *deeds]:
        if who in devices and deed == "come and go":
            devices[who] = come_back(town, devices[who])
        elif deed != "come and go" and not (who == "bob" and deed.startswith("NICK")):
            person = everybody[who] or devices[who].person
            person.send(deed)
        _agree(town, *devices.values())


def _agree(town: Town, desk: Device, phone: Device) -> None:
    for one in (desk, phone):
        one.catch_up()
    person = desk.person.peer.person
    assert phone.person.peer.person is person
    assert desk.nick == phone.nick == person.nick
    real = truth(town)
    inside = real is not None and person.nick in real[0]
    assert (desk.marks is not None) is (phone.marks is not None) is inside
    if real is not None and inside:
        assert (desk.marks, desk.topic) == (phone.marks, phone.topic) == real
        assert desk.read_to == phone.read_to
    assert desk.words == phone.words
