"""What this computer can show a relay, to be let in under a name that is its own."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """The key for one name on one relay.

    secret: "" for none. is_claimed: the relay has confirmed that it knows it.
    trouble: why a key that there is can't be had just now, for people.
    """

    secret: str = field(default="", repr=False)
    is_claimed: bool = False
    trouble: str = ""


NO_KEY = DeviceKey()
