"""The dialog of “Adapt to this picture”: epochs, live curves and preview, keep or discard."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from engine.adaptation import AdaptReport
from engine.operations.params import AdaptParams
from engine.styles import StylePreset, StyleSource
from gui import dialogs, icons
from gui.adapt_work import AdaptState, AdaptWork
from gui.elided_label import ElidedLabel
from gui.form_parts import dialog_button, message_label, muted_words, progress_bar, row_of
from gui.jobs import time_left_text
from gui.language import tr
from gui.loss_plot import LossPlot
from gui.pair_view import PairView
from gui.params_panel import ParamsPanel
from gui.style_list import StyleEntry, style_key
from gui.style_panel import parts_of

LONGEST_TITLE = 80
ASIDE_PX = 12
WIDTH, HEIGHT = 620, 680


class AdaptDialog(QDialog):
    """Shows what an `AdaptWork` does; stays open beside the window, whose picture it is about."""

    keep_wanted = Signal(str)  # title

    def __init__(
        self,
        work: AdaptWork,
        parent: QWidget | None = None,
        taken: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """taken: titles that there are already, of which none is suggested."""
        super().__init__(parent)
        self.work, self._taken = work, taken
        self._state = work.state
        self.setWindowTitle(tr("Adapt to this picture"))
        self.subject = ElidedLabel(self)
        self.subject.setObjectName("heading")
        self.pair = PairView(self)
        self.plot = LossPlot(self)
        self.bar, self.message = progress_bar(self), message_label(self)
        self.params = ParamsPanel(AdaptParams, parent=self)
        self.title_edit = QLineEdit(self)
        self.title_edit.setMaxLength(LONGEST_TITLE)
        self.title_edit.setPlaceholderText(tr("Name of the style"))
        self.title_edit.setAccessibleName(tr("Name of the style"))
        self._make_buttons()
        self._lay_out()
        self._wire()
        self.resize(WIDTH, min(HEIGHT, self.screen().availableGeometry().height() - 48))
        self._move_aside()
        self._empty()
        self._show_state()

    # --- making -------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        work = self.work
        self.start_button = dialog_button(tr("Start"), lambda: work.start(self.params.params), self)
        self.pause_button = dialog_button(tr("Pause"), self._on_pause, self)
        self.stop_button = dialog_button(tr("Stop"), work.stop, self)
        self.stop_button.setToolTip(tr("End here, with what has been reached"))
        self.cancel_button = dialog_button(tr("Cancel"), work.cancel, self)
        self.cancel_button.setToolTip(tr("Give up what has been reached; nothing changes"))
        self.keep_button = dialog_button(tr("Keep"), self._on_keep, self)
        self.keep_button.setToolTip(
            tr("Save it as a style of your own and paint the picture with it; you can undo that")
        )
        self.discard_button = dialog_button(tr("Discard"), work.discard, self)
        self.discard_button.setToolTip(tr("Forget it; everything stays as it was"))
        self.close_button = dialog_button(tr("Close"), self.close, self)
        for button in (self.start_button, self.keep_button):
            button.setObjectName("primary")
            button.setAutoDefault(True)

    def _lay_out(self) -> None:
        self.words = muted_words(tr(
            "Trains generator and discriminator on this photo and this style alone, from the "
            "weights that ship, so that the result comes nearer to the style. An epoch takes about "
            "ten seconds on a laptop; you can pause, stop or cancel at any time."
        ), self)  # fmt: skip
        self.facts = {
            "step": Fact(tr("Step"), self),
            "epoch": Fact(tr("Epoch"), self),
            "style": Fact(tr("Style distance"), self),
            "content": Fact(tr("Content distance"), self),
        }
        self.facts["style"].setToolTip(
            tr("Compared with the beginning: the lower, the nearer to the style")
        )
        self.facts["content"].setToolTip(
            tr("Compared with the beginning: the lower, the nearer to the photo")
        )
        facts = row_of(*self.facts.values(), None)
        facts.setSpacing(28)
        title_label = self.title_label = QLabel(tr("Name"), self)
        title_label.setBuddy(self.title_edit)
        title = row_of(title_label, self.title_edit)
        foot = row_of(
            self.cancel_button, self.discard_button, None, self.close_button, self.pause_button,
            self.stop_button, self.start_button, self.keep_button,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget, stretch in (
            (self.subject, 0), (self.words, 0), (self.pair, 5), (self.plot, 3),
        ):  # fmt: skip
            column.addWidget(widget, stretch)
        column.addLayout(facts)
        column.addWidget(self.bar)
        column.addWidget(self.message)
        column.addWidget(self.params)
        column.addLayout(title)
        column.addLayout(foot)

    def _wire(self) -> None:
        work = self.work
        work.changed.connect(self._show_state)
        work.begun.connect(self._empty)
        work.shown_before.connect(self.pair.show_before)
        work.reported.connect(self._on_reported)
        work.shown_after.connect(self.pair.show_after)
        self.title_edit.textChanged.connect(lambda _text: self._refresh_keep())

    def _move_aside(self) -> None:
        """To the right edge of the window, so that most of the picture stays visible."""
        window, screen = self.parentWidget(), self.screen().availableGeometry()
        if window is None:
            return
        frame = window.frameGeometry()
        left = min(frame.right(), screen.right()) - WIDTH - ASIDE_PX
        top = min(frame.top() + 5 * ASIDE_PX, screen.bottom() - self.height() - 2 * ASIDE_PX)
        self.move(max(left, screen.left()), max(top, screen.top()))

    # --- what is shown ------------------------------------------------------------------------

    def _empty(self) -> None:
        self.pair.clear()
        self.plot.begin(0)
        self.bar.setValue(0)
        for fact in self.facts.values():
            fact.show_value("–")

    def _on_reported(self, reports: list[AdaptReport]) -> None:
        for report in reports:
            if report.step == 1 and math.isfinite(report.d_loss):
                self.plot.begin(report.steps)  # for want of memory it may have begun again
            self.plot.add(report.step, report.d_loss, report.g_loss, report.steps)
        previews = [report.preview for report in reports if report.preview is not None]
        if previews:
            self.pair.show_after(previews[-1])
        last = reports[-1]
        self.bar.setValue(round(1000 * last.step / max(last.steps, 1)))
        of = tr("{done} of {all}")
        self.facts["step"].show_value(of.format(done=last.step, all=last.steps))
        self.facts["epoch"].show_value(of.format(done=last.epoch, all=last.epochs))
        for name, share in (("style", last.style_distance), ("content", last.content_distance)):
            self.facts[name].show_value(f"{share:.0%}" if math.isfinite(share) else "–")
        self._say()

    def _show_state(self) -> None:
        state, before, work = self.work.state, self._state, self.work
        self._state = state
        self._name_subject()
        ready, done = state is AdaptState.READY, state is AdaptState.DONE
        kept = state in (AdaptState.DONE, AdaptState.KEEPING)
        ends = state in (AdaptState.STOPPING, AdaptState.CANCELLING)
        for widget, shown in (
            (self.start_button, ready), (self.close_button, ready), (self.params, ready),
            (self.pause_button, work.running), (self.stop_button, work.running),
            (self.cancel_button, work.running), (self.bar, work.running),
            (self.keep_button, kept), (self.discard_button, kept),
            (self.title_edit, kept), (self.title_label, kept),
        ):  # fmt: skip
            widget.setVisible(shown)
        self.start_button.setEnabled(ready and not work.trouble)
        self.pause_button.setEnabled(not ends)
        self.stop_button.setEnabled(not ends)
        self.cancel_button.setEnabled(state is not AdaptState.CANCELLING)
        paused = state is AdaptState.PAUSED
        self.pause_button.setText(tr("Resume") if paused else tr("Pause"))
        self.pause_button.setIcon(icons.icon("play" if paused else "pause"))
        self.title_edit.setEnabled(done)
        self.discard_button.setEnabled(done)
        self._refresh_keep()
        if done and before is not AdaptState.DONE:
            self._on_finished(before)
        if ready and before is not AdaptState.READY:
            self._empty()
        self._say()

    def _on_finished(self, before: AdaptState) -> None:
        """What has been reached can be kept now; a failed attempt leaves the title as typed."""
        if before is not AdaptState.KEEPING:
            title = adapted_title(self.work.subject[0])
            self.title_edit.setText(free_title(title, self._taken()))
        self.title_edit.selectAll()
        self.title_edit.setFocus()
        self.keep_button.setDefault(True)

    def _name_subject(self) -> None:
        style, content = self.work.subject
        if style is None or content is None:
            self.subject.set_text(self.work.trouble)
            return
        photo = content.name or tr("Pasted picture")
        self.subject.set_text(tr("“{style}” on {photo}").format(style=title_of(style), photo=photo))

    def _say(self) -> None:
        """The line below the numbers: what goes on, what went wrong, or what is to be done."""
        work = self.work
        if work.message:
            self.message.setText(work.message)
            return
        first = work.run is None or work.run.last is None
        sentences = {
            AdaptState.READY: work.trouble,
            AdaptState.RUNNING: tr("Getting ready…") if first else time_left_text(work.time_left()),
            AdaptState.PAUSED: tr("Paused. Other work of the engine waits until you resume."),
            AdaptState.STOPPING: tr("Stopping after this step…"),
            AdaptState.CANCELLING: tr("Cancelling…"),
            AdaptState.DONE: self._question(),
            AdaptState.KEEPING: tr("Storing the style…"),
        }
        self.message.setText(sentences[work.state])

    def _question(self) -> str:
        if self.work.is_of_this_picture:
            return tr("Keep it as a style of your own, or discard it?")
        return tr(
            "Another picture is open now. Keep saves the style and chooses it, without painting."
        )

    def _refresh_keep(self) -> None:
        done = self.work.state is AdaptState.DONE
        self.keep_button.setEnabled(done and bool(self.title))

    @property
    def title(self) -> str:
        """The title to keep it under, without needless spaces."""
        return " ".join(self.title_edit.text().split())

    def retranslate(self) -> None:
        self._show_state()

    # --- acting -------------------------------------------------------------------------------

    def _on_pause(self) -> None:
        if self.work.state is AdaptState.PAUSED:
            self.work.resume()
        else:
            self.work.pause()

    def _on_keep(self) -> None:
        self.keep_wanted.emit(self.title)

    def reject(self) -> None:
        """Esc and the close button of the frame: nothing is lost without a question."""
        if not may_give_up(self.work, self):
            return
        self.work.cancel()
        self.work.discard()
        super().reject()


class Fact(QWidget):
    """A number with its name above it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLabel(name, self)
        self.name.setObjectName("muted")
        self.value = QLabel("–", self)
        self.value.setObjectName("heading")
        self.value.setAccessibleName(name)
        self.value.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.value)

    def show_value(self, text: str) -> None:
        self.value.setText(text)


