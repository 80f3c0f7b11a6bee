"""Words for people who are on the way in, for every front end: why they are not in yet, and what
to do about it."""

from collections.abc import Callable, Mapping

from messenger.client.link_events import CertificateChanged, LoginFailed, LoginFault

COME_IN = "Come in. No account needed."


def _host(address: str) -> str:
    """The computer in "boathouse.local:6697" or "irc://[::1]:6667"."""
    rest = address.rpartition("://")[2]
    host, colon, port = rest.rpartition(":")
    return host if colon and port.isdigit() else rest


def _port(address: str) -> str:
    tail = address.rpartition("://")[2].rpartition(":")
    return tail[2] if tail[1] and tail[2].isdigit() else "6697"


def _no_answer(event: LoginFailed) -> str:
    host, port = _host(event.address), _port(event.address)
    return f"{host} does not answer on port {port}. Is the host's computer on?"


def _refused(event: LoginFailed) -> str:
    host, port = _host(event.address), _port(event.address)
    return f"{host} is there, but nothing listens on port {port}. Is Messenger running there?"


def _taken(event: LoginFailed) -> str:
    free = f" Free: {', '.join(event.free_nicks)}." if event.free_nicks else ""
    why = f" {event.detail}" if event.detail else ""
    return f"Somebody here has that name already.{why}{free}"


def _told(sentence: str) -> Callable[[LoginFailed], str]:
    """A sentence, and after it what the other side said."""
    return lambda event: f"{sentence} ({event.detail})" if event.detail else sentence


_FAULTS: Mapping[LoginFault, Callable[[LoginFailed], str]] = {
    LoginFault.NO_SUCH_HOST: lambda event: (
        f"There is no computer called {_host(event.address)} here. Check the spelling."
    ),
    LoginFault.REFUSED: _refused,
    LoginFault.NO_ANSWER: _no_answer,
    LoginFault.NOT_A_RELAY: lambda event: (
        f"Something else than a relay answers at {event.address}. Check the address and the port."
    ),
    LoginFault.NOT_SECURE: lambda event: (
        f"{_host(event.address)} does not offer a secure connection on port "
        f"{_port(event.address)}. Nothing was sent. For plain text on purpose, type "
        f"irc://{_host(event.address)}."
    ),
    LoginFault.MUST_BE_SECURE: lambda event: (
        f"{_host(event.address)} has asked to be spoken to over a secure connection only, and "
        f"offers none on port {_port(event.address)} now ({event.detail}). Nothing was sent. "
        "Try again later."
    ),
    LoginFault.NAME_TAKEN: _taken,
    LoginFault.NAME_INVALID: _told("This name can't be used here. Try letters and digits."),
    LoginFault.PASSWORD_WRONG: _told("The password is wrong."),
    LoginFault.PROOF_WRONG: _told("This is not the password of that name."),
    LoginFault.BANNED: _told("The host does not let you in."),
    LoginFault.BAD_ADDRESS: lambda event: (
        "This is no address. Type a computer's name, as in boathouse.local or 192.168.1.20:6697."
    ),
    LoginFault.OTHER: _told("Logging in did not work."),
}


def login_fault(event: LoginFailed) -> str:
    """Why there was no login, and what to do."""
    return _FAULTS[event.fault](event)


def certificate_changed(event: CertificateChanged) -> tuple[str, str, str, str]:
    """Headline, the words we know, the words it shows now, and what to do."""
    return (
        f"Stopped: {_host(event.address)} looks different. Nothing was sent. Your name is safe.",
        f"You know: {event.known_words}",
        f"Now it says: {event.new_words}",
        "Ask the host, in person or by phone, for the three words their screen shows.",
    )
