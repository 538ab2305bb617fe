"""The heading of a part of a panel; a click folds that part away and brings it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.language import tr


class SectionHeading(QToolButton):
    """Looks like a heading with a small arrow; `folded_changed` says what a person wants."""

    folded_changed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("section")
        self.setText(title)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._folded = False
        self.clicked.connect(lambda: self.set_folded(not self._folded))
        self._show()

    @property
    def folded(self) -> bool:
        return self._folded

    def set_folded(self, folded: bool) -> None:
        if folded != self._folded:
            self._folded = folded
            self._show()
            self.folded_changed.emit(folded)

    def _show(self) -> None:
        self.setArrowType(Qt.ArrowType.RightArrow if self._folded else Qt.ArrowType.DownArrow)
        tip = tr("Show {part}") if self._folded else tr("Fold {part} away")
        self.setToolTip(tip.format(part=self.text()))
        self.setAccessibleName(self.toolTip())

    def retranslate(self) -> None:
        """The title is another word now."""
        self._show()
