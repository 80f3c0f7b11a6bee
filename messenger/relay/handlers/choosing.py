"""What the owner of an account chooses for it: the one way for NickServ SET and for IDENTITY."""

from messenger.errors import Refused
from messenger.relay.handlers.keys import check_account
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.registry import choices
from messenger.relay.state import Peer


def choose(hub: Hub, peer: Peer, name: str, value: str, reply: Reply) -> None:
    """name: ALWAYS_ON or MULTICLIENT; value: YES or NO. Raises Refused."""
    check_account(peer)
    person = peer.person
    if name == choices.ALWAYS_ON and not choices.may_choose(hub.config):
        words = "The host of this relay has decided this for everybody."
        raise Refused("CANNOT_CHOOSE", person.account, words)
    hub.turn.rows.append(choices.choose(hub.facts, person.account_id, name, value))
    reply.needs_disk(person.account)
    hub.unsettle(person)
