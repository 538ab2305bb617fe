"""How small a picture may be to be painted or looked at."""

from __future__ import annotations

from engine.errors import OptionError

SMALLEST_SIDE_PX = 32


def is_paintable(hw: tuple[int, ...]) -> bool:
    """Whether a transfer takes a photo of this height and width."""
    return min(hw[:2]) >= SMALLEST_SIDE_PX


def check_paintable(hw: tuple[int, ...]) -> None:
    """Raise OptionError for a photo under 32 pixels a side; hw begins with height and width."""
    if not is_paintable(hw):
        raise OptionError(
            f"The photo is {hw[1]} × {hw[0]} pixels; a transfer needs at least "
            f"{SMALLEST_SIDE_PX} × {SMALLEST_SIDE_PX}. Choose a larger photo."
        )
