"""Adapting to a photo and a style: the game, its switch, and the style that comes out of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_models import art, picture, tiny_generator, write_tiny_models

from engine.adaptation import AdaptReport, AdaptSwitch
from engine.errors import ModelError, StyleError
from engine.imaging.photo import Photo
from engine.imaging.resample import resize
from engine.imaging.tensors import as_float
from engine.loaded_models import GENERATOR
from engine.models.bundles import save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.models.style_models import parse_style_model, style_model_bytes, whole_model
from engine.operations import adapting_steering
from engine.operations.params import AdaptParams, InspectParams, TransferParams
from engine.progress import Cancelled, Progress
from engine.studio import Studio
from engine.styles import CarriedStyle, StyleMix, StylePart, StylePreset

HW = 96, 72
ONE = AdaptParams(epochs=1)
FINE = TransferParams(stroke_size=3.0)


def photo() -> Photo:
    return Photo(picture(*HW), name="astronaut.png")


def style() -> Photo:
    return Photo(art()[:128, :160].copy(), name="coffee.png")


def adapted(
    models: Path, reports: list[AdaptReport], switch: AdaptSwitch | None = None
) -> StylePreset:
    studio = Studio("cpu", models)
    return studio.adapt(photo(), style(), ONE, FINE, reports.append, switch or AdaptSwitch())


@pytest.fixture(scope="module")
def learned(models: Path) -> StylePreset:
    return adapted(models, [])


def test_it_comes_nearer_to_the_style(models: Path) -> None:
    reports: list[AdaptReport] = []
    preset = adapted(models, reports)
    kept = reports.pop()  # what the running average has come to
    assert [r.step for r in reports] == list(range(1, reports[-1].steps + 1))
    assert kept.step == kept.steps and np.isnan(kept.d_loss) and kept.style_distance < 0.95
    first = reports[0].style_distance, reports[0].content_distance
    assert first == pytest.approx((1.0, 1.0), abs=1e-3)
    assert reports[-1].style_distance < 0.95
    assert all(np.isfinite([r.d_loss, r.g_loss]).all() for r in reports)
    # It judges and learns: neither loss stands still.
    assert len({round(r.d_loss, 4) for r in reports}) > len(reports) // 2
    previews = [r.preview for r in reports if r.preview is not None]
    assert previews and previews[-1].dtype == np.uint8 and previews[-1].ndim == 3
    assert preset.family == "adapted" and preset.own and preset.title == "coffee"
    assert preset.carried is not None and preset.carried.model is not None
    assert preset.carried.thumbnail is not None


def test_it_draws_as_it_was_learned_and_the_shipped_weights_stay(models: Path) -> None:
    studio = Studio("cpu", models)
    before = studio.preview(photo(), style(), FINE)
    reports: list[AdaptReport] = []
    preset = studio.adapt(photo(), style(), ONE, FINE, reports.append, AdaptSwitch())
    assert np.array_equal(studio.preview(photo(), style(), FINE), before)
    drawn = studio.preview(photo(), preset, FINE)
    assert not np.array_equal(drawn, before)
    # Another studio, as after a restart: the weights travel with the preset.
    again = Studio("cpu", models).transfer(photo(), preset, FINE)
    assert again.pixels.shape == photo().pixels.shape
    assert studio.inspect(again, photo(), preset, InspectParams()).anomaly.values.shape


def test_the_same_pair_gives_the_same_weights(models: Path) -> None:
    first, second = (adapted(models, []) for _ in range(2))
    assert first.carried is not None and second.carried is not None
    assert first.carried.model == second.carried.model


def test_a_stop_keeps_what_has_been_reached(models: Path) -> None:
    switch, reports = AdaptSwitch(), []

    def on_report(report: AdaptReport) -> None:
        reports.append(report)
        if report.step == 3:
            switch.stop()

    preset = Studio("cpu", models).adapt(photo(), style(), ONE, FINE, on_report, switch)
    assert [r.step for r in reports] == [1, 2, 3, 3] and np.isnan(reports[-1].d_loss)
    assert preset.carried is not None and preset.carried.model is not None


def test_a_pause_waits_and_heeds_a_cancel(models: Path) -> None:
    switch, progress, reports = AdaptSwitch(), Progress(), []
    paused = threading.Event()

    def on_report(report: AdaptReport) -> None:
        reports.append(report)
        if report.step == 2:
            switch.pause()
            paused.set()

    def cancel_when_paused() -> None:
        paused.wait(30)
        progress.cancel()

    other = threading.Thread(target=cancel_when_paused)
    other.start()
    with pytest.raises(Cancelled):
        Studio("cpu", models).adapt(photo(), style(), ONE, FINE, on_report, switch, progress)
    other.join()
    assert len(reports) == 2


def test_an_adapted_style_goes_on_where_it_was(models: Path, learned: StylePreset) -> None:
    studio, preset = Studio("cpu", models), learned
    assert studio.before_adapting(preset) is preset
    switch = AdaptSwitch()
    switch.stop()
    same = studio.adapt(photo(), preset, ONE, FINE, lambda _: None, switch)
    kept, plain, again = (
        studio.transfer(photo(), source, FINE).pixels.astype(int)
        for source in (preset, style(), same)
    )
    assert np.abs(again - kept).mean() < 0.5 < 2 < np.abs(plain - kept).mean()
    assert same.carried is not None and preset.carried is not None
    assert len(same.carried.model or b"") == len(preset.carried.model or b"")
    reports: list[AdaptReport] = []
    further = studio.adapt(photo(), same, ONE, FINE, reports.append, AdaptSwitch())
    assert reports[-1].style_distance < 1 and further.carried is not None


def test_what_is_kept_is_never_worse_than_before(
    models: Path, learned: StylePreset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no moment of the game is allowed, the one before it is kept."""
    monkeypatch.setattr(adapting_steering, "MOST_CONTENT", -1.0)
    reports: list[AdaptReport] = []
    preset = adapted(models, reports)
    assert reports[-1].style_distance == 1.0 and reports[-1].content_distance == 1.0
    studio = Studio("cpu", models)
    kept, plain, other = (
        studio.transfer(photo(), source, FINE).pixels.astype(int)
        for source in (preset, style(), learned)
    )
    assert np.abs(kept - plain).mean() < 1 < 2 < np.abs(other - plain).mean()


