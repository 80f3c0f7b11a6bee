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


@pytest.mark.parametrize(
    ("name", "double"),
    [("#Straße", "#STRASSE"), ("#Éclair", "#éclair"), ("#talk", "#ｔａｌｋ"), ("#lobby", "#lоbby")],
)
def test_no_room_is_opened_that_looks_like_another(name, double):
    town = Town()
    ann, bob = town.log_in("ann"), town.log_in("bob")
    ann.send(f"JOIN {name}")
    sentence = f"This name can't be told from that of {name}, which is here already"
    assert bob.ask(f"JOIN {double}") == [f":messenger.relay 476 bob {double} :{sentence}"]
    ann.send("JOIN #other")
    assert "CHANNEL_NAME_IN_USE" in ann.ask(f"RENAME #other {double}")[0]
    ann.send(f"MODE {name} +s", f"PART {name}")
    assert ann.ask(f"JOIN {double}")[0].split()[1] == ("476" if name == "#lobby" else "JOIN")


def test_the_name_of_a_hidden_room_is_not_told():
    town = Town()
    town.log_in("ann").send("JOIN #Straße", "MODE #Straße +s")
    (answer,) = town.log_in("bob").ask("JOIN #STRASSE")
    assert " 476 " in answer
    assert "Straße" not in answer


def test_rooms_that_fold_together_are_one_also_after_a_restart():
    town = Town()
    ann, bob = town.log_in("ann"), town.log_in("bob")
    ann.send("JOIN #Talk", "JOIN #straße")
    bob.send("JOIN #tALK", "JOIN #[x]", "JOIN #{x}", "JOIN #İ", "JOIN #i")
    rooms = town.core.hub.roster.rooms
    assert len(rooms["#talk"].members) == 2
    assert {"#straße", "#[x]", "#{x}", "#İ", "#i"} <= set(rooms)
    again = Town(store=town.store)
    cleo = again.log_in("cleo")
    cleo.send("JOIN #TALK", "JOIN #straße")
    assert " 476 " in cleo.ask("JOIN #STRASSE")[0]
    cleo.send("PART #straße", "JOIN #STRASSE")
    assert {"#talk", "#strasse"} <= set(again.core.hub.roster.rooms)


def test_a_renamed_room_leaves_its_look_and_takes_the_new_one():
    town = Town()
    ann, bob = town.log_in("ann"), town.log_in("bob")
    ann.send("JOIN #straße", "RENAME #straße #weg")
    assert bob.ask("JOIN #STRASSE")[0].split()[1] == "JOIN"
    assert " 476 " in bob.ask("JOIN #wеg")[0]
