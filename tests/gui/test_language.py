"""Every text has its translation, and the words of an open window change with the language."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QScrollBar,
    QWidget,
)

from engine.operations.kinds import KINDS
from engine.operations.params import RepairParams, TransferParams, declared
from gui import catalogue, language
from gui.language import LANGUAGES, in_a_row, origin_of, tr, tr_engine, tr_n, use_language
from gui.relabelling import relabel, switch_language
from gui.source_texts import (
    ROOT,
    calls_without_literal,
    sentences_in,
    source_texts,
    texts_in_calls,
    texts_of_collections,
)

# These take their texts from tables, which the catalogue reads as such.
FROM_TABLES = {"actions.py", "empty_state.py", "menus.py", "shortcuts_dialog.py", "relabelling.py",
               "language.py"}  # fmt: skip


@pytest.fixture
def chinese(qapp) -> Iterator[None]:
    use_language("zh_CN")
    yield
    use_language("en")


@pytest.fixture
def back_to_english(qapp) -> Iterator[None]:
    yield
    use_language("en")


@pytest.fixture(scope="module")
def sources():
    return source_texts()


# --- the catalogue -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated_with_the_same_placeholders(code, sources):
    assert catalogue.problems(code, sources) == []


def test_the_compiled_files_are_those_of_the_sources(qapp, sources):
    """Otherwise: python -m gui.catalogue compile."""
    for code in LANGUAGES:
        translator = language._loaded(f"kintsugi_{code}", str(language.TRANSLATIONS_DIR))
        assert translator is not None
        for message in catalogue.read_messages(code).values():
            n = 1 if message.plural else -1
            found = translator.translate(language.CONTEXT, message.source, None, n)
            assert found == message.forms[0], message.source
    stored = json.loads(language.TEMPLATES_FILE.read_text(encoding="utf-8"))
    assert stored == catalogue.templates(sources)


def test_texts_are_literals_so_that_they_can_be_collected():
    for path in sorted((ROOT / "gui").rglob("*.py")):
        if path.name not in FROM_TABLES:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert calls_without_literal(tree) == [], path.name


def test_a_lost_translation_is_noticed(sources, monkeypatch):
    messages = catalogue.read_messages("zh_CN")
    before = set(catalogue.problems("zh_CN", sources))
    source = next(s for s in messages if "{name}" in s and messages[s].is_done)
    old = messages[source]
    wrong = {
        "not translated": catalogue.Message(source, ("",), old.plural),
        "other placeholders": catalogue.Message(source, ("{nothing}",), old.plural),
    }
    for complaint, message in wrong.items():
        monkeypatch.setattr(
            catalogue, "read_messages", lambda _c, m=message: {**messages, source: m}
        )
        (found,) = set(catalogue.problems("zh_CN", sources)) - before
        assert found.startswith(complaint)


def test_the_texts_of_calls_and_the_engines_sentences_are_found():
    tree = ast.parse('tr("One {name}").format(name=1)\nx.tr_n("%n two", 2)\ntr(text)\ntr_engine(s)')
    assert set(texts_in_calls(tree)) == {("One {name}", False), ("%n two", True)}
    assert calls_without_literal(tree) == [3]
    module = ast.parse(
        'def f(path):\n    """Not this one."""\n    log.debug("nor this one")\n'
        '    raise ImageFileError(f"“{path.name}” is {len(x):,} bytes too {long or x} for it.")'
    )
    assert list(sentences_in(module)) == ["“{name}” is {len} bytes too {long} for it."]


def test_collections_are_translated_before_they_are_listed(sources, chinese):
    texts = list(texts_of_collections())
    assert {"Impressionists", "Watercolours of Venice", "Wood engravings"} <= set(texts)
    assert set(texts) <= set(sources)
    assert all(tr_engine(text) != text for text in texts)


# --- looking up --------------------------------------------------------------------------------


def test_english_needs_no_translation_and_has_its_plurals(qapp):
    assert tr("Open photo…") == "Open photo…"
    assert tr_n("%n place looks wrong. See the worst.", 1) == "1 place looks wrong. See it."
    assert tr_n("%n place looks wrong. See the worst.", 3) == (
        "3 places look wrong. See the worst."
    )
    assert tr_n("%n thing not in the catalogue", 2).startswith("2 thing")
    assert tr_engine("Painting") == "Painting"


def test_chinese_texts_plurals_and_parameters(chinese):
    assert tr("Undo") == "撤销"
    assert tr_n("%n place looks wrong. See the worst.", 3).startswith("有 3 处")
    labels = {tr_engine(spec.label) for cls in (TransferParams, RepairParams)
              for spec in declared(cls)}  # fmt: skip
    assert {"强度", "笔触大小", "羽化"} <= labels
    assert all(tr_engine(kind.sentence) != kind.sentence for kind in KINDS)


def test_a_sentence_of_the_engine_is_matched_with_its_values(chinese):
    shown = tr_engine("There is no file “/home/Ada or Bob/a (1).jpg”: check its name and folder.")
    assert shown == "找不到文件“/home/Ada or Bob/a (1).jpg”：请检查文件名和所在文件夹。"
    assert tr_engine("0 of 48,211 pixels outside the mask changed.") == (
        "蒙版外的 48,211 个像素中有 0 个发生变化。"
    )
    nested = tr_engine(
        "“a.nef” is a camera raw file, which cannot be opened here: "
        "develop it to a 16-bit TIFF first."
    )
    assert "相机 RAW 文件" in nested and "raw" not in nested
    assert tr_engine("A sentence that nobody wrote.") == "A sentence that nobody wrote."
    assert tr_engine("Transfer: clarke 50% + The Starry Night 50%") == (
        "应用风格：clarke 50% + 星月夜 50%"
    )
    assert tr_engine("one 50% + another") == "one 50% + another"
    assert tr_engine("CPU, 1 thread, float32") == "CPU，1 线程，float32"


def test_sentences_in_a_row(chinese):
    assert in_a_row("一。", "", "二。") == "一。二。"
    use_language("en")
    assert in_a_row("One.", "", "Two.") == "One. Two."


def test_the_system_decides_where_nobody_chose(monkeypatch):
    class System:
        def __init__(self, *wishes: str) -> None:
            self.wishes = list(wishes)

        def uiLanguages(self) -> list[str]:
            return self.wishes

    for wishes, code in (
        (("zh-Hans-CN", "en"), "zh_CN"), (("de-DE", "en-US"), "en"), (("zh-TW",), "en"),
        (("fr", "zh_CN"), "zh_CN"), ((), "en"),
    ):  # fmt: skip
        monkeypatch.setattr(language.QLocale, "system", lambda w=wishes: System(*w))
        assert language.resolve_language("system") == code
    assert language.resolve_language("zh_CN") == "zh_CN"
    assert language.resolve_language("nonsense") == "en"


# --- an open window ----------------------------------------------------------------------------


def test_what_was_shown_is_found_again_in_the_other_language(back_to_english):
    shown = tr("Opening {name}").format(name="a.jpg")
    origin = origin_of(shown)
    assert origin is not None
    use_language("zh_CN")
    assert origin.again() == "正在打开 a.jpg"
    assert origin_of("words from elsewhere") is None


def words_of(window: QWidget) -> set[str]:
    """Everything that a person can read or hear in a window."""
    words = {window.windowTitle()}
    for action in window.actions():
        words |= {action.text(), action.toolTip()}
    for widget in window.findChildren(QWidget):
        words |= {widget.toolTip(), widget.accessibleName()}
        if isinstance(widget, QLabel | QAbstractButton):
            words.add(widget.text())
        if isinstance(widget, QComboBox):
            words |= {widget.itemText(i) for i in range(widget.count())}
        if isinstance(widget, QLineEdit):
            words.add(widget.placeholderText())
    return words


def latin_words(window: QWidget) -> set[str]:
    """Words that are still English: two plain English words in a row."""
    import re

    english = re.compile(r"\b[A-Za-z]{3,} [a-z]{3,}\b")
    return {text for text in words_of(window) if english.search(text)}


# Names of things and people, which are the fixtures' own and have no translation.
FROM_THE_FIXTURES = ("Great Wave", "Starry Night", "Tiles", "A note", "A flat patch", "CPU, 2")


def test_no_english_word_is_left_in_a_chinese_window(chinese, stylized_window):
    stylized_window.table["next_region"].trigger()
    left = {text for text in latin_words(stylized_window)
            if not any(name in text for name in FROM_THE_FIXTURES)}  # fmt: skip
    assert left == set()


def test_an_open_window_changes_its_words_there_and_back(back_to_english, stylized_window, qtbot):
    window = stylized_window
    window.table["next_region"].trigger()
    qtbot.wait(20)  # the hint of before is gone then
    english = words_of(window)
    assert switch_language("zh_CN")
    left = {text for text in latin_words(window)
            if not any(name in text for name in FROM_THE_FIXTURES)}  # fmt: skip
    assert left == set()
    assert window.menus["File"].title() == "文件(&F)"
    assert switch_language("en")
    qtbot.wait(20)
    assert words_of(window) == english


def test_relabelling_leaves_foreign_words_alone(back_to_english, qtbot):
    label = QLabel("photo-from-2019.jpg")
    qtbot.addWidget(label)
    use_language("zh_CN")
    relabel(label)
    assert label.text() == "photo-from-2019.jpg"


def test_the_buttons_of_qt_speak_the_language_too(chinese, qtbot):
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert button is not None and "取消" in button.text()


# --- keyboard and screen reader ----------------------------------------------------------------


def controls(window: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
             QAbstractItemView)  # fmt: skip
    found = [w for w in window.findChildren(QWidget) if isinstance(w, kinds)]
    found = [w for w in found if not isinstance(w, QScrollBar | QMenuBar | QHeaderView)]
    # Parts of Qt's own controls are reached and named through the whole.
    return [w for w in found if not w.objectName().startswith("qt_")
            and not isinstance(w.parent(), QLineEdit)
            and not isinstance(w.parent().parent(), QComboBox)]  # fmt: skip


def test_every_control_has_a_name_for_a_screen_reader(stylized_window):
    stylized_window.table["heatmap"].setChecked(True)
    nameless = [
        f"{type(w).__name__} in {type(w.parent()).__name__}"
        for w in controls(stylized_window)
        if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert nameless == []
    assert stylized_window.canvas.accessibleName()
    assert stylized_window.style_panel.gallery.accessibleName()


def test_every_control_that_shows_only_an_icon_or_a_value_has_a_tooltip(stylized_window):
    bare = [
        w.accessibleName() or type(w).__name__
        for w in controls(stylized_window)
        if isinstance(w, QAbstractSlider | QAbstractSpinBox | QAbstractButton)
        and not isinstance(w, QPushButton)
        and w.isVisible()
        and not w.toolTip()
    ]
    assert bare == []


def test_the_tab_key_reaches_every_control_in_reading_order(stylized_window, qtbot):
    window = stylized_window
    qtbot.waitActive(window)
    reachable = {w for w in controls(window) if w.isVisible() and w.isEnabled()
                 and w.focusPolicy() & Qt.FocusPolicy.TabFocus}  # fmt: skip
    window.style_panel.gallery.setFocus()
    visited: list[QWidget] = []
    for _ in range(len(reachable) + 20):
        focus = window.focusWidget()
        visited.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert reachable <= set(visited)
    assert window.canvas not in visited, "there the key hides the panels, and F6 leads there"
    here = visited.index(window.style_panel.params.controls["strength"].slider)
    run_button = visited.index(window.style_panel.run_bar.button)
    assert 0 < here < run_button, "the gallery, then its settings, then the button"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget() is visited[-1]


def test_the_picture_shows_a_frame_when_the_keyboard_brings_the_focus(stylized_window, qtbot):
    window = stylized_window
    qtbot.waitActive(window)
    window.style_panel.gallery.setFocus()
    window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.focus_frame.isVisible()
    assert window.focus_frame.geometry() == window.canvas.rect()
    window.style_panel.gallery.setFocus()
    assert not window.focus_frame.isVisible()
    window.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not window.focus_frame.isVisible()


def test_tooltips_follow_the_keys(stylized_window):
    window = stylized_window
    assert window.tool_bar.zoom_button.toolTip().endswith("(1)")
    window.table.rebind({"zoom_actual": ["Alt+4"], "brush_bigger": []})
    assert window.tool_bar.zoom_button.toolTip().endswith("(Alt+4)")
    assert window.tool_bar.brush_size.slider.toolTip().endswith("([)")
    window.table.rebind({"open": ["Alt+O"], "transfer": ["F9"], "open_style": []})
    panel = window.style_panel
    assert panel.content_card.button.toolTip() == "Open the photo to stylize (Alt+O)"
    assert panel.run_bar.button.toolTip().endswith("(F9)")
    assert "(" not in panel.own_button.toolTip()


def test_the_translations_travel_with_the_program():
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'resources = ["**/*"]' in config
    assert {path.suffix for path in Path(language.TRANSLATIONS_DIR).iterdir()} == {
        ".ts", ".qm", ".json"
    }  # fmt: skip
