"""Where the Tab key goes next, and a frame that shows when the picture has the focus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

ROW_HEIGHT_PX = 14
FRAME_PX = 2

KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def move_focus(areas: Sequence[QWidget], forward: bool, left_out: QWidget) -> bool:
    """Give the focus to the next control as the eye reads: area by area, row by row.

    Worked out at each press of the key, because controls come and go with what is opened.
    left_out: a widget that has another use for the key.
    Returns False where there is nothing to go to.
    """
    stops = [stop for area in areas for stop in _stops_in(area) if stop is not left_out]
    if not stops:
        return False
    focus = QApplication.focusWidget()
    here = next((i for i, stop in enumerate(stops) if _holds(stop, focus)), None)
    if here is None:
        here = -1 if forward else 0
    target = stops[(here + (1 if forward else -1)) % len(stops)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _bring_into_view(target)
    return True


def _stops_in(area: QWidget) -> list[QWidget]:
    """The visible controls of an area that take the Tab key, row by row."""
    if not area.isVisible():
        return []
    placed = sorted(
        ((_top_left(widget, area), widget) for widget in _takers(area)),
        key=lambda entry: entry[0].y() + entry[1].height() / 2,
    )
    rows: list[list[tuple[QPoint, QWidget]]] = []
    last_middle = float("-inf")
    for place, widget in placed:
        middle = place.y() + widget.height() / 2
        if middle - last_middle > ROW_HEIGHT_PX:
            rows.append([])
        rows[-1].append((place, widget))
        last_middle = middle
    return [w for row in rows for _, w in sorted(row, key=lambda entry: entry[0].x())]


def _takers(area: QWidget) -> Iterator[QWidget]:
    for widget in area.findChildren(QWidget):
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not takes_tab or not widget.isVisible() or not widget.isEnabled():
            continue
        # The line within a spin box is reached through the box.
        if widget.objectName() != "qt_spinbox_lineedit" and widget.focusProxy() is None:
            yield widget


def _top_left(widget: QWidget, area: QWidget) -> QPoint:
    return widget.mapTo(area, QPoint(0, 0))


def _holds(stop: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (stop is focus or stop.isAncestorOf(focus))


def _bring_into_view(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


class FocusFrame(QWidget):
    """A line around a widget that has got the focus from the keyboard; clicks pass through."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self.setVisible(event.reason() in KEYBOARD_REASONS)
            self._fit()
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.hide()
        elif kind == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.Link)
        painter.setPen(QPen(colour, FRAME_PX))
        half = FRAME_PX // 2
        painter.drawRect(self.rect().adjusted(half, half, -half, -half))
