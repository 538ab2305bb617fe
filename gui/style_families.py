"""What draws a style, in words that people know: StyleNet, or a generator for this style alone."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from engine.imaging.photo import Photo
from engine.styles import Family, StylePreset
from gui import icons
from gui.language import tr

Single = Photo | StylePreset

FAMILIES: tuple[Family, ...] = get_args(Family)
BADGES: dict[Family, str] = {"cyclegan": "collection", "adapted": "adapt"}
"""The icons of those that have a generator of their own."""


def family_of(source: Single) -> Family:
    """What draws this style."""
    return source.family if isinstance(source, StylePreset) else "stylenet"


def has_own_generator(source: Single) -> bool:
    """Whether another generator than StyleNet draws this style."""
    return family_of(source) != "stylenet"


def family_name(family: Family | None) -> str:
    """The name of a family in lists; of all of them for None."""
    names: dict[Family | None, str] = {
        None: tr("All styles"),
        "stylenet": tr("Any picture (StyleNet)"),
        "cyclegan": tr("Collections (CycleGAN)"),
        "adapted": tr("Adapted"),
    }
    return names[family]


def family_tag(source: Single) -> str:
    """Of a single style, where there is room for a word; "" for StyleNet's."""
    words = {"cyclegan": "CycleGAN", "adapted": tr("Adapted")}
    return words.get(family_of(source), "")


def drawn_by(source: Single) -> str:
    """What draws this style and what that means, in plain words."""
    sentences: dict[Family, str] = {
        "stylenet": tr("Drawn by StyleNet, which takes any picture as a style."),
        "cyclegan": tr(
            "Drawn by a CycleGAN of its own, which knows no other style. Strength, stroke size and "
            "colours work as always; in a mix StyleNet takes its place."
        ),
        "adapted": tr(
            "Drawn by a StyleNet that was trained further on this style. Strength, stroke size and "
            "colours work as always; in a mix the StyleNet for all styles takes its place."
        ),
    }
    return sentences[family_of(source)]


def no_crop_sentence(title: str) -> str:
    """Why the picture of a style that has its own generator cannot be cropped."""
    return tr(
        "“{title}” is drawn by a generator of its own, which looks at no picture: there is nothing "
        "to crop. Strength, stroke size and colours work as always."
    ).format(title=title)


def search_words(source: Single) -> str:
    """What finds a style by its generator, in English and in the language of the window."""
    english = {"stylenet": "stylenet", "cyclegan": "cyclegan collection", "adapted": "adapted"}
    own = has_own_generator(source)
    return f"{english[family_of(source)]} {family_name(family_of(source)) if own else ''}"


class FamilyBox(QComboBox):
    """Which families of styles show."""

    family_chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setAccessibleName(tr("What draws the styles"))
        self.setToolTip(
            tr("Show styles of one kind: any picture, drawn by StyleNet, or collections and "
               "adapted styles, each with a generator of its own")
        )  # fmt: skip
        for family in (None, *FAMILIES):
            self.addItem(family_name(family), family)
            badge = BADGES.get(family) if family is not None else "style"
            self.setItemIcon(self.count() - 1, icons.icon(badge or "picture"))
        self.currentIndexChanged.connect(lambda _index: self.family_chosen.emit())

    @property
    def family(self) -> Family | None:
        """The one family that shows, None for all."""
        family: Family | None = self.currentData()
        return family

    def show_family(self, family: Family | None) -> None:
        """Choose a family; `family_chosen` tells if it is another one."""
        self.setCurrentIndex(0 if family is None else self.findData(family))
