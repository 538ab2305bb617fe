"""The pictures that the trainings load, cut and paint."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from short_trainings import CPU, DISCRIMINATOR, pictures
from tiny_models import picture, tiny_generator

from engine.models.bundles import save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.training import data, foreign, sheets
from engine.training.flawed_pictures import FlawedPictures
from engine.training.painters import load_painters

__all__ = ["pictures"]


def test_pictures_are_loaded_and_held_out(pictures: Path, tmp_path: Path) -> None:
    loaded = data.load_pictures(pictures / "train_content", longest_px=80)
    assert [p.shape for p in loaded] == [(64, 80, 3)] * 3
    train, held = data.split(loaded * 30)
    assert len(train) + len(held) == 90 and len(held) == 2
    assert len(data.load_pictures(pictures / "train_content", names={"1.png"})) == 1
    with pytest.raises(FileNotFoundError, match="no readable picture"):
        data.load_pictures(tmp_path)


def test_only_clean_names_are_used(tmp_path: Path) -> None:
    assert data.clean_names(tmp_path) is None
    rows = "file,licence_class\ntrain/a.jpg,clean\ntrain/b.jpg,unclear\n"
    (tmp_path / "SOURCES.csv").write_text(rows, encoding="utf-8")
    assert data.clean_names(tmp_path) == {"a.jpg"}


@pytest.mark.parametrize("hw", [(80, 300), (64, 64), (40, 40)])
def test_crops_have_the_size_that_was_asked_for(hw: tuple[int, int]) -> None:
    rng = np.random.default_rng(10)
    for _ in range(20):
        assert data.random_crop(picture(*hw), 64, (0.4, 1.0), rng).shape == (64, 64, 3)


def test_the_prefetcher_hands_over_batches_and_errors() -> None:
    made = iter([1, 2])

    def make() -> int:
        try:
            return next(made)
        except StopIteration:
            raise ValueError("no more") from None

    prefetcher = data.Prefetcher(make)
    assert [next(prefetcher), next(prefetcher)] == [1, 2]
    with pytest.raises(ValueError, match="no more"):
        next(prefetcher)
    prefetcher.close()


def test_foreign_pictures_are_pictures() -> None:
    photo, style = (p.astype(np.float32) / 255 for p in (picture(64, 64), picture(64, 64)[::-1]))
    for seed in range(12):
        made = foreign.filtered(photo, style, np.random.default_rng(seed))
        assert made.shape == photo.shape and made.dtype == np.float32
        assert made.min() >= 0 and made.max() <= 1 and made.std() > 0.02


def test_a_sheet_holds_every_pair() -> None:
    contents, styles = [picture(80, 100)] * 2, [picture(70, 64)] * 3

    def first(content: torch.Tensor, style: torch.Tensor) -> torch.Tensor:
        return content

    sheet = sheets.contact_sheet(first, contents, styles, 32, CPU)
    assert sheet.shape == (32 * 4, 32 * 3, 3) and (sheet[:32, :32] == 255).all()
    assert np.array_equal(sheet[:32, 32:], sheet[32:64, 32:])


def test_collections_paint_for_the_discriminator(tmp_path: Path) -> None:
    network = FixedStyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1)
    facts = {"id": "c", "version": 1, "size_multiple": 8, "overlap_px": 96, "training": {}}
    save_bundle(tmp_path / "c", network, "fixed-style", facts)
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), picture(96, 80))
    entry = {"id": "c", "title": "C", "family": "cyclegan", "model": "c", "thumbnail": "a.png"}
    listed = [entry | {"image": "a.png", "more_images": ["b.png"]}]
    (tmp_path / "styles.json").write_text(json.dumps(listed), encoding="utf-8")
    painters = load_painters(tmp_path, CPU)
    assert len(painters) == 1 and len(painters[0].examples) == 2

    options = DISCRIMINATOR["data"] | {"foreign": 1.0}
    photos = [picture(96, 96)]
    drawn = FlawedPictures(
        photos, photos, options, [tiny_generator()], CPU, seed=2, painters=painters
    )
    seen = []
    paint = type(painters[0]).paint

    def counted(painter, photo, device):
        seen.append(photo.shape)
        return paint(painter, photo, device)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(painters[0]), "paint", counted)
        batches = [drawn.draw(clean_only=True) for _ in range(8)]
    assert seen and all(shape == (64, 64, 3) for shape in seen)
    for batch in batches:
        assert float(batch.stylized.min()) >= 0 and float(batch.stylized.max()) <= 1
        assert torch.isfinite(batch.vector).all() and not batch.mask.any()
