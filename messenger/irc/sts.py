"""STS as it stands in CAP LS: "port=6697", "duration=2592000,preload".

source: IRCv3 sts.
"""

CAP = "sts"
MAX_DURATION_S = 10 * 365 * 86_400  # a server that says more means for ever, or no good


def port(value: str) -> int:
    """Where the server speaks TLS, 0 when it does not say."""
    number = _number(value, "port")
    return number if number is not None and 0 < number < 65_536 else 0


def duration_s(value: str) -> int | None:
    """How long to come by TLS only; 0 takes it back; None when it does not say."""
    number = _number(value, "duration")
    return None if number is None else min(number, MAX_DURATION_S)


def _number(value: str, key: str) -> int | None:
    for token in value.split(","):
        name, _, number = token.partition("=")
        if name == key and number.isascii() and number.isdigit() and len(number) < 16:
            return int(number)
    return None
