"""What can be exported, and what the person chose; no widgets, so that jobs can use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from engine.errors import OptionError
from engine.imaging.encoding import AUTO_CHROMA, CHROMA, ExportOptions
from engine.imaging.scaling import KEEP_SIZE, Resize
from engine.imaging.tiff import COMPRESSIONS
from engine.receipt import receipt_target


@dataclass(frozen=True)
class ExportFormat:
    """One file format, with what can be chosen for it.

    container: its name for the engine. compressions: those of TIFF, or the levels of PNG, none for
    the others.
    """

    label: str
    suffixes: tuple[str, ...]
    has_quality: bool = False
    depths: tuple[int, ...] = (8,)
    has_chroma: bool = False
    has_lossless: bool = False
    has_alpha: bool = True
    has_metadata: bool = True
    compressions: tuple[str, ...] = ()

    @property
    def container(self) -> str:
        return self.label


EXPORT_FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat("PNG", (".png",), depths=(8, 16)),
    ExportFormat("JPEG", (".jpg", ".jpeg"), has_quality=True, has_chroma=True, has_alpha=False),
    ExportFormat("TIFF", (".tif", ".tiff"), depths=(8, 16), compressions=tuple(COMPRESSIONS)),
    ExportFormat("WebP", (".webp",), has_quality=True, has_lossless=True),
    ExportFormat("HEIC", (".heic", ".heif"), has_quality=True, has_chroma=True, has_lossless=True),
    ExportFormat("AVIF", (".avif",), has_quality=True, has_chroma=True),
    ExportFormat("BMP", (".bmp",), has_alpha=False, has_metadata=False),
)


def format_of(path: Path) -> ExportFormat | None:
    return next((f for f in EXPORT_FORMATS if path.suffix.lower() in f.suffixes), None)


EXTRAS = ("heatmap", "anomaly", "mask", "receipt")
"""What may be written beside the picture; also the fields of `ExportChoice` that say so."""


@dataclass(frozen=True)
class ExportChoice:
    """What the person chose; the engine's ExportOptions are made from it in the job.

    bit_depth None means "as the photo, where the format can". heatmap, anomaly, mask and receipt
    ask for files beside the picture.
    """

    path: Path
    quality: int = 92
    bit_depth: int | None = None
    keep_metadata: bool = True
    keep_profile: bool = True
    chroma: str = AUTO_CHROMA
    tiff_compression: str = "deflate"
    lossless: bool = False
    resize: Resize = field(default=KEEP_SIZE)
    heatmap: bool = False
    anomaly: bool = False
    mask: bool = False
    receipt: bool = False

    @property
    def options(self) -> ExportOptions:
        """For the engine; what the format cannot do is left out."""
        file_format = format_of(self.path)
        can = file_format if file_format is not None else EXPORT_FORMATS[0]
        return ExportOptions(
            quality=self.quality,
            tiff_compression=self.tiff_compression,
            lossless=self.lossless and can.has_lossless,
            bit_depth=self.bit_depth if self.bit_depth in can.depths else None,
            keep_metadata=self.keep_metadata,
            keep_profile=self.keep_profile,
            chroma=self.chroma if can.has_chroma else AUTO_CHROMA,
        )

    def extra_path(self, extra: str) -> Path:
        """Where one of `EXTRAS` lies: "beach.jpg" has "beach-heatmap.png".

        A receipt keeps out of the way of that of another picture; see `receipt_target`.
        """
        if extra == "receipt":
            return receipt_target(self.path)
        return self.path.with_name(f"{self.path.stem}-{extra}.png")

    @property
    def targets(self) -> tuple[Path, ...]:
        """Every file that will be written, the picture first."""
        return self.path, *(self.extra_path(name) for name in EXTRAS if getattr(self, name))

    def remembered(self) -> dict[str, object]:
        values = asdict(self)
        values["suffix"] = values.pop("path").suffix
        return values


def recall(path: Path, remembered: Mapping[str, object]) -> ExportChoice:
    """A choice from what `remembered` made; whatever is broken or unknown takes its default."""
    values: dict[str, Any] = {}
    for item in fields(ExportChoice):
        value = remembered.get(item.name)
        if item.name in ("path", "resize") or not _fits(item.name, value, item.default):
            continue
        values[item.name] = value
    values["resize"] = _recall_resize(remembered.get("resize"))
    return ExportChoice(path, **values)


def _fits(name: str, value: object, default: object) -> bool:
    if name == "quality":
        return type(value) is int and 1 <= value <= 100
    if name == "bit_depth":
        return value in (8, 16) and type(value) is int
    if name == "chroma":
        return value == AUTO_CHROMA or value in CHROMA
    if name == "tiff_compression":
        return value in COMPRESSIONS
    return isinstance(value, bool) and isinstance(default, bool)


def _recall_resize(value: object) -> Resize:
    if not isinstance(value, dict):
        return KEEP_SIZE
    known = {item.name for item in fields(Resize)}
    try:
        return Resize(**{name: part for name, part in value.items() if name in known})
    except (OptionError, TypeError):
        return KEEP_SIZE


def suggest_path(folder: Path, stem: str, style_id: str, remembered: Mapping[str, object]) -> Path:
    """A name that says what the file is and that no file has yet: "beach-great-wave.jpg".

    style_id: "" where the style has no short name.
    """
    suffix = str(remembered.get("suffix", ""))
    if format_of(Path("x" + suffix)) is None:
        suffix = ".png"
    base = f"{stem}-{style_id or 'stylized'}"
    path, count = folder / f"{base}{suffix}", 1
    while path.exists():
        count += 1
        path = folder / f"{base}-{count}{suffix}"
    return path


def size_text(size_bytes: int) -> str:
    """A file size as a person reads it, in units of a thousand: "840 kB", "12.3 MB"."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} kB"
    megabytes = size_bytes / 1e6
    return f"{megabytes:.1f} MB" if megabytes < 100 else f"{megabytes:,.0f} MB"
