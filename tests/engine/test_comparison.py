"""Comparing styles: what is measured, what is missing and why, and the files that come of it."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from fake_studio import FakeStudio
from PIL import Image
from tiny_models import art, picture, write_tiny_models

from engine.cli import main
from engine.comparison import (
    FIGURES,
    MS_SSIM_SHORT_PX,
    UNCHANGED,
    ComparedStyle,
    ComparisonReport,
    StyleComparison,
    compare_styles,
    figure_note,
    figure_text,
    shown_title,
    working_size,
)
from engine.comparison_files import PICTURE_PX, csv_text, html_text, write_comparison
from engine.errors import OptionError, StyleError
from engine.imaging.colour import srgb_profile
from engine.imaging.files import write_photo
from engine.imaging.photo import Photo
from engine.models.bundles import save_bundle
from engine.models.fixed_style import FixedStyleNet
from engine.operations import evaluate
from engine.operations.params import TransferParams
from engine.progress import Cancelled, Progress
from engine.studio import Studio
from engine.style_types import StylePreset

PARAMS = TransferParams()


def preset(style_id: str, title: str = "", **facts) -> StylePreset:
    return StylePreset(style_id, title or style_id.title(), "", "", "", None, Path(), **facts)


@pytest.fixture
def photo() -> Photo:
    return Photo(picture(240, 320), name="garden.jpg")


class Refusing(FakeStudio):
    """Cannot use the style that is called Broken."""

    def generator_facts(self, style):
        if getattr(style, "title", "") == "Broken":
            raise StyleError("The style “Broken” has lost its generator; add it again.")
        return super().generator_facts(style)


# --- what is measured -----------------------------------------------------------------------------


def test_the_photo_itself_is_the_first_row(photo: Photo) -> None:
    told: list[ComparedStyle] = []
    styles = [preset("waves"), Photo(art(), name="oil.png")]
    report = compare_styles(FakeStudio(), photo, styles, PARAMS, on_row=told.append)
    assert [row.title for row in report.rows] == [UNCHANGED, "Waves", "oil"] == [
        row.title for row in told
    ]  # fmt: skip
    first, waves, _ = report.rows
    assert first.is_photo and not waves.is_photo
    assert first.family is None and waves.family == "stylenet" and waves.style_id == "waves"
    assert np.array_equal(first.pixels, photo.pixels)
    assert waves.ssim == 0.5 and waves.style_distance == 0.125 and waves.photo_distance == 0.5
    assert waves.parameters == 10**6 and waves.seconds > 0
    assert report.device == "pretended auto" and report.params == PARAMS


def test_a_figure_that_is_missing_says_why(photo: Photo) -> None:
    low = Photo(picture(100, 320))
    first, row = compare_styles(FakeStudio(), low, [preset("waves")], PARAMS).rows
    for figure in FIGURES:
        for one in (first, row):
            assert (one.value(figure.name) is None) == bool(one.reason(figure.name))
    assert row.ms_ssim is None and "too small for MS-SSIM" in row.reason("ms_ssim")
    assert first.style_distance is None and "own distance" in first.reason("style_distance")
    assert compare_styles(FakeStudio(), photo, [], PARAMS).rows[0].ms_ssim is not None


def test_the_limit_of_ms_ssim_is_that_of_the_measure() -> None:
    assert MS_SSIM_SHORT_PX == evaluate.MS_SSIM_SHORT_PX


def test_a_large_photo_is_compared_in_small_and_a_small_one_as_it_is() -> None:
    assert working_size((3000, 4000)) == (768, 1024)
    assert working_size((100, 80)) == (100, 80)
    assert working_size((100, 9), 200) == (100, 9)
    with pytest.raises(OptionError, match="128 to 4096"):
        working_size((100, 80), 5)
    studio = FakeStudio()
    large = Photo(np.zeros((1200, 2400, 3), np.uint16) + 99)
    report = compare_styles(studio, large, [preset("waves")], PARAMS)
    assert report.photo_hw == (1200, 2400) and report.working_hw == (512, 1024)
    assert {call[1].hw for call in studio.calls if call[0] == "transfer"} == {(512, 1024)}
    assert report.rows[0].pixels.dtype == np.uint8


def test_colours_and_transparency_do_not_get_in_the_way() -> None:
    pixels = picture(200, 200)
    alpha = np.full((200, 200), 9, np.uint8)
    seen = Photo(pixels, alpha=alpha, icc=srgb_profile(), name="x.png")
    row = StyleComparison(seen, PARAMS).photo_row(FakeStudio())
    assert np.array_equal(row.pixels, pixels)


def test_only_the_first_style_is_painted_twice(photo: Photo) -> None:
    """The first transfer of all is slower than the others, and no fault of its style."""
    studio = FakeStudio()
    compare_styles(studio, photo, [preset("a"), preset("b")], PARAMS)
    painted = [call[2].id for call in studio.calls if call[0] == "transfer"]
    assert painted == ["a", "a", "b"]


def test_a_style_that_cannot_be_used_does_not_stop_the_others(photo: Photo) -> None:
    styles = [preset("one", "Broken", family="adapted"), preset("waves")]
    _, broken, waves = compare_styles(Refusing(), photo, styles, PARAMS).rows
    assert "lost its generator" in broken.failure and broken.family == "adapted"
    assert broken.reason("seconds") == broken.failure and broken.pixels is None
    assert not waves.failure and waves.ssim == 0.5


def test_it_can_be_cancelled_between_styles_and_within_one(photo: Photo) -> None:
    progress, told = Progress(), []

    def on_row(row: ComparedStyle) -> None:
        told.append(row.title)
        if len(told) == 2:
            progress.cancel()

    styles = [preset("a"), preset("b"), preset("c")]
    with pytest.raises(Cancelled):
        compare_styles(FakeStudio(), photo, styles, PARAMS, progress=progress, on_row=on_row)
    assert told == [UNCHANGED, "A"]


def test_progress_runs_from_start_to_end(photo: Photo) -> None:
    seen: list[float] = []
    progress = Progress(lambda fraction, _message: seen.append(fraction))
    compare_styles(FakeStudio(), photo, [preset("a"), preset("b")], PARAMS, progress=progress)
    assert seen == sorted(seen) and seen[0] == 0 and 0.9 < seen[-1] <= 1


def test_the_families_draw_with_networks_of_their_own(tmp_path: Path) -> None:
    """With real, tiny networks: the facts, the figures, and the picture of each."""
    studio = Studio("cpu", write_tiny_models(tmp_path), number_format="float32")
    network = FixedStyleNet(widths=(8, 8, 8), encoder_blocks=(1, 1), decoder_blocks=1)
    facts = {"id": "cyclegan-x", "version": 1, "training": {}}
    save_bundle(tmp_path / "cyclegan-x", network, "fixed-style", facts)
    style = tmp_path / "style.png"
    write_photo(Photo(art()[:200, :200]), style)
    waves = replace(preset("waves"), image_path=style)
    monet = replace(waves, id="monet", family="cyclegan", model_path=tmp_path / "cyclegan-x")
    content = Photo(picture(180, 200), name="p.png")
    first, stylenet, cyclegan = compare_styles(studio, content, [waves, monet], PARAMS).rows
    assert first.ssim == pytest.approx(1, abs=1e-5) == first.ms_ssim
    assert (stylenet.architecture, cyclegan.architecture) == ("stylenet", "fixed-style")
    assert cyclegan.parameters == sum(one.numel() for one in network.parameters())
    assert not np.array_equal(stylenet.pixels, cyclegan.pixels)
    for row in (stylenet, cyclegan):
        measured = studio.evaluate(Photo(row.pixels), content, waves)
        assert row.ssim == pytest.approx(measured.ssim) and row.ssim < 0.99
        assert row.style_distance == pytest.approx(measured.style_distance)
        assert row.flagged_fraction == pytest.approx(measured.flagged_fraction)
        assert row.photo_distance == studio.style_distance(content, waves)
    lost = replace(monet, model_path=tmp_path / "nowhere")
    assert "generator" in compare_styles(studio, content, [lost], PARAMS).rows[1].failure


def test_texts() -> None:
    assert figure_text("parameters", 1_423_000) == "1.42 M"
    assert figure_text("ssim", 0.98765) == "0.988" and figure_text("seconds", 1) == "1.00 s"
    assert figure_text("flagged_fraction", 0) == "0.0%"
    assert figure_text("flagged_fraction", 0.0001) == "<0.1%"
    row = ComparedStyle("X", preset("x"), "stylenet", photo_distance=1.25)
    assert figure_text("style_distance", 0.02268) == "0.0227"
    assert "1.2500" in figure_note(row, "style_distance")
    assert figure_note(replace(row, photo_distance=None), "style_distance") == ""
    assert figure_note(row, "flagged_fraction") == ""
    assert "no style" in figure_note(ComparedStyle(UNCHANGED, None, None), "flagged_fraction")
    assert shown_title(row, str.upper) == "X"
    own = replace(row, title="mine", style=preset("own-1", own=True))
    assert shown_title(own, str.upper) == "mine"


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def report(photo: Photo) -> ComparisonReport:
    named = replace(photo, name="<b>=1&2</b>.jpg")
    styles = [
        preset("waves"), preset("two", "=cmd|'/c calc'!A1", own=True), preset("three", "Broken"),
        preset("four", '"><script>alert(1)</script>', own=True),
    ]  # fmt: skip
    return compare_styles(Refusing(), named, styles, TransferParams(strength=0.75))


def test_the_table_holds_plain_numbers(report: ComparisonReport) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(report))))
    assert [row["style"] for row in rows][:2] == [UNCHANGED, "Waves"]
    assert rows[0]["ssim"] == "0.5" and rows[0]["seconds"] == ""
    assert rows[0]["note"] == "Nothing was painted here."
    assert float(rows[1]["seconds"]) >= 0 and rows[1]["parameters"] == "1000000"
    assert rows[1]["flagged_fraction"] == "0.0625" and rows[1]["strength"] == "0.75"
    assert (rows[1]["width"], rows[1]["height"]) == ("320", "240")
    assert rows[2]["style"].startswith("'=") and rows[3]["note"].startswith("The style “Broken”")


class Page(HTMLParser):
    """What a browser would take from the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data) -> None:
        self.texts.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_the_page_needs_nothing_else_and_runs_nothing_foreign(report: ComparisonReport) -> None:
    text = html_text(report)
    page = Page(text)
    assert len(page.all("script")) == 1 and "<b>=1&2" not in text and "$" not in text
    assert "http://" not in text and "https://" not in text
    assert "<b>=1&2</b>.jpg: 320 × 240 pixels, compared at 320 × 240" in page.texts
    sources = [attrs["src"] for attrs in page.all("img")]
    assert len(sources) == 2 * 4  # of five rows one has failed
    for source in sources:
        kind, data = source.split(",", 1)
        assert kind == "data:image/jpeg;base64"
        assert max(Image.open(io.BytesIO(base64.b64decode(data))).size) <= PICTURE_PX
    assert len(page.all("input")) == len(page.all("figure")) == 4


