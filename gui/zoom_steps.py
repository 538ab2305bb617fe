"""Zooming by steps: what every widget offers that shows pictures through a view transform."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from gui.view_transform import ViewTransform

# Across and down.
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class ZoomingView(Protocol):
    """What a widget brings along for the steps to be mixed in."""

    view: ViewTransform

    def set_zoom(self, zoom: float, anchor: QPointF | None = None) -> None:
        """Zoom (1.0 = 100 %) so that what lies under ``anchor`` (widget position) stays there."""
        ...

    def _on_view_changed(self) -> None:
        """Show the view as it is now."""
        ...


class ZoomSteps:
    """Mixed into a widget that has a view, can zoom around a point, and shows what has changed."""

    @property
    def zoom(self: ZoomingView) -> float:
        return self.view.zoom

    @property
    def is_fitted(self: ZoomingView) -> bool:
        return self.view.fitted

    def zoom_to_fit(self: ZoomingView) -> None:
        """Show the whole picture, and keep doing so when the window is resized."""
        self.view.fit()
        self._on_view_changed()

    def zoom_to_actual(self: ZoomingView) -> None:
        """100 %: one picture pixel on one device pixel."""
        self.set_zoom(1.0)

    def zoom_in(self: ZoomingView) -> None:
        """To the next round zoom."""
        self.set_zoom(self.view.next_stop(inwards=True))

    def zoom_out(self: ZoomingView) -> None:
        """To the round zoom before."""
        self.set_zoom(self.view.next_stop(inwards=False))

    def pan_by(self: ZoomingView, dx: float, dy: float) -> None:
        """Move what is shown by device pixels."""
        self.view.pan_by(dx, dy)
        self._on_view_changed()
