"""What is remembered between runs, and the dialog that changes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from gui import settings_dialog
from gui.actions import specs
from gui.language import language, use_language
from gui.settings import AUTOSAVE_MINUTES, EngineChoice, Settings
from gui.settings_dialog import SettingsDialog
from gui.shortcuts_dialog import ShortcutsDialog

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def settings(store: QSettings) -> Settings:
    return Settings(store)


@pytest.fixture
def dialog(qtbot, settings) -> SettingsDialog:
    made = SettingsDialog(settings, ("cpu",), "CPU, 2 threads, float32")
    qtbot.addWidget(made)
    made.show()
    return made


def choose(combo, value: str) -> None:
    combo.setCurrentIndex(combo.findData(value))


# --- the store ---------------------------------------------------------------------------------


def test_defaults(settings):
    assert settings.language == settings.theme == "system"
    assert settings.engine_choice == EngineChoice("auto", "auto", 1024)
    assert settings.undo_memory_mb == 512
    assert settings.autosave_minutes == AUTOSAVE_MINUTES[1] > 0
    assert settings.inspects_by_itself


def test_values_come_back_from_the_file(settings, store):
    settings.set_language("zh_CN")
    settings.set_device("cpu")
    settings.set_number_format("float32")
    settings.set_tile_memory_mb(256)
    settings.set_undo_memory_mb(2048)
    settings.set_autosave_minutes(0)
    settings.set_inspects_by_itself(False)
    store.sync()
    again = Settings(QSettings(store.fileName(), QSettings.Format.IniFormat))
    assert again.language == "zh_CN"
    assert again.engine_choice == EngineChoice("cpu", "float32", 256) == settings.engine_choice
    assert (again.undo_memory_mb, again.autosave_minutes) == (2048, 0)
    assert not again.inspects_by_itself


@pytest.mark.parametrize(
    ("key", "broken", "name", "expected"),
    [
        ("language", "klingon", "language", "system"),
        ("device", "toaster", "device", "auto"),
        ("number_format", "int4", "number_format", "auto"),
        ("tile_memory_mb", "much", "tile_memory_mb", 1024),
        ("tile_memory_mb", "1", "tile_memory_mb", 128),
        ("undo_memory_mb", "99999999", "undo_memory_mb", 16384),
        ("autosave_minutes", "-5", "autosave_minutes", 0),
        ("inspect_after_transfer", "perhaps", "inspects_by_itself", True),
    ],
)
def test_broken_values_do_no_harm(store, key, broken, name, expected):
    store.setValue(key, broken)
    assert getattr(Settings(store), name) == expected


def test_a_reset_leaves_files_and_folders_alone(settings, tmp_path):
    picture = tmp_path / "a.jpg"
    picture.touch()
    settings.add_recent_file(picture)
    settings.set_theme("light")
    settings.set_device("cpu")
    settings.set_rebound_keys({"undo": ["Ctrl+U"]})
    settings.reset_preferences()
    assert settings.theme == "system" and settings.engine_choice.device == "auto"
    assert settings.rebound_keys == {}
    assert settings.recent_files == [picture]


# --- the dialog --------------------------------------------------------------------------------


def test_every_choice_is_stored_and_announced(dialog, settings, qtbot):
    told: list[str] = []
    dialog.changed.connect(told.append)
    choose(dialog.theme, "light")
    choose(dialog.device, "cpu")
    choose(dialog.number_format, "bfloat16")
    dialog.tile_memory.setValue(512)
    dialog.undo_memory.setValue(1024)
    dialog.autosave.setValue(0)
    dialog.inspect.click()
    choose(dialog.language, "en")
    assert told == ["theme", "device", "number_format", "tile_memory_mb", "undo_memory_mb",
                    "autosave_minutes", "inspects_by_itself", "language"]  # fmt: skip
    assert settings.engine_choice == EngineChoice("cpu", "bfloat16", 512)
    assert (settings.theme, settings.language) == ("light", "en")
    assert settings.undo_memory_mb == 1024
    assert settings.autosave_minutes == 0 and dialog.autosave.text() == "Never"
    assert not settings.inspects_by_itself


def test_only_devices_that_are_there_are_offered(dialog, settings):
    offered = [dialog.device.itemData(i) for i in range(dialog.device.count())]
    assert offered == ["auto", "cpu"]
    dialog.show_devices(("cuda", "cpu"))
    assert dialog.device.findData("cuda") > 0
    settings.set_device("cuda")
    dialog.show_values()
    dialog.show_devices(("cpu",))
    assert dialog.device.currentData() == "cuda", "a choice of before stays visible"


def test_reset_asks_first(dialog, settings, monkeypatch):
    choose(dialog.theme, "dark")
    monkeypatch.setattr(settings_dialog, "ask", lambda *_: False)
    dialog.reset_button.click()
    assert settings.theme == "dark"
    monkeypatch.setattr(settings_dialog, "ask", lambda *_: True)
    told: list[str] = []
    dialog.changed.connect(told.append)
    dialog.reset_button.click()
    assert settings.theme == "system" and dialog.theme.currentData() == "system"
    assert {"theme", "device", "language", "keys", "undo_memory_mb"} <= set(told)


def test_every_row_says_what_it_does(dialog):
    for widget in (dialog.language, dialog.theme, dialog.device, dialog.number_format,
                   dialog.tile_memory, dialog.undo_memory, dialog.autosave,
                   dialog.inspect, dialog.keys):  # fmt: skip
        assert widget.accessibleName()
        assert widget.toolTip()


# --- in the window -----------------------------------------------------------------------------


@pytest.fixture
def preferences(window):
    window.table["preferences"].trigger()
    yield window.preferences
    use_language("en")


def test_the_theme_and_its_menu_entries_follow(window, preferences):
    choose(preferences.dialog.theme, "light")
    assert window.theme.tokens.name == "light"
    assert window.table["theme_light"].isChecked()


def test_the_language_changes_in_the_open_window_and_dialog(window, preferences):
    choose(preferences.dialog.language, "zh_CN")
    assert language() == "zh_CN"
    assert window.table["undo"].text() == "撤销"
    assert preferences.dialog.windowTitle() == "首选项"
    assert preferences.dialog.theme.itemText(1) == "浅色"
    assert preferences.dialog.language.currentData() == "zh_CN"


def test_another_device_takes_over_with_a_new_studio(window, preferences, studio, wait_idle):
    wait_idle(window.session)
    made = []
    window.session._make_studio = lambda: made.append(1) or studio
    choose(preferences.dialog.number_format, "float32")
    wait_idle(window.session)
    assert made == [1]
    assert "device_sentence" in studio.calls


def test_devices_are_asked_for_in_the_engine_thread(window, preferences, wait_idle):
    wait_idle(window.session)
    assert preferences.dialog.device.findData("cuda") == -1
    assert preferences.dialog.device.findData("cpu") > 0


def test_undo_memory_holds_for_this_document_and_the_next(
    window, preferences, photo_file, wait_idle
):
    preferences.dialog.undo_memory.setValue(128)
    assert window.session.document.history.budget_bytes == 128 * 1024 * 1024
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    assert window.session.document.history.budget_bytes == 128 * 1024 * 1024


def test_without_inspection_a_hint_offers_it(
    window, preferences, photo_file, presets, wait_idle, studio
):
    preferences.dialog.inspect.setChecked(False)
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    window.session.set_style(presets[0])
    window.session.transfer()
    wait_idle(window.session)
    assert "inspect" not in studio.calls
    hints = [notice for notice in window.notifications.notices if notice.tone == "hint"]
    assert hints[0].sentence == "Painted."
    hints[0].actions[0][1]()
    wait_idle(window.session)
    assert "inspect" in studio.calls and window.session.regions


# --- keys --------------------------------------------------------------------------------------


@pytest.fixture
def keys(qtbot) -> ShortcutsDialog:
    made = ShortcutsDialog({spec.id: spec.shortcuts for spec in specs()})
    qtbot.addWidget(made)
    made.show()
    return made


def choose_row(keys: ShortcutsDialog, action_id: str) -> None:
    keys.table.setCurrentCell(keys._ids.index(action_id), 1)


def test_a_taken_key_can_be_taken_over(keys):
    choose_row(keys, "zoom_fit")
    assert not keys.set_key("zoom_fit", "Ctrl+Y")
    assert "Redo" in keys.message.text() and keys.take_over.isVisible()
    keys.take_over.click()
    assert keys.rebound == {"zoom_fit": ["Ctrl+Y"], "redo": ["Ctrl+Shift+Z"]}
    assert not keys.take_over.isVisible()


def test_back_to_default_does_not_steal_a_key(keys):
    assert keys.set_key("zoom_fit", "F2")
    assert keys.set_key("undo", "Ctrl+0")
    choose_row(keys, "zoom_fit")
    keys._on_default()
    assert keys.rebound == {"zoom_fit": ["F2"], "undo": ["Ctrl+0"]}
    assert "Undo" in keys.message.text()


def test_actions_are_found_by_words_and_by_key(keys):
    keys.search.setText("invert MASK")
    shown = [i for i in range(keys.table.rowCount()) if not keys.table.isRowHidden(i)]
    assert [keys._ids[row] for row in shown] == ["invert_mask"]
    keys.search.setText("ctrl+shift+e")
    shown = [i for i in range(keys.table.rowCount()) if not keys.table.isRowHidden(i)]
    assert [keys._ids[row] for row in shown] == ["export"]
    keys.search.clear()
    assert not any(keys.table.isRowHidden(row) for row in range(keys.table.rowCount()))


# --- the first second --------------------------------------------------------------------------


def test_nothing_heavy_is_imported_before_the_window_shows():
    heavy = ("torch", "cv2", "scipy", "skimage", "imagecodecs", "tifffile", "pillow_heif",
             "torchmetrics", "gui.settings_dialog")  # fmt: skip
    code = (
        f"import sys, gui.application\nprint([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stderr
