"""What the message pane tells its window."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaneActions:
    """What the reader can do here.

    on_reach_top: wants older rows. on_link(address), on_retry(ref), on_discard(ref).
    on_type(letter): typed here what belongs into the input box.
    """

    on_reach_top: Callable[[], None]
    on_link: Callable[[str], None]
    on_retry: Callable[[str], None]
    on_discard: Callable[[str], None]
    on_type: Callable[[str], None]
