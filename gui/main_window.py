"""The window: layout and wiring, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.document import Edit, Part
from engine.imaging.photo import Photo
from engine.operations.results import Box
from engine.styles import StylePreset
from gui import icons
from gui.actions import ActionTable
from gui.adapt_desk import AdaptDesk
from gui.canvas import Canvas
from gui.closing import Closing
from gui.commands import Commands
from gui.drops import DropTarget
from gui.empty_state import EmptyState
from gui.guidance import Guidance
from gui.history_panel import HistoryPanel
from gui.history_rows import HistoryRows
from gui.hold_key import HoldKey
from gui.keyboard_focus import FocusFrame, move_focus
from gui.language import tr, tr_engine
from gui.menus import fill_menus
from gui.notifications import NotificationStack
from gui.pointer_reading import PointerReading
from gui.preferences import Preferences
from gui.problems_desk import ProblemsDesk
from gui.problems_panel import ProblemsPanel, idle_words
from gui.quality_desk import QualityDesk
from gui.samples import sample_photos
from gui.session import EditorSession
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.style_panel import StylePanel
from gui.styling import Styling
from gui.theme import Theme
from gui.tool_bar import ToolBar
from gui.train_desk import TrainDesk

if TYPE_CHECKING:
    from gui.windows import Windows

LEFT_WIDTH, RIGHT_WIDTH = 272, 288
# One line of a message with its distance from the edge.
NOTICE_ROOM_PX = 54


class MainWindow(QMainWindow):
    """Canvas in the middle, what goes in on the left, what to mend on the right."""

    closed = Signal()

    def __init__(
        self,
        session: EditorSession,
        settings: Settings,
        theme: Theme,
        presets: tuple[StylePreset, ...],
    ) -> None:
        super().__init__()
        self.windows: Windows | None = None
        """All windows, once this is one of them; a window on its own asks before it gives way."""
        self._may_close = False
        self.session = session
        self.settings = settings
        self.theme = theme
        session.setParent(self)
        self.setWindowTitle("Kintsugi[*]")
        self.setWindowIcon(icons.icon("kintsugi"))
        self.canvas = Canvas(self)
        self.empty_state = EmptyState(sample_photos(), self)
        self.canvas_area = DropTarget(self)
        self.canvas_area.setObjectName("canvasArea")
        self.stack = QStackedWidget(self.canvas_area)
        self.stack.addWidget(self.empty_state)
        self.stack.addWidget(self.canvas)
        area_layout = QVBoxLayout(self.canvas_area)
        area_layout.setContentsMargins(0, 0, 0, 0)
        area_layout.addWidget(self.stack)
        self.setCentralWidget(self.canvas_area)
        self.notifications = NotificationStack(self.canvas_area)
        self.canvas.set_foot(NOTICE_ROOM_PX)
        self.style_panel = StylePanel(presets, self)
        self.problems_panel = ProblemsPanel(self)
        self.history_panel = HistoryPanel(self)
        self._history_rows = HistoryRows()
        self.left_dock = self._add_dock(
            tr("Photo and style"), self.style_panel, Qt.DockWidgetArea.LeftDockWidgetArea,
            LEFT_WIDTH,
        )  # fmt: skip
        self.right_dock = self._add_dock(
            tr("Problems and history"), self._right_panel(), Qt.DockWidgetArea.RightDockWidgetArea,
            RIGHT_WIDTH,
        )  # fmt: skip
        self.status_line = StatusLine(self)
        self.setStatusBar(self.status_line)
        self.desk = ProblemsDesk(self)
        self.quality = QualityDesk(self)
        self.adapting = AdaptDesk(self)
        self.training = TrainDesk(self)
        self.commands = Commands(self)
        self.table = ActionTable(self, self.canvas, self.commands.slots(), settings.rebound_keys)
        self.tool_bar = ToolBar(self.table, self)
        self.addToolBar(self.tool_bar)
        self.menus = fill_menus(self.menuBar(), self.table, self.commands)
        self.guidance = Guidance(self)
        self.preferences = Preferences(self)
        self.closing = Closing(self)
        self.focus_frame = FocusFrame(self.canvas)
        self.hold_key = HoldKey(
            self, lambda: self.table.keys["show_original"],
            lambda: self.table["show_original"].isEnabled(),
        )  # fmt: skip
        self.pointer = PointerReading(self)
        self._last_edit: Edit | None = None
        self._wire()
        self._choose_first_values()
        # Several changes in one turn of the event loop refresh the actions once.
        self._refresh_timer = QTimer(self, singleShot=True, interval=0)
        self._refresh_timer.timeout.connect(self.refresh)
        self.styling = Styling(self)
        self.refresh()

    # --- layout ------------------------------------------------------------------------------

    def _add_dock(
        self, title: str, panel: QWidget, area: Qt.DockWidgetArea, width: int
    ) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(panel.objectName())
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(panel)
        panel.setMinimumWidth(width - 8)
        self.addDockWidget(area, dock)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        return dock

    def _right_panel(self) -> QWidget:
        panel = QWidget(self)
        panel.setObjectName("rightPanel")
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        splitter = self.right_splitter = QSplitter(Qt.Orientation.Vertical, panel)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.problems_panel)
        splitter.addWidget(self.history_panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([480, 150])
        column = QVBoxLayout(panel)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(splitter)
        return panel

    def _choose_first_values(self) -> None:
        self.canvas.set_tool("pan")
        self.table["tool_pan"].setChecked(True)
        self.table["compare_single"].setChecked(True)
        self.table[f"theme_{self.settings.theme}"].setChecked(True)
        self.tool_bar.brush_size.set_radius(self.canvas.brush_radius)
        self.canvas.set_anomaly_opacity(self.tool_bar.opacity_slider.value() / 100)
        self.empty_state.show_recent(self.settings.recent_files)
        self.quality.restore()
        self.resize(1280, 720)
        geometry = self.settings.geometry
        if geometry is not None:
            self.restoreGeometry(geometry)

    # --- wiring ------------------------------------------------------------------------------

    def _wire(self) -> None:
        session, commands, canvas = self.session, self.commands, self.canvas
        session.changed.connect(self._on_changed)
        session.activity_changed.connect(self._on_activity_changed)
        session.progressed.connect(self._on_progressed)
        session.inspection_progressed.connect(self._on_inspection_progressed)
        session.status_changed.connect(self.status_line.show_message)
        session.notified.connect(self.notifications.show_notice)
        session.device_known.connect(self.status_line.show_device)
        session.file_opened.connect(commands.remember_file)
        self.notifications.diagnostics = commands.diagnostics
        self.notifications.changed.connect(self.queue_refresh)
        self.notifications.looked_at = canvas.looked_at
        canvas.view_changed.connect(self.notifications.place_soon)
        self.hold_key.held_changed.connect(canvas.show_original)
        self.theme.changed.connect(self._on_theme_changed)
        self.table.keys_changed.connect(self._show_keys)
        self._show_keys()
        canvas.zoom_changed.connect(self._on_zoom_changed)
        canvas.pointer_moved.connect(self.pointer.follow)
        self.tool_bar.opacity_changed.connect(canvas.set_anomaly_opacity)
        for target in (self.canvas_area, self.empty_state):
            target.files_dropped.connect(commands.open_dropped_on_canvas)
            target.image_dropped.connect(commands.open_image)
        self.empty_state.open_wanted.connect(commands.open)
        self.empty_state.file_wanted.connect(commands.open_path)
        panel = self.style_panel
        panel.files_dropped.connect(commands.open_dropped_on_style)
        panel.image_dropped.connect(commands.use_image_as_style)
        panel.open_content_wanted.connect(commands.open)
        panel.open_style_wanted.connect(commands.open_style)
        panel.style_chosen.connect(session.set_style)
        panel.params_changed.connect(session.set_transfer_params)
        panel.offer_adapting(self.table["adapt"])
        panel.run_bar.transfer_wanted.connect(commands.transfer)
        panel.run_bar.cancel_wanted.connect(session.cancel)
        self.desk.wire()
        self.history_panel.state_wanted.connect(session.go_to_state)

    # --- what the session says ---------------------------------------------------------------

    def _on_changed(self, parts: Part, box: Box | None) -> None:
        document = self.session.document
        if parts & Part.CONTENT:
            self._show_content(document.content)
        if parts & (Part.CONTENT | Part.RESULT):
            self._show_result(parts, box)
        if parts & Part.STYLE:
            self.style_panel.show_style(document.style)
        if parts & Part.PARAMS:
            self.style_panel.params.set_params(document.transfer_params)
        if parts & Part.MASK:
            if box is not None and not parts & Part.RESULT:
                self.canvas.update_mask(document.mask_levels, box)
            else:
                opened = document.content is not None
                self.canvas.set_mask(document.mask_levels if opened else None)
        if parts & (Part.INSPECTION | Part.RESULT | Part.CONTENT):
            self._show_inspection()
        if parts & Part.HISTORY:
            self._show_history()
        self.pointer.show()
        self.queue_refresh()

    def _show_content(self, photo: Photo | None) -> None:
        self.stack.setCurrentWidget(self.empty_state if photo is None else self.canvas)
        self.style_panel.content_card.show_photo(photo)
        self.status_line.show_photo(photo)
        self.guidance.forget_hint()
        self.problems_panel.clear_selection()
        self.problems_panel.sensitivity.set_params(self.session.inspect_params)
        if photo is not None:
            self.canvas.setFocus()

    def _show_result(self, parts: Part, box: Box | None) -> None:
        session = self.session
        if box is not None and not parts & Part.CONTENT and session.shown_result is not None:
            self.canvas.update_stylized(session.shown_result, box)
            return
        self.notifications.dismiss("proof")  # it speaks of another picture
        content = session.document.content
        self.canvas.set_layers(
            session.shown_content, session.shown_result, None if content is None else content.alpha
        )

    def _show_inspection(self) -> None:
        session, panel = self.session, self.problems_panel
        inspection, regions = session.inspection, session.regions
        self.canvas.set_regions(regions)
        self.show_heatmap()
        if inspection is None or session.shown_result is None:
            panel.show_idle(
                tr("Looking for problems…") if session.inspecting
                else idle_words()
            )  # fmt: skip
        else:
            panel.show_inspection(inspection, session.places.listed, session.shown_result)
        if session.inspecting:
            panel.show_busy(0.0)

    def show_heatmap(self) -> None:
        """The heatmap as the action says, its opacity beside it."""
        inspection = self.session.inspection
        shown = inspection is not None and self.table["heatmap"].isChecked()
        self.tool_bar.show_opacity(shown)
        if inspection is not None and shown:
            self.canvas.set_anomaly(inspection.anomaly.values, inspection.threshold)
        else:
            self.canvas.set_anomaly(None)

    def _show_history(self) -> None:
        history = self.session.document.history
        self.history_panel.show_states(self._history_rows.of(self.session.document), history.index)
        if history.can_redo or history.last is not self._last_edit:
            self.notifications.dismiss("proof")  # its Undo would undo something else
        self._last_edit = history.last
        undo, redo = tr_engine(history.undo_label), tr_engine(history.redo_label)
        self.table["undo"].setText(tr("Undo {step}").format(step=undo).strip())
        self.table["redo"].setText(tr("Redo {step}").format(step=redo).strip())

    def _on_activity_changed(self) -> None:
        activity = self.session.activity
        if activity is not None:
            if activity.kind == "transfer":
                bar = self.style_panel.run_bar
                if not bar.running:
                    bar.show_progress(0.0, activity.label)
                bar.show_running(activity.label, activity.job.cancel_requested)
            self.notifications.dismiss("hint")
        self.refresh()

    def _on_progressed(self, fraction: float, text: str) -> None:
        """A repair has its progress, and its Cancel, where it was asked for."""
        activity = self.session.activity
        if activity is not None and activity.kind == "transfer":
            self.style_panel.run_bar.show_progress(fraction, text)

    def _on_inspection_progressed(self, fraction: float | None) -> None:
        if fraction is None:
            self.problems_panel.hide_busy()
            if self.session.inspection is None:
                self._show_inspection()
        else:
            self.problems_panel.show_busy(fraction)

    def _on_zoom_changed(self, zoom: float) -> None:
        self.tool_bar.show_zoom(zoom)
        self.status_line.show_zoom(zoom)

    def _on_theme_changed(self) -> None:
        self.table.redraw_icons()
        self.table[f"theme_{self.theme.choice}"].setChecked(True)  # another window may have asked
        self.style_panel.redraw_icons()
        self.problems_panel.redraw_icons()
        self.empty_state.redraw_icons()
        self.notifications.redraw_icons()
        self.canvas.update()

    def _show_keys(self) -> None:
        self.style_panel.show_keys(self.table.tip)

    def retranslate(self) -> None:
        """After a change of language: what the session says is said again."""
        self.table.relabel()
        self._on_changed(Part.STYLE | Part.PARAMS | Part.INSPECTION | Part.HISTORY, None)
        self.guidance.forget_hint()
        self.refresh()

    # --- actions and hints -------------------------------------------------------------------

    def queue_refresh(self) -> None:
        self._refresh_timer.start()

    def refresh(self) -> None:
        self.guidance.refresh()

    # --- events ------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key goes as the eye reads: what goes in, the middle, what to mend, the tools.

        It leaves out the picture, where it hides and shows the panels; F6 goes there.
        """
        areas = (self.left_dock, self.canvas_area, self.right_dock, self.tool_bar)
        return move_focus(areas, forward, self.canvas) or super().focusNextPrevChild(forward)

    def close_unasked(self) -> None:
        """Close whatever would be lost: the person has been asked."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self._may_close or self.closing.may_go()):
            event.ignore()
            return
        self.settings.set_geometry(self.saveGeometry())
        self.hold_key.stop()
        self.hide()
        self.session.shutdown()
        event.accept()
        self.closed.emit()
