"""The generators of loads see what they have to see: whole rooms through each door."""

import shutil
import sys

import pytest

from tests.bench import doors, ircload
from tests.bench.report import Report
from tests.bench.servers import ours

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.mark.parametrize("door", sorted(doors.DOORS))
def test_a_load_through_each_door_is_whole(door):
    server = ours("ours", memory_only=door == "plain", door=door)
    cost = doors.measure(server, door, doors.Crowd(members=4, senders=2, window=4, messages=50))
    assert cost.right


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
@pytest.mark.parametrize("caps", ["", "|message-tags server-time|echo-message message-tags"])
def test_a_load_of_the_c_generator_is_whole(caps):
    words = ["--clients", "6", "--senders", "2", "--window", "4", "--messages", "50", "--caps"]
    with ircload.compiled() as load:
        result = ircload.run(ours("ours"), load, [*words, caps])
    assert result["ok"], result
    assert result["deliveries"] == 2 * 50 * 5


def test_what_is_lost_is_told():
    loss = doors._Load.__new__(doors._Load)
    loss._next, loss._right = [[0, 0]], True
    assert loss._take(0, [b":u PRIVMSG #bench :@1 0 x", b":u PRIVMSG #bench :@1 2 x"]) == 2
    assert loss._right is False


def test_targets_are_told_met_or_missed(capsys):
    report = Report()
    report.judge("one", "1 ms", "2 ms", True)
    assert report.all_met
    report.judge("two", "3 ms", "2 ms", False)
    report.print_targets()
    out = capsys.readouterr().out
    assert all(words in out for words in ("met    one", "MISSED two", "1 of 2 met"))
    assert not report.all_met
