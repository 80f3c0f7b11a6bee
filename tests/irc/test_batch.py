from messenger.irc.batch import MAX_LINES, MAX_OPEN, Batch, Batches
from messenger.irc.message import Message

KEEP = frozenset({"chathistory", "draft/multiline"})


def line(text: str) -> Message:
    return Message.parse(text)


def test_lines_of_a_kept_batch_wait_for_its_end() -> None:
    batches = Batches(KEEP)
    batches.open(line("BATCH +h chathistory #a"))
    batches.open(line("@batch=h;msgid=7 :b BATCH +m draft/multiline #a"))
    for text in ("@batch=m :b PRIVMSG #a one", "@batch=m;draft/multiline-concat :b PRIVMSG #a +"):
        assert batches.hold(line(text))
    assert batches.hold(line("@batch=m :b PRIVMSG #a :"))
    assert batches.close(line("BATCH -m")) is None
    whole = batches.close(line("BATCH -h"))
    assert whole
    (inner,) = whole.items
    assert isinstance(inner, Batch)
    assert inner.text() == "one+\n"
    assert inner.tags["msgid"] == "7"


def test_a_label_is_inherited() -> None:
    batches = Batches(KEEP)
    batches.open(line("@label=L BATCH +x labeled-response"))
    inside = line("@batch=x PRIVMSG #a hi")
    assert not batches.hold(inside)
    assert batches.label_of(inside) == "L"
    assert batches.label_of(line("@label=M PRIVMSG #a hi")) == "M"


def test_bounds() -> None:
    batches = Batches(KEEP)
    for number in range(MAX_OPEN * 3):
        batches.open(line(f"BATCH +{number} chathistory #a"))
    assert batches.find(str(MAX_OPEN)) is None
    message = line("@batch=0 PRIVMSG #a hi")
    for _ in range(MAX_LINES + 10):
        assert batches.hold(message)
    whole = batches.close(line("BATCH -0"))
    assert whole
    assert len(whole.items) == MAX_LINES
    assert batches.close(line("BATCH -0")) is None
    assert batches.close(line("BATCH")) is None
    batches.open(line("BATCH +x"))
    assert batches.find("x") is None
