"""A comparison of styles as a file: a table (CSV), or a page that needs nothing else (HTML)."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template

import numpy as np
from PIL import Image

from engine.comparison import (
    FAMILY_NAMES,
    FIGURES,
    HOW_TO_READ,
    ComparedStyle,
    ComparisonReport,
    Figure,
    figure_note,
    figure_text,
    shown_title,
)
from engine.errors import OptionError
from engine.imaging.files import atomic_write
from engine.resources import resource_path
from engine.version import app_version

Words = Callable[[str], str]
"""Brings an English sentence into the language of the reader."""

SUFFIXES = (".html", ".htm", ".csv")
PICTURE_PX = 800
THUMBNAIL_PX = 144
_JPEG_QUALITY = 86
# A spreadsheet takes a text that begins so for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "style", "id", "family", "architecture", "parameters", "ssim", "ms_ssim", "style_distance",
    "photo_style_distance", "flagged_fraction", "seconds", "note", "photo", "width", "height",
    "strength", "stroke_size", "keep_colors", "device",
)  # fmt: skip


def write_comparison(
    report: ComparisonReport, path: str | Path, words: Words = str, language: str = "en"
) -> None:
    """Write a report in the format of the suffix, atomically.

    words, language: for the page, what it says and the code of its language; a table is for
    programs and stays English. Raises OptionError for another suffix, ImageFileError where the
    file cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise OptionError(f"A comparison is written as one of {', '.join(SUFFIXES)}.")
    content = csv_text(report) if suffix == ".csv" else html_text(report, words, language)
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    atomic_write(path, content.encode("utf-8-sig" if suffix == ".csv" else "utf-8"))


# --- CSV ------------------------------------------------------------------------------------------


def csv_text(report: ComparisonReport) -> str:
    """One line for each row, figures as plain numbers, an empty cell for a missing one."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    height, width = report.working_hw
    shared = {
        "photo": _inert(report.photo_name),
        "width": width,
        "height": height,
        "strength": report.params.strength,
        "stroke_size": report.params.stroke_size,
        "keep_colors": report.params.keep_colors,
        "device": report.device,
    }
    for row in report.rows:
        writer.writerow({**_cells(row), **shared})
    return out.getvalue()


def _cells(row: ComparedStyle) -> dict[str, object]:
    def rounded(value: float | None, digits: int) -> object:
        return "" if value is None else round(value, digits)

    # That one points at a column, as only a window can.
    reasons = [row.failure] if row.failure else [
        reason for name, reason in row.why.items() if name != "style_distance" or not row.is_photo
    ]  # fmt: skip
    return {
        "style": _inert(row.title),
        "id": _inert(row.style_id),
        "family": row.family or "",
        "architecture": row.architecture,
        "parameters": "" if row.parameters is None else row.parameters,
        "ssim": rounded(row.ssim, 5),
        "ms_ssim": rounded(row.ms_ssim, 5),
        "style_distance": rounded(row.style_distance, 5),
        "photo_style_distance": rounded(row.photo_distance, 5),
        "flagged_fraction": rounded(row.flagged_fraction, 6),
        "seconds": rounded(row.seconds, 3),
        "note": _inert(" ".join(dict.fromkeys(reasons))),
    }


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


# --- HTML -----------------------------------------------------------------------------------------


def html_text(report: ComparisonReport, words: Words = str, language: str = "en") -> str:
    """A page with the table, which sorts by a click, and all pictures inside it."""
    template = resource_path("reports", "comparison.html").read_text(encoding="utf-8")
    height, width = report.working_hw
    whole_height, whole_width = report.photo_hw
    params = report.params
    colours = words("with the photo's colours") if params.keep_colors else ""
    settings = words(
        f"Strength {params.strength:.2f}, stroke size {params.stroke_size:.2f}"
    )  # fmt: skip
    values = {
        "language": language,
        "title": words("Styles compared"),
        "photo": words(
            f"{report.photo_name or 'photo'}: {whole_width} × {whole_height} pixels, compared at "
            f"{width} × {height}"
        ),
        "settings": ", ".join(part for part in (settings, colours) if part),
        "device": words(f"Times were measured once, on: {report.device}"),
        "how_to_read": words(HOW_TO_READ),
        "hint": words("Click a heading to sort; point at a dash to see why a figure is missing."),
        "pictures_title": words("Side by side"),
        "enlarge": words("Click a picture to enlarge it, and again to put it back."),
        "made_by": f"Kintsugi {app_version()}",
    }
    texts = {name: escape(text) for name, text in values.items()}
    return Template(template).substitute(
        texts,
        headings=_headings(words),
        rows="\n".join(_html_row(row, words) for row in report.rows),
        pictures="\n".join(_html_picture(row, words) for row in report.rows),
    )


def _headings(words: Words) -> str:
    cells = [
        f'<th scope="col" data-first="ascending"><button>{escape(words(label))}</button></th>'
        for label in ("Style", "Family")
    ]
    for figure in FIGURES:
        first = "descending" if figure.best == "high" else "ascending"
        cells.append(
            f'<th scope="col" class="number" data-first="{first}" '
            f'title="{escape(words(figure.help))}">'
            f"<button>{escape(words(figure.label))}</button></th>"
        )
    return "".join(cells)


def _html_row(row: ComparedStyle, words: Words) -> str:
    title = shown_title(row, words)
    image = ""
    if row.pixels is not None:
        image = f'<img alt="" src="{jpeg_uri(row.pixels, THUMBNAIL_PX)}">'
    note = f'<span class="note">{escape(words(row.failure))}</span>' if row.failure else ""
    family = "" if row.family is None else words(FAMILY_NAMES[row.family])
    cells = [
        f'<td data-value="{escape(title)}">{image}{escape(title)}{note}</td>',
        f'<td data-value="{escape(family)}">{escape(family) or "–"}</td>',
        *(_html_figure(row, figure, words) for figure in FIGURES),
    ]
    kind = ' class="photo"' if row.is_photo else ""
    return f"<tr{kind}>{''.join(cells)}</tr>"


def _html_figure(row: ComparedStyle, figure: Figure, words: Words) -> str:
    value = row.value(figure.name)
    if value is None:
        reason = escape(words(row.reason(figure.name)))
        dash = f'<span role="img" title="{reason}" aria-label="{reason}">–</span>'
        return f'<td class="number" data-value="">{dash}</td>'
    note = words(figure_note(row, figure.name))
    text = escape(figure_text(figure.name, value))
    return f'<td class="number" data-value="{value:.6g}" title="{escape(note)}">{text}</td>'


def _html_picture(row: ComparedStyle, words: Words) -> str:
    if row.pixels is None:
        return ""
    title = escape(shown_title(row, words))
    source = jpeg_uri(row.pixels, PICTURE_PX)
    return (
        f'<figure><label><input type="checkbox" aria-label="{title}">'
        f'<img alt="{title}" src="{source}"></label><figcaption>{title}</figcaption></figure>'
    )


def jpeg_uri(pixels: np.ndarray, longest_px: int) -> str:
    """uint8 (h, w, 3) sRGB as a JPEG inside an address, at most `longest_px` long."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode("ascii")
