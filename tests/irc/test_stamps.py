"""Times and message ids as they stand in tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messenger.errors import PeerError
from messenger.irc import stamps

YEAR_9999_MS = 253_402_300_799_999


def test_a_time_has_milliseconds_and_a_z():
    assert stamps.server_time(0) == "1970-01-01T00:00:00.000Z"
    assert stamps.server_time(1_795_338_720_007) == "2026-11-22T09:12:00.007Z"


@given(st.integers(0, YEAR_9999_MS))
def test_a_time_reads_as_it_was_written(moment_ms):
    assert stamps.parse_time(stamps.server_time(moment_ms)) == moment_ms


@given(st.integers(0, YEAR_9999_MS - 1))
def test_later_is_later_as_text_too(moment_ms):
    assert stamps.server_time(moment_ms) < stamps.server_time(moment_ms + 1)


def test_other_zones_and_precisions_are_read():
    assert stamps.parse_time("1970-01-01T01:00:00+01:00") == 0
    assert stamps.parse_time("1970-01-01T00:00:01Z") == 1000
    assert stamps.parse_time("1970-01-01T00:00:00.123456Z") == 123


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "1970-01-01T00:00:00",
        "1970-13-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "9" * 400,
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "\ud83d",
    ],
)
def test_what_is_no_time_is_the_fault_of_the_other_side(text):
    try:
        moment_ms = stamps.parse_time(text)
    except PeerError:
        return
    # the edges of the calendar are times: just before year 1 and just after year 9999
    assert text[4:] in ("-01-01T00:00:00+23:59", "-12-31T23:59:59-23:59")
    assert abs(moment_ms) > 6e13


@given(st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True), st.integers(0, (1 << 62) - 1))
def test_a_msgid_gives_back_its_serial(relay_id, serial):
    text = stamps.msgid(relay_id, serial)
    assert " " not in text
    assert stamps.serial_of(relay_id, text) == serial
    assert stamps.serial_of(relay_id + "x", text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "r",
        "r-",
        "-1",
        "r-0x1",
        "r-01",
        "r-1A",
        "r- 1",
        "r-1_0",
        "r--1",
        "r-+1",
        "r-g",
        "r-٣",
        "q-1",
        "r-1-1",
        "r-" + "f" * 500,
    ],
)
def test_what_we_never_wrote_is_not_ours(text):
    assert stamps.serial_of("r", text) is None


def test_a_serial_counts_in_sixteens():
    assert stamps.msgid("r", 255) == "r-ff"
