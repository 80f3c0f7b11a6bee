"""What a person is told on coming in, and what others must know to come too."""

from messenger.client.model.model import Model
from messenger.client.text import words
from messenger.gui.hosting.hosted_relay import HostReady
from messenger.irc.names import fold
from messenger.lan import joining


def greeting(model: Model, hosted: HostReady | None) -> tuple[str, ...]:
    """Lines for the first room. hosted: our own relay, if we host."""
    kept = (f"{model.kept}.",) if model.kept else ()
    if hosted is None:
        return (words.greeting(model.address, model.network), *kept)
    return (
        f"You are hosting. {addresses_line(hosted)}",
        f"The words of your relay are: {model.fingerprint_words}. Others see the "
        "same when they come in. Type /help for what you can do.",
        *kept,
    )


def addresses_line(hosted: HostReady) -> str:
    """ "Others can join at 192.168.1.5": what they can type."""
    return joining(hosted.addresses, hosted.port)


def how_to_join(model: Model, hosted: HostReady | None) -> str:
    """For the sheet "How others join"."""
    seen = model.fingerprint_words
    if hosted is not None:
        where = addresses_line(hosted)
    else:
        where = f"Others type the address that you typed: {model.address}."
    parts = [where, "They start Messenger, type the address and their name, and press Enter."]
    if seen:
        parts.append(f"The words of this relay are: {seen}. Whoever sees the same is right.")
    parts.append("Any IRC program can join as well, at the same address with TLS.")
    return "\n\n".join(parts)


def people_elsewhere(model: Model) -> int:
    """How many others we share a room with."""
    others = {key for place in model.places.values() for key in place.members}
    return len(others - {fold(model.nick)})
