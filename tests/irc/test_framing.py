"""Bytes in, lines out: every cut, the limit to the byte, and an endless line."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.irc.framing import MAX_BODY_BYTES, MAX_TAGS_BYTES, TOO_LONG, LineBuffer

WIRE = "PING a\r\n\r\n\nPRIVMSG #a :Grüße 👋\nPING\rb\r\nPING c\r\r\n".encode()
LINES = [b"PING a", "PRIVMSG #a :Grüße 👋".encode(), b"PING\rb", b"PING c\r"]
LIMIT = MAX_TAGS_BYTES + MAX_BODY_BYTES


@pytest.mark.parametrize("cut", range(len(WIRE) + 1))
def test_lines_survive_any_cut(cut):
    buffer = LineBuffer()
    assert buffer.feed(WIRE[:cut]) + buffer.feed(WIRE[cut:]) == LINES
    assert buffer.pending_bytes == 0


def test_lines_survive_byte_by_byte():
    buffer = LineBuffer()
    assert [line for byte in WIRE for line in buffer.feed(bytes([byte]))] == LINES


def test_an_unfinished_line_waits_for_its_end():
    buffer = LineBuffer()
    assert buffer.feed(b"PING a\nPI") == [b"PING a"]
    assert buffer.pending_bytes == 2
    assert buffer.feed(b"") == []
    assert buffer.feed(b"NG b\n") == [b"PING b"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_limit_counts_the_end_of_the_line(end):
    fits = b"x" * (LIMIT - len(end))
    assert LineBuffer().feed(fits + end) == [fits]
    assert LineBuffer().feed(fits + b"x" + end) == [TOO_LONG]


@pytest.mark.parametrize("extra", [0, 1])
@pytest.mark.parametrize("cut", [1, LIMIT - 2, LIMIT - 1, LIMIT, LIMIT + 1])
def test_the_limit_is_the_same_at_any_cut(extra, cut):
    wire = b"x" * (LIMIT - 2 + extra) + b"\r\nPING\r\n"
    buffer = LineBuffer()
    lines = buffer.feed(wire[:cut]) + buffer.feed(wire[cut:])
    assert lines == [TOO_LONG if extra else wire[: LIMIT - 2], b"PING"]


def test_all_tags_and_a_whole_body_fit():
    line = b"@" + b"t" * (MAX_TAGS_BYTES - 2) + b" " + b"x" * (MAX_BODY_BYTES - 2)
    assert LineBuffer().feed(line + b"\r\n") == [line]


def test_an_endless_line_costs_one_buffer_and_is_told_once():
    buffer, piece = LineBuffer(), b"x" * 65536
    tracemalloc.start()
    try:
        for _ in range(200):  # 13 MB
            assert buffer.feed(piece) == []
            assert buffer.pending_bytes < LIMIT
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 1_000_000
    assert buffer.feed(b"tail\nPING a\n") == [TOO_LONG, b"PING a"]


def test_long_lines_keep_their_place_among_others():
    long = b"x" * LIMIT
    assert LineBuffer().feed(b"a\n" + long + b"\nb\n" + long + b"\n") == [
        b"a",
        TOO_LONG,
        b"b",
        TOO_LONG,
    ]


def test_a_smaller_limit_can_be_set():
    assert LineBuffer(8).feed(b"1234567\n12345678\n") == [b"1234567", TOO_LONG]


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8),
    st.lists(st.integers(1, 40), min_size=1, max_size=10),
)
def test_any_lines_cut_anyhow_give_the_same(lines, sizes):
    wire = b"".join(line + b"\n" for line in lines)
    whole, pieces = LineBuffer(20).feed(wire), []
    buffer = LineBuffer(20)
    while wire:
        size = sizes[len(wire) % len(sizes)]
        pieces += buffer.feed(wire[:size])
        wire = wire[size:]
    assert pieces == whole
