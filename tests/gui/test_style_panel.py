"""The gallery of styles and the mix, each on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shown_styles import shown_panel, titles

from engine.styles import StyleCrop, StyleMix, StylePart, StylePreset
from gui.style_list import Shelf, StyleFilter, StyleListModel, style_key, tip_of
from gui.style_mix import MixPanel
from gui.style_panel import StylePanel, parts_of, simplified

pytestmark = pytest.mark.usefixtures("qapp")  # pixmaps need it


@pytest.fixture
def named(presets):
    """Three presets that differ in title, artist and year."""
    return (
        replace(presets[0], artist="Katsushika Hokusai", year="c. 1831"),
        replace(presets[1], artist="Vincent van Gogh", year="1889"),
        replace(presets[2], artist="Nobody", year="1500"),
    )


@pytest.fixture
def panel(qtbot, named):
    return shown_panel(qtbot, named)


# --- the list -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wave", ["Great Wave"]),
        ("GOGH", ["Starry Night"]),
        ("1500", ["Tiles"]),
        ("van night", ["Starry Night"]),
        ("wave gogh", []),
        ("  ", ["Great Wave", "Starry Night", "Tiles"]),
    ],
)
def test_styles_are_found_by_title_artist_and_year(named, words, found):
    model = StyleListModel(named)
    shown = StyleFilter(model)
    shown.show_only(Shelf.ALL, words)
    assert titles(shown) == found


def test_shelves_show_favourites_recent_and_own(named, make_photo):
    model = StyleListModel(named)
    shown = StyleFilter(model)
    model.set_favourites([named[2].id, named[0].id])
    shown.show_only(Shelf.FAVOURITES, "")
    assert titles(shown) == ["Great Wave", "Tiles"]
    model.set_favourites([named[2].id])
    assert titles(shown) == ["Tiles"]
    model.set_recent([named[2].id, named[1].id])
    shown.show_only(Shelf.RECENT, "")
    assert titles(shown) == ["Tiles", "Starry Night"]  # newest first, not in the usual order
    shown.show_only(Shelf.OWN, "")
    assert titles(shown) == []
    model.add_own(make_photo(40, 60))
    model.set_own_presets([replace(named[0], id="own-a", title="Mine", own=True)])
    assert titles(shown) == ["Pasted picture", "Mine"]
    model.set_own_presets([])
    assert titles(shown) == ["Pasted picture"]


def test_a_tip_shows_the_artwork_with_its_credit(named):
    model = StyleListModel(named)
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert named[0].image_path.as_uri() in tip
    assert "Great Wave" in tip and "Katsushika Hokusai, c. 1831" in tip
    bare = replace(named[0], title="<b>x", image_path=None)
    entry = StyleListModel((bare,)).entry_at(0)
    tip = tip_of(entry, model.tile(model.entry_at(0)))
    assert "data:image/png;base64," in tip and "&lt;b&gt;x" in tip


def test_the_tip_of_an_own_style_reads_no_large_file(named):
    own = replace(named[0], own=True)
    model = StyleListModel((own,))
    entry = model.entry_at(0)
    tip = tip_of(entry, model.tile(entry))
    assert own.image_path.as_uri() not in tip and "data:image/png;base64," in tip


def test_a_painted_tile_takes_the_place_of_the_shipped_one(named):
    model = StyleListModel(named)
    index = model.index(1, 0)
    shipped = index.data(Qt.ItemDataRole.DecorationRole).toImage()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    model.put_painted(named[1].id, image)
    painted = index.data(Qt.ItemDataRole.DecorationRole).toImage()
    assert painted.pixelColor(4, 4).name() == "#123456"
    model.set_painted({})
    assert index.data(Qt.ItemDataRole.DecorationRole).toImage() == shipped


def test_pictures_are_known_again_by_their_pixels(make_photo):
    one, same = make_photo(40, 60), make_photo(40, 60)
    assert style_key(one) == style_key(same)
    assert style_key(one) != style_key(make_photo(60, 40))


# --- the panel ----------------------------------------------------------------------------------


def test_filtering_never_chooses_a_style(panel, named):
    chosen = []
    panel.style_chosen.connect(chosen.append)
    panel.show_style(named[0])
    panel.search.setText("night")
    assert titles(panel.filter) == ["Starry Night"]
    panel.search.setText("nothing of the kind")
    assert panel.empty_note.isVisible() and not panel.gallery.isVisible()
    assert "No style" in panel.empty_note.text()
    panel.search.clear()
    assert panel.gallery.isVisible() and chosen == []
    assert panel.style_name.full_text == "Great Wave"
    assert panel.style_credit.full_text == "Katsushika Hokusai, c. 1831"


def test_enter_in_the_search_field_takes_the_first_found(panel, named):
    chosen = []
    panel.style_chosen.connect(chosen.append)
    panel.search.setText("gogh")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert chosen == [named[1]] and panel.gallery.hasFocus()


def test_arrow_keys_choose_and_f_makes_a_favourite(panel, named):
    chosen, starred = [], []
    panel.style_chosen.connect(chosen.append)
    panel.favourite_toggled.connect(starred.append)
    panel.show_style(named[0])
    panel.gallery.setFocus()
    QTest.keyClick(panel.gallery, Qt.Key.Key_Right)
    assert chosen == [named[1]]
    QTest.keyClick(panel.gallery, Qt.Key.Key_F)
    assert starred == [named[1]]
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F,
                         Qt.KeyboardModifier.NoModifier)  # fmt: skip
    override.ignore()
    QApplication.sendEvent(panel.gallery, override)
    assert override.isAccepted()  # or else an action with that key would take it


def test_the_star_of_a_tile_does_not_choose_it(panel, named):
    chosen, starred = [], []
    panel.style_chosen.connect(chosen.append)
    panel.favourite_toggled.connect(starred.append)
    gallery = panel.gallery
    cell = gallery.visualRect(gallery.model().index(2, 0))
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton,
                     pos=gallery.itemDelegate().star(cell).center())  # fmt: skip
    assert starred == [named[2]] and chosen == []
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert chosen == [named[2]]


def test_control_click_and_plus_mix_styles(panel, named):
    chosen = []
    panel.style_chosen.connect(chosen.append)
    panel.style_chosen.connect(panel.show_style)
    gallery = panel.gallery
    cell = gallery.visualRect(gallery.model().index(0, 0))
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert panel.mix.isHidden()
    cell = gallery.visualRect(gallery.model().index(1, 0))
    QTest.mouseClick(gallery.viewport(), Qt.MouseButton.LeftButton,
                     Qt.KeyboardModifier.ControlModifier, cell.center())  # fmt: skip
    mix = chosen[-1]
    assert isinstance(mix, StyleMix) and mix.weights == (0.5, 0.5)
    assert panel.mix.isVisible() and [row.share.text() for row in panel.mix.rows] == ["50%", "50%"]
    gallery.setCurrentIndex(gallery.model().index(2, 0))
    QTest.keyClick(gallery, Qt.Key.Key_Plus)
    assert [part.source for part in chosen[-1].parts] == list(named)
    QTest.keyClick(gallery, Qt.Key.Key_Plus)  # the same key takes it out again
    assert [part.source for part in chosen[-1].parts] == list(named[:2])
    panel.add_to_mix(named[1])
    assert chosen[-1] is named[0] and panel.mix.isHidden()


def test_the_menu_of_a_tile_offers_what_makes_sense(panel, named, make_photo):
    def words(source):
        return {action.text(): action.isEnabled() for action in panel.menu_of(source).actions()}

    assert not words(named[0])["Add to the mix"]  # nothing to mix it with
    panel.show_style(named[0])
    assert words(named[1])["Add to the mix"] and "Remove" not in words(named[1])
    panel.show_style(StyleMix((StylePart(named[0]), StylePart(named[1]))))
    assert words(named[1])["Take out of the mix"]
    assert "Save as own style…" in words(make_photo(40, 40))
    assert "Remove" in words(replace(named[0], own=True))


def test_the_mask_decides_whether_the_style_can_stay_inside_it(panel):
    told = []
    panel.inside_mask_toggled.connect(told.append)
    assert panel.inside_mask.isHidden()
    panel.show_mask(True)
    panel.inside_mask.click()
    assert told == [True] and panel.run_bar.button.text() == "Transfer inside the mask"
    panel.show_mask(False)
    assert panel.inside_mask.isHidden() and panel.run_bar.button.text() == "Transfer style"


def test_every_control_of_the_panel_has_a_name_and_a_tip(panel, named):
    panel.show_style(StyleMix((StylePart(named[0]), StylePart(named[1]))))
    row = panel.mix.rows[0]
    controls = [panel.search, panel.own_button, panel.crop_button, panel.gallery,
                panel.mix.swap_button, panel.mix.leave_button, row.slider, row.crop_button,
                row.remove_button, *panel.shelf_buttons.values()]  # fmt: skip
    for control in controls:
        assert control.accessibleName(), control
        assert control is panel.gallery or control.toolTip(), control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.accessibleName()


def test_hundreds_of_styles_cost_nothing_until_they_show(qtbot, named):
    many = tuple(replace(named[0], id=f"s{i}", title=f"Style {i}") for i in range(600))
    panel = StylePanel(many)
    qtbot.addWidget(panel)
    panel.resize(272, 720)
    panel.show()
    qtbot.waitExposed(panel)
    panel.gallery.grab()
    assert 0 < len(panel.model._tiles) < 60
    wanted = panel.gallery.wanted_sources()
    assert wanted[0] is many[0] and len(wanted) < 100
    panel.gallery.scrollTo(panel.filter.index(300, 0))
    assert many[300] in panel.gallery.wanted_sources()
    assert many[0] not in panel.gallery.wanted_sources()


# --- the mix ------------------------------------------------------------------------------------


@pytest.fixture
def mix(qtbot, named):
    model = StyleListModel(named)
    made = MixPanel(lambda source: (source.title, model.tile(model.entry_of(source))))
    qtbot.addWidget(made)
    made.show_mix(StyleMix((StylePart(named[0], 1.0), StylePart(named[1], 1.0))))
    return made


def test_weights_are_shown_in_percent_of_the_whole(mix):
    told, settled = [], []
    mix.changed.connect(told.append)
    mix.settled.connect(lambda: settled.append(1))
    mix.rows[1].slider.setSliderDown(True)
    mix.rows[1].slider.setValue(25)
    assert [row.share.text() for row in mix.rows] == ["80%", "20%"]
    assert told[-1].weights == pytest.approx((0.8, 0.2)) and settled == []
    mix.rows[1].slider.setSliderDown(False)
    assert settled == [1]


def test_swapping_removing_and_leaving(mix, named):
    told = []
    mix.changed.connect(told.append)
    mix.rows[1].slider.setValue(25)
    mix.swap_button.click()
    assert told[-1].weights == pytest.approx((0.2, 0.8))
    assert [part.source for part in told[-1].parts] == list(named[:2])
    mix.leave_button.click()
    assert [part.source for part in told[-1].parts] == [named[1]]
    mix.rows[1].remove_button.click()
    assert [part.source for part in told[-1].parts] == [named[0]]


def test_rows_are_kept_while_their_weights_change(mix, named):
    rows = list(mix.rows)
    mix.rows[0].slider.setSliderDown(True)
    mix.rows[0].slider.setValue(40)
    mix.show_mix(StyleMix((StylePart(named[0], 0.4), StylePart(named[1], 1.0))))
    assert mix.rows == rows
    mix.show_mix(None)
    assert mix.rows == [] and mix.isHidden()


def test_a_mix_of_one_whole_style_is_that_style(named):
    assert simplified(StyleMix((StylePart(named[0], 0.3),))) is named[0]
    cropped = StyleMix((StylePart(named[0], 1.0, StyleCrop(bottom=0.5)),))
    assert simplified(cropped) is cropped
    assert parts_of(None) == () and parts_of(named[0])[0].source is named[0]


# --- styles without a picture -------------------------------------------------------------------


def test_presets_without_a_picture_cannot_be_cropped(panel, named):
    panel.show_style(named[0])
    assert not panel.crop_button.isHidden()
    bare = StylePreset("own-x", "X", "", "", "", None, named[0].thumbnail_path, own=True)
    panel.show_style(bare)
    assert panel.crop_button.isHidden() and panel.style_name.full_text == "X"
