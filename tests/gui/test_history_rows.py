"""The history list: a row for each state, with a small picture of what it did."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from engine.document import Document
from engine.imaging.photo import Photo, freeze
from gui import icons
from gui.history_panel import HistoryPanel
from gui.history_rows import PICTURE_SIZE, HistoryRow, HistoryRows, filled


@pytest.fixture
def document(make_photo) -> Document:
    document = Document(make_photo(60, 90))
    green = np.zeros((60, 90, 3), np.uint8)
    green[..., 1] = 200
    document.set_stylized(Photo(pixels=freeze(green)), "Transfer: Waves")
    document.fill_box((5, 5, 20, 20))
    return document


def test_every_state_has_a_row_with_a_picture(document, qapp):
    rows = HistoryRows().of(document)
    assert [row.label for row in rows] == ["Photo opened", "Transfer: Waves", "Rectangle"]
    assert all(row.icon is not None and not row.icon.isNull() for row in rows)
    middle = rows[1].icon.pixmap(PICTURE_SIZE).toImage().pixelColor(16, 12)
    assert (middle.red(), middle.green(), middle.blue()) == (0, 200, 0)
    selected = rows[1].icon.pixmap(PICTURE_SIZE, QIcon.Mode.Selected).toImage()
    assert selected.pixelColor(16, 12).getRgb()[:3] == (0, 200, 0)  # Qt would tint it


def test_a_picture_file_keeps_its_colours_in_a_selected_row(tmp_path, qapp):
    path = tmp_path / "red.png"
    Image.new("RGB", (32, 32), (200, 30, 10)).save(path)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        shown = icons.of_picture_file(path).pixmap(32, mode).toImage()
        assert shown.pixelColor(16, 16).getRgb()[:3] == (200, 30, 10)


def test_pictures_are_made_once_and_forgotten_with_their_edit(document, qapp):
    rows = HistoryRows()
    first, again = rows.of(document), rows.of(document)
    assert first[1].icon.cacheKey() == again[1].icon.cacheKey()
    assert len(rows._pictures) == 2
    document.history.clear()
    del first, again
    assert len(rows._pictures) == 1


def test_the_saved_state_says_so(document, qapp):
    document.mark_saved()
    document.undo()
    tips = [row.tip for row in HistoryRows().of(document)]
    assert tips == ["", "", "This state is saved."]


@pytest.mark.parametrize("hw", [(60, 90), (900, 30), (3, 2000), (1, 1)])
def test_a_picture_of_any_shape_fits(hw, qapp):
    image = filled(np.zeros((*hw, 3), np.uint8), None)
    assert 1 <= image.width() <= 64 and 1 <= image.height() <= 48


def test_later_states_fade_and_a_click_asks_for_one(document, qtbot):
    document.undo()
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.show_states(HistoryRows().of(document), document.history.index)
    assert panel.list.currentRow() == 1 and not panel.list.item(1).icon().isNull()
    assert panel.list.item(2).foreground() != panel.list.item(1).foreground()
    with qtbot.waitSignal(panel.state_wanted) as wanted:
        panel.list.itemClicked.emit(panel.list.item(2))
    assert wanted.args == [2]


def test_a_reopened_project_begins_with_its_result(make_photo, qapp):
    document = Document(make_photo(60, 90))
    result = make_photo(60, 90)
    document.restore(result, None, None, document.transfer_params)
    (first,) = HistoryRows().of(document)
    assert first.label == "Earlier state" and not first.icon.isNull()
    document.set_stylized(make_photo(60, 90), "Transfer: Waves")
    assert HistoryRows().of(document)[0].label == "Earlier state"


def test_the_proof_of_a_repair_stands_below_its_label(qtbot):
    proof = "0 of 19,000 pixels outside the mask changed."
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.resize(280, 200)
    panel.show_states([HistoryRow("Photo opened"), HistoryRow("Repair", proof, None, proof)], 0)
    panel.show()
    plain, proven = (panel.list.visualItemRect(panel.list.item(row)) for row in (0, 1))
    assert proven.height() >= plain.height() + 8
    assert panel.list.item(1).data(Qt.ItemDataRole.AccessibleDescriptionRole) == proof
    below = proven.adjusted(0, proven.height() * 3 // 5, 0, 0)

    def picture():
        image = panel.list.viewport().grab(below).toImage()
        return [image.pixel(x, y) for x in range(image.width()) for y in range(image.height())]

    with_proof = picture()
    panel.list.item(1).setData(Qt.ItemDataRole.AccessibleDescriptionRole, " ")
    assert picture() != with_proof
