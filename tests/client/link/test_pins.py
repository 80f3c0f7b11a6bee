from pathlib import Path

import pytest

from messenger.client.link.pins import Pins
from messenger.errors import UserError


def test_kept_owner_only_and_shared_between_programs(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "pins.json"
    one, two = Pins(path), Pins(path)
    assert one.get("a:1") == ""
    one.put("a:1", "f1")
    two.put("b:2", "f2")
    assert (one.get("a:1"), one.get("b:2")) == ("f1", "f2")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["pins.json"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe"])
def test_a_broken_file_is_no_reason_to_trust_anybody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pins.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"pins\.json"):
        Pins(path).get("a:1")
    assert path.read_bytes() == content


def test_without_a_file() -> None:
    pins = Pins(None)
    pins.put("a:1", "f")
    assert pins.get("a:1") == "f"
