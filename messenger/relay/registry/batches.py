"""A batch that a client has opened and not yet closed (IRCv3 client-batch, draft/multiline)."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class OpenBatch:
    """reference: the client's name for it; command: PRIVMSG or NOTICE once a line came;
    chunks: texts, True for one that continues the line before; tags, label: of its BATCH.
    opened_at: monotonic seconds. refused: what belongs to it is passed over in silence."""

    reference: str
    target: str
    tags: dict[str, str]
    opened_at: float
    label: str = ""
    command: str = ""
    chunks: list[tuple[str, bool]] = field(default_factory=list)
    size_bytes: int = 0
    refused: bool = False
