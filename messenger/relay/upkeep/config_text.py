"""`messenger relay --print-config`: every setting with its default and what it is for."""

import dataclasses
import json
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from messenger.config import RelayConfig

WIDTH = 88
_HEAD = """\
# Settings of a Messenger relay, each with its default. Save this as a file that only you can
# read, change what you like, and start: messenger relay --config FILE
# After a change send the relay SIGHUP (kill -HUP): it reads the file again and drops nobody.
# A file with a mistake changes nothing, and the relay says so.
"""
_OPERATOR = """\
# Somebody who may look after the whole relay with OPER name password: one block for each.
# [[operators]]
# name = "ada"
# password = "a long secret"
# class = "server-admin"
"""
# section → key → what it is for; a test holds that no key is missing.
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "server": {
        "name": "What the relay calls itself on the wire. Takes effect at the next start.",
        "network": "What people see as the name of the place.",
        "description": "One line about it, shown by WHOIS and LINKS.",
        "icon": 'Web address (https) of a picture that stands for it, "" for none.',
        "motd": "A text file with the message of the day, seen from this file.",
        "password": "Asked of everybody by PASS; empty for nobody.",
        "casemapping": "Names are always folded as ascii.",
        "utf8_only": "Text is always UTF-8.",
        "proxy_protocol": "Believe a PROXY line (version 1) from proxy_allowed_from.",
        "proxy_allowed_from": "Addresses or networks of such proxies.",
        "gateways": "Addresses or networks of web gateways that may use WEBIRC.",
        "gateway_password": "What they have to know; empty for none.",
        "default_user_modes": "No user modes are set at login.",
        "roleplay": "There is no NPC and SCENE.",
    },
    "limits": {
        "enabled": "false lifts what hinders load tests: floods, addresses, time to log in.",
        "nick_length": "Longest nick, in bytes.",
        "channel_length": "Longest name of a room, in bytes.",
        "topic_length": "Longest topic, in bytes.",
        "kick_length": "Longest reason of a KICK, in bytes.",
        "away_length": "Longest away message, in bytes.",
        "monitor_entries": "Nicks that one peer may watch with MONITOR.",
        "list_modes": "Bans, exceptions and invitations that a room may hold, each.",
        "multiline_max_bytes": "Longest message of several lines, in bytes.",
        "multiline_max_lines": "Lines that it may have.",
        "whowas_entries": "Nicks that WHOWAS remembers. Takes effect at the next start.",
        "rooms_per_peer": "Rooms that one peer may be in.",
        "send_queue_bytes": "What may wait for a peer that does not read, before it is dropped. "
        "Takes effect at the next start.",
        "flood_burst_lines": "Lines that a peer may send at once (one with a long answer, or that "
        "is stored in many rooms, counts as several) ...",
        "flood_lines_per_s": "... and how many a second after that; who is faster is read "
        "more slowly.",
        "connections_per_address": "A whole class sits behind one address (of IPv6: one network of "
        "64 bits), and may come twice in a minute; 0 for no limit.",
        "connections_exempt": "Addresses or networks that this does not hold for.",
        "registration_timeout_s": "Seconds to log in.",
        "handshake_timeout_s": "Seconds for the handshake of TLS or WebSocket. Takes effect at "
        "the next start.",
        "ping_interval_s": "Seconds of silence before a peer is asked whether it is there ...",
        "ping_timeout_s": "... and how many it has to answer.",
    },
    "accounts": {
        "registration": "People may register their names.",
        "before_connect": "They may do so before they are logged in.",
        "email_required": "Only with an e-mail address; 'messenger account list' shows "
        "the codes to send there.",
        "fast_hash": "Weak hashes of passwords, for tests only.",
        "always_on": "Which accounts stay in their rooms without a connection: none (disabled, or "
        "off), those that ask for it by /msg NickServ SET always-on yes (opt-in), those that don't "
        "say no (opt-out), all (mandatory).",
        "always_on_days": "They leave when they have had no connection for so many days; 0: never.",
        "messages_wait": "Private messages to an account that nobody uses are kept until it is.",
        "nick_reservation": "A registered name is for its owner only (strict), or not (none).",
        "password_min_bytes": "Shortest password of an account, in bytes.",
        "registrations_per_address": "Accounts that one address may register in ten minutes.",
        "claim_expiry_days": "A name claimed without a password is free again after such disuse.",
        "rooms_per_account": "Rooms that one account may found, so that they last; 0: none do.",
        "room_expiry_days": "A room that lasts goes when nobody was in it for so long; 0: never.",
    },
    "history": {
        "enabled": "Keep what is said.",
        "replay_on_join": "Lines shown to who joins with a client that can't ask for them. Takes "
        "effect at the next start.",
        "max_messages": "Messages in one answer to CHATHISTORY.",
        "allow_redact": "Messages can be taken back by their authors.",
        "redact_minutes": "For how long, and for how long they can be changed; 0 for ever. "
        "Operators may always take them back.",
        "memory_only": "Nothing on disk, all is lost at the end. Takes effect at the next start.",
        "keep_days": "Erase what is older from the disk; 0 keeps it for ever.",
        "keep_messages": "Keep only so many of the newest entries of all rooms together; 0 for "
        "all.",
    },
    "lesson": {
        "muted": "Nobody but operators speaks, until an operator says UNMUTE *.",
        "talks_closed": "Private messages go to operators only, until one says TALKS OPEN.",
        "approve_first": "In new rooms the first message of each person waits for an operator "
        "(mode +A).",
        "held_per_person": "Messages of one person that may wait in a room for approval ...",
        "held_in_all": "... and of all people in all rooms together.",
        "hand_pause_s": "Seconds between two movements of one person's hand.",
    },
    "tls": {
        "certificate": "A PEM file; without it the relay makes a certificate of its own.",
        "key": "Its key, a PEM file.",
        "sts": 'Tell clients to hold to TLS: "duration=2592000,port=6697" (seconds, and the port '
        "of TLS). For a certificate that everybody can verify; duration=0 ends it.",
        "client_certificates": "IRC clients may show one of their own and log in by it (SASL "
        "EXTERNAL, NickServ CERT ADD). Takes effect at the next start.",
    },
    "websocket": {
        "host": "Where the door for browsers listens. Takes effect at the next start.",
        "port": "0 for no such door. Takes effect at the next start.",
        "tls": "With the relay's certificate. Takes effect at the next start.",
        "origins": 'Web pages that may connect ("https://chat.example.org"); none: pages of '
        'this machine only; "*": all. Takes effect at the next start.',
    },
}


def text() -> str:
    """A whole settings file in TOML. What is unset by default stands there as a comment."""
    return "\n".join([_HEAD, *_sections(RelayConfig()), _OPERATOR]).rstrip("\n")


def _sections(config: RelayConfig) -> Iterator[str]:
    for item in dataclasses.fields(config):
        section = getattr(config, item.name)
        if not dataclasses.is_dataclass(section):
            continue
        lines = [f"[{item.name}]"]
        for key in dataclasses.fields(section):
            meaning = MEANINGS.get(item.name, {}).get(key.name, "")
            lines += [f"# {line}" for line in textwrap.wrap(meaning, WIDTH)]
            lines.append(_assignment(key.name, getattr(section, key.name)))
        yield "\n".join(lines) + "\n"


def _assignment(key: str, value: Any) -> str:
    """JSON's texts, numbers, truths and flat lists are TOML's too; a missing file has no form."""
    if value is None:
        return f'# {key} = "file"'
    return f"{key} = {json.dumps(str(value) if isinstance(value, Path) else value)}"
