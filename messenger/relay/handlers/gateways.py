"""WEBIRC and PROXY: a gateway tells where its user really is, if it is a listed one.

source: IRCv3 webirc; HAProxy, "The PROXY protocol", version 1.
"""

import hmac
import ipaddress

from messenger.errors import Refused
from messenger.irc.message import Message
from messenger.relay.access import admission
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.state import Peer
from messenger.relay.upkeep import audit


def webirc(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """WEBIRC <password> <gateway> <hostname> <ip> [<options>], before all others.

    Its user has a secure connection only if the gateway says so, and has one to us itself.
    """
    config = hub.config.server
    secret = config.gateway_password.encode()
    known = hmac.compare_digest(message.params[0].encode("utf-8", "replace"), secret)
    if not (secret and known and admission.lies_in(peer.host, config.gateways)):
        audit.note(peer, "was refused as a gateway")
        hub.close(peer, "You are not a gateway that this relay knows")
        return
    options = {option.partition("=")[0] for param in message.params[4:] for option in param.split()}
    peer.is_exposed = "secure" not in options
    _move(hub, peer, message.params[3])


def proxy(hub: Hub, peer: Peer, message: Message, reply: Reply) -> None:
    """PROXY TCP4|TCP6|UNKNOWN <source> <target> <source port> <target port>"""
    config = hub.config.server
    if not config.proxy_protocol or not admission.lies_in(peer.host, config.proxy_allowed_from):
        hub.close(peer, "You are not a proxy that this relay knows")
    elif message.params[0] in ("TCP4", "TCP6") and len(message.params) > 1:
        _move(hub, peer, message.params[1])


def _move(hub: Hub, peer: Peer, told: str) -> None:
    if peer.login is None or peer.login.lines > 1:
        raise Refused("TOO_LATE", "That has to come before all other lines")
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        hub.close(peer, "That is no address")
        return
    admission.move(hub, peer, str(address))
