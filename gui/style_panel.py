"""Left panel: the photo, the gallery of styles, the mix, the look, and the Transfer button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.operations.params import TransferParams
from engine.styles import MOST_PARTS, StyleMix, StylePart, StylePreset, StyleSource
from gui import icons
from gui.content_card import ContentCard
from gui.drops import DropTarget
from gui.elided_label import ElidedLabel
from gui.language import tr
from gui.params_panel import ParamsPanel
from gui.run_bar import RunBar
from gui.style_families import (
    FamilyBox,
    drawn_by,
    family_of,
    family_tag,
    has_own_generator,
    no_crop_sentence,
)
from gui.style_gallery import StyleGallery
from gui.style_list import (
    Shelf,
    Single,
    StyleEntry,
    StyleFilter,
    StyleListModel,
    is_loose,
    style_key,
)
from gui.style_menu import style_menu
from gui.style_mix import MixPanel, flat_button, through_stylenet
from gui.style_parts import has_picture, parts_of, simplified

__all__ = ["ContentCard", "RunBar", "StylePanel", "parts_of", "simplified"]

# From here on there is room for the mask and for progress at the same time.
ROOMY_PX = 680


class StylePanel(DropTarget):
    """Everything that decides what the transfer will do."""

    open_content_wanted = Signal()
    open_style_wanted = Signal()
    style_chosen = Signal(object)  # StyleSource
    params_changed = Signal(object)
    look_settled = Signal()  # a slider was let go of
    inside_mask_toggled = Signal(bool)
    favourite_toggled = Signal(object)  # StylePreset
    save_wanted = Signal(object)  # Photo
    keep_wanted = Signal(object)  # StylePreset that came without files
    rename_wanted = Signal(object)  # StylePreset
    removal_wanted = Signal(object)  # Single
    artwork_wanted = Signal(object)  # Single
    crop_wanted = Signal(int)  # place in the mix, 0 for a single style

    def __init__(self, presets: tuple[StylePreset, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leftPanel")
        self._chosen: StyleSource | None = None
        self.content_card = ContentCard(self)
        self.content_card.open_wanted.connect(self.open_content_wanted)
        self.model = StyleListModel(presets, self)
        self.filter = StyleFilter(self.model, self)
        self.gallery = StyleGallery(self.filter, self)
        self.params = ParamsPanel(TransferParams, parent=self)
        self.mix = MixPanel(self._title_and_picture, self)
        self.run_bar = RunBar(self)
        self.inside_mask = self.run_bar.inside_mask
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 9)
        column.setSpacing(6)
        column.addWidget(self.content_card)
        column.addWidget(_rule(self))
        column.addLayout(self._heading_row())
        finding = QVBoxLayout()
        finding.setSpacing(6)
        self.family_box = FamilyBox(self)
        finding.addWidget(self.family_box)
        finding.addLayout(self._search_row())
        column.addLayout(finding)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.empty_note, 1)
        column.addWidget(self.mix)
        column.addWidget(_rule(self))
        column.addWidget(self.params)
        column.addWidget(self.run_bar)
        self._wire()
        self._name_style()

    def _heading_row(self) -> QHBoxLayout:
        """The chosen style in words: its tile may be scrolled away."""
        self.style_name = ElidedLabel(self)
        self.style_name.setObjectName("heading")
        self.style_credit = ElidedLabel(self)
        self.style_credit.setObjectName("muted")
        self.crop_button = flat_button(
            "crop", tr("Crop the style"),
            tr("Use only a part of the style picture, turned or with larger strokes"), self,
        )  # fmt: skip
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.style_name)
        words.addWidget(self.style_credit)
        self.adapt_button = QToolButton(self)
        self.adapt_button.setObjectName("flat")
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(words, 1)
        row.addSpacing(4)
        row.addWidget(self.adapt_button)
        row.addWidget(self.crop_button)
        return row

    def _search_row(self) -> QHBoxLayout:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find a style"))
        self.search.setToolTip(tr("Search by title, artist or year"))
        self.search.setAccessibleName(tr("Find a style"))
        self.search.setClearButtonEnabled(True)
        self.shelf_buttons: dict[Shelf, QToolButton] = {}
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.search, 1)
        row.addSpacing(2)
        for shelf, icon, name, tip in (
            (Shelf.FAVOURITES, "star", tr("Favourites"), tr("Show only styles with a star")),
            (Shelf.RECENT, "clock", tr("Recent"), tr("Show only the styles used last")),
            (Shelf.OWN, "own", tr("Own styles"), tr("Show only your own styles and pictures")),
        ):
            button = flat_button(icon, name, tip, self)
            button.setCheckable(True)
            button.clicked.connect(lambda on, shelf=shelf: self._on_shelf(shelf, on))
            self.shelf_buttons[shelf] = button
            row.addWidget(button)
        self.own_button = flat_button(
            "add", tr("Use my own picture…"),
            tr("Use any picture as the style; you can also drop or paste it here"),
            self,
        )  # fmt: skip
        row.addWidget(self.own_button)
        self.empty_note = QLabel(self)
        self.empty_note.setObjectName("muted")
        self.empty_note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_note.setWordWrap(True)
        self.empty_note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.empty_note.hide()
        return row

    def _wire(self) -> None:
        self.own_button.clicked.connect(self.open_style_wanted)
        self.search.textChanged.connect(lambda _text: self._refilter())
        self.family_box.family_chosen.connect(self._refilter)
        self.search.returnPressed.connect(self._on_search_entered)
        self.crop_button.clicked.connect(lambda: self.crop_wanted.emit(0))
        gallery = self.gallery
        gallery.picked.connect(self.use)
        gallery.mix_wanted.connect(self.add_to_mix)
        gallery.favourite_toggled.connect(self.favourite_toggled)
        gallery.removal_wanted.connect(self.removal_wanted)
        gallery.menu_wanted.connect(self._on_menu_wanted)
        gallery.seen_changed.connect(self._show_emptiness)
        self.mix.changed.connect(lambda mix: self._choose(simplified(mix)))
        self.mix.settled.connect(self.look_settled)
        self.mix.crop_wanted.connect(self.crop_wanted)
        self.params.params_changed.connect(self.params_changed)
        self.params.params_settled.connect(lambda _params: self.look_settled.emit())
        self.run_bar.inside_mask_toggled.connect(self.inside_mask_toggled)

    @property
    def chosen(self) -> StyleSource | None:
        """The style that is shown as the chosen one."""
        return self._chosen

    # --- what is shown ------------------------------------------------------------------------

    def show_style(self, source: StyleSource | None) -> None:
        """Mark this style as the chosen one without emitting anything."""
        self._chosen = source
        for part in parts_of(source):
            if is_loose(part.source) and self.model.row_of(part.source) < 0:
                self._show_new(part.source)
        self.model.set_chosen(source)
        self.mix.show_mix(source if isinstance(source, StyleMix) else None)
        self.gallery.offers_mix = source is not None
        self._name_style()
        alone = parts_of(source)
        if len(alone) != 1:
            return
        index = self.filter.index_of(alone[0].source)
        if index != self.gallery.currentIndex():
            self.gallery.setCurrentIndex(index)
            if index.isValid():
                self.gallery.scrollTo(index)

    def _show_new(self, source: Single) -> None:
        """What was opened, dropped or pasted is not to vanish behind the choice of a family."""
        before = self.model.rowCount()
        self.model.add_own(source)
        hidden = self.family_box.family not in (None, family_of(source))
        if hidden and self.model.rowCount() > before:
            self.family_box.show_family(None)

    def show_mask(self, has_mask: bool) -> None:
        """The style can be kept inside a mask only where there is one."""
        self.run_bar.show_mask(has_mask)

    def offer_adapting(self, action: QAction) -> None:
        """The action of the window, to be had where the chosen style is named."""
        self.adapt_button.setDefaultAction(action)

    def find_style(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def redraw_icons(self) -> None:
        """After a change of theme."""
        self.own_button.setIcon(icons.icon("add"))
        self.content_card.redraw()

    def show_keys(self, tip: Callable[[str, str], str]) -> None:
        """tip(action id, sentence): the sentence with the key that the action has now."""
        self.run_bar.show_keys(tip)
        for widget, action_id, sentence in (
            (self.content_card.button, "open", tr("Open the photo to stylize")),
            (self.search, "find_style", tr("Search by title, artist or year")),
            (
                self.own_button,
                "open_style",
                tr("Use any picture as the style; you can also drop or paste it here"),
            ),
        ):
            widget.setToolTip(tip(action_id, sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.run_bar.keep_apart(self.height() >= ROOMY_PX)

    def retranslate(self) -> None:
        self._name_style()
        self._show_emptiness()

    def _name_style(self) -> None:
        parts = parts_of(self._chosen)
        entries = [self.model.entry_of(part.source) or _entry(part.source) for part in parts]
        if not entries:
            self.style_name.set_text(tr("Style"))
            self.style_credit.set_text(tr("Choose one below"))
            self.style_credit.setToolTip("")
        elif len(entries) == 1:
            source = parts[0].source
            self.style_name.set_text(entries[0].title)
            cropped = "" if parts[0].crop.is_whole else tr("cropped")
            words = (family_tag(source), entries[0].credit, cropped)
            self.style_credit.set_text(" · ".join(word for word in words if word))
            self.style_credit.setToolTip(drawn_by(source))
        else:
            self.style_name.set_text(" + ".join(entry.title for entry in entries))
            self._describe_mix(parts)
        self.style_name.setToolTip("" if not entries else self.style_name.full_text)
        self.adapt_button.setVisible(bool(entries))
        self.crop_button.setVisible(len(entries) == 1 and has_picture(parts[0].source))
        whole = len(entries) == 1 and has_own_generator(parts[0].source)
        self.crop_button.setEnabled(not whole)
        self.crop_button.setToolTip(
            no_crop_sentence(entries[0].title) if whole
            else tr("Use only a part of the style picture, turned or with larger strokes")
        )  # fmt: skip

    def _describe_mix(self, parts: tuple[StylePart, ...]) -> None:
        others = [part.title for part in parts if has_own_generator(part.source)]
        if others:
            self.style_credit.set_text(tr("A mix, drawn by StyleNet"))
            self.style_credit.setToolTip(through_stylenet(others[0]))
        else:
            self.style_credit.set_text(tr("A mix; the weights are below"))
            self.style_credit.setToolTip(tr("StyleNet draws a mix."))

    def _title_and_picture(self, source: Single) -> tuple[str, QPixmap]:
        entry = self.model.entry_of(source) or _entry(source)
        return entry.title, self.model.tile(entry)

    def _show_emptiness(self) -> None:
        empty = self.filter.rowCount() == 0
        self.gallery.setVisible(not empty)
        self.empty_note.setVisible(empty)
        if not empty:
            return
        sentences = {
            Shelf.FAVOURITES: tr("Click the star of a style to find it here."),
            Shelf.RECENT: tr("Styles that you have used appear here."),
            Shelf.OWN: tr("Drop a picture here to use it as a style, or paste it."),
        }
        if self.search.text().strip():
            sentence = tr("No style has these words in its title, artist or year.")
        elif self.filter.shelf is Shelf.ALL and self.filter.family == "adapted":
            sentence = tr(
                "Adapt a style to your photo with Picture > Adapt to this picture…, and keep it to "
                "find it here."
            )
        elif self.filter.family is not None and self.filter.shelf is not Shelf.ALL:
            sentence = tr("No style of this kind is on this shelf.")
        else:
            sentence = sentences.get(self.filter.shelf, tr("There are no styles."))
        self.empty_note.setText(sentence)

    # --- choosing -----------------------------------------------------------------------------

    def add_to_mix(self, source: Single) -> None:
        """Mix this style into the chosen one, or take it out again."""
        parts = list(parts_of(self._chosen))
        for place, part in enumerate(parts):
            if style_key(part.source) == style_key(source):
                if len(parts) > 1:
                    del parts[place]
                    self._choose(simplified(StyleMix(tuple(parts))))
                return
        if len(parts) >= MOST_PARTS:
            return
        strongest = max((part.weight for part in parts), default=1.0)
        self._choose(simplified(StyleMix((*parts, StylePart(source, strongest)))))

    def use(self, source: Single) -> None:
        """Choose this style, and no other."""
        if self._chosen is not source:
            self._choose(source)

    def _choose(self, source: StyleSource) -> None:
        self._chosen = source
        self.style_chosen.emit(source)

    # --- finding ------------------------------------------------------------------------------

    def _on_shelf(self, shelf: Shelf, on: bool) -> None:
        for other, button in self.shelf_buttons.items():
            button.setChecked(on and other is shelf)
        self._refilter()

    def _refilter(self) -> None:
        shelves = (shelf for shelf, button in self.shelf_buttons.items() if button.isChecked())
        shelf = next(shelves, Shelf.ALL)
        self.filter.show_only(shelf, self.search.text(), self.family_box.family)
        self._show_emptiness()
        self.gallery.seen_changed.emit()

    def _on_search_entered(self) -> None:
        """Enter takes the first style found."""
        first = self.gallery.source_at(self.filter.index(0, 0))
        if first is not None:
            self.gallery.setFocus()
            self.gallery.setCurrentIndex(self.filter.index(0, 0))
            self.use(first)

    # --- the menu of a tile -------------------------------------------------------------------

    def _on_menu_wanted(self, source: Single, place: QPoint) -> None:
        menu = self.menu_of(source)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_of(self, source: Single) -> QMenu:
        """What can be done with a style of the gallery."""
        return style_menu(self, source)


def _entry(source: Single) -> StyleEntry:
    return StyleEntry(source, style_key(source))


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setObjectName("rule")
    return rule
