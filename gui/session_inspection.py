"""Looking for problems: the inspection of a result, and its regions at another sensitivity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.operations.results import Inspection
from engine.progress import Progress
from gui.language import tr

if TYPE_CHECKING:
    from gui.session import EditorSession


@dataclass
class SessionInspection:
    """Keeps what is known of the result's problems up to date."""

    session: EditorSession
    _reflagging: bool = False

    def inspect(self) -> None:
        """Look for problems in the background; a newer request replaces an older one."""
        session = self.session
        document, params = session.document, session.inspect_params
        stylized, content, style = (
            document.stylized,
            document.content,
            session.previews.result_style,
        )
        if stylized is None:
            session.runner.cancel_key("inspect")
            return

        def on_success(inspection: Inspection) -> None:
            session.tell(document.set_inspection(inspection))
            if session.inspect_params != params:
                self.reflag()

        session.submit_quietly(
            tr("Looking for problems"),
            lambda progress: session.studio().inspect(stylized, content, style, params, progress),
            on_success,
            supersedes="inspect",
            revision=document.picture_revision,
            current_revision=lambda: document.picture_revision,
            on_progress=lambda fraction, _message: session.inspection_progressed.emit(fraction),
        )
        session.inspection_progressed.emit(0.0)

    def inspect_by_itself(self) -> None:
        """After a change of the picture, unless the person prefers to ask."""
        if self.session.inspects_by_itself:
            self.inspect()
        else:
            self.session.runner.cancel_key("inspect")

    def reflag(self) -> None:
        """Find the regions anew in the same map, with the sensitivity that is set now.

        In the light thread, so that it acts at once while a transfer runs. One at a time: while a
        slider is dragged, each result shows before the next is begun.
        """
        session = self.session
        inspection, params = session.inspection, session.inspect_params
        if inspection is None or self._reflagging:
            return
        self._reflagging = True
        anomaly = inspection.anomaly

        def work(_progress: Progress) -> Inspection:
            # Not of the studio, which belongs to the engine thread; needs scipy, but no torch.
            from engine.operations.flagging import flag

            return flag(anomaly, params)

        def on_finished() -> None:
            self._reflagging = False
            if session.inspect_params != params:
                self.reflag()

        job = session.submit_lightly(
            tr("Looking for problems"),
            work,
            lambda found: session.tell(session.document.set_inspection(found)),
            supersedes="reflag",
            revision=session.document.picture_revision,
            current_revision=lambda: session.document.picture_revision,
        )
        job.finished.connect(on_finished)
