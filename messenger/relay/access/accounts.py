"""Who owns which name: an index of the store's accounts, and who is logged in to them.

The store is asked at each login; this index only answers, without waiting, whether a nick is
somebody's. It is brought up to date every few seconds, so that `messenger account` works on a
running relay.
"""

import ipaddress
from collections.abc import Sequence

from messenger.config import RelayConfig
from messenger.errors import Refused
from messenger.irc.claims import is_device_secret
from messenger.irc.names import fold, skeleton
from messenger.relay.access.tries import Guard
from messenger.relay.output.render import cut
from messenger.relay.state import Peer, Person
from messenger.store.account_rows import AccountsKnown, KnownAccount

MAX_PASSWORD_BYTES = 600  # with the names around it, what SASL PLAIN can carry
# Names that people expect to be the relay's own: nobody may be called so. The first two answer.
NICKSERV, CHANSERV = "NickServ", "ChanServ"
SERVICES = (
    NICKSERV, CHANSERV, "MemoServ", "OperServ", "HostServ", "BotServ", "HistServ", "Global",
    "Services", "Server", "SaslServ",
)  # fmt: skip
_SERVICE_SKELETONS = frozenset(map(skeleton, SERVICES))


def is_service(nick: str) -> bool:
    """True for a service's name and for what looks the same."""
    return skeleton(nick) in _SERVICE_SKELETONS


def is_safe(peer: Peer) -> bool:
    """Whether a password may come this way: over TLS, or without leaving the machine."""
    if peer.is_secure:
        return True
    try:
        address = peer.address.removeprefix("::ffff:").partition("%")[0]
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_password(config: RelayConfig, name: str, password: str) -> None:
    """Raise Refused if this can't be a password. name: whose it shall be."""
    shown, size = cut(name, 64), len(password.encode("utf-8", "replace"))
    if not 0 < size <= MAX_PASSWORD_BYTES or "\0" in password:
        raise Refused("UNACCEPTABLE_PASSWORD", shown, "This can't be a password")
    least = config.accounts.password_min_bytes
    if config.limits.enabled and size < least and not is_device_secret(password):
        raise Refused("WEAK_PASSWORD", shown, f"A password needs {least} letters at least")


