"""Small parts that forms are put together from."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from gui import icons
from gui.language import tr


def heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("heading")
    return label


def plain_button(text: str, slot: object, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
    return button


def dialog_button(text: str, slot: object, parent: QWidget) -> QPushButton:
    """A plain button, as large as those of a form's main row."""
    button = plain_button(text, slot, parent)
    button.setStyleSheet("padding: 6px 14px; min-height: 20px;")
    return button


def progress_bar(parent: QWidget) -> QProgressBar:
    """From 0 to 1000, without a text; what is around it does not jump when it hides."""
    bar = QProgressBar(parent)
    bar.setRange(0, 1000)
    bar.setTextVisible(False)
    bar.setAccessibleName(tr("Progress"))
    policy = bar.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    bar.setSizePolicy(policy)
    return bar


def muted_words(text: str, parent: QWidget) -> QLabel:
    """Small words in as many lines as they need."""
    label = QLabel(text, parent)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label


def message_label(parent: QWidget) -> QLabel:
    """Small words that never widen the dialog."""
    label = muted_words("", parent)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def icon_button(icon: str, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(parent)
    button.setIcon(icons.icon(icon))
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setAutoDefault(False)
    return button


def row_of(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets in a row; None is room between them."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
