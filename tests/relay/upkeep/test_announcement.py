"""What a relay says at its start."""

import pytest

from messenger import fingerprint, lan
from messenger.relay.upkeep.announcement import lines

PRINT = "3f" * 32


def test_the_words_and_the_addresses_stand_between_the_lines_for_programs(monkeypatch):
    monkeypatch.setattr(lan, "lan_addresses", lambda: ("192.168.1.5", "10.0.0.3"))
    assert list(lines(["tls://0.0.0.0:6697", "", "plain://127.0.0.1:6667"], PRINT)) == [
        "listening tls://0.0.0.0:6697",
        "listening plain://127.0.0.1:6667",
        f"fingerprint sha256:{PRINT}",
        "Others can join at 192.168.1.5 or 10.0.0.3.",
        f"The words of this relay are: {fingerprint.words(PRINT)}. Whoever sees the same is right.",
        "ready",
    ]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("tls://[::]:6700", "Others can join at 192.168.1.5:6700."),
        ("tls://203.0.113.7:6697", "Others can join at 203.0.113.7."),
        ("tls://[2001:db8::7]:6700", "Others can join at [2001:db8::7]:6700."),
        ("tls://chat.example:6700", "Others can join at chat.example:6700."),
        ("tls://127.0.0.1:6700", "Only programs on this computer can join, at 127.0.0.1:6700."),
        ("tls://[::1]:6697", "Only programs on this computer can join, at [::1]."),
    ],
)
def test_what_others_type_is_where_the_relay_listens(monkeypatch, url, told):
    monkeypatch.setattr(lan, "lan_addresses", lambda: ("192.168.1.5",))
    assert told in list(lines([url], PRINT))


def test_in_no_network_it_says_so(monkeypatch):
    monkeypatch.setattr(lan, "lan_addresses", lambda: ())
    assert any("in no network now" in line for line in lines(["tls://0.0.0.0:6697"], PRINT))


def test_without_tls_there_are_no_words():
    assert list(lines(["plain://127.0.0.1:6667"], "")) == [
        "listening plain://127.0.0.1:6667",
        "ready",
    ]
