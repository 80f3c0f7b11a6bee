"""MODE of oneself.

source: RFC 2812 section 3.1.5; "Modern IRC Client Protocol", MODE; IRCv3 bot-mode.
"""

from messenger.irc import numerics
from messenger.irc.message import Message
from messenger.irc.numerics import refusal
from messenger.relay import isupport
from messenger.relay.handlers.lesson import became_operator
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer, Person


def in_words(done: list[tuple[str, str, str]]) -> list[str]:
    letters, before = "", ""
    for sign, letter, _ in done:
        letters += letter if sign == before else sign + letter
        before = sign
    return [letters, *(argument for _, _, argument in done if argument)]


def change(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    other = hub.people.find(message.params[0])
    if other is None:
        raise refusal(numerics.ERR_NOSUCHNICK, message.params[0] or "*")
    if other is not peer.person:
        raise refusal(numerics.ERR_USERSDONTMATCH)
    if len(message.params) < 2:
        reply.numeric(numerics.RPL_UMODEIS, "+" + "".join(sorted(peer.person.modes)))
        return
    sign, done, unknown = "+", [], False
    for letter in message.params[1]:
        if letter in "+-":
            sign = letter
        elif letter in isupport.OWN_MODES or letter == "o":
            if (letter in peer.person.modes) is (sign == "-") and (letter != "o" or sign == "-"):
                modes = set(peer.person.modes) ^ {letter}
                hub.people.set_modes(peer.person, "".join(sorted(modes)))
                done.append((sign, letter, ""))
        else:
            unknown = True
    if unknown:
        reply.numeric(numerics.ERR_UMODEUNKNOWNFLAG)
    if done:
        words = in_words(done)[0]
        reply.send("MODE", peer.person.nick, words, source=peer.person.nick)
        peer.person.forget_lanes()
        show(hub, peer.person, words, peer)
    if ("-", "o", "") in done:
        became_operator(hub, peer.person)


def show(hub: Hub, person: Person, words: str, but: Peer) -> None:
    """Tell somebody's other devices what one of them has changed."""
    line = f":{person.nick} MODE {person.nick} {words}\r\n".encode("utf-8", "replace")
    for other in person.peers:
        if other is not but:
            hub.send(other, line)
