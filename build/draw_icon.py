"""Draw assets/icon.png anew: the product's mark, as the windows draw it."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from messenger.gui.look.marks import draw_product_mark  # noqa: E402 (the project need not be installed)

SIZE_PX = 256

if __name__ == "__main__":
    draw_product_mark(SIZE_PX).save(PROJECT / "assets" / "icon.png", optimize=True)
