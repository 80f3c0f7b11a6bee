"""A history in memory: what is taken back is gone with its wordings."""

from messenger.irc.marks import EDIT_TAG
from messenger.irc.stamps import msgid
from messenger.store.belonging import WholeRequest
from messenger.store.rows import ErasedRow, HistoryRequest, HistoryRow
from messenger.store.volatile import VolatileStore


def test_a_message_goes_with_its_wordings():
    store = VolatileStore()
    edit = f"{EDIT_TAG}={msgid(store.load().relay_id, 1)}"
    tagged = ((1, ""), (2, edit), (3, ""), (4, edit))
    store.write(
        [
            HistoryRow(serial, "#a", serial, "ann!a@h", "", "PRIVMSG", ("words",), tags)
            for serial, tags in tagged
        ]
    )
    for serial in (1, 2, 4):
        row, serials = store.run(WholeRequest("#a", serial))
        assert (row.serial, serials) == (serial, (1, 2, 4))
    assert store.run(WholeRequest("#a", 3))[1] == (3,)
    assert store.run(WholeRequest("#a", 9)) is None
    store.write([ErasedRow("#a", 1)])
    left = store.run(HistoryRequest("#a", None, None, 9, newest_first=True))
    assert [row.serial for row in left] == [3]
