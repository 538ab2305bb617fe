"""Photos, projects and pictures that come into the window and leave it."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from engine.imaging.photo import Photo
from gui import dialogs
from gui.export_dialog import ExportDialog


def sentences(window):
    return [notice.sentence for notice in window.notifications.notices]


def drop_files(widget, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    widget.dropEvent(QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    ))  # fmt: skip


def test_drops(window, photo_file, style_file, wait_idle):
    drop_files(window.empty_state, photo_file)
    wait_idle(window.session)
    assert window.session.document.content.name == "garden.jpg"
    drop_files(window.style_panel, style_file)
    wait_idle(window.session)
    assert isinstance(window.session.document.style, Photo)
    assert window.style_panel.gallery.currentIndex().data() == "brushwork"
    drop_files(window.canvas_area, style_file, photo_file)
    wait_idle(window.session)
    assert window.session.document.content.name == "brushwork.png"
    assert window.session.document.style.name == "garden.jpg"


def test_paste_and_copy(stylized_window, qtbot, wait_idle):
    window = stylized_window
    window.table["copy"].trigger()
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (160, 120)
    window.session.files.last_export = None
    window.session.document.mark_saved()
    red = QImage(40, 30, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(red)
    window.table["paste"].trigger()
    wait_idle(window.session)
    content = window.session.document.content
    assert content.hw == (30, 40) and tuple(content.pixels[0, 0]) == (255, 0, 0)
    window.table["paste_style"].trigger()
    wait_idle(window.session)
    assert window.session.document.style.hw == (30, 40)
    QApplication.clipboard().setText("words")
    window.table["paste"].trigger()
    assert any("no picture in the clipboard" in sentence for sentence in sentences(window))


def test_export_through_the_dialog_and_again(stylized_window, tmp_path, monkeypatch, wait_idle):
    window = stylized_window
    path = tmp_path / "out.jpg"

    def fill_in(dialog):
        dialog.path_edit.setText(str(path))
        dialog.accept()
        return True

    monkeypatch.setattr(ExportDialog, "exec", fill_in)
    window.table["export"].trigger()
    wait_idle(window.session)
    with Image.open(path) as written:
        assert written.getexif()[0x013B] == "Ada Lovelace"
    assert any("out.jpg" in sentence for sentence in sentences(window))
    assert not window.isWindowModified()
    assert window.settings.last_folder("export") == tmp_path
    path.unlink()
    window.table["export_again"].trigger()
    wait_idle(window.session)
    assert path.exists()


def test_close_asks_once_and_can_be_called_off(stylized_window, monkeypatch):
    answers = []

    def ask(parent, name, next_step):
        answers.append((name, next_step))
        return "cancel"

    monkeypatch.setattr(dialogs, "ask_about_unsaved", ask)
    assert stylized_window.isWindowModified()
    assert not stylized_window.close()
    assert answers == [("garden.jpg", "close")] and stylized_window.isVisible()


def test_close_saves_the_project_first(stylized_window, monkeypatch, tmp_path, qtbot):
    from gui import file_commands

    path = tmp_path / "kept.kintsugi"
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "save")
    monkeypatch.setattr(file_commands.QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    stylized_window.close()
    qtbot.waitUntil(lambda: not stylized_window.isVisible())
    assert path.exists()


def test_close_without_work_asks_nothing(make_window, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: pytest.fail("nothing to lose"))
    assert make_window().close()


def test_open_over_unsaved_work_asks(stylized_window, photo_file, monkeypatch, wait_idle):
    monkeypatch.setattr(dialogs, "ask_about_unsaved", lambda *_: "cancel")
    result = stylized_window.session.document.stylized
    stylized_window.commands.open_path(photo_file)
    wait_idle(stylized_window.session)
    assert stylized_window.session.document.stylized is result


def test_project_by_menu(stylized_window, monkeypatch, tmp_path, wait_idle):
    from gui import file_commands

    path = tmp_path / "work"
    monkeypatch.setattr(file_commands.QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    stylized_window.table["save"].trigger()
    wait_idle(stylized_window.session)
    saved = tmp_path / "work.kintsugi"
    assert saved.exists() and stylized_window.windowTitle().startswith("work.kintsugi")
    stylized_window.commands.open_path(saved)
    wait_idle(stylized_window.session)
    assert stylized_window.problems_panel.model.rowCount() == 3
    assert saved in stylized_window.settings.recent_files
