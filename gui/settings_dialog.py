"""The preferences: language, look, what the work may use, safety copies and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs import ask
from gui.language import LANGUAGES, tr, tr_engine
from gui.settings import (
    AUTOSAVE_MINUTES,
    TILE_MEMORY_MB,
    UNDO_MEMORY_MB,
    Settings,
)

CHOSEN_WIDTH = 264


class SettingsDialog(QDialog):
    """Every choice is stored and announced by `changed` at once; there is nothing to apply.

    devices: the device names found on this machine; while nobody knows yet, None.
    """

    changed = Signal(str)  # the name of the setting, a property of `Settings`
    shortcuts_wanted = Signal()

    def __init__(
        self,
        settings: Settings,
        devices: Sequence[str] | None = None,
        device_sentence: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._devices = tuple(devices) if devices is not None else ("cpu", "cuda", "mps")
        self.setWindowTitle(tr("Preferences"))
        self.language = self._choice("language", self.settings.set_language)
        self.theme = self._choice("theme", self.settings.set_theme)
        self.device = self._choice("device", self.settings.set_device)
        self.number_format = self._choice("number_format", self.settings.set_number_format)
        self.tile_memory = self._number("tile_memory_mb", TILE_MEMORY_MB, 128,
                                        self.settings.set_tile_memory_mb)  # fmt: skip
        self.undo_memory = self._number("undo_memory_mb", UNDO_MEMORY_MB, 64,
                                        self.settings.set_undo_memory_mb)  # fmt: skip
        self.autosave = self._number("autosave_minutes", AUTOSAVE_MINUTES, 1,
                                     self.settings.set_autosave_minutes)  # fmt: skip
        self.inspect = QCheckBox(self)
        self.inspect.toggled.connect(self._on_inspect_toggled)
        self.keys = QPushButton(self)
        self.keys.setAutoDefault(False)
        self.keys.clicked.connect(self.shortcuts_wanted)
        self.running_on = QLabel(device_sentence, self)
        self.running_on.setObjectName("muted")
        self.running_on.setWordWrap(True)
        self._labels: dict[QWidget, QLabel] = {}
        self._headings: list[QLabel] = []
        self._lay_out()
        self.retranslate()
        self.show_values()

    # --- making ------------------------------------------------------------------------------

    def _choice(self, name: str, store: Callable[[str], None]) -> QComboBox:
        combo = QComboBox(self)
        combo.setFixedWidth(CHOSEN_WIDTH)
        combo.currentIndexChanged.connect(
            lambda _index: self._keep(name, lambda: store(str(combo.currentData())))
        )
        return combo

    def _number(
        self, name: str, limits: tuple[int, int, int], step: int, store: Callable[[int], None]
    ) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(limits[0], limits[2])
        box.setSingleStep(step)
        box.setKeyboardTracking(False)
        box.setFixedWidth(CHOSEN_WIDTH)
        box.lineEdit().setTextMargins(6, 0, 6, 0)
        box.valueChanged.connect(lambda value: self._keep(name, lambda: store(value)))
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self.language, self.theme),
            (self.device, self.number_format, self.running_on, self.tile_memory),
            (self.undo_memory, self.autosave, self.inspect, self.keys),
        )
        for group in groups:
            heading = QLabel(self)
            heading.setObjectName("heading")
            self._headings.append(heading)
            if len(self._headings) > 1:
                rule = QFrame(self)
                rule.setObjectName("rule")
                form.addRow(rule)
            form.addRow(heading)
            for widget in group:
                label = QLabel(self)
                label.setBuddy(widget)
                self._labels[widget] = label
                form.addRow(label, widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.reset_button = buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.reset_button.setAutoDefault(False)
        self.reset_button.clicked.connect(self._on_reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)

    # --- words -------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """All words anew; the dialog is open when the language changes."""
        self.setWindowTitle(tr("Preferences"))
        headings = (tr("Window"), tr("Engine"), tr("Work"))
        for label, text in zip(self._headings, headings, strict=True):
            label.setText(text)
        for widget, (text, tip) in self._words().items():
            self._labels[widget].setText(text)
            for tipped in (widget, self._labels[widget]):
                tipped.setToolTip(f"<p>{tip}</p>" if tip else "")
            widget.setAccessibleName(text or widget.accessibleName())
        self.inspect.setText(tr("Look for problems after each transfer"))
        self.inspect.setAccessibleName(self.inspect.text())
        self.keys.setText(tr("Keyboard shortcuts…"))
        self.keys.setAccessibleName(self.keys.text())
        self.reset_button.setText(tr("Reset to defaults…"))
        self.undo_memory.setSuffix(tr(" MB"))
        self.tile_memory.setSuffix(tr(" MB"))
        self.autosave.setSuffix(tr(" min"))
        self.autosave.setSpecialValueText(tr("Never"))
        self._fill_choices()

    def _words(self) -> dict[QWidget, tuple[str, str]]:
        """Label and tooltip of every row."""
        return {
            self.language: (tr("Language"), tr("The words of this window change at once.")),
            self.theme: (tr("Theme"), tr("Light or dark surroundings for the picture.")),
            self.device: (
                tr("Run on"),
                tr("Where the networks run. Takes effect with the next transfer or inspection."),
            ),
            self.number_format: (
                tr("Number format"),
                tr(
                    "bfloat16 is faster on some processors, float32 is exact. Automatic takes "
                    "the faster one. Takes effect with the next transfer or inspection."
                ),
            ),
            self.running_on: ("", ""),
            self.tile_memory: (
                tr("Memory for a tile"),
                tr(
                    "Large photos are painted in tiles. Larger tiles are a little faster; choose "
                    "less where memory is short. The picture stays the same."
                ),
            ),
            self.undo_memory: (
                tr("Memory for undo"),
                tr("When the steps need more than this, the oldest can no longer be undone."),
            ),
            self.autosave: (
                tr("Safety copy every"),
                tr(
                    "Unsaved work is copied aside this often, so that it can be recovered after "
                    "a crash. Your own files are never touched."
                ),
            ),
            self.inspect: (
                "",
                tr(
                    "The heatmap and the list of problems are made as soon as a picture is "
                    "painted. Without this, ask with “Look for problems again”."
                ),
            ),
            self.keys: ("", tr("See and change the keys")),
        }

    def _choices(self) -> dict[QComboBox, list[tuple[str, str]]]:
        devices = {
            "cpu": tr("Processor (CPU)"),
            "cuda": tr("Graphics card (CUDA)"),
            "mps": tr("Graphics (Apple Metal)"),
        }
        languages = [(name, code) for code, name in LANGUAGES.items()]
        return {
            self.language: [(tr("As the system"), "system"), *languages],
            self.theme: [(tr("As the system"), "system"), (tr("Light"), "light"),
                         (tr("Dark"), "dark")],
            self.device: [(tr("Automatic"), "auto"),
                          *((text, name) for name, text in devices.items()
                            if name in (*self._devices, self.settings.device))],
            self.number_format: [(tr("Automatic"), "auto"), ("float32", "float32"),
                                 ("bfloat16", "bfloat16")],
        }  # fmt: skip

    def _fill_choices(self) -> None:
        for combo, entries in self._choices().items():
            with QSignalBlocker(combo):
                chosen = combo.currentData()
                combo.clear()
                for text, value in entries:
                    combo.addItem(text, value)
                combo.setCurrentIndex(max(0, combo.findData(chosen)))

    # --- values ------------------------------------------------------------------------------

    def show_values(self) -> None:
        """The stored values, without announcing anything."""
        settings = self.settings
        chosen = {
            self.language: settings.language,
            self.theme: settings.theme,
            self.device: settings.device,
            self.number_format: settings.number_format,
        }
        for combo, value in chosen.items():
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(0, combo.findData(value)))
        numbers = {
            self.tile_memory: settings.tile_memory_mb,
            self.undo_memory: settings.undo_memory_mb,
            self.autosave: settings.autosave_minutes,
        }
        for box, number in numbers.items():
            with QSignalBlocker(box):
                box.setValue(number)
        with QSignalBlocker(self.inspect):
            self.inspect.setChecked(settings.inspects_by_itself)

    def show_device(self, sentence: str) -> None:
        """Where the networks run now."""
        self.running_on.setText(tr_engine(sentence))

    def show_devices(self, devices: Sequence[str]) -> None:
        """The devices that were found; others are no longer offered."""
        self._devices = tuple(devices)
        self._fill_choices()

    def _keep(self, name: str, store: Callable[[], None]) -> None:
        store()
        self.changed.emit(name)

    def _on_inspect_toggled(self, on: bool) -> None:
        self._keep("inspects_by_itself", lambda: self.settings.set_inspects_by_itself(on))

    def _on_reset(self) -> None:
        sure = ask(
            self,
            tr("Reset all preferences?"),
            tr("Language, theme, engine settings and keys go back to their defaults."),
            tr("Reset"),
        )
        if not sure:
            return
        self.settings.reset_preferences()
        self.show_values()
        for name in ("theme", "device", "undo_memory_mb", "autosave_minutes", "keys", "language"):
            self.changed.emit(name)
