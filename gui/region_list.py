"""The flagged places as a list: model and rows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from engine.operations.results import Region
from gui import icons
from gui.language import tr, tr_engine
from gui.places import Place, PlaceState, title_of
from gui.qimage import thumbnail
from gui.wrapping import two_lines

Index = QModelIndex | QPersistentModelIndex

PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
SHARE_ROLE = Qt.ItemDataRole.UserRole + 2
CROP_SIDE = 48
CROP_CONTEXT = 0.35


def percent(share: float) -> str:
    """A part of the picture, 0..1, with as many digits as say something."""
    shown = 100 * share
    if shown >= 9.95:
        return tr("{number}%").format(number=f"{shown:.0f}")
    if shown >= 0.1:
        return tr("{number}%").format(number=f"{shown:.1f}")
    return tr("under 0.1%")


def sentence_of(place: Place) -> str:
    """What is wrong with a place, or the proof of its repair."""
    if place.repaired is not None:
        return tr_engine(place.repaired.proof.proof_sentence)
    return tr_engine(place.region.sentence)


def foot_of(place: Place, share: float) -> str:
    """The numbers below the sentence; share: of the picture, 0..1."""
    score = f"{place.region.score:.2f}"
    if place.state is PlaceState.REPAIRED and place.repaired is not None:
        proof = place.repaired.proof
        return tr("{method}, anomaly {before} → {after}").format(
            method=tr_engine(proof.method.capitalize()),
            before=f"{proof.score_before:.2f}",
            after=f"{proof.score_after:.2f}",
        )
    if place.state is PlaceState.IGNORED:
        return tr("ignored, score {score}").format(score=score)
    return tr("score {score}, size {size}").format(score=score, size=percent(share))


def heading_of(place: Place) -> str:
    """The first line of a row."""
    title = title_of(place.region)
    if place.state is PlaceState.REPAIRED:
        return tr("Repaired: {kind}").format(kind=title)
    return title


class PlaceListModel(QAbstractListModel):
    """The places that are listed, in the order in which they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[Place, ...] = ()
        self._pixels: np.ndarray | None = None
        self._crops: dict[int, QPixmap] = {}

    def set_places(self, places: tuple[Place, ...], pixels: np.ndarray | None) -> None:
        """pixels: the result, (H, W, 3), of which each row shows its place."""
        self.beginResetModel()
        self._places, self._pixels = places, pixels
        self._crops.clear()
        self.endResetModel()

    @property
    def places(self) -> tuple[Place, ...]:
        return self._places

    def place_at(self, row: int) -> Place | None:
        return self._places[row] if 0 <= row < len(self._places) else None

    def row_of(self, number: int) -> int:
        """Row of the flagged region with this number, -1 when it is not listed."""
        return next(
            (
                row
                for row, place in enumerate(self._places)
                if place.region.number == number and place.state is not PlaceState.REPAIRED
            ),
            -1,
        )

    def row_like(self, wanted: Place | None) -> int:
        """Row of the place that was `wanted` before, as it is now, -1 when it is gone."""
        same = [row for row, place in enumerate(self._places) if place.is_same(wanted)]
        # The state it had goes first, where a repaired place was flagged once more.
        same.sort(key=lambda row: wanted is None or self._places[row].state is not wanted.state)
        return same[0] if same else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        place = self.place_at(index.row()) if index.isValid() else None
        if place is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return sentence_of(place)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._crop(index.row())
        if role == PLACE_ROLE:
            return place
        if role == SHARE_ROLE:
            return self._share(place.region)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(place)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(place)
        return None

    def _share(self, region: Region) -> float:
        if self._pixels is None:
            return 0.0
        height, width = self._pixels.shape[:2]
        return region.area_px / max(1, height * width)

    def _crop(self, row: int) -> QPixmap:
        """Made when it is first shown: a long list has far more rows than fit."""
        crop = self._crops.get(row)
        if crop is None:
            crop = self._crops[row] = crop_of(self._places[row].region, self._pixels)
        return crop

    def _tip(self, place: Place) -> str:
        region = place.region
        lines = [f"<b>{heading_of(place)}</b>"]
        if place.repaired is not None:
            proof = place.repaired.proof
            lines += [tr_engine(proof.sentence), tr_engine(proof.proof_sentence)]
            lines.append(
                tr(
                    "The anomaly is the mean over the repaired place; the score of a problem "
                    "counts its worse half only."
                )
            )
            digest = proof.sha256_outside_after[:16]
            lines.append(tr("Fingerprint of all that is outside: {digest}…").format(digest=digest))
            return "<p>" + "<br>".join(lines) + "</p>"
        lines.append(tr_engine(region.sentence))
        lines.append(
            tr(
                "Score {score} (0 is right, 1 is wrong), {area} pixels, {share} of the picture. "
                "The worst come first, by score and size together."
            ).format(
                score=f"{region.score:.2f}",
                area=f"{region.area_px:,}",
                share=percent(self._share(region)),
            )
        )
        return "<p>" + "<br>".join(lines) + "</p>"

    def _spoken(self, place: Place) -> str:
        region = place.region
        if place.state is PlaceState.REPAIRED:
            return tr("Repaired: {kind}. {proof}").format(
                kind=title_of(region), proof=sentence_of(place)
            )
        values = {
            "number": region.number,
            "kind": title_of(region),
            "sentence": tr_engine(region.sentence),
            "score": f"{region.score:.2f}",
        }
        if place.state is PlaceState.IGNORED:
            return tr("Ignored problem {number}: {kind}. {sentence} Score {score}").format(**values)
        return tr("Problem {number}: {kind}. {sentence} Score {score}").format(**values)


