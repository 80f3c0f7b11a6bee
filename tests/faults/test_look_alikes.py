"""Nobody passes for somebody who has registered the name.

Threats 31, 32, 33.
"""

import pytest

from tests.faults.test_secrets import register, until
from tests.relay.conftest import Client
from tests.relay.harness import Town
from tests.relay.test_app import log_in


@pytest.mark.parametrize(
    "name", ["аnn", "ＡＮＮ", "ann\u200b", "\u202eann", "ann\u00a0", "a\u00adnn"]
)
def test_a_name_that_looks_like_a_registered_one_is_refused(relay, name):
    one = relay()
    register(one, "ann")
    eve = Client(one.ports["plain"])
    log_in(eve, "eve")
    eve.send(f"NICK {name}\r\n".encode())
    assert until(eve, b" 432 ", b" 433 ", b" NICK ").split()[1] in (b"432", b"433", b"FAIL")


def test_rooms_that_fold_together_are_one_and_others_are_two():
    town = Town()
    ann, bob = town.log_in("ann"), town.log_in("bob")
    ann.send("JOIN #Talk", "JOIN #straße")
    bob.send("JOIN #tALK", "JOIN #STRASSE", "JOIN #[x]", "JOIN #{x}")
    rooms = town.core.hub.roster.rooms
    assert len(rooms["#talk"].members) == 2
    assert {"#straße", "#strasse", "#[x]", "#{x}"} <= set(rooms)
    again = Town(store=town.store)
    again.log_in("cleo").send("JOIN #TALK", "JOIN #straße", "JOIN #STRASSE")
    assert {"#talk", "#straße", "#strasse"} <= set(again.core.hub.roster.rooms)