def test_what_was_adapted_otherwise_begins_as_stylenet(models: Path, learned: StylePreset) -> None:
    studio, preset = Studio("cpu", models), learned
    assert preset.carried is not None and preset.carried.model is not None
    picture_style = style()
    assert studio.before_adapting(picture_style) is picture_style
    model = parse_style_model(preset.carried.model, "X")
    for other in (
        style_model_bytes(replace(model, base_sha256="0" * 64)),
        style_model_bytes(whole_model(FixedStyleNet(**model.config), {})),
    ):
        changed = replace(preset, carried=replace(preset.carried, model=other))
        begun = studio.before_adapting(changed)
        assert isinstance(begun, StyleMix) and begun.parts[0].source is changed


def test_previews_have_the_look_of_the_transfer(models: Path) -> None:
    seen: list[np.ndarray] = []
    for look in (FINE, replace(FINE, strength=0.25), replace(FINE, keep_colors=True)):
        switch, reports = AdaptSwitch(), []

        def on_report(report: AdaptReport, switch=switch, reports=reports) -> None:
            reports.append(report)
            switch.stop()

        Studio("cpu", models).adapt(photo(), style(), ONE, look, on_report, switch)
        assert reports[0].preview is not None
        seen.append(reports[0].preview.astype(float))
    full, quarter, own_colours = seen
    small = 255 * np.clip(resize(as_float(photo().pixels), full.shape[:2]), 0, 1)
    assert np.abs(quarter - (0.75 * small + 0.25 * full)).mean() < 1
    chroma = [p - p.mean(axis=2, keepdims=True) for p in (own_colours, small, full)]
    assert np.abs(chroma[0] - chroma[1]).mean() < np.abs(chroma[2] - chroma[1]).mean() / 2


def test_mixes_and_sets_of_pictures_are_learned_too(models: Path) -> None:
    switch = AdaptSwitch()
    mix = StyleMix((StylePart(style(), 2.0), StylePart(Photo(picture(80, 80)), 1.0)))
    preset = Studio("cpu", models).adapt(photo(), mix, ONE, FINE, lambda _: switch.stop(), switch)
    assert preset.family == "adapted"


def test_a_style_without_a_picture_says_so(models: Path) -> None:
    studio = Studio("cpu", models)
    code = studio.encode_own_style([style()])
    bare = StylePreset(
        "x", "Bare", "", "", "", None, Path(), own=True, carried=CarriedStyle(code=code)
    )
    with pytest.raises(StyleError, match="“Bare” has no picture to learn from"):
        studio.adapt(photo(), bare, ONE, FINE, lambda _: None, AdaptSwitch())


def test_weights_of_another_generator_are_refused(
    models: Path, learned: StylePreset, tmp_path: Path
) -> None:
    preset = learned
    other = write_tiny_models(tmp_path)
    facts = {"id": GENERATOR, "version": 1, "size_multiple": 8, "overlap_px": 96, "training": {}}
    save_bundle(other / GENERATOR, tiny_generator(7), "stylenet", facts)
    with pytest.raises(ModelError, match="adapt it again"):
        Studio("cpu", other).transfer(photo(), preset, FINE)