def test_the_page_can_be_sorted_by_its_numbers(report: ComparisonReport) -> None:
    page = Page(html_text(report))
    heads, cells = page.all("th"), page.all("td")
    assert len(heads) == 2 + len(FIGURES) and len(cells) == 5 * len(heads)
    ssim = [cells[row * len(heads) + 3]["data-value"] for row in range(5)]
    assert ssim == ["0.5", "0.5", "0.5", "", "0.5"]
    assert heads[3]["data-first"] == "descending" and heads[5]["data-first"] == "ascending"
    reasons = [attrs["title"] for attrs in page.all("span") if "title" in attrs]
    assert any("Nothing was painted" in reason for reason in reasons)


def test_the_page_speaks_the_language_of_the_reader(report: ComparisonReport) -> None:
    text = html_text(report, lambda word: f"«{word}»", "zh-CN")
    assert '<html lang="zh-CN">' in text and "«Style distance»" in text and "«Waves»" in text
    assert "«=cmd" not in text  # a person's own name for it


def test_files_are_written_whole_or_refused(report: ComparisonReport, tmp_path: Path) -> None:
    write_comparison(report, tmp_path / "out.HTML")
    write_comparison(report, tmp_path / "out.csv")
    assert (tmp_path / "out.HTML").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfstyle,id,")
    with pytest.raises(OptionError, match="csv"):
        write_comparison(report, tmp_path / "out.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.HTML", "out.csv"]


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KINTSUGI_STYLES", str(tmp_path / "own"))
    write_photo(Photo(picture(200, 260)), "photo.png")
    write_photo(Photo(art()[:64, :64]), "oil.png")

    def command(line: str | list[str]):
        words = line.split() if isinstance(line, str) else line
        code = main(["compare", *words], studio_factory=lambda device: Refusing(device))
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_command_prints_a_table_and_writes_both_files(run, tmp_path: Path) -> None:
    code, out, _ = run("photo.png --styles great-wave,oil.png --html c.html --csv c.csv")
    assert code == 0 and (tmp_path / "c.html").exists() and (tmp_path / "c.csv").exists()
    lines = out.splitlines()
    assert lines[0] == "photo.png at 260 × 200 pixels on pretended auto"
    table = [line for line in lines if line.startswith((UNCHANGED, "The Great Wave", "oil"))]
    assert len(table) == 3 and max(map(len, lines[:6])) <= 120
    assert re.search(r"1\.00 M +0\.500 +0\.250 +0\.1250 +6\.2% +\d\.\d\d s$", table[1])
    assert "SSIM rewards doing nothing" in " ".join(out.split()) and "Written to c.html." in out


