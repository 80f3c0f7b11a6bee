"""Whose words they are, and how long they are theirs to change or to take back."""

from dataclasses import dataclass

from messenger.errors import Refused
from messenger.relay.hub import Hub
from messenger.relay.state import Person
from messenger.store.belonging import Author
from messenger.store.rows import HistoryRow


@dataclass(frozen=True, slots=True)
class Deed:
    """What an author wants to do. code: how its refusals begin; words: "… by its author"."""

    code: str
    forbidden: str
    done: str


CHANGE = Deed("EDIT", "Only its author may change it", "changed")
TAKE_BACK = Deed("REDACT", "Only its author or an operator may take it back", "taken back")


def author_of(hub: Hub, person: Person) -> Author:
    return Author(person.nick, person.since_ms, person.account, made_ms(hub, person.account_id))


def made_ms(hub: Hub, account_id: str) -> int:
    """When the account was made: older words under its name are somebody else's."""
    account = hub.accounts.by_id(account_id)
    return account.created_ms if account else 0


def oldest_ms(hub: Hub) -> int:
    """Words from before this time are nobody's to change."""
    minutes = hub.config.history.redact_minutes
    return hub.wall_ms - minutes * 60_000 if minutes else 0


def check(hub: Hub, person: Person, row: HistoryRow, deed: Deed, *context: str) -> None:
    """Refused to who did not write the row, and when it is too late. context: of the FAIL."""
    if not author_of(hub, person).wrote(row):
        raise Refused(f"{deed.code}_FORBIDDEN", *context, deed.forbidden)
    if row.sent_ms < oldest_ms(hub):
        minutes = hub.config.history.redact_minutes
        sentence = f"A message can be {deed.done} for {minutes} minutes"
        raise Refused(f"{deed.code}_WINDOW_EXPIRED", *context, str(minutes * 60), sentence)
