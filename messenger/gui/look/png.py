"""Pictures as PNG for Tk, written here: Pillow reads five kinds of files before its first PNG,
12 ms that the first window would wait for."""

import struct
import zlib
from typing import Final

from PIL import Image

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES: Final = {"RGB": 2, "RGBA": 6}
_FAST: Final = 1  # of zlib's levels; these files live in memory only


def encode(image: Image.Image) -> bytes:
    """The PNG file of a picture.

    source: W3C PNG, third edition, sections 5 and 11.2; each row has the filter "none".
    """
    if image.mode not in _COLOUR_TYPES:
        image = image.convert("RGBA")
    width, height = image.size
    kind = _COLOUR_TYPES[image.mode]
    pixels, length = image.tobytes(), width * len(image.mode)
    rows = [pixels[start : start + length] for start in range(0, length * height, length)]
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), _FAST)
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
