"""What the window offers at this moment: enabled actions, the run bar, a hint, the title."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import OptionError
from engine.imaging.photo import Photo
from engine.operations.sizes import check_paintable
from gui.actions import WindowState
from gui.hints import Hint, next_step
from gui.language import tr, tr_engine
from gui.notifications import Notice

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class Guidance:
    """Derives everything from the session each time; keeps no state but the last hint."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._hint_shown = ""
        self.state = WindowState()

    def forget_hint(self) -> None:
        """Another photo: a hint that was closed may come again."""
        self._hint_shown = ""

    def refresh(self) -> None:
        """Enable what makes sense now and offer the next step."""
        window = self._window
        state = self.state = self._look()
        window.table.refresh(state)
        panel = window.problems_panel
        panel.footer.setVisible(state.has_result)
        panel.footer.show_state(
            window.table["repair"].isEnabled(),
            window.table["ignore_region"].isEnabled(),
            state.has_mask,
            panel.selected_place,
            len(panel.listed_regions),
            window.table["repair_all"].isEnabled(),
        )
        window.tool_bar.brush_size.setEnabled(state.has_picture)
        window.tool_bar.brush_hardness.setEnabled(state.has_picture)
        window.tool_bar.zoom_button.setEnabled(state.has_picture)
        activity = window.session.activity
        if activity is None or activity.kind != "transfer":
            self._show_run_bar(state)
        self._show_hint(state)
        self._show_title()

    def _look(self) -> WindowState:
        window, session = self._window, self._window.session
        document = session.document
        repaired = window.problems_panel.selected_repair
        return WindowState(
            has_content=document.content is not None,
            too_small=_why_too_small(document.content),
            has_style=document.style is not None,
            has_result=document.stylized is not None,
            has_inspection=session.inspection is not None,
            has_regions=bool(session.regions),
            region_selected=window.problems_panel.selected_region is not None,
            repair_selected=repaired is not None,
            has_alternatives=session.places.can_flip(repaired),
            has_mask=session.has_mask,
            can_undo=document.history.can_undo,
            can_redo=document.history.can_redo,
            foreground_busy=session.activity is not None,
            busy=session.busy,
            has_notice=bool(window.notifications.notices),
            previewing=session.previews.active,
        )

    def _show_run_bar(self, state: WindowState) -> None:
        missing = ""
        if not state.has_content:
            missing = tr("First open a photo.")
        elif state.too_small:
            missing = tr("This photo is too small to paint.")
        elif not state.has_style:
            missing = tr("Now choose a style above.")
        window = self._window
        window.style_panel.run_bar.show_idle(window.table["transfer"].isEnabled(), missing)

    def _show_hint(self, state: WindowState) -> None:
        window, session = self._window, self._window.session
        inspected = session.document.inspection_is_current and not session.inspecting
        hint = next_step(state, len(session.regions), inspected, window.table.shown_key)
        if hint is None and self._inspection_is_left_to_the_person(state, inspected):
            hint = Hint(tr("Painted."), "inspect", tr("Look for problems"))
        if hint is None:
            window.notifications.dismiss("hint")
            self._hint_shown = ""
            return
        # A hint that was closed stays closed until there is another one.
        if hint.sentence == self._hint_shown:
            return
        self._hint_shown = hint.sentence
        actions: tuple[tuple[str, Callable[[], None]], ...] = ()
        if hint.action_id:
            actions = ((hint.button, window.table[hint.action_id].trigger),)
        window.notifications.show_notice(Notice(hint.sentence, "hint", "hint", actions=actions))

    def _inspection_is_left_to_the_person(self, state: WindowState, inspected: bool) -> bool:
        session = self._window.session
        waiting = state.has_result and not (inspected or session.inspecting)
        return waiting and not session.inspects_by_itself and not state.foreground_busy

    def _show_title(self) -> None:
        window, session = self._window, self._window.session
        name = ""
        if session.files.project_path is not None:
            name = session.files.project_path.name
        elif session.document.content is not None:
            name = session.document.content.name or tr("Pasted picture")
        window.setWindowTitle(f"{name}[*] – Kintsugi" if name else "Kintsugi[*]")
        window.setWindowModified(session.is_modified)


def _why_too_small(photo: Photo | None) -> str:
    """What a transfer would say of its size, "" if nothing."""
    if photo is None:
        return ""
    try:
        check_paintable(photo.hw)
    except OptionError as error:
        return tr_engine(str(error))
    return ""
