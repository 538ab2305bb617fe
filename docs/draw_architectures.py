"""The picture and the table of docs/architectures.md: one photo by every kind of generator.

    .venv/bin/python docs/draw_architectures.py

Writes docs/images/architectures.jpg and prints the table. Adapting takes a minute or two.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.adaptation import AdaptSwitch
from engine.comparison import compare_styles, figure_text
from engine.imaging.files import read_photo
from engine.operations.params import AdaptParams, TransferParams
from engine.studio import Studio
from engine.styles import StylePreset, find_style
from gui.samples import sample_photos

ROOT = Path(__file__).resolve().parent.parent
PICKED = ("great-wave", "venice-watercolour", "starry-night")
COLLECTIONS = ("impressionists", "venice-watercolours", "engravings")
ADAPTED = "starry-night"
COLUMNS, LABEL_PX = 4, 30


def presets(ids: tuple[str, ...]) -> list[StylePreset]:
    found = [find_style(name) for name in ids]
    return [style for style in found if style is not None]


def main() -> int:
    photo = read_photo(next(s.path for s in sample_photos() if s.title == "Astronaut"))
    studio, params = Studio(), TransferParams()
    (base,) = presets((ADAPTED,))
    learned = studio.adapt(photo, base, AdaptParams(), params, lambda report: None, AdaptSwitch())
    adapted = replace(learned, title=f"{base.title} (adapted)")
    report = compare_styles(
        studio, photo, [*presets(PICKED), adapted, *presets(COLLECTIONS)], params
    )
    names = ("ssim", "ms_ssim", "style_distance", "flagged_fraction", "seconds")
    for row in report.rows:
        values = ((name, getattr(row, name)) for name in names)
        texts = ("–" if value is None else figure_text(name, value) for name, value in values)
        print("|", row.title, "|", " | ".join(texts), "|")
    cells = [(row.title, row.pixels) for row in report.rows if row.pixels is not None]
    height, width = cells[0][1].shape[:2]
    lines = -(-len(cells) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * width, lines * (height + LABEL_PX)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=20)
    for number, (title, pixels) in enumerate(cells):
        left, top = number % COLUMNS * width, number // COLUMNS * (height + LABEL_PX)
        sheet.paste(Image.fromarray(np.asarray(pixels)), (left, top + LABEL_PX))
        draw.text((left + 6, top + 3), title, "black", font)
    sheet.save(ROOT / "docs" / "images" / "architectures.jpg", quality=88)
    return 0


if __name__ == "__main__":
    sys.exit(main())
