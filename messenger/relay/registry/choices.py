"""What owners of accounts have chosen for theirs (NickServ SET), kept as facts of the account."""

from messenger.config import RelayConfig
from messenger.relay.registry.facts import Facts
from messenger.store.facts import FactRow

CHOICE = "choice"
ALWAYS_ON, MULTICLIENT = "always-on", "multiclient"
YES, NO = "yes", "no"
# What [accounts] always_on lets an account choose: (when nothing is chosen, whether it can).
_RULES = {"opt-in": (False, True), "opt-out": (True, True), "mandatory": (True, False)}


def choose(facts: Facts, account_id: str, name: str, value: str) -> FactRow:
    """value: YES or NO; the row to be stored of it."""
    return facts.put("@" + account_id, CHOICE, name, value)


def may_choose(config: RelayConfig) -> bool:
    """Whether owners have a say in being always on."""
    return _RULES.get(config.accounts.always_on, (False, False))[1]


def is_always_on(config: RelayConfig, facts: Facts, account_id: str) -> bool:
    """Whether this account's person stays when its last device goes."""
    usual, can_choose = _RULES.get(config.accounts.always_on, (False, False))
    chosen = facts.of("@" + account_id, CHOICE).get(ALWAYS_ON) if can_choose else None
    return bool(account_id) and (usual if chosen is None else chosen == YES)


def is_multiclient(facts: Facts, account_id: str) -> bool:
    """Whether a second device becomes the same person, or is refused as the name is in use."""
    return facts.of("@" + account_id, CHOICE).get(MULTICLIENT) != NO
