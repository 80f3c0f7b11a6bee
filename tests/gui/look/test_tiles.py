"""Tiles, pixel by pixel: drawn small and drawn out, they are what they would be drawn whole."""

import io
import tkinter as tk

import pytest
from PIL import Image

from messenger.gui.look import png, tiles
from messenger.gui.look.tiles import BoxStyle

STYLES = [
    BoxStyle(8, "#FFFFFF", "#7A8790", 1, "#EDF1F3"),
    BoxStyle(4, "#0B6A8A", "", 1, "#FFFFFF"),
    BoxStyle(24, "#1A2125", "#5CC2E2", 3, ""),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("middle", [32, 40, 121])
def test_a_tile_is_the_box_of_its_size(style, middle):
    side = 2 * style.radius + middle
    whole, tile = tiles.draw_box(side, side, style), tiles.draw_tile(style, middle)
    assert tile.size == (side, side)
    assert tile.convert("RGBA").tobytes() == whole.convert("RGBA").tobytes()


@pytest.mark.parametrize(("radius", "width"), [(3, 2), (4, 2), (6, 3), (8, 2), (12, 6), (24, 6)])
def test_the_inner_corners_of_a_ring_are_whole(radius, width):
    style = BoxStyle(radius, "#FFFFFF", "#7A8790", 1, "#EDF1F3")
    ring = tiles.draw_ring(style, "#0B6A8A", width, 60)
    wider = tiles.draw_ring(style, "#0B6A8A", width, 80)
    middle = ring.crop((ring.width // 2, 0, ring.width // 2 + 1, ring.height))
    inset = width + max(1, width // 2)
    inner = max(radius, inset + 2)  # straight lines from here on
    for x in range(inner, ring.width - inner):
        assert ring.crop((x, 0, x + 1, ring.height)).tobytes() == middle.tobytes()
    corner = (0, 0, inner, inner)
    assert ring.crop(corner).tobytes() == wider.crop(corner).tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_picture_for_tk_is_a_png_file_that_pillow_reads_as_the_same(mode):
    image = Image.linear_gradient("L").resize((37, 23)).convert(mode)
    data = png.encode(image)
    read = Image.open(io.BytesIO(data))
    wanted = image if mode in ("RGB", "RGBA") else image.convert("RGBA")
    assert (read.format, read.mode, read.size) == ("PNG", wanted.mode, wanted.size)
    assert read.tobytes() == wanted.tobytes()


def test_tk_shows_what_was_encoded(root):
    image = Image.new("RGBA", (3, 2), "#12345600")
    image.putpixel((1, 1), (200, 100, 50, 255))
    photo = tk.PhotoImage(master=root, data=png.encode(image))
    assert (photo.width(), photo.height(), photo.get(1, 1)) == (3, 2, (200, 100, 50))
    assert photo.transparency_get(0, 0)