def crop_of(region: Region, pixels: np.ndarray | None) -> QPixmap:
    """A square look at the region with some of its surroundings."""
    if pixels is None:
        return QPixmap()
    top, left, bottom, right = region.box
    height, width = pixels.shape[:2]
    side = round(max(bottom - top, right - left, 16) * (1 + 2 * CROP_CONTEXT))
    side = min(side, height, width)
    top = min(max(0, (top + bottom - side) // 2), height - side)
    left = min(max(0, (left + right - side) // 2), width - side)
    return QPixmap.fromImage(thumbnail(pixels[top : top + side, left : left + side], 2 * CROP_SIDE))


class PlaceDelegate(QStyledItemDelegate):
    """Number, crop with a score bar, kind, sentence on two lines, score and size."""

    PAD = 8

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, words = _fonts(option)
        lines = QFontMetrics(title).height() + 3 * QFontMetrics(words).height() + 2
        return QSize(200, max(CROP_SIDE + 8, lines) + 2 * self.PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place = index.data(PLACE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style_option = QStyleOptionViewItem(option)
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, style_option, painter, option.widget
        )
        palette: QPalette = option.palette
        area = option.rect.adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)
        crop_rect = QRect(area.left(), area.top() + 1, CROP_SIDE, CROP_SIDE)
        if place.state is PlaceState.IGNORED:
            painter.setOpacity(0.55)
        self._paint_crop(painter, crop_rect, index.data(Qt.ItemDataRole.DecorationRole))
        self._paint_bar(painter, crop_rect, place, palette)
        self._paint_chip(painter, crop_rect, place, palette)
        text = area.adjusted(CROP_SIDE + 10, -2, 0, 0)
        self._paint_text(painter, text, place, index.data(SHARE_ROLE), option)
        painter.setOpacity(1.0)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(palette.color(QPalette.ColorRole.Link))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -2, -2), 5, 5)
        painter.restore()

    def _paint_crop(self, painter: QPainter, rect: QRect, crop: QPixmap) -> None:
        if not crop.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, crop)

    def _paint_bar(self, painter: QPainter, crop: QRect, place: Place, palette: QPalette) -> None:
        """How wrong it looks; for a repaired place how wrong it still looks."""
        score = place.region.score
        if place.repaired is not None:
            score = place.repaired.proof.score_after
        bar = QRect(crop.left(), crop.bottom() + 5, crop.width(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2, 2)
        bar.setWidth(max(4, round(bar.width() * min(max(score, 0.0), 1.0))))
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRoundedRect(bar, 2, 2)

    def _paint_chip(self, painter: QPainter, crop: QRect, place: Place, palette: QPalette) -> None:
        number = place.region.number
        done = place.state is PlaceState.REPAIRED
        chip = QRect(crop.left() - 3, crop.top() - 3, 20 if done or number < 10 else 26, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        if done:
            painter.setBrush(palette.color(QPalette.ColorRole.Base))
            painter.drawRoundedRect(chip, 9, 9)
            side = 16
            mark = QRect(0, 0, side, side)
            mark.moveCenter(chip.center())
            icons.icon("success").paint(painter, mark)
            return
        ignored = place.state is PlaceState.IGNORED
        role = QPalette.ColorRole
        painter.setBrush(palette.color(role.Mid if ignored else role.Highlight))
        painter.drawRoundedRect(chip, 9, 9)
        font = QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(palette.color(role.Text if ignored else role.HighlightedText))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(number))

    def _paint_text(
        self, painter: QPainter, rect: QRect, place: Place, share: float,
        option: QStyleOptionViewItem,
    ) -> None:  # fmt: skip
        title_font, font = _fonts(option)
        quiet: QColor = option.palette.color(QPalette.ColorRole.PlaceholderText)
        metrics = QFontMetrics(title_font)
        painter.setFont(title_font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        title = metrics.elidedText(heading_of(place), Qt.TextElideMode.ElideRight, rect.width())
        baseline = rect.top() + metrics.ascent()
        painter.drawText(rect.left(), baseline, title)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        baseline += metrics.height() + 1
        for line in two_lines(sentence_of(place), metrics, rect.width()):
            painter.drawText(rect.left(), baseline, line)
            baseline += metrics.height()
        painter.setPen(quiet)
        foot = metrics.elidedText(foot_of(place, share), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect.left(), baseline + 1, foot)


def _fonts(option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
    """Those of the title and of the words below it."""
    title, words = QFont(option.font), QFont(option.font)
    title.setWeight(QFont.Weight.DemiBold)
    words.setPointSizeF(words.pointSizeF() * 0.9)
    return title, words
