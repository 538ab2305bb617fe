"""Everything a person can do, in one table; menus, tool bar and shortcut list come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import icons


@dataclass(frozen=True)
class WindowState:
    """What decides whether an action makes sense right now."""

    has_content: bool = False
    has_style: bool = False
    has_result: bool = False
    has_inspection: bool = False
    has_regions: bool = False
    region_selected: bool = False
    has_mask: bool = False
    can_undo: bool = False
    can_redo: bool = False
    foreground_busy: bool = False
    busy: bool = False
    has_notice: bool = False
    has_export_path: bool = False

    @property
    def has_picture(self) -> bool:
        return self.has_content or self.has_result


Predicate = Callable[[WindowState], bool]


def _always(_state: WindowState) -> bool:
    return True


def _picture(state: WindowState) -> bool:
    return state.has_picture


def _result(state: WindowState) -> bool:
    return state.has_result


@dataclass(frozen=True)
class ActionSpec:
    """One row of the table. `shortcuts` are portable key sequences, the first is shown."""

    id: str
    text: str
    shortcuts: tuple[str, ...] = ()
    menu: str = ""
    icon: str = ""
    tip: str = ""
    enabled: Predicate = _always
    checkable: bool = False
    group: str = ""
    canvas_only: bool = False  # the key works only while the canvas has the focus
    held: bool = False  # acts while the key is held down; has no menu entry


SEPARATOR = None

MENUS = ("File", "Edit", "Mask", "Picture", "View", "Help")

ACTIONS: tuple[ActionSpec | None, ...] = (
    ActionSpec("open", "Open photo…", ("Ctrl+O",), "File", "open", "Open the photo to stylize"),
    ActionSpec("open_style", "Open style picture…", ("Ctrl+Shift+O",), "File", "style",
               "Use a picture of your own as the style"),
    ActionSpec("open_recent", "Open recent", (), "File", "open"),
    SEPARATOR,
    ActionSpec("save", "Save project", ("Ctrl+S",), "File", "save",
               "Save photo, result, mask and settings together", _picture),
    ActionSpec("save_as", "Save project as…", ("Ctrl+Shift+S",), "File", "", "", _picture),
    ActionSpec("export", "Export…", ("Ctrl+Shift+E",), "File", "export",
               "Write the finished picture to a file", _result),
    ActionSpec("export_again", "Export again", ("Ctrl+E",), "File", "",
               "Export once more with the same name and options", _result),
    SEPARATOR,
    ActionSpec("quit", "Quit", ("Ctrl+Q",), "File"),

    ActionSpec("undo", "Undo", ("Ctrl+Z",), "Edit", "undo", "", lambda s: s.can_undo),
    ActionSpec("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "redo", "",
               lambda s: s.can_redo),
    SEPARATOR,
    ActionSpec("copy", "Copy picture", ("Ctrl+C",), "Edit", "copy",
               "Copy the picture to the clipboard", _picture),
    ActionSpec("paste", "Paste picture as photo", ("Ctrl+V",), "Edit", "paste",
               "Use the picture in the clipboard as the photo"),
    ActionSpec("paste_style", "Paste picture as style", ("Ctrl+Shift+V",), "Edit", "",
               "Use the picture in the clipboard as the style"),
    SEPARATOR,
    ActionSpec("shortcuts", "Keyboard shortcuts…", ("F1",), "Help", "keyboard",
               "See and change the keys"),

    ActionSpec("tool_pan", "Move", ("H",), "Mask", "pan",
               "Move the view (or hold Space, or drag with the middle button)", _picture,
               checkable=True, group="tool"),
    ActionSpec("tool_brush", "Brush", ("B",), "Mask", "brush",
               "Paint over what should be repaired", _result, checkable=True, group="tool"),
    ActionSpec("tool_erase", "Erase", ("E",), "Mask", "erase",
               "Take away from the mask", _result, checkable=True, group="tool"),
    ActionSpec("tool_rectangle", "Rectangle", ("M",), "Mask", "rectangle",
               "Mark a rectangle for repair", _result, checkable=True, group="tool"),
    ActionSpec("tool_lasso", "Lasso", ("L",), "Mask", "lasso",
               "Draw around what should be repaired", _result, checkable=True, group="tool"),
    ActionSpec("swap_tool", "Swap brush and erase", ("X",), "Mask", "", "", _result),
    SEPARATOR,
    ActionSpec("brush_smaller", "Smaller brush", ("[",), "Mask", "", "", _result),
    ActionSpec("brush_bigger", "Bigger brush", ("]",), "Mask", "", "", _result),
    ActionSpec("brush_much_smaller", "Much smaller brush", ("Shift+[", "{"), "Mask", "", "",
               _result),
    ActionSpec("brush_much_bigger", "Much bigger brush", ("Shift+]", "}"), "Mask", "", "",
               _result),
    SEPARATOR,
    ActionSpec("clear_mask", "Clear mask", ("Ctrl+D",), "Mask", "clear-mask",
               "Unmark everything", lambda s: s.has_mask),
    ActionSpec("invert_mask", "Invert mask", ("Shift+V",), "Mask", "invert-mask",
               "Mark what is unmarked, and the other way round", _result),

    ActionSpec("transfer", "Transfer style", ("Ctrl+Return", "Ctrl+Enter"), "Picture", "transfer",
               "Paint the photo in the chosen style",
               lambda s: s.has_content and s.has_style and not s.foreground_busy),
    ActionSpec("cancel", "Cancel", ("Esc",), "Picture", "cancel",
               "Stop what is running, or close the message",
               lambda s: s.busy or s.has_notice or s.region_selected),
    SEPARATOR,
    ActionSpec("inspect", "Look for problems again", ("I",), "Picture", "inspect",
               "Let the discriminator look at the picture once more", _result),
    ActionSpec("next_region", "Next problem", ("N",), "Picture", "next",
               "Go to the next flagged place", lambda s: s.has_regions),
    ActionSpec("previous_region", "Previous problem", ("Shift+N",), "Picture", "previous",
               "Go to the flagged place before", lambda s: s.has_regions),
    ActionSpec("repair", "Repair", ("R",), "Picture", "repair",
               "Repair the painted mask, or else the selected problem",
               lambda s: s.has_result and not s.foreground_busy
               and (s.has_mask or s.region_selected)),
    ActionSpec("ignore_region", "Ignore this problem", ("Del",), "Picture", "ignore",
               "Take the selected problem off the list", lambda s: s.region_selected),

    ActionSpec("zoom_in", "Zoom in", ("Ctrl+=", "Ctrl++"), "View", "zoom-in", "", _picture),
    ActionSpec("zoom_out", "Zoom out", ("Ctrl+-",), "View", "zoom-out", "", _picture),
    ActionSpec("zoom_fit", "Fit in window", ("Ctrl+0",), "View", "zoom-fit",
               "Show the whole picture", _picture),
    ActionSpec("zoom_actual", "Actual size (100%)", ("1", "Ctrl+1"), "View", "zoom-actual",
               "One pixel of the picture on one pixel of the screen", _picture),
    SEPARATOR,
    ActionSpec("compare_single", "Result only", ("Shift+S",), "View", "compare-single",
               "Show one picture", _picture, checkable=True, group="compare"),
    ActionSpec("compare_split", "Split: before and after", ("S",), "View", "compare-split",
               "Photo left of the line, result right of it", _result, checkable=True,
               group="compare"),
    ActionSpec("compare_side", "Side by side", ("D",), "View", "compare-side",
               "Photo and result next to each other", _result, checkable=True, group="compare"),
    ActionSpec("show_original", "Show the photo (hold)", ("\\",), "View", "",
               "While the key is held, the original photo is shown", _result, held=True),
    SEPARATOR,
    ActionSpec("heatmap", "Heatmap", ("O",), "View", "heatmap",
               "Colour the picture by how wrong each place looks", lambda s: s.has_inspection,
               checkable=True),
    SEPARATOR,
    ActionSpec("toggle_panels", "Hide or show panels", ("Tab",), "View", "panels",
               "More room for the picture (Tab while the picture has the focus)",
               canvas_only=True),
    ActionSpec("next_area", "Go to next area", ("F6",), "View", "",
               "Move the keyboard focus between picture and panels"),
    ActionSpec("full_screen", "Full screen", ("F11",), "View", "", "", checkable=True),
    SEPARATOR,
    ActionSpec("theme_system", "Theme: as the system", (), "View", checkable=True, group="theme"),
    ActionSpec("theme_light", "Theme: light", (), "View", checkable=True, group="theme"),
    ActionSpec("theme_dark", "Theme: dark", (), "View", checkable=True, group="theme"),

    ActionSpec("copy_diagnostics", "Copy diagnostics", (), "Help", "copy",
               "Copy versions, device and the last messages, for a report"),
    ActionSpec("about", "About Kintsugi", (), "Help", "info"),
)  # fmt: skip

TOOL_BAR: tuple[str, ...] = (
    "tool_pan", "tool_brush", "tool_erase", "tool_rectangle", "tool_lasso", "|",
    "<brush size>", "clear_mask", "invert_mask", "|",
    "compare_single", "compare_split", "compare_side", "|",
    "heatmap", "<opacity label>", "<heatmap opacity>", "<stretch>",
    "undo", "redo", "|",
    "zoom_out", "<zoom>", "zoom_in", "zoom_fit", "zoom_actual",
)  # fmt: skip


def specs() -> Iterator[ActionSpec]:
    return (spec for spec in ACTIONS if spec is not None)


class ActionTable(QObject):
    """The QActions of one window, made from `ACTIONS`."""

    def __init__(
        self,
        window: QWidget,
        canvas: QWidget,
        slots: dict[str, Callable[..., object]],
        rebound: dict[str, list[str]],
    ) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in specs():
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setCheckable(spec.checkable)
            if spec.icon:
                action.setIcon(icons.icon(spec.icon))
            if spec.group:
                self._group(spec.group).addAction(action)
            if not spec.held:
                slot = slots[spec.id]
                signal = (
                    action.toggled if spec.id in ("heatmap", "full_screen") else (action.triggered)
                )
                signal.connect(slot)
            if spec.canvas_only:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                canvas.addAction(action)
            else:
                window.addAction(action)
            self._actions[spec.id] = action
        self.rebind(rebound)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def shown_key(self, action_id: str) -> str:
        """The first key of an action as the person knows it, "" if it has none."""
        keys = self.keys[action_id]
        native = QKeySequence.SequenceFormat.NativeText
        return QKeySequence(keys[0]).toString(native) if keys else ""

    def _group(self, name: str) -> QActionGroup:
        if name not in self._groups:
            self._groups[name] = QActionGroup(self)
        return self._groups[name]

    def rebind(self, rebound: dict[str, list[str]]) -> None:
        """Set the keys: the table's own, except for ids in `rebound`."""
        self.keys = {spec.id: tuple(rebound.get(spec.id, spec.shortcuts)) for spec in specs()}
        for spec in specs():
            action = self._actions[spec.id]
            keys = [QKeySequence(key) for key in self.keys[spec.id]]
            action.setShortcuts([] if spec.held else keys)
            shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
            tip = spec.tip or spec.text
            action.setToolTip(f"{tip} ({shown})" if shown else tip)
            action.setStatusTip("")

    def refresh(self, state: WindowState) -> None:
        for spec in specs():
            self._actions[spec.id].setEnabled(spec.enabled(state))

    def redraw_icons(self) -> None:
        """After a change of theme."""
        for spec in specs():
            if spec.icon:
                self._actions[spec.id].setIcon(icons.icon(spec.icon))


def conflicts(keys: dict[str, tuple[str, ...]]) -> list[tuple[str, str, str]]:
    """Keys used twice, as (key, first id, second id)."""
    seen: dict[str, str] = {}
    found = []
    for action_id, sequences in keys.items():
        for sequence in sequences:
            normal = QKeySequence(sequence).toString()
            if normal in seen and seen[normal] != action_id:
                found.append((normal, seen[normal], action_id))
            seen.setdefault(normal, action_id)
    return found
