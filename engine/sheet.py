"""The before/after sheet: one picture that shows the whole corridor, with labels."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.corridor import OutsideCount, RegionRepair
from engine.imaging.colour import to_srgb
from engine.imaging.masks import expand_box
from engine.imaging.photo import Photo, set_depth
from engine.operations.heatmap import OUTLINE_RGB
from engine.operations.results import Box

_PAPER, _INK, _FAINT = (250, 249, 246), (30, 32, 36), (110, 112, 118)
_CELL_W = 600
_GAP, _MARGIN = 28, 40
_CLOSE_UP = 285


@dataclass(frozen=True, eq=False)
class Scene:
    """The pictures of one walk through the corridor, and the counted pixels beside the repairs."""

    content: Photo
    style: Photo
    stylized: Photo
    heatmap: Photo
    repaired: Photo
    repairs: Sequence[RegionRepair]
    outside: OutsideCount
    planted: bool = False


def draw_sheet(scene: Scene) -> np.ndarray:
    """The sheet, uint8 sRGB (H, W, 3): photo, style, result, heatmap, repaired, close-ups."""
    columns = 3
    cell_h = round(_CELL_W * scene.content.height / scene.content.width)
    pairs = scene.repairs[:4]
    first_row = _heading_height()
    width = 2 * _MARGIN + columns * _CELL_W + (columns - 1) * _GAP
    row_h = cell_h + _label_height() + _GAP
    close_rows = -(-len(pairs) // columns)
    height = first_row + 2 * row_h + close_rows * (_CLOSE_UP + _label_height() + 66) + _MARGIN
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, _MARGIN), "Kintsugi: from photo to repaired picture", _INK, _font(34))

    kept = f"{scene.outside.changed_px} of {scene.outside.total_px} pixels outside changed"
    cells = [
        (scene.content, "1  Photo", "as it was opened"),
        (scene.style, "2  Style", "a picture that it borrows from"),
        (scene.stylized, "3  Stylized", _before(scene)),
        (scene.heatmap, "4  Where it looks broken", "brighter is worse; numbers rank the regions"),
        (scene.repaired, "5  Repaired", kept),
    ]
    for index, (photo, title, note) in enumerate(cells):
        row, column = divmod(index, columns)
        x, y = _MARGIN + column * (_CELL_W + _GAP), first_row + row * row_h
        _draw_cell(sheet, draw, _image_of(photo), (x, y), (_CELL_W, cell_h), title, note)
    _draw_legend(draw, (_MARGIN + 2 * (_CELL_W + _GAP), first_row + row_h), scene)
    for index, repair in enumerate(pairs):
        row, column = divmod(index, columns)
        x = _MARGIN + column * (_CELL_W + _GAP)
        y = first_row + 2 * row_h + row * (_CLOSE_UP + _label_height() + 66)
        _draw_close_up(sheet, draw, scene, repair, (x, y))
    return np.asarray(sheet)


def _before(scene: Scene) -> str:
    return "with a fault planted on purpose" if scene.planted else "before the repair"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)


def _heading_height() -> int:
    return _MARGIN + 34 + _GAP


def _label_height() -> int:
    return 60


def _image_of(photo: Photo) -> Image.Image:
    return Image.fromarray(set_depth(to_srgb(photo), 8))


def _fitted(image: Image.Image, room: tuple[int, int]) -> Image.Image:
    """``image`` scaled to fit into ``room`` (width, height), without distortion."""
    scale = min(room[0] / image.width, room[1] / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _draw_cell(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    image: Image.Image,
    at_xy: tuple[int, int],
    room: tuple[int, int],
    title: str,
    note: str,
) -> None:
    x, y = at_xy
    draw.text((x, y), title, _INK, _font(24))
    draw.text((x, y + 31), note, _FAINT, _font(17))
    sheet.paste(_fitted(image, room), (x, y + _label_height()))


def _draw_legend(draw: ImageDraw.ImageDraw, at_xy: tuple[int, int], scene: Scene) -> None:
    """What was repaired and what is proven, in words, in the free cell."""
    x, y = at_xy
    draw.text((x, y), "What was done", _INK, _font(24))
    y += _label_height()
    if not scene.repairs:
        draw.text((x, y), "Nothing was flagged, so nothing was repaired.", _INK, _font(18))
        return
    for repair in scene.repairs:
        verdict = "repaired" if repair.result.accepted else "left alone"
        head = f"{repair.region.number}  {verdict} ({repair.result.method})"
        draw.text((x, y), head, _INK, _font(19))
        y += 27
        for sentence in (repair.region.sentence, repair.result.sentence):
            for line in textwrap.wrap(sentence, width=64)[:2]:
                draw.text((x + 22, y), line, _FAINT, _font(17))
                y += 23
        y += 9


def _draw_close_up(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    scene: Scene,
    repair: RegionRepair,
    at_xy: tuple[int, int],
) -> None:
    """One region before and after, side by side, with its box."""
    x, y = at_xy
    number = repair.region.number
    draw.text((x, y), f"Region {number}", _INK, _font(24))
    verdict = "before, and after the repair" if repair.result.accepted else "left as it was"
    draw.text((x, y + 31), verdict, _FAINT, _font(17))
    view = _square_around(repair.region.box, scene.stylized.hw)
    for index, (photo, label) in enumerate(((scene.stylized, "before"), (scene.repaired, "after"))):
        left = x + index * (_CLOSE_UP + _CELL_W - 2 * _CLOSE_UP)
        top = y + _label_height()
        crop = _image_of(photo).crop((view[1], view[0], view[3], view[2]))
        shown = crop.resize((_CLOSE_UP, _CLOSE_UP), Image.Resampling.LANCZOS)
        sheet.paste(shown, (left, top))
        scale = _CLOSE_UP / (view[2] - view[0])
        box = repair.region.box
        corners = (
            left + (box[1] - view[1]) * scale,
            top + (box[0] - view[0]) * scale,
            min(left + _CLOSE_UP, left + (box[3] - view[1]) * scale) - 1,
            min(top + _CLOSE_UP, top + (box[2] - view[0]) * scale) - 1,
        )
        draw.rectangle(corners, outline=OUTLINE_RGB, width=2)
        draw.text((left, top + _CLOSE_UP + 6), label, _FAINT, _font(17))


def _square_around(box: Box, hw: tuple[int, int]) -> Box:
    """A square view of the picture around ``box`` with some surroundings, inside the picture."""
    top, left, bottom, right = expand_box(box, 0, hw)
    side = min(max(96, round(1.6 * max(bottom - top, right - left))), *hw)
    y = min(max(0, (top + bottom - side) // 2), hw[0] - side)
    x = min(max(0, (left + right - side) // 2), hw[1] - side)
    return y, x, y + side, x + side
