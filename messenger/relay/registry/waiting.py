"""Private words to accounts that nobody is using: where they wait.

Kept as facts of the account: key of the talk → serial of the first words that wait in it.
"""

from messenger.errors import Refused
from messenger.irc import numerics
from messenger.relay.hub import Hub
from messenger.relay.state import Person

WAITING = "waiting"
MAX_TALKS = 200
NOT_HERE = "not here now; this waits, and will be seen later"


def absent(hub: Hub, name: str) -> Person | None:
    """The owner of a registered name that nobody has now: somebody who is here under another
    nick, else a stand-in without devices. None when nothing can wait for it."""
    account = hub.accounts.find(name)
    if account is None or not account.verified:
        return None
    if people := hub.accounts.here(account.id):
        return people[0]
    if not (hub.config.accounts.messages_wait and hub.config.history.enabled):
        return None
    return Person(nick=account.name, account=account.name, account_id=account.id, away=NOT_HERE)


def check_space(hub: Hub, other: Person, key: str) -> None:
    """Refused when too many talks wait: strangers with ever new names can't fill the disk."""
    waits = of(hub, other.account_id)
    if not other.peers and key not in waits and len(waits) >= MAX_TALKS:
        words = "Too much waits for this person already"
        raise Refused(numerics.ERR_CANNOTSENDTOUSER, other.nick, words)


def note(hub: Hub, other: Person, key: str, serial: int) -> None:
    """Words in the talk of this key were stored; they wait if nobody was there to get them."""
    if other.account_id and not other.peers and key not in of(hub, other.account_id):
        owner = "@" + other.account_id
        hub.turn.rows.append(hub.facts.put(owner, WAITING, key, str(serial)))


def of(hub: Hub, account_id: str) -> dict[str, str]:
    return hub.facts.of("@" + account_id, WAITING)


def clear(hub: Hub, account_id: str) -> None:
    """It has been seen, or will be asked for."""
    for key in list(of(hub, account_id)):
        hub.turn.rows.append(hub.facts.put("@" + account_id, WAITING, key, None))
