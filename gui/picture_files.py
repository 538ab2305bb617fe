"""Asking for pictures to open: the dialog, and the kinds of files that it tells apart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from engine.imaging.files import READABLE_SUFFIXES
from gui.file_work import PROJECT_SUFFIX
from gui.language import tr


def filters(with_projects: bool = False) -> str:
    """The kinds of files, the widest first, as Qt takes them; the dialog shows their names only."""
    projects = (PROJECT_SUFFIX,) if with_projects else ()
    kinds = [
        (
            tr("Pictures and projects") if with_projects else tr("All pictures"),
            (*projects, *READABLE_SUFFIXES),
        ),
        (tr("Kintsugi project"), projects),
        ("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif")),
        ("PNG", (".png", ".apng")),
        ("TIFF", (".tif", ".tiff")),
        ("WebP", (".webp",)),
        (tr("HEIC and AVIF"), (".heic", ".heif", ".hif", ".avif")),
        (tr("BMP and GIF"), (".bmp", ".dib", ".gif")),
    ]
    lines = [f"{name} ({patterns(suffixes)})" for name, suffixes in kinds if suffixes]
    return ";;".join([*lines, f"{tr('All files')} (*)"])


def patterns(suffixes: tuple[str, ...]) -> str:
    """ "*.jpg *.jpeg"; Qt takes nothing but spaces between them."""
    return " ".join(f"*{suffix}" for suffix in suffixes)


def ask_for_picture(
    parent: QWidget, title: str, folder: Path, with_projects: bool = False
) -> Path | None:
    """One picture, or one project; None where the person chose nothing."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, title, str(folder), filters(with_projects),
        options=QFileDialog.Option.HideNameFilterDetails,
    )  # fmt: skip
    return Path(chosen) if chosen else None


def ask_for_pictures(parent: QWidget, title: str, folder: Path) -> list[Path]:
    """Any number of pictures."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent, title, str(folder), filters(),
        options=QFileDialog.Option.HideNameFilterDetails,
    )  # fmt: skip
    return [Path(name) for name in chosen]
