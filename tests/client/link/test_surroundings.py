"""What happens around a link is noticed: another address, a way again, a computer that slept."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from messenger.client.link.surroundings import LOOK_EVERY_S, Surroundings, own_address


class World:
    """A computer that can be moved and put to sleep."""

    def __init__(self) -> None:
        self.address, self.now, self.wall = "10.0.0.5", 100.0, 5_000.0
        self.around = Surroundings(lambda: self.address, lambda: self.wall)

    def look(self) -> bool:
        self.now += LOOK_EVERY_S
        self.wall += LOOK_EVERY_S
        return self.around.have_changed(self.now)


@pytest.fixture
def world() -> World:
    world = World()
    assert not world.look()
    return world


def test_another_address_is_news_once(world: World) -> None:
    world.address = "192.168.7.2"
    assert [world.look(), world.look()] == [True, False]


def test_to_lose_the_way_is_none_and_to_find_it_again_is(world: World) -> None:
    world.address = ""
    assert not world.look()
    world.address = "10.0.0.5"
    assert [world.look(), world.look()] == [True, False]


def test_a_computer_that_slept(world: World) -> None:
    world.wall += 300.0
    assert [world.look(), world.look()] == [True, False]


def test_nobody_looks_too_often(world: World) -> None:
    world.address = "192.168.7.2"
    assert not world.around.have_changed(world.now + 0.1)


def test_the_address_of_a_real_socket() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as sock,
    ):
        assert own_address(sock.family, sock.getpeername()) == "127.0.0.1"
        assert not Surroundings.of(sock).have_changed(0.0)
    assert not Surroundings.of(sock).have_changed(0.0)  # closed: no way, and no error


IN_ITS_OWN_NETWORK = """
import socket, subprocess
from messenger.client.link.surroundings import Surroundings
def ip(words): subprocess.run(["ip", *words.split()], check=True)
ip("link set lo up")
ip("address add 10.9.9.1/24 dev lo")
server = socket.create_server(("10.9.9.1", 0))
sock = socket.create_connection(server.getsockname())
around = Surroundings.of(sock)
seen = [around.have_changed(0.0)]
ip("address del 10.9.9.1/24 dev lo")
seen.append(around.have_changed(10.0))
ip("address add 10.9.9.7/24 dev lo")
seen.append(around.have_changed(20.0))
print(seen)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("ip"),
    reason="needs root and ip, for a network of its own",
)
def test_a_real_interface_that_gets_another_address() -> None:
    command = ["unshare", "--net", sys.executable, "-c", IN_ITS_OWN_NETWORK]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode and "not permitted" in done.stderr:
        pytest.skip("no network of its own may be made here")
    assert done.stdout.strip() == "[False, False, True]", done.stderr
