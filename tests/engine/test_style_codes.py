"""Codes: packed and unpacked, mixed, pooled, remembered, and only for their own generator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_models import art, picture, style_code, tiny_generator, tiny_renderer

from engine.errors import OptionError, StyleError
from engine.imaging.files import write_photo
from engine.imaging.photo import Photo
from engine.models.stylenet import StyleTensors
from engine.operations.rendering import TileRenderer
from engine.operations.style_codes import (
    StyleCoder,
    mix_codes,
    pack_code,
    unpack_code,
)
from engine.operations.style_pictures import style_picture
from engine.styles import (
    CarriedStyle,
    StyleCode,
    StyleCrop,
    StyleMix,
    StylePart,
    StylePreset,
    code_bytes,
    parse_code,
    read_code,
)

OURS = "a" * 64


@pytest.fixture(scope="module")
def renderer() -> TileRenderer:
    return tiny_renderer()


def tensors(code: StyleTensors) -> list[torch.Tensor]:
    return [*code.means, *code.stds, code.vector]


def assert_close(a: StyleTensors, b: StyleTensors, tolerance: float) -> None:
    for one, other in zip(tensors(a), tensors(b), strict=True):
        assert one.shape == other.shape
        assert torch.allclose(one, other, rtol=tolerance, atol=tolerance)


def scaled_code(code: StyleTensors, gain: float) -> StyleTensors:
    return StyleTensors([m * gain for m in code.means], [s * gain for s in code.stds], code.vector)


def test_a_code_survives_as_a_file_of_a_few_kb(renderer: TileRenderer, tmp_path: Path) -> None:
    code = style_code(renderer)
    packed = pack_code(code, OURS)
    path = tmp_path / "code.safetensors"
    path.write_bytes(code_bytes(packed))
    assert path.stat().st_size < 4096
    again = read_code(path)
    assert again is not None and again.model_sha256 == OURS
    assert np.array_equal(again.numbers, packed.numbers)
    assert_close(unpack_code(again, renderer.network, renderer.runtime.device), code, 2e-3)


@pytest.mark.parametrize("cut", [0, 7, 60, -1])
def test_a_damaged_code_is_none(renderer: TileRenderer, tmp_path: Path, cut: int) -> None:
    content = code_bytes(pack_code(style_code(renderer), OURS))
    assert parse_code(content) is not None
    assert parse_code(content[:cut]) is None
    assert read_code(tmp_path / "none") is None


def test_a_code_of_infinities_is_none() -> None:
    assert parse_code(code_bytes(StyleCode(np.full(9, np.inf, np.float16), OURS))) is None


def test_a_code_of_another_length_is_refused(renderer: TileRenderer) -> None:
    code = StyleCode(np.zeros(5, np.float16), OURS)
    with pytest.raises(StyleError, match="damaged"):
        unpack_code(code, renderer.network, renderer.runtime.device)


def test_one_style_alone_is_not_touched_by_mixing(renderer: TileRenderer) -> None:
    code = style_code(renderer)
    assert mix_codes([code], [1.0]) is code


def test_a_mix_of_the_same_is_the_same(renderer: TileRenderer) -> None:
    code = style_code(renderer)
    assert_close(mix_codes([code] * 3, [0.2, 0.3, 0.5]), code, 1e-5)


def test_means_and_vectors_mix_linearly(renderer: TileRenderer) -> None:
    a, b = style_code(renderer), renderer.encode_style(style_picture(picture(90, 80)))
    mixed = mix_codes([a, b], [0.25, 0.75])
    for one, other, both in zip(a.means, b.means, mixed.means, strict=True):
        assert torch.allclose(both, 0.25 * one + 0.75 * other, atol=1e-5)
    assert torch.allclose(mixed.vector, 0.25 * a.vector + 0.75 * b.vector, atol=1e-5)


def test_a_loud_style_does_not_drown_the_other(renderer: TileRenderer) -> None:
    """A tenth of a style with hundredfold deviations must not make tenfold ones."""
    quiet = style_code(renderer)
    mixed = mix_codes([quiet, scaled_code(quiet, 100.0)], [0.9, 0.1])
    for before, after in zip(quiet.stds, mixed.stds, strict=True):
        assert torch.allclose(after, before * 100**0.1, rtol=1e-4)


# --- presets ------------------------------------------------------------------------------------


@pytest.fixture
def preset(tmp_path: Path, renderer: TileRenderer) -> StylePreset:
    write_photo(Photo(art()), tmp_path / "art.png")
    # Not the code of its picture, so that it shows which of the two was used.
    code = pack_code(scaled_code(style_code(renderer), 2.0), OURS)
    (tmp_path / "code.safetensors").write_bytes(code_bytes(code))
    return StylePreset(
        "art", "Art", "", "", "", tmp_path / "art.png", tmp_path / "art.png",
        tmp_path / "code.safetensors",
    )  # fmt: skip


def test_a_code_is_used_by_its_own_generator_only(
    preset: StylePreset, renderer: TileRenderer
) -> None:
    of_code = StyleCoder().code_of(preset, renderer, OURS)
    assert_close(of_code, scaled_code(style_code(renderer), 2.0), 5e-3)
    of_picture = StyleCoder().code_of(preset, renderer, "b" * 64)
    assert_close(of_picture, style_code(renderer), 1e-5)


def test_a_crop_is_taken_from_the_picture(preset: StylePreset, renderer: TileRenderer) -> None:
    mix = StyleMix((StylePart(preset, crop=StyleCrop(bottom=0.5)),))
    wanted = renderer.encode_style(style_picture(art(), StyleCrop(bottom=0.5)))
    assert_close(StyleCoder().code_of(mix, renderer, OURS), wanted, 1e-5)


def test_without_a_picture_a_preset_has_its_limits(
    preset: StylePreset, renderer: TileRenderer
) -> None:
    bare = replace(preset, image_path=None)
    StyleCoder().code_of(bare, renderer, OURS)
    with pytest.raises(StyleError, match="“Art” is of another version"):
        StyleCoder().code_of(bare, renderer, "b" * 64)
    mix = StyleMix((StylePart(bare, crop=StyleCrop(rotation=10)),))
    with pytest.raises(StyleError, match="“Art” cannot be cropped"):
        StyleCoder().code_of(mix, renderer, OURS)


def test_a_damaged_code_gives_way_to_the_picture(
    preset: StylePreset, renderer: TileRenderer
) -> None:
    assert preset.code_path is not None
    preset.code_path.write_bytes(b"damaged")
    assert_close(StyleCoder().code_of(preset, renderer, OURS), style_code(renderer), 1e-5)


def test_carried_presets_of_one_name_are_told_apart(renderer: TileRenderer) -> None:
    def carried(gain: float) -> StylePreset:
        code = pack_code(scaled_code(style_code(renderer), gain), OURS)
        contents = CarriedStyle(code=code)
        return StylePreset("x", "X", "", "", "", None, Path(), own=True, carried=contents)

    coder, first, second = StyleCoder(), carried(1.0), carried(2.0)
    assert first == second
    a, b = (coder.code_of(one, renderer, OURS) for one in (first, second))
    assert not torch.allclose(a.means[0], b.means[0])
    mixes = [StyleMix((StylePart(one), StylePart(Photo(art())))) for one in (first, second)]
    a, b = (coder.code_of(mix, renderer, OURS) for mix in mixes)
    assert not torch.allclose(a.means[0], b.means[0])


# --- memory -------------------------------------------------------------------------------------


def test_what_is_known_is_not_encoded_again(renderer: TileRenderer) -> None:
    coder, style = StyleCoder(), Photo(art())
    first = coder.code_of(style, renderer, OURS)
    assert coder.code_of(style, renderer, OURS) is first
    assert coder.code_of(StyleMix((StylePart(style),)), renderer, OURS) is first
    mixes = [StyleMix((StylePart(style, 2), StylePart(Photo(art()[::-1].copy())))) for _ in "ab"]
    mixed = coder.code_of(mixes[0], renderer, OURS)
    assert coder.code_of(mixes[0], renderer, OURS) is mixed
    assert coder.code_of(mixes[1], renderer, OURS) is not mixed, "another picture"


def test_crops_do_not_pile_up(renderer: TileRenderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.operations.style_codes.MOST_REMEMBERED", 3)
    coder, style = StyleCoder(), Photo(picture(40, 40))
    for scale in (0.5, 0.6, 0.7, 0.8, 0.9):
        mix = StyleMix((StylePart(style, crop=StyleCrop(scale=scale)),))
        coder.code_of(mix, renderer, OURS)
    assert len(coder._pictures[style]) == 3


# --- the values ---------------------------------------------------------------------------------


def test_a_mix_knows_its_shares_and_its_title() -> None:
    mix = StyleMix((StylePart(Photo(art(), name="a.png"), 3), StylePart(Photo(art(), name="b"), 1)))
    assert mix.weights == (0.75, 0.25) and mix.title == "a 75% + b 25%"
    assert StyleMix(mix.parts[:1]).title == "a"


def test_impossible_mixes_do_not_come_into_being() -> None:
    part = StylePart(Photo(art()))
    for count in (0, 7):
        with pytest.raises(OptionError, match="1 to 6"):
            StyleMix((part,) * count)
    for weight in (0, -1, float("nan"), float("inf")):
        with pytest.raises(OptionError, match="over 0"):
            StylePart(Photo(art()), weight)
    with pytest.raises(ValueError, match="float16"):
        StyleCode(np.zeros(4, np.float32), OURS)


def test_tiny_generators_differ() -> None:
    """Else the tests above could not tell one generator's code from another's."""
    a, b = (tiny_generator(seed).style_encoder.down16.conv.weight for seed in (0, 1))
    assert not torch.equal(a, b)
