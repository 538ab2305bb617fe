"""What can be exported, and what the person chose; no widgets, so that jobs can use it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportFormat:
    label: str
    suffixes: tuple[str, ...]
    has_quality: bool = False
    depths: tuple[int, ...] = (8,)


EXPORT_FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat("PNG", (".png",), depths=(8, 16)),
    ExportFormat("JPEG", (".jpg", ".jpeg"), has_quality=True),
    ExportFormat("TIFF", (".tif", ".tiff"), depths=(8, 16)),
    ExportFormat("WebP", (".webp",), has_quality=True),
)


def format_of(path: Path) -> ExportFormat | None:
    return next((f for f in EXPORT_FORMATS if path.suffix.lower() in f.suffixes), None)


@dataclass(frozen=True)
class ExportChoice:
    """What the person chose; the engine's ExportOptions are made from it in the job.

    bit_depth None means "as the photo, where the format can".
    """

    path: Path
    quality: int = 92
    bit_depth: int | None = None
    keep_metadata: bool = True
    keep_profile: bool = True

    def remembered(self) -> dict[str, object]:
        values = asdict(self)
        values["suffix"] = values.pop("path").suffix
        return values