def may_give_up(work: AdaptWork, parent: QWidget) -> bool:
    """True when nothing would be lost, or the person lets it be lost."""
    if work.running and work.state is not AdaptState.CANCELLING:
        return dialogs.ask(
            parent,
            tr("Stop adapting?"),
            tr("What has been learnt for this picture so far is lost."),
            tr("Stop adapting"),
        )
    if work.state is AdaptState.DONE:
        return dialogs.ask(
            parent,
            tr("Discard the adapted style?"),
            tr("It has not been kept; the picture stays as it is."),
            tr("Discard"),
        )
    return True


def title_of(style: StyleSource) -> str:
    """The title of a style as the gallery shows it, those of a mix joined."""
    sources = [part.source for part in parts_of(style)]
    return " + ".join(StyleEntry(source, style_key(source)).title for source in sources)


def adapted_title(style: StyleSource | None) -> str:
    """What an adapted style is called until somebody says otherwise."""
    if style is None:
        return ""
    if isinstance(style, StylePreset) and style.family == "adapted":
        return style.title
    # The end of a long title goes, not the word that tells the two apart.
    room = LONGEST_TITLE - len(tr("{style} (adapted)").format(style=""))
    return tr("{style} (adapted)").format(style=title_of(style)[:room])


def free_title(title: str, taken: Collection[str]) -> str:
    """The title, with a number where there is one of that name: "Wave", "Wave 2", "Wave 3"."""
    free, number = title, 1
    while free in taken:
        number += 1
        free = f"{title[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return free
