"""RPL_ISUPPORT: what this relay can do, in tokens.

source: "Modern IRC Client Protocol", RPL_ISUPPORT parameters; IRCv3 whox, monitor, utf8-only,
bot-mode, chathistory.
"""

from messenger import __version__
from messenger.irc import caps, claims, keeps, numerics
from messenger.relay.hub import Hub
from messenger.relay.output.reply import Reply
from messenger.relay.upkeep import retention

SOFTWARE = f"messenger-{__version__}"
USER_MODES = "Biow"
OWN_MODES = "Biw"  # what anybody may set on itself; "o" can only be taken off
ROOM_MODES = "ACIbeijklmnoprstv"
ROOM_MODES_WITH_PARAMETER = "Ibejklov"
MAX_MODES_A_LINE = 20
MAX_TARGETS = 4
_TOKENS_A_LINE = 13


def tokens(hub: Hub) -> list[str]:
    """All of them, in the order they are sent. No value holds a second "="."""
    config, limits = hub.config, hub.config.limits
    return [
        "ACCOUNTEXTBAN=a",
        "AWAYLEN=" + str(limits.away_length),
        "BOT=B",
        "CASEMAPPING=ascii",
        f"CHANLIMIT=#&:{limits.rooms_per_peer}",
        "CHANMODES=beI,k,jl,ACimnprst",
        "CHANNELLEN=" + str(limits.channel_length),
        "CHANTYPES=#&",
        "CHATHISTORY=" + str(config.history.max_messages),
        "ELIST=CMNTU",
        "EXCEPTS=e",
        "EXTBAN=~,am",
        "INVEX",
        "KEYLEN=32",
        "KICKLEN=" + str(limits.kick_length),
        "MAXLIST=" + ",".join(f"{letter}:{limits.list_modes}" for letter in "beI"),
        "MAXTARGETS=" + str(MAX_TARGETS),
        "MODES=" + str(MAX_MODES_A_LINE),
        "MONITOR=" + str(limits.monitor_entries),
        "MSGREFTYPES=msgid,timestamp",
        "NAMELEN=150",
        "NETWORK=" + _escaped(config.server.network),
        "NICKLEN=" + str(limits.nick_length),
        "PREFIX=(ov)@+",
        "SAFELIST",
        "STATUSMSG=@+",
        f"TARGMAX=NAMES:,LIST:,KICK:,WHOIS:1,PRIVMSG:{MAX_TARGETS},NOTICE:{MAX_TARGETS},"
        f"TAGMSG:{MAX_TARGETS},JOIN:,PART:,MONITOR:",
        "TOPICLEN=" + str(limits.topic_length),
        "USERLEN=16",
        "UTF8ONLY",
        "WHOX",
        *([claims.TOKEN] if hub.accounts.takes_new else ()),
        *([claims.IDENTITY_TOKEN] if hub.accounts.is_open else ()),
        *(["draft/ICON=" + _escaped(config.server.icon)] if config.server.icon else []),
        *([f"{keeps.TOKEN}={kept}"] if (kept := retention.token_value(hub)) else []),
        "messenger.internal/ref",  # a (sender, ref) is stored and delivered once
    ]


def _escaped(value: str) -> str:
    return value.replace("\\", r"\x5C").replace(" ", r"\x20").replace("=", r"\x3D")


def send(hub: Hub, reply: Reply) -> None:
    if reply.peer.has(caps.EXTENDED_ISUPPORT):
        with reply.batch("draft/isupport"):
            _send_lines(hub, reply)
    else:
        _send_lines(hub, reply)


def _send_lines(hub: Hub, reply: Reply) -> None:
    all_tokens = tokens(hub)
    for start in range(0, len(all_tokens), _TOKENS_A_LINE):
        line = all_tokens[start : start + _TOKENS_A_LINE]
        reply.text(numerics.RPL_ISUPPORT, *line, "are supported by this server")
