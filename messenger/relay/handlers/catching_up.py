"""Private words that waited are shown at the next login, to a client that can't ask for them."""

from collections.abc import Sequence

from messenger.irc import caps
from messenger.irc.names import fold
from messenger.relay.hub import Hub
from messenger.relay.output import replay
from messenger.relay.output.reply import Reply
from messenger.relay.registry import waiting
from messenger.relay.state import Peer
from messenger.store.rows import HistoryRequest, HistoryRow, sender_of

MAX_SHOWN = 50  # the newest of each talk


def catch_up(hub: Hub, peer: Peer) -> None:
    """The peer's account is in use from now on."""
    account_id = peer.person.account_id
    waits = list(waiting.of(hub, account_id).items()) if account_id else []
    if not waits:
        return
    if peer.has(caps.CHATHISTORY):
        waiting.clear(hub, account_id)
        return
    reply = Reply(hub, peer, "CHATHISTORY")
    reply.send("NOTICE", peer.person.nick, "What was said to you while you were not here:")
    _ask(hub, peer, waits, reply)


def _ask(hub: Hub, peer: Peer, waits: list[tuple[str, str]], reply: Reply) -> None:
    key, serial = waits.pop(0)
    request = HistoryRequest(key, int(serial) - 1, None, MAX_SHOWN, newest_first=True)

    def show(rows: Sequence[HistoryRow]) -> None:
        own = fold(peer.person.account)
        heard = [row for row in rows if sender_of(row) != own]
        for row in heard:
            reply.event(replay.event_of(hub, row, peer.person.nick))
        if waits:
            _ask(hub, peer, waits, reply)
        elif peer.person.account_id:
            waiting.clear(hub, peer.person.account_id)

    reply.wait(request, show)
