"""Colours, spacing and the style sheet; follows the system's light or dark setting."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from gui import icons
from gui.stylesheet import stylesheet


@dataclass(frozen=True)
class Tokens:
    """One colour scheme. Pairs used for text keep WCAG AA contrast (tested)."""

    name: str
    canvas: str  # around the picture: neutral, so that it does not tint the eye
    window: str
    panel: str
    raised: str  # buttons, inputs
    hovered: str
    border: str
    text: str
    muted: str
    gold: str  # accent for lines, icons and focus
    gold_fill: str  # primary button
    gold_fill_hovered: str
    on_gold: str
    selection: str  # row selected in a list
    danger: str
    success: str


DARK = Tokens(
    name="dark",
    canvas="#18191b",
    window="#1f2022",
    panel="#26272a",
    raised="#323438",
    hovered="#3c3e43",
    border="#3b3d42",
    text="#ebe9e4",
    muted="#aeaba4",
    gold="#d8a748",
    gold_fill="#d3a03f",
    gold_fill_hovered="#e2b357",
    on_gold="#1d1606",
    selection="#453a22",
    danger="#f08c80",
    success="#93cba2",
)

LIGHT = Tokens(
    name="light",
    canvas="#d9d8d5",
    window="#eceae6",
    panel="#f7f6f3",
    raised="#ffffff",
    hovered="#efece5",
    border="#d3cfc6",
    text="#23211e",
    muted="#5d5952",
    gold="#856011",
    gold_fill="#c9972f",
    gold_fill_hovered="#d7a640",
    on_gold="#1d1606",
    selection="#f1e3c1",
    danger="#a8322a",
    success="#2b6b41",
)


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours, 1..21."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


class Theme(QObject):
    """The colour scheme in use; `changed` follows the system or the person's choice."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.tokens = self._resolve()
        self._apply()

    @property
    def choice(self) -> str:
        return self._choice

    def choose(self, choice: str) -> None:
        """ "system", "light" or "dark"."""
        self._choice = choice
        self._refresh()

    def _resolve(self) -> Tokens:
        if self._choice in ("light", "dark"):
            return LIGHT if self._choice == "light" else DARK
        scheme = QGuiApplication.styleHints().colorScheme()
        # A desktop that does not say gets the dark one, as other photo editors do.
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK

    def _on_scheme_changed(self) -> None:
        if self._choice == "system":
            self._refresh()

    def _refresh(self) -> None:
        tokens = self._resolve()
        if tokens is not self.tokens:
            self.tokens = tokens
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        tokens = self.tokens
        icons.set_colours(tokens.text, tokens.muted, tokens.gold)
        self._app.setPalette(palette_for(tokens))
        self._app.setStyleSheet(stylesheet(tokens))


def palette_for(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.text,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.gold_fill,
        role.HighlightedText: tokens.on_gold,
        role.Accent: tokens.gold_fill,
        role.Link: tokens.gold,
        role.PlaceholderText: tokens.muted,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Light: tokens.hovered,
        role.Midlight: tokens.hovered,
    }
    for colour_role, colour in pairs.items():
        palette.setColor(colour_role, QColor(colour))
    # Disabled things step back but stay readable.
    faded = QColor(tokens.muted)
    faded.setAlphaF(0.6)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, faded)
    return palette
