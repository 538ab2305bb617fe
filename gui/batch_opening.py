"""Opening a result of a batch, to look at it, mend it and save it as a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch import BatchOutcome
from engine.document import Document
from engine.operations.params import TransferParams
from engine.progress import Progress
from engine.styles import StylePreset
from gui.batch_dialog import BatchDialog
from gui.batch_queue import BatchRow
from gui.batch_setup import BatchPlan
from gui.file_work import ShownProject, shown_pixels
from gui.language import tr
from gui.session_files import SessionFiles

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def read_result(outcome: BatchOutcome, params: TransferParams, progress: Progress) -> ShownProject:
    """The photo, the style and the written picture as a document; runs in a job.

    A result that was scaled makes the photo follow. Raises KintsugiError with a sentence.
    """
    from engine.imaging.files import read_photo
    from engine.imaging.scaling import scale_photo

    item = outcome.item
    content = read_photo(item.photo)
    progress.check()
    stylized = read_photo(outcome.path)
    content = scale_photo(content, stylized.hw)
    style = read_photo(item.style) if isinstance(item.style, Path) else item.style
    progress.check()
    document = Document(content)
    document.restore(stylized, None, style, params)
    return ShownProject(document, (), shown_pixels(content), shown_pixels(stylized))


def open_result(window: MainWindow, row: BatchRow, plan: BatchPlan) -> None:
    """Open a result in a window of its own, in `window` where that one is still empty."""
    outcome = row.outcome
    if outcome is None:
        return
    if window.session.document.content is not None and window.windows is not None:
        window = window.windows.open(window)
    elif not window.commands.may_lose_work(
        "open another photo", lambda: open_result(window, row, plan)
    ):
        return

    def show(files: SessionFiles, opened: ShownProject) -> None:
        files.forget_paths()
        files.content_path = outcome.item.photo
        files.session.replace_document(opened.document, opened.shown_content, opened.shown_result)

    window.session.files.bring_in(
        tr("Opening {name}").format(name=outcome.path.name),
        lambda progress: read_result(outcome, plan.options.transfer, progress),
        show,
    )


def make_dialog(window: MainWindow) -> BatchDialog:
    """The batch dialog of a window, with what was set up the last time."""
    settings = window.settings
    model = window.style_panel.model
    entries = (model.entry_at(row) for row in range(model.rowCount()))
    presets = [e.source for e in entries if e is not None and isinstance(e.source, StylePreset)]
    dialog = BatchDialog(
        window.session,
        presets,
        settings.last_folder("export"),
        settings.batch_options,
        window,
    )
    dialog.set_up.connect(settings.set_batch_options)
    dialog.open_wanted.connect(lambda row, plan: open_result(window, row, plan))
    window.theme.changed.connect(dialog.table.viewport().update)
    return dialog
