"""Who somebody is: the answer to WHOIS, in plain words.

source: "Modern IRC Client Protocol", RPL_WHOISUSER and those after it.
"""

from collections.abc import Callable, Mapping

from messenger.client.events import PersonDescribed, ServerSaid
from messenger.client.session.cleaning import plain
from messenger.client.session.conversation import Conversation
from messenger.client.session.handlers.people import update
from messenger.client.text.words import is_away, lasting
from messenger.irc.message import Message
from messenger.irc.names import display_name

MAX_AWAY_TOLD = 1000
Teller = Callable[[Conversation, tuple[str, ...]], str]  # parameters from the nick on


def _tell(words: Teller) -> Callable[[Conversation, Message], None]:
    """One line of the answer; none where there are no words."""

    def tell(talk: Conversation, message: Message) -> None:
        params = tuple(plain(param) for param in message.params[1:])
        key, line = talk.isupport.fold(params[0]), words(talk, params)
        for part in line.splitlines():
            talk.questions.about(key, part)

    return tell


def _person(talk: Conversation, params: tuple[str, ...]) -> str:
    nick, _, host, _, realname = params[:5]
    name = display_name(nick, realname)
    if name == nick:
        name = f"{nick} ({realname})" if realname not in ("", nick) else nick
    else:
        name = f"{name} (nick: {nick})"
    return f"{name}\nHost: {host}"


def _rooms(talk: Conversation, params: tuple[str, ...]) -> str:
    marks = talk.isupport.prefix_marks
    return f"Rooms: {', '.join(room.lstrip(marks) for room in params[-1].split())}"


def _times(talk: Conversation, params: tuple[str, ...]) -> str:
    numbers = [
        int(word) for word in params[1:3] if word.isascii() and word.isdigit() and len(word) < 12
    ]
    lines = [f"Silent for {lasting(numbers[0])}"] if numbers else []
    if len(numbers) > 1 and 0 < numbers[1] <= talk.wall:
        lines.append(f"Here for {lasting(talk.wall - numbers[1])}")
    return "\n".join(lines)


def _words(text: str) -> Teller:
    return lambda talk, params: text.format(params[1] if len(params) > 1 else "")


def _away(talk: Conversation, message: Message) -> None:
    nick, text = plain(message.params[1]), plain(message.params[2])
    key = talk.isupport.fold(nick)
    if talk.questions.about(key, f"Away: {text}"):
        return
    update(talk, nick, away=True)
    if talk.away_told.get(key) != text and len(talk.away_told) < MAX_AWAY_TOLD:
        talk.away_told[key] = text
        name = display_name(nick, talk.bookmarks.realnames.of(nick))
        talk.tell(ServerSaid(is_away(name, text), nick))


def _end(talk: Conversation, message: Message) -> None:
    nick = message.params[1]
    lines = talk.questions.person_ends(talk.isupport.fold(nick))
    if lines is not None:
        talk.tell(PersonDescribed(plain(nick), lines))


# command → (handler, least parameters)
HANDLERS: Mapping[str, tuple[Callable[[Conversation, Message], None], int]] = {
    "276": (_tell(_words("")), 2),  # a certificate's fingerprint
    "301": (_away, 3),
    "307": (_tell(_words("Logged in to an account")), 2),
    "311": (_tell(_person), 6),
    "312": (_tell(_words("")), 2),  # which server of a network
    "313": (_tell(_words("Looks after this server")), 2),
    "317": (_tell(_times), 3),
    "319": (_tell(_rooms), 3),
    "320": (_tell(lambda talk, params: params[-1]), 3),
    "330": (_tell(_words("Account: {0}")), 3),
    "335": (_tell(_words("A bot")), 2),
    "338": (_tell(_words("Address: {0}")), 3),
    "378": (_tell(_words("")), 2),  # the host once more
    "379": (_tell(_words("")), 2),  # modes, as letters
    "671": (_tell(_words("Connected securely")), 2),
    "760": (_tell(_words("")), 2),  # what programs keep about people
    "318": (_end, 2),
}
