"""The one Qt style sheet, filled in with a scheme's colours. Lengths sit on an 8 px grid."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from engine.resources import resource_path

if TYPE_CHECKING:
    from gui.theme import Tokens

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; button-layout: 3; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 6px; }

QMenuBar { background: $window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hovered; }
QMenu { background: $panel; border: 1px solid $border; padding: 6px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $border;
           padding: 4px 8px; spacing: 2px; }
QToolBar::separator { width: 1px; background: $border; margin: 6px 6px; }
QToolBar QToolButton, QToolButton#flat {
    border: 1px solid transparent; border-radius: 6px; padding: 4px; background: transparent; }
QToolBar QToolButton:hover, QToolButton#flat:hover { background: $hovered; }
QToolBar QToolButton:checked, QToolButton#flat:checked {
    background: $selection; border-color: $gold; }
QToolBar QToolButton:checked:disabled { background: transparent; border-color: transparent; }
QToolBar QToolButton:focus, QToolButton#flat:focus { border: 2px solid $gold; padding: 3px; }
QToolBar QLabel { color: $muted; }

QDockWidget { border: none; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $gold; }
QWidget#panel { background: $panel; }
QWidget#leftPanel { background: $panel; border-right: 1px solid $border; }
QWidget#rightPanel { background: $panel; border-left: 1px solid $border; }
QLabel#heading { color: $text; font-weight: 600; }
QToolButton#section { color: $text; font-weight: 600; border: 1px solid transparent;
                      border-radius: 4px; padding: 1px 0; background: transparent; }
QToolButton#section:hover { background: $hovered; }
QToolButton#section:focus { border-color: $gold; }
QLabel#muted { color: $muted; }
QLabel#score { font-size: 20pt; font-weight: 600; }
QLabel#emptyTitle { font-size: 19pt; font-weight: 600; }
QFrame#rule { background: $border; max-height: 1px; min-height: 1px; border: none; }

QPushButton { background: $raised; color: $text; border: 1px solid $border; border-radius: 6px;
              padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: $hovered; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 1px solid $gold; }
QPushButton:disabled { color: $faded; background: $panel; }
QPushButton#offered:enabled { border-color: $gold; font-weight: 600; }
QPushButton#primary { background: $gold_fill; color: $on_gold; border: 1px solid $gold_fill;
                      font-weight: 600; padding: 8px 12px; min-height: 24px; }
QPushButton#primary:hover { background: $gold_fill_hovered; }
QPushButton#primary:focus { border: 2px solid $text; padding: 7px 11px; }
QPushButton#primary:disabled { background: $raised; color: $faded; border-color: $border; }
QPushButton#primary[running="true"] { background: $raised; color: $text; border-color: $gold; }
QPushButton#primary[running="true"]:hover { background: $hovered; }
QPushButton#link { background: transparent; border: 1px solid transparent; color: $gold;
                   padding: 4px 8px; font-weight: 600; }
QPushButton#link:hover { background: $hovered; }
QPushButton#link:focus { border-color: $gold; }

QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $border; }
QSlider::sub-page:horizontal { background: $gold; border-radius: 2px; }
QSlider::sub-page:horizontal:disabled { background: $border; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
                             background: $raised; border: 1px solid $muted; }
QSlider::handle:horizontal:hover { border-color: $gold; }
QSlider::handle:horizontal:focus { border: 2px solid $gold; width: 12px; height: 12px; }
QSlider::handle:horizontal:disabled { background: $panel; border-color: $border; }

QSpinBox, QDoubleSpinBox, QComboBox, QLineEdit, QKeySequenceEdit QLineEdit {
    background: $raised; border: 1px solid $border; border-radius: 5px; padding: 3px 6px;
    min-height: 18px; selection-background-color: $gold_fill; selection-color: $on_gold; }
QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QLineEdit:focus { border-color: $gold; }
QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled, QLineEdit:disabled {
    background: $panel; color: $faded; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url($icons/chevron-down-$name.svg); width: 14px; height: 14px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0 8px; min-height: 0;
    background: transparent; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $border; outline: 0;
    selection-background-color: $selection; selection-color: $text; }
QCheckBox { spacing: 8px; border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QCheckBox:focus { border-color: $gold; }
QCheckBox::indicator { width: 15px; height: 15px; border: 1px solid $muted; border-radius: 4px;
    background: $raised; }
QCheckBox::indicator:hover { border-color: $gold; }
QCheckBox::indicator:checked { background: $gold_fill; border-color: $gold_fill;
    image: url($icons/check-on-gold.svg); }
QCheckBox::indicator:disabled { border-color: $border; background: $panel; }

QListView, QTableView { background: $panel; border: none; outline: 0; }
QListView:focus { border: none; }
QListView::item { border-radius: 5px; padding: 4px; }
QListView::item:hover { background: $hovered; }
QListView::item:selected { background: $selection; color: $text; }
QListView::item:focus { border: 1px solid $gold; padding: 3px; }
QTableView::item { padding: 3px 8px; }
QTableView::item:focus { border: 1px solid $gold; padding: 2px 7px; }
QTabBar::tab:focus { border-color: $gold; }
QRadioButton { border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QRadioButton:focus { border-color: $gold; }
QRadioButton::indicator { width: 15px; height: 15px; border: 1px solid $muted;
    border-radius: 8px; background: $raised; }
QRadioButton::indicator:hover { border-color: $gold; }
QRadioButton::indicator:checked { border: 5px solid $gold_fill; width: 7px; height: 7px;
    background: $on_gold; }
QRadioButton::indicator:disabled { border-color: $border; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $window; }
QHeaderView::section { background: $window; color: $muted; border: none;
    border-bottom: 1px solid $border; padding: 5px 11px; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; min-height: 24px; min-width: 24px;
                     margin: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $border; border: none; border-radius: 2px; max-height: 4px;
               min-height: 4px; }
QProgressBar::chunk { background: $gold; border-radius: 2px; }

QSplitter::handle { background: $border; }
QStatusBar { background: $window; border-top: 1px solid $border; color: $muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; padding: 0 6px; }

QFrame#notice { background: $raised; border: 1px solid $border; border-radius: 8px; }
QFrame#notice[tone="error"] { border-color: $danger; }
QFrame#notice[tone="success"] { border-color: $success; }
QFrame#notice[tone="hint"] { border-color: $gold; }
QFrame#dropZone { border: 2px dashed $faded; border-radius: 12px; background: transparent; }
QFrame#dropZone[hovered="true"] { border-color: $gold; background: $selection; }
QLabel#previewBadge { background: rgba(20, 20, 22, 210); color: #ffffff; font-weight: 600;
    border: 1px solid #d8a748; border-radius: 11px; padding: 3px 12px; }
QWidget#emptyState, QWidget#canvasArea { background: $canvas; }
""")


def stylesheet(tokens: Tokens) -> str:
    values = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    red, green, blue = (int(tokens.muted[i : i + 2], 16) for i in (1, 3, 5))
    # Qt's style sheets want forward slashes on every system.
    values["icons"] = resource_path("icons").as_posix()
    values["faded"] = f"rgba({red}, {green}, {blue}, 60%)"
    return _SHEET.substitute(values)