def test_a_file_with_a_comma_in_its_name_is_one_style(run, tmp_path: Path) -> None:
    write_photo(Photo(np.full((64, 64, 3), 90, np.uint8)), tmp_path / "Monet, 1899.png")
    code, out, _ = run(["photo.png", "--styles", "Monet, 1899.png", "--json"])
    (_photo, row) = json.loads(out)["rows"]
    assert code == 0 and row["style"] == "Monet, 1899"


def test_the_command_answers_in_json(run) -> None:
    code, out, _ = run("photo.png --styles great-wave --styles great-wave,oil.png --json")
    answer = json.loads(out)
    assert code == 0 and answer["width"] == 260 and len(answer["rows"]) == 3
    assert answer["rows"][1]["id"] == "great-wave" and answer["rows"][1]["ssim"] == 0.5
    assert answer["rows"][0]["seconds"] is None


def test_the_command_takes_families_and_all(run, monkeypatch) -> None:
    presets = (preset("a"), preset("b", family="cyclegan"), preset("c", "Broken"))
    monkeypatch.setattr("engine.cli.compare.bundled_styles", lambda: presets)
    _, out, _ = run("photo.png --family cyclegan --json")
    assert [row["id"] for row in json.loads(out)["rows"]] == ["", "b"]
    code, out, _ = run("photo.png --all --json")
    rows = json.loads(out)["rows"]
    assert code == 1 and [row["id"] for row in rows] == ["", "a", "b", "c"]
    assert "lost its generator" in rows[3]["error"] and rows[3]["ssim"] is None
    code, out, err = run("photo.png --family adapted")
    assert code == 2 and "no style of the family adapted" in err


@pytest.mark.parametrize(
    "line",
    [
        "photo.png",
        "photo.png --styles ,",
        "photo.png --family nothing",
        "photo.png --styles great-wave --html c.pdf",
        "photo.png --styles great-wave --csv c.html",
        "photo.png --styles great-wave --longest many",
    ],
)
def test_wrong_usage_is_said_in_a_sentence(run, line: str) -> None:
    code, out, err = run(line)
    assert code == 2 and not out and err.startswith("kintsugi: ") and len(err.splitlines()) == 1


def test_what_cannot_work_is_refused_before_the_work(run) -> None:
    for line in ("photo.png --styles great-wave --longest 3", "photo.png --styles no-such-style",
                 "photo.png --styles great-wave --csv no/folder/c.csv"):  # fmt: skip
        code, _, err = run(line)
        assert code == 1 and len(err.splitlines()) == 1, line
