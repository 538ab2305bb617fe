"""How the picture would look with the style and settings as they are now; never an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from engine.document import Part
from engine.imaging.photo import Photo
from engine.operations.params import TransferParams
from engine.operations.sizes import is_paintable
from engine.progress import Progress
from engine.styles import StyleSource
from gui.jobs import Job
from gui.notifications import Notice
from gui.style_region import StyleRegion, confined_preview
from gui.workbench import Activity

if TYPE_CHECKING:
    from gui.session import EditorSession

LONGEST_PX = 512
# Keys and wheel settle a value with every step; the full picture waits for the last of them.
SETTLE_MS = 250
INSPECT_AGAIN_MS = 1200


@dataclass(frozen=True, eq=False)
class Look:
    """What a result was painted with."""

    style: StyleSource | None
    params: TransferParams

    def is_of(self, style: StyleSource | None, params: TransferParams) -> bool:
        return style is self.style and params == self.params


class SessionPreview(QObject):
    """Watches the look of the document and shows a quick, small picture of every change of it.

    At most one preview is computed at a time, in the engine thread; of those asked for meanwhile
    only the newest follows. When a value has settled and the picture on the screen is a plain
    result of a transfer, the full picture is painted anew; before the first transfer, and where
    it would replace repairs, that stays an act of the person.
    """

    shown = Signal(object)  # uint8 (h, w, 3) sRGB
    dropped = Signal()
    state_changed = Signal()
    painted_with = Signal(object)  # StyleSource of a transfer that has just been done

    def __init__(self, session: EditorSession) -> None:
        super().__init__(session)
        self._session = session
        self.active = False
        """Whether a preview shows, or is about to."""
        self.rests = False
        """Whether the preview has stood unchanged for a while, waiting for the person."""
        self.inside_mask = False
        """Whether the person wants the style only where the mask is."""
        self._wanted = False
        self._job: Job | None = None
        self._number = 0
        self._quiet = False
        self._put_off = False
        self._interrupted_inspection = False
        self._automatic: Activity | None = None
        self._look: Look | None = None
        self._looks: WeakKeyDictionary[Photo, Look] = WeakKeyDictionary()
        self._region: StyleRegion | None = None
        self._regions: WeakKeyDictionary[Photo, StyleRegion] = WeakKeyDictionary()
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        self._inspecting_again = QTimer(self, singleShot=True, interval=INSPECT_AGAIN_MS)
        self._inspecting_again.timeout.connect(self._on_rest)
        # Connected before any widget: a preview is gone before the window draws the new result.
        session.changed.connect(self._on_session_changed)
        session.activity_changed.connect(self._on_activity_changed)

    # --- reading ------------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether a preview is being computed or waits."""
        return self._wanted or self._job is not None

    @property
    def replaces_repairs(self) -> bool:
        """Whether a transfer would paint over repairs made by hand."""
        history = self._session.document.history
        edits = history.entries[: history.index]
        last = next((edit for edit in reversed(edits) if edit.changes_result), None)
        return last is not None and last.operation != "transfer"

    @property
    def follows_by_itself(self) -> bool:
        """Whether the full picture is painted as soon as a value has settled."""
        return self._session.document.stylized is not None and not self.replaces_repairs

    @property
    def result_style(self) -> StyleSource | None:
        """The style that the result was painted with, whatever is chosen for the next one."""
        return self._session.document.style if self._look is None else self._look.style

    @property
    def look_differs(self) -> bool:
        """Whether the result was painted with another look than the one chosen now."""
        document = self._session.document
        look = self._look
        return look is None or not look.is_of(document.style, document.transfer_params)

    def region(self) -> StyleRegion | None:
        """Where the next transfer may paint; None is everywhere."""
        session = self._session
        if not self.inside_mask or not session.has_mask:
            return None
        stylized, shown = session.document.stylized, session.shown_result
        before = None if stylized is None else self._regions.get(stylized)
        if before is not None and before.mask_revision == session.mask_revision:
            # Painted into this very mask before: start from what was there then, or else the
            # style of last time would shine through the soft edge.
            return before
        made = self._region
        if (
            made is None
            or made.mask_revision != session.mask_revision
            or made.base is not stylized
            or made.shown_base is not shown
        ):
            # A large mask takes a while to copy, and every preview asks for it.
            levels = session.document.mask_levels.copy()
            made = self._region = StyleRegion(levels, session.mask_revision, stylized, shown)
        return made

    # --- acting -------------------------------------------------------------------------------

    def set_inside_mask(self, wanted: bool) -> None:
        """Keep the style inside the mask from now on, or not."""
        if wanted != self.inside_mask:
            self.inside_mask = wanted
            self.request()
            self.settle()

    def request(self) -> None:
        """Show how the picture would look now, unless the person waits for something else."""
        session = self._session
        document = session.document
        content = document.content
        if content is None or document.style is None or session.ended:
            return
        if not is_paintable(content.hw):  # the hint says so
            return
        if session.activity is not None:
            if session.activity is not self._automatic:
                self._put_off = True
                return
            session.activity.job.cancel()
        self._settling.stop()
        self._inspecting_again.stop()
        self._wanted = self.active = True
        self.rests = False
        self.state_changed.emit()
        self._pump()

    def settle(self) -> None:
        """A slider was let go of: paint the full picture where that is wanted."""
        if self.active:
            self._settling.start()

    def drop(self) -> bool:
        """Back to the result and to the look that it has.

        False if there is no preview, or if the picture that the person asked for is on its way.
        """
        session, look = self._session, self._look
        if not self.active or session.activity is not self._automatic:
            return False
        if self._automatic is not None:
            self._automatic.job.cancel()
        self._end()
        if session.document.stylized is not None and look is not None:
            self._choose(look)
        self._inspect_again()
        return True

    @contextmanager
    def silence(self) -> Iterator[None]:
        """The look may be changed without a preview of it."""
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def note_result(
        self, photo: Photo, style: StyleSource, params: TransferParams, region: StyleRegion | None
    ) -> None:
        """Remember what a result was painted with."""
        # Already the present one: what the person has chosen meanwhile stays chosen.
        self._look = self._looks[photo] = Look(style, params)
        if region is not None:
            self._regions[photo] = region
        self.painted_with.emit(style)

    def exchange_styles(
        self, exchanged: Callable[[StyleSource | None], StyleSource | None]
    ) -> None:
        """Remember results as painted with what `exchanged` makes of their styles."""
        for photo, look in list(self._looks.items()):
            self._looks[photo] = Look(exchanged(look.style), look.params)
        if self._look is not None:
            self._look = Look(exchanged(self._look.style), self._look.params)

    # --- the inside ---------------------------------------------------------------------------

    def _choose(self, look: Look) -> None:
        session = self._session
        with self.silence():
            session.tell(session.document.set_transfer_params(look.params))
            session.tell(session.document.set_style(look.style))

    def _end(self) -> None:
        self._number += 1
        self._wanted = self.active = self.rests = False
        self._settling.stop()
        self._inspecting_again.stop()
        if self._job is not None:
            self._job.cancel()
        self.dropped.emit()
        self.state_changed.emit()

    def _pump(self) -> None:
        """Compute the newest preview that is wanted, when the last one and long work are done."""
        session = self._session
        waits = self._job is not None or session.activity is not None
        if waits or not self._wanted or session.ended:
            return
        self._wanted = False
        document, number = session.document, self._number
        content, style, params = document.content, document.style, document.transfer_params
        if content is None or style is None:
            self._end()
            return
        self._interrupted_inspection |= session.inspecting
        for key in ("inspect", "thumbnails"):
            session.runner.cancel_key(key)
        region, shown_content = self.region(), session.shown_content

        def work(progress: Progress) -> np.ndarray:
            pixels = session.studio().preview(content, style, params, LONGEST_PX, progress)
            return confined_preview(pixels, region, shown_content)

        self._job = session.runner.submit(
            "Preview", work, revision=number, current_revision=lambda: self._number,
            on_success=self.shown.emit, on_failure=self._on_failed,
        )  # fmt: skip
        self._job.finished.connect(self._on_finished)

    def _on_finished(self) -> None:
        self._job = None
        self._pump()
        if not self.working:
            self._inspecting_again.start()
            self.state_changed.emit()

    def _on_failed(self, sentence: str, details: str) -> None:
        self._end()
        self._session.notify(Notice(sentence, "error", "failure", details))

    def _on_settled(self) -> None:
        session = self._session
        if not self.active or session.ended:
            return
        if session.activity is not None or self.working:
            # A cancelled transfer that has not ended yet, or a preview that is nearly there.
            self._settling.start()
            return
        if not self.follows_by_itself:
            return
        if not self.look_differs and self.region() is None:
            self.drop()  # dragged there and back again
            return
        session.transfer()
        self._automatic = session.activity

    def _on_rest(self) -> None:
        self.rests = self.active
        self.state_changed.emit()
        self._inspect_again()

    def _inspect_again(self) -> None:
        """The look for problems that made room for previews is still wanted."""
        session = self._session
        if session.ended or session.activity is not None or session.inspecting or self.working:
            return
        if self._interrupted_inspection and not session.document.inspection_is_current:
            session.inspect_by_itself()
        self._interrupted_inspection = False

    def _on_activity_changed(self) -> None:
        activity = self._session.activity
        if activity is None:
            self._automatic = None
            put_off, self._put_off = self._put_off, False
            if put_off and self.look_differs:
                self.request()
            self._pump()
        elif self._job is not None:
            # What is computed now would only be in the way of the real thing.
            self._job.cancel()

    def _on_session_changed(self, parts: Part, box: object) -> None:
        if parts & (Part.CONTENT | Part.RESULT):
            if self.active:
                self._end()
            self._follow_result(parts, box)
        elif parts & (Part.STYLE | Part.PARAMS) and not self._quiet:
            if self._session.document.style is None and self.active:
                self._end()
            self.request()
        elif parts & Part.MASK and self.active and self.inside_mask:
            self.request()  # the style follows the brush

    def _follow_result(self, parts: Part, box: object) -> None:
        """Know the look of the result that shows now; undo and redo bring it back with it."""
        document = self._session.document
        photo = document.stylized
        if photo is None:
            self._look = None
            return
        if parts & Part.CONTENT:
            self._look = Look(document.style, document.transfer_params)
        elif box is None:
            known = self._looks.get(photo)
            if known is not None and known is not self._look:
                self._look = known
                self._choose(known)
        if self._look is not None:
            self._looks[photo] = self._look
