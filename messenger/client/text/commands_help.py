"""The slash commands' usage and a line of help each: what `/help` shows and errors quote."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Help:
    """usage: as typed, what may be left out in brackets; line: what it does."""

    usage: str
    line: str


HELP: Mapping[str, Help] = {
    "help": Help("/help [COMMAND|all]", "shows what you can type"),
    "me": Help("/me TEXT", "says what you do: * Ada waves"),
    "msg": Help("/msg NAME [TEXT]", "talks to one person alone"),
    "join": Help("/join ROOM [PASSWORD]", "goes into a room, or makes it"),
    "leave": Help("/leave [ROOM] [REASON]", "leaves a room, or closes this talk"),
    "topic": Help("/topic [TEXT]", "shows or sets what this room is about; '-' clears it"),
    "nick": Help("/nick NAME", "changes what you are called"),
    "away": Help("/away [REASON]", "tells others that you are not here"),
    "back": Help("/back", "tells others that you are here again"),
    "kick": Help("/kick NAME [REASON]", "sends somebody out of this room"),
    "ban": Help("/ban NAME", "keeps somebody out of this room"),
    "unban": Help("/unban NAME", "lets somebody in again"),
    "op": Help("/op NAME…", "lets people look after this room, as you do"),
    "deop": Help("/deop NAME…", "takes that back"),
    "voice": Help("/voice NAME…", "lets people speak in a room where not everybody may"),
    "devoice": Help("/devoice NAME…", "takes that back"),
    "invite": Help("/invite NAME [ROOM]", "asks somebody into a room"),
    "list": Help("/list", "shows the rooms that are open to all"),
    "save": Help("/save FILE", "saves what was said here, as FILE.html, FILE.txt or FILE.json"),
    "search": Help("/search WORDS", "finds messages in the copy on this computer"),
    "names": Help("/names", "shows who is in this room"),
    "whois": Help("/whois NAME", "shows what is known about somebody"),
    "mode": Help("/mode [TARGET] [MODES [NAMES]]", "shows or sets a room's modes, as +m or -o Ada"),
    "notice": Help("/notice TARGET TEXT", "says something that no program answers"),
    "reply": Help("/reply [NAME:] TEXT", "answers the newest message of others, or of somebody"),
    "edit": Help("/edit TEXT", "gives your newest message other words"),
    "delete": Help("/delete", "deletes your newest message for everybody"),
    "react": Help("/react EMOJI", "reacts to the newest message of others, or takes that back"),
    "hand": Help("/hand", "raises or lowers your hand; /hand NAME lowers that of somebody"),
    "hands": Help("/hands", "shows whose hands are up, in order"),
    "lock": Help("/lock", "lets nobody new into this room"),
    "unlock": Help("/unlock", "lets people in again"),
    "approval": Help("/approval [off]", "holds the first message of each person in this room"),
    "waiting": Help("/waiting", "shows the messages that wait for you"),
    "approve": Help("/approve NUMBER|NAME", "says a message that waits"),
    "reject": Help("/reject NUMBER|NAME [REASON]", "says no to a message that waits"),
    "approve-all": Help("/approve-all", "says all messages that wait"),
    "reject-all": Help("/reject-all", "says no to all messages that wait"),
    "mute": Help("/mute NAME", "lets somebody read only, everywhere on the relay"),
    "unmute": Help("/unmute NAME", "lets somebody speak, also while everybody is muted"),
    "mute-all": Help("/mute-all", "lets everybody read only, except those who look after it"),
    "unmute-all": Help("/unmute-all", "lets everybody speak again"),
    "close-talks": Help("/close-talks", "lets people write in private to the host only"),
    "open-talks": Help("/open-talks", "lets people write to each other again"),
    "people": Help("/people", "shows who is on the relay, and where"),
    "relay-ban": Help("/relay-ban NAME|ADDRESS [MINUTES] [REASON]", "bans from the whole relay"),
    "relay-unban": Help("/relay-unban MASK", "takes that back"),
    "relay-bans": Help("/relay-bans", "shows who is banned from the relay"),
    "clear": Help("/clear", "empties this window; nothing is deleted"),
    "devices": Help("/devices", "shows what lets you in under your name"),
    "password": Help("/password", "sets a password: it lets a second device in under your name"),
    "revoke": Help("/revoke ID", "takes a device's key back; /devices shows its id"),
    "unregister": Help("/unregister NAME", "deletes your account; the name is yours, as a check"),
    "quote": Help("/quote LINE", "sends one line of IRC as it is"),
    "quit": Help("/quit [REASON]", "says goodbye and closes the connection"),
}
ALIASES: Mapping[str, str] = {
    "?": "help",
    "h": "help",
    "query": "msg",
    "m": "msg",
    "j": "join",
    "part": "leave",
    "close": "leave",
    "t": "topic",
    "name": "nick",
    "k": "kick",
    "who": "names",
    "raw": "quote",
    "exit": "quit",
    "bye": "quit",
}


def canonical(name: str) -> str:
    """The command a typed name means: "PART" is "leave"."""
    lower = name.lower()
    return ALIASES.get(lower, lower)


# What commands are about, a row each in the overview; those that no row names come last.
_ROWS: Mapping[str, str] = {
    "talk": "me msg reply edit delete react whois notice search",
    "rooms": "join leave list names topic invite",
    "you": "nick away back hand hands password devices revoke unregister",
    "operators": "op deop voice devoice kick ban unban mode lock unlock approval waiting "
    "approve reject approve-all reject-all",
    "host": "mute unmute mute-all unmute-all close-talks open-talks people relay-ban relay-unban "
    "relay-bans",
}
_OTHERS, ALL = "more", "all"


def rows() -> dict[str, list[str]]:
    """Every command once, under what it is about."""
    found = {row: names.split() for row, names in _ROWS.items()}
    named = {name for names in found.values() for name in names}
    return found | {_OTHERS: [name for name in HELP if name not in named]}


def overview() -> tuple[str, ...]:
    """The names of all commands in a few lines, so that they don't bury the talk."""
    told = {row: "  ".join(f"/{name}" for name in names) for row, names in rows().items()}
    return (
        *(f"{row.capitalize()}: {names}" for row, names in told.items()),
        "/help msg shows how /msg is typed, /help talk all of a row, /help all everything. "
        "A line that begins with // is sent with one /.",
    )


def about(name: str) -> tuple[str, ...]:
    """Help for one command, for a row of the overview or for "all"; empty for anything else."""
    wanted = name.lower()
    if canonical(name) in HELP:
        names = [canonical(name)]
    else:
        names = list(HELP) if wanted == ALL else rows().get(wanted, [])
    return tuple(f"{HELP[one].usage} — {HELP[one].line}" for one in names)


def unknown(name: str) -> str:
    """What to say to a command that does not exist, with the one that was meant."""
    near = difflib.get_close_matches(name.lower(), [*HELP, *ALIASES], n=1)
    meant = f" Did you mean /{near[0]}?" if near else " /help shows all."
    return f"There is no command /{name}.{meant}"
