"""HELP: what can be typed here, for people with any IRC client; all of it, or one subject."""

import difflib
from collections.abc import Mapping

from messenger.irc import numerics
from messenger.irc.message import Message
from messenger.relay.hub import Hub
from messenger.relay.output.render import cut
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer

_MAX_SUBJECT_BYTES = 64
EVERYDAY: tuple[str, ...] = (
    "JOIN #room          come into a room, or open one",
    "PART #room [why]    leave it",
    "PRIVMSG who text    say something to a room or a person",
    "TOPIC #room [text]  see or set what a room is about",
    "NAMES #room         who is there",
    "LIST                all public rooms",
    "NICK name           be called something else",
    "AWAY [why]          say that you are away, or back",
    "WHOIS name          who somebody is",
    "QUIT [why]          leave the relay",
)
HANDS: tuple[str, ...] = (
    "HAND UP             raise your hand, so that the host sees that you want to speak",
    "HAND DOWN           lower it",
    "HAND                whose hands are up, in order",
    "HAND DOWN who       operators: lower somebody's hand",
)
MUTES: tuple[str, ...] = (
    "MUTE who            operators: nobody hears this person, who can read on; MUTE tells who is",
    "MUTE *              operators: mute all but operators; UNMUTE who lets one speak meanwhile",
    "UNMUTE who          operators: let somebody speak again; UNMUTE * lets all",
)
TALKS: tuple[str, ...] = (
    "TALKS CLOSE         operators: private messages reach operators only, until TALKS OPEN",
)
APPROVAL: tuple[str, ...] = (
    "MODE #room +A       hold the first message of each person until you have seen it",
    "HELD [#room]        the messages that wait for you",
    "APPROVE id or who   say it, and let its sender speak freely there; a comma between several",
    "REJECT id [why]     say no to it, or to several likewise; its sender is told why",
)
LOCK: tuple[str, ...] = ("MODE #room +i       let nobody new into the room; -i lets people in",)
BANS: tuple[str, ...] = (
    "MODE #room +b who   keep somebody out of a room; -b takes it back",
    "KICK #room who      send somebody out of a room",
    "KLINE mask why      operators: ban a name from the relay, as in KLINE bob!*@* spam",
    "DLINE address why   operators: ban an address or a network; UNKLINE, UNDLINE take it back",
    "KILL who why        operators: send somebody away from the relay",
)
NAMES: tuple[str, ...] = (
    "NICKSERV HELP       how to keep your name with a password, and use it on a second computer",
    "CHANSERV HELP       how to keep a room, and say who looks after it",
    "OPER name password  look after the relay, if its host has given you a password",
)
_LESSON = (*HANDS, *MUTES, *TALKS, *APPROVAL, *LOCK)
_ALL = (*EVERYDAY, *_LESSON, *BANS, *NAMES)
# What people call a thing → its lines; a subject that is a command is found by itself.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("LESSON", "CLASS", "CLASSMODE"), _LESSON),
    **dict.fromkeys(("HAND", "HANDS"), HANDS),
    **dict.fromkeys(("MUTE", "UNMUTE", "MUTES"), MUTES),
    **dict.fromkeys(("TALKS", "TALK", "PRIVATE"), TALKS),
    **dict.fromkeys(("APPROVAL", "APPROVE", "REJECT", "HELD"), APPROVAL),
    **dict.fromkeys(("LOCK", "INVITE"), LOCK),
    **dict.fromkeys(("BAN", "BANS", "KICK", "KLINE", "DLINE", "KILL"), BANS),
    **dict.fromkeys(("UNKLINE", "UNDLINE"), BANS),
    "MODE": tuple(line for line in _ALL if line.startswith("MODE ")),
    **dict.fromkeys(("REGISTER", "ACCOUNT", "PASSWORD", "NS"), NAMES[:1]),
    **dict.fromkeys(("ROOM", "ROOMS"), (*EVERYDAY[:2], EVERYDAY[5], *LOCK, NAMES[1])),
    "CS": NAMES[1:2],
}


def help_(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """HELP [<subject>]. source: modern.ircdocs.horse, HELP."""
    words = " ".join(message.params).upper().split()
    subject = cut(words[0].lstrip("/") or "*", _MAX_SUBJECT_BYTES) if words else "*"
    lines = _about(subject)
    if not lines:
        reply.text(numerics.ERR_HELPNOTFOUND, subject, _not_found(subject))
        return
    reply.text(numerics.RPL_HELPSTART, subject, "What you can do here")
    for line in lines:
        reply.text(numerics.RPL_HELPTXT, subject, line)
    if subject == "*":
        reply.text(numerics.RPL_HELPTXT, subject, "HELP LESSON, HELP HANDS, … show a part of this")
    reply.numeric(numerics.RPL_ENDOFHELP, subject)


def _about(subject: str) -> tuple[str, ...]:
    if subject == "*":
        return _ALL
    return SUBJECTS.get(subject) or tuple(line for line in _ALL if line.split()[0] == subject)


def _not_found(subject: str) -> str:
    known = dict.fromkeys([*SUBJECTS, *(line.split()[0] for line in _ALL)])
    near = difflib.get_close_matches(subject, known, n=1)
    meant = f"did you mean HELP {near[0]}?" if near else "HELP alone shows all"
    return f"There is no help on this: {meant}"
