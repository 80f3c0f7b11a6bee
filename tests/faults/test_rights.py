"""Nobody changes a room without the right to, and all members see the same room.

Threat 38: any sequence of commands, by anybody. What each member knows is worked out from the
lines it got, and compared with the relay's truth.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from messenger.irc.message import Message
from tests.relay.harness import Person, Town

NAMES = ("ann", "bob", "cleo")
ROOM = "#den"
COMMANDS = st.one_of(
    st.sampled_from(
        [
            f"JOIN {ROOM}",
            f"PART {ROOM}",
            f"MODE {ROOM} +m",
            f"MODE {ROOM} -m",
            f"MODE {ROOM} +t",
            f"MODE {ROOM} -t",
            f"MODE {ROOM} +b *!*@10.0.0.3",
            f"TOPIC {ROOM} :one",
            f"TOPIC {ROOM} :two",
            f"INVITE cleo {ROOM}",
        ]
    ),
    st.builds(
        "{} {} {} {}".format,
        st.just("MODE"),
        st.just(ROOM),
        st.sampled_from(["+o", "-o", "+v", "-v", "+ov", "-ov"]),
        st.sampled_from(NAMES),
    ),
    st.builds("KICK {} {}".format, st.just(ROOM), st.sampled_from(NAMES)),
)
DEEDS = st.lists(st.tuples(st.sampled_from(NAMES), COMMANDS), max_size=25)


class View:
    """The room as one of its members sees it. marks: by nick, None while it is not inside."""

    def __init__(self, person: Person, nick: str) -> None:
        self.person, self.nick = person, nick
        self.marks: dict[str, str] | None = None
        self.flags: set[str] = set()
        self.topic = ""

    def catch_up(self) -> None:
        for message in self.person.messages():
            step = STEPS.get(message.command)
            if step and ROOM in message.params:
                step(self, message)

    def joined(self, message: Message) -> None:
        if message.nick == self.nick:
            self.marks, self.flags, self.topic = {}, set(), ""
        if self.marks is not None:
            self.marks[message.nick] = ""

    def named(self, message: Message) -> None:
        for word in message.params[-1].split():
            nick = word.lstrip("@+")
            assert self.marks is not None
            self.marks[nick] = word[: len(word) - len(nick)]

    def went(self, message: Message) -> None:
        gone = message.params[1] if message.command == "KICK" else message.nick
        assert self.marks is not None, "told of a room it is not in"
        del self.marks[gone]
        if gone == self.nick:
            self.marks = None

    def changed(self, message: Message) -> None:
        assert self.marks is not None, "told of a room it is not in"
        arguments = list(message.params[2:])
        sign = ""
        for letter in message.params[1]:
            if letter in "+-":
                sign = letter
            elif letter in "ov":
                self._mark(arguments.pop(0), "@" if letter == "o" else "+", sign)
            elif letter == "b":
                arguments.pop(0)
            else:
                (self.flags.add if sign == "+" else self.flags.discard)(letter)

    def _mark(self, nick: str, mark: str, sign: str) -> None:
        assert self.marks is not None
        kept = set(self.marks[nick]) - {mark} | ({mark} if sign == "+" else set())
        self.marks[nick] = "".join(sorted(kept, key="@+".index))

    def titled(self, message: Message) -> None:
        self.topic = message.params[-1]


STEPS = {
    "JOIN": View.joined,
    "353": View.named,
    "PART": View.went,
    "KICK": View.went,
    "MODE": View.changed,
    "TOPIC": View.titled,
    "332": View.titled,
}


def truth(town: Town) -> tuple[dict[str, str], str] | None:
    """Members with their marks, and the topic; None for a room that is not there."""
    room = town.core.hub.roster.find(ROOM)
    if room is None:
        return None
    return {member.nick: marks for member, marks in room.members.items()}, room.topic


@settings(max_examples=150, deadline=None)
@given(DEEDS)
def test_all_see_one_room_and_only_operators_change_it(deeds):
    town = Town()
    views = {nick: View(town.log_in(nick, "multi-prefix"), nick) for nick in NAMES}
    for nick, command in [(nick, f"JOIN {ROOM}") for nick in NAMES] + deeds:
        before = truth(town)
        views[nick].person.send(command)
        after = truth(town)
        _judge(nick, command, before, after)
        for view in views.values():
            view.catch_up()
            inside = after is not None and view.nick in after[0]
            assert (view.marks is not None) is inside
            if after is not None and inside:
                assert (view.marks, view.topic) == after


def _judge(nick, command, before, after):
    """What changed was the right of who did it. before, after: see `truth`; the second is None
    when the last member left."""
    members, topic = before or ({}, "")
    new_members, new_topic = after or ({}, "")
    if "@" in members.get(nick, ""):
        return
    if command.startswith(("JOIN", "PART")):  # of oneself only
        members, new_members = dict(members), dict(new_members)
        members.pop(nick, None)
        new_members.pop(nick, None)
    assert new_members == members
    if nick not in members and after is not None and before is not None:
        assert new_topic == topic
