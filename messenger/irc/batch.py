"""Lines that belong together: BATCH +id … BATCH -id, nested, and bounded.

source: IRCv3 batch, draft/multiline, draft/chathistory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from messenger.irc.message import Message

MAX_OPEN = 64
MAX_LINES = 20_000  # in all open batches together

CONCAT_TAG = "draft/multiline-concat"


@dataclass(slots=True)
class Batch:
    """One batch. items: lines and closed inner batches, in order.

    opening: the line that opened it, whose tags count for the whole.
    """

    kind: str
    params: tuple[str, ...]
    opening: Message
    parent: "Batch | None" = None
    items: "list[Message | Batch]" = field(default_factory=list)

    @property
    def tags(self) -> Mapping[str, str]:
        """Tags of the opening line: label, msgid, time, account, client tags."""
        return self.opening.tags

    def text(self) -> str:
        """The text of a multi-line batch: lines joined by LF, or directly where tagged so."""
        parts: list[str] = []
        for item in self.items:
            if isinstance(item, Message) and len(item.params) > 1:
                if parts and CONCAT_TAG not in item.tags:
                    parts.append("\n")
                parts.append(item.params[1])
        return "".join(parts)


class Batches:
    """The open batches of one connection.

    keep: kinds whose lines are held back until the batch closes; the lines of other kinds
        are given on at once, and only the batch itself is remembered (for its label).
    """

    def __init__(self, keep: frozenset[str]) -> None:
        self._keep = keep
        self._open: dict[str, Batch] = {}
        self._lines = 0

    def open(self, message: Message) -> None:
        """Take in "BATCH +id kind params…". Over the limit, or malformed: no batch opens."""
        if len(message.params) < 2 or len(self._open) >= MAX_OPEN:
            return
        parent = self._open.get(message.tags.get("batch", ""))
        name, kind, *params = message.params
        self._open[name[1:]] = Batch(kind, tuple(params), message, parent)

    def close(self, message: Message) -> Batch | None:
        """Take in "BATCH -id"; the whole batch, or None: unknown, or part of a kept one."""
        batch = self._open.pop(message.params[0][1:], None) if message.params else None
        if batch is None:
            return None
        if batch.parent is not None and batch.parent.kind in self._keep:
            batch.parent.items.append(batch)
            return None
        if batch.kind in self._keep:
            self._lines -= _count(batch)
        return batch

    def find(self, name: str) -> Batch | None:
        """The open batch of this id."""
        return self._open.get(name)

    def hold(self, message: Message) -> bool:
        """Keep a line of a kept batch back. False: it is not for us, deal with it now.

        Beyond MAX_LINES a line is swallowed: a server that sends so many is broken.
        """
        batch = self._open.get(message.tags["batch"])
        if batch is None or batch.kind not in self._keep:
            return False
        if self._lines < MAX_LINES:
            self._lines += 1
            batch.items.append(message)
        return True

    def label_of(self, message: Message) -> str:
        """The label of a line: its own, or that of the batch it stands in."""
        label = message.tags.get("label", "")
        batch = self._open.get(message.tags.get("batch", ""))
        for _ in range(MAX_OPEN):
            if label or batch is None:
                break
            label, batch = batch.tags.get("label", ""), batch.parent
        return label


def _count(batch: Batch) -> int:
    return sum(1 if isinstance(item, Message) else _count(item) for item in batch.items)
