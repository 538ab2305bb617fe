"""The panels of parameters, problems and styles, the run bar and the drop target."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetrics, QImage

from engine.operations.params import InspectParams, RepairParams, TransferParams
from gui.drops import DropTarget
from gui.params_panel import ParamsPanel, choice_notes
from gui.style_gallery import StyleListModel
from gui.style_panel import RunBar
from gui.wrapping import two_lines

# --- parameters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [TransferParams, InspectParams, RepairParams])
def test_every_declared_parameter_has_a_control_with_its_default(qtbot, cls):
    panel = ParamsPanel(cls)
    qtbot.addWidget(panel)
    assert panel.params == cls()
    for name, control in panel.controls.items():
        assert control.value == pytest.approx(getattr(cls(), name)) or (
            control.value == getattr(cls(), name)
        )


def test_slider_and_number_stay_in_step(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    changes = []
    panel.params_changed.connect(changes.append)
    strength = panel.controls["strength"]
    strength.spin_box.setValue(0.4)
    assert strength.slider.value() == 400
    assert changes[-1].strength == pytest.approx(0.4)
    strength.slider.setValue(750)
    assert strength.spin_box.value() == pytest.approx(0.75)
    assert changes[-1].strength == pytest.approx(0.75)
    strength.label.reset_wanted.emit()
    assert changes[-1].strength == 1.0


def test_stroke_size_slider_reaches_its_ends_and_stays_valid(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    control = panel.controls["stroke_size"]
    for position in range(0, 1001, 7):
        control.slider.setValue(position)
    control.slider.setValue(0)
    assert panel.params.stroke_size == pytest.approx(0.25)
    control.slider.setValue(1000)
    assert panel.params.stroke_size == pytest.approx(3.0)


def test_set_params_is_silent(qtbot):
    panel = ParamsPanel(RepairParams)
    qtbot.addWidget(panel)
    panel.params_changed.connect(lambda _: pytest.fail("set_params must not emit"))
    panel.set_params(RepairParams(method="heal", feather=0.5))
    assert panel.controls["method"].combo.currentText() == "Heal"


def test_tooltips_say_what_a_parameter_does(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    assert "0 leaves the photo as it is" in panel.controls["strength"].slider.toolTip()
    assert "large = 1.8" in panel.controls["stroke_size"].slider.toolTip()


# --- problems -----------------------------------------------------------------------------------


def test_the_method_says_what_it_does(qtbot):
    panel = ParamsPanel(RepairParams)
    qtbot.addWidget(panel)
    chooser = panel.controls["method"]
    assert set(choice_notes(chooser.spec)) == set(chooser.spec.choices)
    assert chooser.note.text().startswith("Tries")
    chooser.combo.setCurrentIndex(chooser.combo.findData("calm"))
    assert "photo" in chooser.note.text()


def test_a_named_number_is_called_by_its_name(qtbot):
    panel = ParamsPanel(TransferParams)
    qtbot.addWidget(panel)
    control = panel.controls["stroke_size"]
    assert control.label.text() == "Stroke size · medium"
    control.spin_box.setValue(1.8)
    assert control.label.text() == "Stroke size · large"
    control.spin_box.setValue(1.5)
    assert control.label.text() == "Stroke size"


def test_two_lines_keeps_words_whole(qapp):
    metrics = QFontMetrics(qapp.font())
    sentence = "The brushwork breaks off at a straight edge that the photo does not have"
    first, second = two_lines(sentence, metrics, 200)
    assert sentence.startswith(first) and not first.endswith(" ")
    assert metrics.horizontalAdvance(second) <= 200
    assert two_lines("", metrics, 200) == [""]


# --- styles and run bar -------------------------------------------------------------------------


def test_own_styles_come_first_and_only_once(qtbot, presets, make_photo):
    model = StyleListModel(presets)
    photo = make_photo(40, 60)
    assert model.add_own(photo) == 0 and model.add_own(photo) == 0
    assert model.rowCount() == len(presets) + 1
    assert model.row_of(presets[0]) == 1 and model.row_of(photo) == 0


def test_run_bar_is_transfer_then_cancel(qtbot):
    bar = RunBar()
    qtbot.addWidget(bar)
    wanted = []
    bar.transfer_wanted.connect(lambda: wanted.append("transfer"))
    bar.cancel_wanted.connect(lambda: wanted.append("cancel"))
    bar.show_idle(False, "First open a photo.")
    assert not bar.button.isEnabled() and not bar.status.isHidden()
    bar.show_idle(True, "")
    bar.button.click()
    bar.show_running("Painting")
    bar.show_progress(0.42, "Painting 42% · about 5 s left")
    assert bar.bar.value() == 420 and bar.button.text() == "Cancel"
    bar.button.click()
    assert wanted == ["transfer", "cancel"]
    bar.show_running("Painting", cancel_requested=True)
    assert not bar.button.isEnabled()


# --- drops --------------------------------------------------------------------------------------


def drop(widget, mime):
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    widget.dropEvent(event)


def test_drop_target_tells_files_or_a_picture(qtbot):
    target = DropTarget()
    qtbot.addWidget(target)
    files, images = [], []
    target.files_dropped.connect(files.extend)
    target.image_dropped.connect(images.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/b c.jpg"), QUrl("https://example.org/x.jpg")])
    drop(target, mime)
    assert files == [Path("/a/b c.jpg")]
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    drop(target, mime)
    assert len(images) == 1
