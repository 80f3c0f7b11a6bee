"""`messenger room` beside a relay's store that is open, as it is while the relay runs."""

import pytest

from messenger import __main__ as cli
from messenger import paths
from messenger.relay.registry import room_json
from messenger.relay.state import Room
from messenger.store import hashing
from messenger.store.account_rows import AccountRow
from messenger.store.history import RelayStore
from messenger.store.room_rows import DroppedRow, DropsRequest
from messenger.store.rows import RoomRow


@pytest.fixture
def store(tmp_path):
    store = RelayStore(paths.relay_dir(paths.data_dir(str(tmp_path))))
    room, other = Room("#Homework", "#homework", 1), Room("#gone", "#gone", 1)
    room.founder, room.topic = "id", "page 12"
    store.write(
        [
            AccountRow("id", "Ann", hashing.make("opensesame", fast=True), 1),
            RoomRow(room.key, room_json.to_json(room)),
            RoomRow(other.key, room_json.to_json(other)),
        ]
    )
    yield store
    store.close()


def test_rooms_are_listed_and_dropped(tmp_path, store, capsys):
    assert cli.main(["room", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        "#Homework  founded by Ann  there since 1970-01-01  page 12\n"
    )
    assert cli.main(["room", "drop", "--data", str(tmp_path), "#HOMEWORK"]) == 0
    assert store.reader().run(DropsRequest()) == ("#homework",)
    assert capsys.readouterr().out.startswith("#Homework is not kept any longer")
    assert cli.main(["room", "list", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "There are no rooms that stay yet.\n")
    store.write([DroppedRow("#homework")])
    assert store.reader().run(DropsRequest()) == ()


def test_a_room_is_found_without_its_sign_and_the_nearest_is_named(tmp_path, store, capsys):
    assert cli.main(["room", "drop", "--data", str(tmp_path), "homework2"]) == 2
    assert "No room #homework2 is kept here. Did you mean #Homework?" in capsys.readouterr().err
    assert cli.main(["room", "drop", "--data", str(tmp_path), "homework"]) == 0


@pytest.mark.parametrize("name", ["#gone", "#never"])
def test_what_is_not_kept_can_not_be_dropped(tmp_path, store, capsys, name):
    assert cli.main(["room", "drop", "--data", str(tmp_path), name]) == 2
    assert f"No room {name} is kept here" in capsys.readouterr().err
