"""What lies under the pointer: the pixel's value and its anomaly, for the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class PointerReading:
    """Follows the pointer over the picture and says what is there, also when that changes."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._place: tuple[int, int] | None = None

    def follow(self, column: int | None, row: int | None) -> None:
        """The pointer is over this pixel; None, None outside the picture."""
        self._place = None if column is None or row is None else (column, row)
        self.show()

    def show(self) -> None:
        """Say it again: another picture may lie under the pointer now."""
        inspection = self._window.session.inspection
        self._window.status_line.show_pointer(
            self._place,
            self._pixels_shown(),
            None if inspection is None else inspection.anomaly.values,
        )

    def _pixels_shown(self) -> np.ndarray | None:
        """Values as they are in the file, not as converted for the screen."""
        document = self._window.session.document
        photo = document.stylized
        if photo is None or self._window.hold_key.held:
            photo = document.content
        return None if photo is None else photo.pixels
