"""Styles with a generator of their own, as a person meets them in the panel and the window."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from safetensors.numpy import save
from shown_styles import shown_panel, titles

from engine.batch import BatchStyle
from engine.document import load_project, save_project
from engine.own_styles import add_own_style, own_styles
from engine.styles import CarriedStyle, StyleCode, StyleCrop, StyleMix, StylePart, StylePreset
from gui import styling
from gui.batch_styles import BatchStyleList
from gui.jobs import JobRunner
from gui.own_styles import in_memory
from gui.style_families import drawn_by, family_name
from gui.style_list import Shelf, StyleFilter, StyleListModel, is_loose, style_key
from gui.style_panel import simplified

pytestmark = pytest.mark.usefixtures("qapp")

CODE = StyleCode(np.full(8, 0.5, np.float16), "0" * 64)


def pretended_model(value: float = 0.5) -> bytes:
    """A file with the outside of a generator."""
    header = {"schema": 1, "architecture": "changes", "config": {}, "base_sha256": ""}
    return bytes(save({"x": np.full(8, value, np.float16)}, {"kintsugi": json.dumps(header)}))


def adapted(title: str = "Adapted wave", value: float = 0.5, style_id: str = "") -> StylePreset:
    """As it comes from adapting, or from a project where it has an id."""
    shown = np.full((64, 64, 3), 120, np.uint8)
    contents = CarriedStyle((), CODE, shown, pretended_model(value))
    return StylePreset(
        style_id, title, "", "", "", None, Path(), own=True, carried=contents, family="adapted"
    )


@pytest.fixture
def three(presets, tmp_path):
    """A style for StyleNet, a collection, and an adapted style."""
    collection = replace(
        presets[1], id="venice", title="Venice", note="Trained on 74 watercolours.",
        family="cyclegan", model_path=tmp_path,
    )  # fmt: skip
    trained = replace(
        presets[2], id="own-harbour", title="Harbour", artist="", year="", own=True,
        family="adapted", model_path=tmp_path,
    )  # fmt: skip
    return presets[0], collection, trained


@pytest.fixture
def panel(qtbot, three):
    return shown_panel(qtbot, three)


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "found"),
    [
        (None, ["Great Wave", "Venice", "Harbour"]),
        ("stylenet", ["Great Wave"]),
        ("cyclegan", ["Venice"]),
        ("adapted", ["Harbour"]),
    ],
)
def test_the_gallery_shows_one_family_or_all(panel, family, found):
    chosen = []
    panel.style_chosen.connect(chosen.append)
    panel.family_box.show_family(family)
    assert titles(panel.filter) == found and chosen == []
    assert panel.family_box.currentText() == family_name(family)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cyclegan", ["Venice"]),
        ("collection", ["Venice"]),
        ("ADAPTED", ["Harbour"]),
        ("stylenet", ["Great Wave"]),
        ("venice cyclegan", ["Venice"]),
        ("harbour cyclegan", []),
        ("picture", []),
    ],
)
def test_a_generator_is_found_by_its_name(three, words, found):
    shown = StyleFilter(StyleListModel(three))
    shown.show_only(Shelf.ALL, words)
    assert titles(shown) == found


def test_family_shelf_and_words_are_all_heeded(panel, three):
    panel.model.set_favourites([three[0].id, three[1].id])
    panel.shelf_buttons[Shelf.FAVOURITES].click()
    assert titles(panel.filter) == ["Great Wave", "Venice"]
    panel.family_box.show_family("cyclegan")
    assert titles(panel.filter) == ["Venice"]
    panel.family_box.show_family("adapted")
    assert panel.empty_note.isVisible() and panel.empty_note.text()
    panel.shelf_buttons[Shelf.FAVOURITES].click()
    assert titles(panel.filter) == ["Harbour"]
    panel.model.set_own_presets([])
    panel.family_box.show_family("cyclegan")
    panel.family_box.show_family("adapted")
    assert "Adapt to this picture" in panel.empty_note.text()


def test_a_new_picture_does_not_vanish_behind_the_choice_of_a_family(panel, make_photo, three):
    panel.family_box.show_family("cyclegan")
    panel.show_style(three[0])
    assert panel.family_box.family == "cyclegan"  # known anyway: nothing is to be shown
    panel.show_style(make_photo(40, 60))
    assert panel.family_box.family is None
    assert panel.gallery.currentIndex().row() == 0
    panel.family_box.show_family("adapted")
    panel.show_style(adapted())
    assert panel.family_box.family == "adapted" and "Adapted wave" in titles(panel.filter)


# --- what is said of it ---------------------------------------------------------------------------


def test_a_tip_says_what_draws_a_style(panel, three):
    for row, preset in enumerate(three):
        tip = panel.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert drawn_by(preset) in tip
    assert "Trained on 74 watercolours." in panel.model.index(1, 0).data(
        Qt.ItemDataRole.ToolTipRole
    )
    assert len({drawn_by(preset) for preset in three}) == 3
    assert "CycleGAN" in panel.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_badge_marks_the_tiles_of_those_with_a_generator_of_their_own(panel, three):
    gallery = panel.gallery
    picture = gallery.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    plain = [replace(preset, family="stylenet") for preset in three]
    panel.model.beginResetModel()
    panel.model._entries = StyleListModel(tuple(plain))._entries
    panel.model.endResetModel()
    without = gallery.viewport().grab().toImage()
    for row, marked in enumerate((False, True, True)):
        cell = gallery.visualRect(panel.filter.index(row, 0))
        badge = gallery.itemDelegate().badge(cell)
        assert gallery.itemDelegate().tile(cell).contains(badge)
        places = [
            (round(x * ratio), round(y * ratio))
            for x in range(badge.left(), badge.right())
            for y in range(badge.top(), badge.bottom())
        ]
        assert any(picture.pixel(*at) != without.pixel(*at) for at in places) == marked


def test_what_does_not_apply_to_a_collection_is_off_and_says_why(panel, three):
    panel.show_style(three[0])
    assert panel.crop_button.isEnabled()
    tip = panel.crop_button.toolTip()
    panel.show_style(three[1])
    assert panel.crop_button.isVisible() and not panel.crop_button.isEnabled()
    assert "Venice" in panel.crop_button.toolTip() and panel.crop_button.toolTip() != tip
    assert panel.style_credit.full_text.startswith("CycleGAN · ")
    assert panel.style_credit.toolTip() == drawn_by(three[1])
    for control in panel.params.controls.values():
        assert control.isEnabled()  # strength, stroke size and colours apply
    panel.show_style(three[0])
    assert panel.crop_button.isEnabled() and panel.crop_button.toolTip() == tip


def test_a_mix_says_that_stylenet_draws_it(panel, three):
    chosen = []
    panel.style_chosen.connect(chosen.append)
    panel.style_chosen.connect(panel.show_style)
    panel.show_style(three[0])
    panel.add_to_mix(three[1])
    assert isinstance(chosen[-1], StyleMix)
    assert "StyleNet" in panel.style_credit.full_text
    assert "Venice" in panel.style_credit.toolTip()
    rows = panel.mix.rows
    assert "StyleNet" in rows[1].picture.toolTip() and "StyleNet" in rows[1].slider.toolTip()
    assert "StyleNet" not in rows[0].picture.toolTip() + rows[0].slider.toolTip()
    assert rows[1].crop_button.isEnabled()  # in a mix StyleNet heeds a crop


def test_a_crop_of_a_collection_ends_with_the_mix(three):
    crop = StyleCrop(bottom=0.5)
    assert simplified(StyleMix((StylePart(three[1], 1.0, crop),))) is three[1]
    cropped = StyleMix((StylePart(three[0], 1.0, crop),))
    assert simplified(cropped) is cropped


def test_a_mix_leaves_room_where_there_is_little(panel, three):
    def height(count: int) -> int:
        panel.show_style(StyleMix(tuple(StylePart(preset) for preset in three[:count])))
        return panel.minimumSizeHint().height()

    assert height(2) == height(3)  # the third is scrolled to
    area = panel.mix.rows[0].parentWidget().parentWidget().parentWidget()
    assert area.maximumHeight() >= 3 * panel.mix.rows[0].sizeHint().height()


# --- styles without files -------------------------------------------------------------------------


def test_adapted_styles_are_told_apart_by_their_generators():
    one, other, same = adapted(value=0.5), adapted(value=0.25), adapted(value=0.5)
    assert style_key(one) != style_key(other) and style_key(one) == style_key(same)
    assert style_key(adapted(style_id="own-x")) == "own-x"
    model = StyleListModel(())
    model.add_own(one)
    model.add_own(other)
    model.add_own(same)
    assert model.rowCount() == 2 and model.row_of(one) == 1 and model.row_of(other) == 0
    model.set_chosen(other)
    assert [model.index(row, 0).data(Qt.ItemDataRole.UserRole + 3) for row in range(2)] == [
        True, False,
    ]  # fmt: skip


def test_a_style_of_this_session_gives_way_to_the_saved_one(panel, three):
    loose = adapted(style_id="own-wave")
    panel.show_style(loose)
    assert "Adapted wave" in titles(panel.model)
    panel.model.set_own_presets([three[2]])
    assert titles(panel.model)[:2] == ["Adapted wave", "Harbour"]  # not there yet, so it stays
    stored = replace(loose, carried=None, model_path=Path("elsewhere"))
    panel.model.set_own_presets([three[2], stored])
    assert titles(panel.model).count("Adapted wave") == 1
    assert panel.model.row_of(stored) >= 0 and panel.model.row_of(loose) < 0
    # What was removed in this session does not come back with the picture that keeps it.
    panel.model.set_own_presets([])
    panel.show_style(loose)
    assert "Adapted wave" not in titles(panel.model)
    assert panel.style_name.full_text == "Adapted wave"


def test_the_menu_offers_to_keep_and_to_rename(panel, three, make_photo):
    def words(source):
        return {action.text(): action for action in panel.menu_of(source).actions()}

    loose = adapted()
    panel.show_style(loose)
    assert not words(loose)["Remove"].isEnabled()  # it is the style now
    assert "Favourite" not in words(loose) and "Rename…" not in words(loose)
    kept, renamed, saved = [], [], []
    panel.keep_wanted.connect(kept.append)
    panel.rename_wanted.connect(renamed.append)
    panel.save_wanted.connect(saved.append)
    words(loose)["Save as own style…"].trigger()
    words(three[2])["Rename…"].trigger()
    photo = make_photo(40, 60)
    words(photo)["Save as own style…"].trigger()
    assert kept == [loose] and renamed == [three[2]] and saved == [photo]
    assert "Rename…" not in words(three[1]) and "Remove" not in words(three[1])
    assert words(photo)["Remove"].isEnabled()


def test_a_style_without_files_has_no_star(panel, qtbot):
    starred, loose = [], adapted()
    panel.favourite_toggled.connect(starred.append)
    panel.show_style(loose)
    gallery = panel.gallery
    gallery.setFocus()
    qtbot.keyClick(gallery, Qt.Key.Key_F)
    cell = gallery.visualRect(panel.filter.index_of(loose))
    qtbot.mouseClick(
        gallery.viewport(), Qt.MouseButton.LeftButton,
        pos=gallery.itemDelegate().star(cell).center(),
    )  # fmt: skip
    assert starred == []


def test_what_is_kept_in_memory_has_its_generator(tmp_path):
    content = pretended_model()
    stored = add_own_style(tmp_path, "T", [], CODE, None, content, "adapted")
    kept = in_memory(stored)
    assert kept.carried.model == content and kept.family == "adapted" and is_loose(kept)
    assert kept.model_path is kept.image_path is kept.code_path is None
    assert np.array_equal(kept.carried.code.numbers, CODE.numbers)


def test_a_batch_lists_them_by_title_and_generator(qtbot, three):
    runner = JobRunner("batch-test")
    made = BatchStyleList((*three, adapted()), runner, None)
    qtbot.addWidget(made)
    assert [made.item(row).text() for row in range(4)] == [
        "Great Wave", "Venice · CycleGAN", "Harbour · Adapted", "Adapted wave · Adapted",
    ]  # fmt: skip
    assert made.item(1).toolTip() == drawn_by(three[1])
    made.tick(three[1])
    wanted: list[BatchStyle] = [three[1]]
    assert made.ticked == wanted
    assert runner.shutdown()


# --- in the window --------------------------------------------------------------------------------


@pytest.fixture
def window_with_own(make_window, monkeypatch, tmp_path, photo_file, wait_idle):
    folder = tmp_path / "mine"
    monkeypatch.setenv("KINTSUGI_STYLES", str(folder))
    add_own_style(folder, "Harbour", [], CODE, None, pretended_model(), "adapted")
    window = make_window()
    window.commands.open_path(photo_file)
    wait_idle(window.session)
    return window, folder


def own_titles(window) -> list[str]:
    model = window.style_panel.model
    entries = (model.entry_at(row) for row in range(model.rowCount()))
    return [entry.title for entry in entries if entry.own]


def test_an_own_style_is_renamed_wherever_it_is_used(
    window_with_own, qtbot, monkeypatch, wait_idle
):
    window, folder = window_with_own
    qtbot.waitUntil(lambda: own_titles(window) == ["Harbour"])
    (preset,) = own_styles(folder)
    window.session.set_style(preset)
    wait_idle(window.session)
    monkeypatch.setattr(styling, "ask_title", lambda *_: "Quay")
    window.style_panel.rename_wanted.emit(preset)
    qtbot.waitUntil(lambda: own_titles(window) == ["Quay"])
    (renamed,) = own_styles(folder)
    assert renamed.id == preset.id and window.session.document.style == renamed
    assert window.style_panel.style_name.full_text == "Quay"
    assert window.style_panel.gallery.currentIndex().data() == "Quay"


def test_a_style_from_a_project_is_kept_as_ones_own(
    window_with_own, qtbot, monkeypatch, wait_idle, tmp_path
):
    window, folder = window_with_own
    qtbot.waitUntil(lambda: own_titles(window) == ["Harbour"])
    window.session.document.set_style(adapted("From afar", 0.25, "own-from-afar-1"))
    path = tmp_path / "work.kintsugi"
    save_project(window.session.document, path)
    carried = load_project(path).document.style
    window.session.set_style(carried)
    wait_idle(window.session)
    assert own_titles(window) == ["From afar", "Harbour"]
    monkeypatch.setattr(styling, "ask_title", lambda _parent, _heading, title: title)
    window.style_panel.keep_wanted.emit(carried)
    qtbot.waitUntil(lambda: not is_loose(window.session.document.style))
    qtbot.waitUntil(lambda: window.style_panel.model.row_of(window.session.document.style) >= 0)
    assert own_titles(window) == ["From afar", "Harbour"]
    kept = next(style for style in own_styles(folder) if style.title == "From afar")
    assert kept.id == "own-from-afar-1" and kept.family == "adapted"
    assert kept.model_path.read_bytes() == pretended_model(0.25)


def test_it_is_previewed_painted_and_listed_like_any_other(
    window_with_own, qtbot, wait_idle, studio
):
    window, folder = window_with_own
    (preset,) = own_styles(folder)
    window.session.set_style(preset)
    wait_idle(window.session)
    window.session.transfer()
    wait_idle(window.session)
    assert studio.previewed and studio.previewed[-1][0] == preset
    assert window.session.document.stylized is not None
    qtbot.waitUntil(lambda: preset.id in window.settings.recent_styles)
    qtbot.waitUntil(
        lambda: any(preset in batch for batch in studio.thumbnail_batches), timeout=10000
    )
    # One that has no files cannot be found again another day.
    window.session.set_style(adapted())
    window.session.transfer()
    wait_idle(window.session)
    assert window.settings.recent_styles[0] == preset.id
    assert not any(key.startswith("carried") for key in window.settings.recent_styles)
