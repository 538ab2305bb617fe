"""Everything a person can do, in one table; menus, tool bar and shortcut list come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui import icons
from gui.language import tr


@dataclass(frozen=True)
class WindowState:
    """What decides whether an action makes sense right now."""

    has_content: bool = False
    too_small: str = ""  # why the photo cannot be painted, "" if it can
    has_style: bool = False
    has_result: bool = False
    has_inspection: bool = False
    has_regions: bool = False
    region_selected: bool = False
    repair_selected: bool = False  # a place that was repaired
    has_alternatives: bool = False  # that repair could have gone otherwise
    has_mask: bool = False
    can_undo: bool = False
    can_redo: bool = False
    foreground_busy: bool = False
    busy: bool = False
    has_notice: bool = False
    has_export_path: bool = False
    previewing: bool = False

    @property
    def has_picture(self) -> bool:
        return self.has_content or self.has_result

    @property
    def paintable(self) -> bool:
        return self.has_content and not self.too_small


Predicate = Callable[[WindowState], bool]


def _always(_state: WindowState) -> bool:
    return True


def _picture(state: WindowState) -> bool:
    return state.has_picture


def _result(state: WindowState) -> bool:
    return state.has_result


def _comparable(state: WindowState) -> bool:
    """A preview stands beside the photo as a result does."""
    return state.has_result or state.previewing


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
    ActionSpec("new_window", "New window", ("Ctrl+N",), "File", "",
               "Work on another photo beside this one"),
    ActionSpec("open", "Open photo…", ("Ctrl+O",), "File", "open", "Open the photo to stylize"),
    ActionSpec("open_style", "Open style picture…", ("Ctrl+Shift+O",), "File", "style",
               "Use a picture of your own as the style"),
    ActionSpec("save_own_style", "Save own style…", (), "File", "",
               "Keep one or several pictures as a style of your own"),
    ActionSpec("open_recent", "Open recent", (), "File", "open"),
    SEPARATOR,
    ActionSpec("save", "Save project", ("Ctrl+S",), "File", "save",
               "Save photo, result, mask and settings together", _picture),
    ActionSpec("save_as", "Save project as…", ("Ctrl+Shift+S",), "File", "", "", _picture),
    ActionSpec("export", "Export…", ("Ctrl+Shift+E",), "File", "export",
               "Write the finished picture to a file", _result),
    ActionSpec("export_again", "Export again", ("Ctrl+E",), "File", "",
               "Export once more with the same name and options", _result),
    ActionSpec("batch", "Batch…", ("Ctrl+Shift+B",), "File", "batch",
               "Paint many photos in many styles and see which results need a look"),
    SEPARATOR,
    ActionSpec("close_window", "Close window", ("Ctrl+W",), "File"),
    ActionSpec("quit", "Quit", ("Ctrl+Q",), "File", "", "Close all windows"),

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
    ActionSpec("preferences", "Preferences…", ("Ctrl+,",), "Edit", "settings",
               "Language, theme, engine, memory and keys"),
    ActionSpec("shortcuts", "Keyboard shortcuts…", ("F1",), "Help", "keyboard",
               "See and change the keys"),

    ActionSpec("tool_pan", "Move", ("H",), "Mask", "pan",
               "Move the view (or hold Space, or drag with the middle button)", _picture,
               checkable=True, group="tool"),
    ActionSpec("tool_brush", "Brush", ("B",), "Mask", "brush",
               "Paint over what should be repaired", _picture, checkable=True, group="tool"),
    ActionSpec("tool_erase", "Erase", ("E",), "Mask", "erase",
               "Take away from the mask", _picture, checkable=True, group="tool"),
    ActionSpec("tool_rectangle", "Rectangle", ("M",), "Mask", "rectangle",
               "Mark a rectangle for repair", _picture, checkable=True, group="tool"),
    ActionSpec("tool_lasso", "Lasso", ("L",), "Mask", "lasso",
               "Draw around what should be repaired", _picture, checkable=True, group="tool"),
    ActionSpec("swap_tool", "Swap brush and erase", ("X",), "Mask", "", "", _picture),
    SEPARATOR,
    ActionSpec("brush_smaller", "Smaller brush", ("[",), "Mask", "", "", _picture),
    ActionSpec("brush_bigger", "Bigger brush", ("]",), "Mask", "", "", _picture),
    ActionSpec("brush_much_smaller", "Much smaller brush", ("Shift+[", "{"), "Mask", "", "",
               _picture),
    ActionSpec("brush_much_bigger", "Much bigger brush", ("Shift+]", "}"), "Mask", "", "",
               _picture),
    ActionSpec("brush_softer", "Softer brush", ("Ctrl+[",), "Mask", "", "", _picture),
    ActionSpec("brush_harder", "Harder brush", ("Ctrl+]",), "Mask", "", "", _picture),
    SEPARATOR,
    ActionSpec("clear_mask", "Clear mask", ("Ctrl+D",), "Mask", "clear-mask",
               "Unmark everything", lambda s: s.has_mask),
    ActionSpec("invert_mask", "Invert mask", ("Shift+V",), "Mask", "invert-mask",
               "Mark what is unmarked, and the other way round", _picture),
    ActionSpec("grow_mask", "Grow or shrink mask…", ("G",), "Mask", "grow-mask",
               "Move the edge of the mask outwards or inwards by some pixels",
               lambda s: s.has_mask),
    ActionSpec("snap_mask", "Snap mask to heatmap", ("Shift+O",), "Mask", "snap-mask",
               "Give what is marked the shape of what looks wrong there",
               lambda s: s.has_mask and s.has_inspection),
    ActionSpec("mark_region", "Mark the selected problem", ("Shift+M",), "Mask", "mark-region",
               "Add the selected problem to the mask, so that you can paint on it",
               lambda s: s.region_selected),

    ActionSpec("transfer", "Transfer style", ("Ctrl+Return", "Ctrl+Enter"), "Picture", "transfer",
               "Paint the photo in the chosen style",
               lambda s: s.paintable and s.has_style and not s.foreground_busy),
    ActionSpec("adapt", "Adapt to this picture…", (), "Picture", "adapt",
               "Adapt to this picture: train on this photo and style alone, for a result nearer to "
               "the style",
               lambda s: s.paintable and s.has_style),
    ActionSpec("train_collection", "Train a collection…", (), "Picture", "collection",
               "Make a style of your own from a folder of photos and one of style pictures"),
    ActionSpec("cancel", "Cancel", ("Esc",), "Picture", "cancel",
               "Stop what is running, or close the message",
               lambda s: s.busy or s.has_notice or s.region_selected or s.repair_selected
               or s.previewing),
    SEPARATOR,
    ActionSpec("find_style", "Find a style", ("Ctrl+F",), "Picture", "search",
               "Search the styles by title, artist or year"),
    ActionSpec("compare_architectures", "Compare architectures…", (), "Picture", "metrics",
               "Paint the photo in several styles and compare them in figures and pictures",
               lambda s: s.paintable),
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
               and (s.has_mask or s.region_selected or s.repair_selected)),
    ActionSpec("repair_all", "Repair all problems", ("Shift+R",), "Picture", "repair-all",
               "Repair every listed problem, the worst first",
               lambda s: s.has_regions and not s.foreground_busy),
    ActionSpec("previous_alternative", "Previous way of repair", ("Left",), "Picture", "previous",
               "Show the selected repair as it would be by another method",
               lambda s: s.has_alternatives and not s.foreground_busy, canvas_only=True),
    ActionSpec("next_alternative", "Next way of repair", ("Right",), "Picture", "next",
               "Show the selected repair as it would be by another method",
               lambda s: s.has_alternatives and not s.foreground_busy, canvas_only=True),
    ActionSpec("ignore_region", "Ignore this problem", ("Del",), "Picture", "ignore",
               "Take the selected problem off the list, or back onto it",
               lambda s: s.region_selected),

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
               "Photo left of the line, result right of it", _comparable, checkable=True,
               group="compare"),
    ActionSpec("compare_side", "Side by side", ("D",), "View", "compare-side",
               "Photo and result next to each other", _comparable, checkable=True,
               group="compare"),
    ActionSpec("compare_difference", "Difference", ("Shift+D",), "View", "compare-difference",
               "Black where the result is like the photo, brighter where it differs", _result,
               checkable=True, group="compare"),
    ActionSpec("show_original", "Show the photo (hold)", ("\\",), "View", "",
               "While the key is held, the original photo is shown", _comparable, held=True),
    SEPARATOR,
    ActionSpec("heatmap", "Heatmap", ("O",), "View", "heatmap",
               "Colour the picture by how wrong each place looks", lambda s: s.has_inspection,
               checkable=True),
    ActionSpec("metrics", "Metrics", ("Ctrl+Shift+M",), "View", "metrics",
               "How close the result is to photo and style, and how much of it is flagged",
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
    "<brush size>", "<brush hardness>", "clear_mask", "invert_mask", "|",
    "compare_single", "compare_split", "compare_side", "compare_difference",
    "<difference>", "|",
    "heatmap", "<opacity label>", "<heatmap opacity>", "<stretch>",
    "undo", "redo", "|",
    "zoom_out", "<zoom>", "zoom_in", "zoom_fit", "zoom_actual", "|", "export",
)  # fmt: skip


def specs() -> Iterator[ActionSpec]:
    return (spec for spec in ACTIONS if spec is not None)


class ActionTable(QObject):
    """The QActions of one window, made from `ACTIONS`."""

    keys_changed = Signal()

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
            action = QAction(tr(spec.text), window)
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
            tip = tr(spec.tip or spec.text)
            action.setToolTip(f"{tip} ({shown})" if shown else tip)
            action.setStatusTip("")
        self.keys_changed.emit()

    def tip(self, action_id: str, sentence: str) -> str:
        """A tooltip that ends with the key that the action has now."""
        key = self.shown_key(action_id)
        return f"{sentence} ({key})" if key else sentence

    def relabel(self) -> None:
        """After a change of language."""
        for spec in specs():
            self._actions[spec.id].setText(tr(spec.text))
        self.rebind({action_id: list(keys) for action_id, keys in self.keys.items()})

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
