"""What a window has for comparing styles: the dialog, what goes into it and what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog

from engine.comparison import ComparisonReport
from engine.comparison_files import SUFFIXES, write_comparison
from engine.document import Part
from engine.progress import Progress
from engine.styles import StyleMix, StyleSource
from gui import dialogs
from gui.compare_dialog import CompareDialog, suggested_name
from gui.compare_styles import StyleChoice
from gui.language import language, tr, tr_engine

if TYPE_CHECKING:
    from gui.main_window import MainWindow

PRESETS_AT_FIRST = 3


class CompareDesk(QObject):
    """Makes the dialog when it is first asked for, and keeps it up with the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: CompareDialog | None = None

    def open(self) -> None:
        """Show the dialog with the photo, the styles and the look that the window has now."""
        first = self.dialog is None
        if self.dialog is None:
            self.dialog = self._make_dialog()
        self._refresh()
        if first:
            self.dialog.styles.tick_only(self._first_styles())
        self.dialog.show()
        self.dialog.activateWindow()

    def _make_dialog(self) -> CompareDialog:
        window = self._window
        dialog = CompareDialog(window.session, window)
        dialog.use_wanted.connect(window.session.set_style)
        dialog.save_wanted.connect(self._save)
        window.session.changed.connect(self._on_changed)
        window.theme.changed.connect(dialog.views.update)
        window.closed.connect(self._on_closed)
        return dialog

    # --- what goes in ------------------------------------------------------------------------

    def _on_changed(self, parts: Part, _box: object) -> None:
        wanted = Part.CONTENT | Part.STYLE | Part.PARAMS
        if self.dialog is not None and self.dialog.isVisible() and parts & wanted:
            self._refresh()

    def _refresh(self) -> None:
        dialog, document = self.dialog, self._window.session.document
        assert dialog is not None
        choices = self._choices()
        if [one.source for one in choices] != [one.source for one in dialog.styles.choices]:
            dialog.styles.set_choices(choices)
        dialog.current_style = document.style
        dialog.set_photo(document.content)
        dialog.set_params(document.transfer_params)

    def _choices(self) -> list[StyleChoice]:
        """The styles of the gallery; a mix, which is none of them, comes first."""
        model, style = self._window.style_panel.model, self._window.session.document.style
        choices = []
        if style is not None and model.row_of(style) < 0:
            title = (
                tr_engine(style.title) if isinstance(style, StyleMix) else tr("Style of the window")
            )
            choices.append(StyleChoice(style, title, QPixmap()))
        for row in range(model.rowCount()):
            entry = model.entry_at(row)
            if entry is not None:
                choices.append(StyleChoice(entry.source, entry.title, model.tile(entry)))
        return choices

    def _first_styles(self) -> list[StyleSource]:
        """What is ticked at first: the style of the window, some presets, all other families."""
        assert self.dialog is not None
        model, current = self._window.style_panel.model, self._window.session.document.style
        choices = self.dialog.styles.choices
        anything = [one.source for one in choices if one.family == "stylenet"]
        recent: list[StyleSource] = [
            entry.source
            for key in model.recent
            for row in range(model.rowCount())
            if (entry := model.entry_at(row)) is not None and entry.key == key
        ]
        presets = [one for one in recent if one in anything and one != current]
        presets += [one for one in anything if one not in presets and one != current]
        chosen = [one.source for one in choices if one.family != "stylenet"]
        chosen += presets[:PRESETS_AT_FIRST]
        return chosen if current is None else [current, *chosen]

    # --- what comes of it --------------------------------------------------------------------

    def _save(self, report: ComparisonReport) -> None:
        window, dialog = self._window, self.dialog
        assert dialog is not None
        folder = window.settings.last_folder("export")
        page, table = tr("Web page with pictures (*.html)"), tr("Table (*.csv)")
        chosen, chosen_filter = QFileDialog.getSaveFileName(
            dialog, tr("Save the comparison"),
            str(folder / suggested_name(window.session.document.content)), f"{page};;{table}",
        )  # fmt: skip
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + (".csv" if chosen_filter == table else ".html"))
            if path.exists() and not dialogs.ask(
                dialog,
                tr("Replace the file?"),
                tr("There is a file “{name}” in this folder already.").format(name=path.name),
                tr("Replace"),
            ):
                return
        window.settings.set_last_folder("export", path.parent)
        self._write(report, path)

    def _write(self, report: ComparisonReport, path: Path) -> None:
        dialog, session = self.dialog, self._window.session
        assert dialog is not None
        code = language().replace("_", "-")

        def work(_progress: Progress) -> None:
            write_comparison(report, path, tr_engine, code)

        def on_success(_nothing: None) -> None:
            dialog.say(tr("Saved {name}.").format(name=path.name))

        job = session.submit_file_work(
            tr("Saving {name}").format(name=path.name), work, on_success,
            on_failure=lambda sentence, _details: dialog.say(sentence),
        )  # fmt: skip
        session.files.writing.watch(job, path.name)

    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.run.close()
            self.dialog.close()
