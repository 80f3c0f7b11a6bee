"""What the message pane tells its window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from messenger.client.model.row_kinds import MessageRow
from messenger.gui.widgets.popup_menu import MenuEntry


@dataclass(frozen=True, slots=True)
class PaneActions:
    """What the reader can do here.

    on_reach_top: wants older rows. on_link(address), on_retry(ref), on_discard(ref).
    on_type(letter): typed here what belongs into the input box. on_react(row, number): a press
    on a reaction; on_go(msgid): to a message that is quoted. entries(row): what else can be done
    to a message, the quickest first; those with an icon in `hover_bar.QUICK` have a button.
    """

    on_reach_top: Callable[[], None]
    on_link: Callable[[str], None]
    on_retry: Callable[[str], None]
    on_discard: Callable[[str], None]
    on_type: Callable[[str], None]
    on_react: Callable[[MessageRow, int], None] = lambda row, number: None
    on_go: Callable[[str], None] = lambda msgid: None
    entries: Callable[[MessageRow], Sequence[MenuEntry]] = lambda row: ()
