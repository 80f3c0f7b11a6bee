"""What setting or taking off a room's modes means, in words: "made Bob an operator here"."""

from collections.abc import Callable, Iterator, Mapping

from messenger.irc.lesson import APPROVAL_MODE

NameOf = Callable[[str], str]
PEOPLE = frozenset("qaohv")  # modes whose argument is a person's nick

# (sign, letter) → words behind the name of who did it, with {} for the argument.
# source: "Modern IRC Client Protocol", channel modes; what it leaves open as most servers have it.
_EVERYWHERE: Mapping[str, str] = {
    "+i": "closed the room: by invitation only",
    "-i": "opened the room to everybody",
    "+m": "let only people with a voice speak",
    "-m": "let everybody speak",
    "+n": "shut out messages from outside the room",
    "-n": "let people outside write into the room",
    "+t": "let only operators change the topic",
    "-t": "let everybody change the topic",
    "+s": "hid the room from the list of rooms",
    "-s": "put the room on the list of rooms",
    "+p": "made the room private",
    "-p": "made the room public",
    "+k": "set a password for coming in",
    "-k": "took off the room's password",
    "+l": "set a limit of {} people",
    "-l": "took off the limit of people",
    "+C": "shut out questions from program to program",
    "-C": "let questions from program to program through",
    "+o": "made {} an operator here",
    "-o": "made {} an operator no more",
    "+h": "made {} a helper here",
    "-h": "made {} a helper no more",
    "+a": "made {} a protected operator here",
    "-a": "made {} a protected operator no more",
    "+q": "made {} an owner here",
    "-q": "made {} an owner no more",
    "+v": "gave a voice to {}",
    "-v": "took the voice from {}",
    "+b": "banned {}",
    "-b": "lifted the ban of {}",
    "+e": "let {} in whatever the bans say",
    "-e": "let the bans hold for {} again",
    "+I": "invited {} for good",
    "-I": "took back the invitation of {}",
}
# On our own relay these are so; another server may mean something else by the letter.
_OURS: Mapping[str, str] = {
    f"+{APPROVAL_MODE}": "had each person's first message held for approval",
    f"-{APPROVAL_MODE}": "let first messages through without approval",
    "+j": "let at most {}",
    "-j": "took off the limit on coming in",
    "+r": "made the room last",
    "-r": "gave the room up: it ends when it is empty",
    "+~m": "muted {}",  # a ban that is a mute
    "-~m": "let {} speak again",
}
_MASKS = frozenset({"b", "e", "I", "~m"})
_MUTE = "~m:"
_WITH_ARGUMENT = frozenset("qaohvbeIk")  # for setting and for taking off
_TO_SET = frozenset("lj")


def in_words(told: str, name_of: NameOf, own_relay: bool) -> str:
    """ "+o-m bob" as "made Bob an operator here and let everybody speak"; letters that we don't
    know are shown as they came: "set +z".

    name_of: what the person of a nick is called; own_relay: it was said on a relay of ours.
    """
    letters, *arguments = told.split() or [""]
    known = {**_EVERYWHERE, **_OURS} if own_relay else _EVERYWHERE
    parts = []
    for change in _each(letters):
        argument = arguments.pop(0) if _takes(change) and arguments else ""
        if argument.startswith(_MUTE) and change[1] == "b":
            change, argument = f"{change[0]}~m", argument.removeprefix(_MUTE)
        words = known.get(change, "")
        if not words or ("{}" in words and not argument):
            return f"set {told}".rstrip()
        parts.append(words.format(_called(change, argument, name_of)))
    return _joined(parts) if parts and not arguments else f"set {told}".rstrip()


def _each(letters: str) -> Iterator[str]:
    """ "+o-mt" as "+o", "-m", "-t"."""
    sign = "+"
    for letter in letters:
        if letter in "+-":
            sign = letter
        else:
            yield sign + letter


def _takes(change: str) -> bool:
    letter = change[1:]
    return letter in _WITH_ARGUMENT or (change[0] == "+" and letter in _TO_SET)


def _called(change: str, argument: str, name_of: NameOf) -> str:
    letter = change[1:]
    if letter in PEOPLE:
        return name_of(argument)
    if letter == "j":
        people, _, seconds = argument.partition(":")
        return f"{people} people come in within {seconds} seconds"
    return whom(argument, name_of) if letter in _MASKS else argument


def whom(mask: str, name_of: NameOf) -> str:
    """Whom a mask means: "bob!*@*" is Bob, "*!*@192.0.2.7" everybody from there."""
    if mask.startswith("~a:"):
        return f"the account {mask[3:]}"
    nick, _, rest = mask.partition("!")
    _, _, host = rest.partition("@")
    if rest == "*@*" and not set(nick) & set("*?~:"):
        return name_of(nick)
    if nick == "*" and rest.startswith("*@") and not set(host) & set("*?"):
        return f"everybody from {host}"
    return mask


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