class Accounts:
    """Owned by the hub. people: those logged in, by the account's id."""

    def __init__(self, config: RelayConfig, known: AccountsKnown) -> None:
        self._limited = config.limits.enabled
        self.is_open = not config.history.memory_only  # a store in memory keeps no accounts
        self.takes_new = self.is_open and config.accounts.registration
        self._reserves = config.accounts.nick_reservation == "strict"
        self._by_key: dict[str, KnownAccount] = {}
        self._by_skeleton: dict[str, KnownAccount] = {}
        self._by_id: dict[str, KnownAccount] = {}
        self._new: dict[str, KnownAccount] = {}  # perhaps not yet in what the store tells
        self.pending: set[str] = set()  # skeletons of names whose password is being hashed
        self.host_name = self.host_skeleton = ""  # see `keep_for_host`
        self.version = 0
        self.taken_back = 0  # grows whenever something stops letting in: a key, a password
        self.expire_at_ms = 0  # when unused claims are looked for again
        self.people: dict[str, dict[Person, None]] = {}
        self.replace(known, ())
        # Three tries at a name from one address; more over all, so that a class behind one
        # address does not notice, and strangers can't keep the owner of a name out.
        self._guards = (Guard(3, 60.0), Guard(100, 60.0), Guard(100, 60.0))
        self.registrations = Guard(config.accounts.registrations_per_address, 600.0)

    # -- names

    def find(self, name: str) -> KnownAccount | None:
        return self._by_key.get(fold(name))

    def owner(self, nick: str) -> KnownAccount | None:
        """Whose name this is, or looks like."""
        return self._by_key.get(fold(nick)) or self._by_skeleton.get(skeleton(nick))

    def may_use(self, nick: str, person: Person) -> bool:
        """False when the nick is reserved for somebody else: for an account, or for the host, who
        is known by its secret as long as the name is no account's."""
        owner = self.owner(nick)
        if owner is None:
            return person.is_host or not self.host_name or skeleton(nick) != self.host_skeleton
        return not self._reserves or owner.id == person.account_id

    def keep_for_host(self, name: str) -> None:
        """What the host wants to be called: a newcomer who is quicker can't be called so, or have
        an account of that name."""
        self.host_name, self.host_skeleton = name, skeleton(name)

    def all(self) -> list[KnownAccount]:
        return list(self._by_id.values())

    def by_id(self, account_id: str) -> KnownAccount | None:
        return self._by_id.get(account_id)

    def named(self, account_id: str) -> str:
        """The name of an account by its id, "" when it is gone."""
        account = self._by_id.get(account_id)
        return account.name if account else ""

    def add(self, account: KnownAccount) -> None:
        self._new[account.id] = account
        self._index(account)

    def forget(self, account_id: str, name: str) -> None:
        self._new.pop(account_id, None)
        account = self._by_key.get(fold(name))
        if account is not None and account.id == account_id:
            del self._by_key[fold(name)]
            del self._by_skeleton[skeleton(name)]
            del self._by_id[account_id]

    def replace(self, known: AccountsKnown, asked_before: Sequence[str]) -> list[str]:
        """Take over what the store knows; returns the ids of accounts that are gone.

        asked_before: ids that were new when the store was asked.
        """
        before = self._by_id
        for account_id in asked_before:
            self._new.pop(account_id, None)
        self.version = known.version
        self._by_key, self._by_skeleton, self._by_id = {}, {}, {}
        for account in (*known.accounts, *self._new.values()):
            self._index(account)
        return [account_id for account_id in before if account_id not in self._by_id]

    @property
    def new_ids(self) -> tuple[str, ...]:
        return tuple(self._new)

    def _index(self, account: KnownAccount) -> None:
        self._by_key[fold(account.name)] = account
        self._by_skeleton[skeleton(account.name)] = account
        self._by_id[account.id] = account

    # -- who is logged in

    def enter(self, person: Person, account: KnownAccount) -> None:
        if person.account_id != account.id:
            self.leave(person)
        person.account, person.account_id = account.name, account.id
        self.people.setdefault(account.id, {})[person] = None

    def leave(self, person: Person) -> None:
        if person.account_id:
            people = self.people[person.account_id]
            del people[person]
            if not people:
                del self.people[person.account_id]
            person.account = person.account_id = ""
            for peer in person.peers:
                peer.key_id = ""

    def here(self, account_id: str) -> list[Person]:
        """Who of an account can be seen by others; of several only the first stays when its last
        device goes. Who is logged in to it may still be on the way in."""
        return [person for person in self.people.get(account_id, ()) if person.is_in]

    def devices(self, account_id: str) -> list[Peer]:
        """All connections that are logged in to an account."""
        return [peer for person in self.people.get(account_id, ()) for peer in person.peers]

    # -- tries

    def may_try(self, peer: Peer, name: str, now: float) -> bool:
        """Count a try to log in; False when there were too many: then nothing is looked at."""
        if not self._limited:
            return True
        keys = self._keys(peer, name)
        if any(guard.is_closed(key, now) for guard, key in keys):
            return False
        for guard, key in keys:
            guard.count(key, now)
        return True

    def was_right(self, peer: Peer, name: str) -> None:
        """The last try was no guess."""
        for guard, key in self._keys(peer, name):
            guard.take_back(key)

    def may_register(self, peer: Peer, now: float) -> bool:
        """Count a new account of this address; False when there were too many."""
        if not self._limited:
            return True
        if self.registrations.is_closed(peer.origin, now):
            return False
        self.registrations.count(peer.origin, now)
        return True

    def _keys(self, peer: Peer, name: str) -> tuple[tuple[Guard, object], ...]:
        both, address, account = self._guards
        return (both, (peer.origin, fold(name))), (address, peer.origin), (account, fold(name))
