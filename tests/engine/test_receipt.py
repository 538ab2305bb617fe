"""The quality receipt: right facts, the same in JSON and XMP, and no harm to what was there."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_studio import FakeStudio

from engine.corridor import region_mask
from engine.document import Document
from engine.imaging.files import ExportOptions, read_photo, write_photo
from engine.imaging.photo import Photo
from engine.operations.params import InspectParams, RepairParams, TransferParams
from engine.receipt import (
    NAMESPACE,
    ReceiptSources,
    describe_models,
    describe_style,
    make_receipt,
    receipt_path,
    receipt_target,
    with_receipt,
    write_receipt,
)
from engine.styles import CarriedStyle, StyleCrop, StyleMix, StylePart, bundled_styles

K = "{" + NAMESPACE + "}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:rights="Ada"/>'
    b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


@pytest.fixture
def repaired() -> tuple[FakeStudio, Document]:
    """A document with a transfer and one repair, done by the fake studio."""
    studio = FakeStudio()
    rng = np.random.default_rng(3)
    document = Document(Photo(rng.integers(0, 200, (60, 80, 3)).astype(np.uint8), name="cat.png"))
    document.set_style(bundled_styles()[0])
    params = TransferParams(strength=0.75)
    document.set_transfer_params(params)
    stylized = studio.transfer(document.content, document.style, params)
    document.set_stylized(stylized, "Transfer", params)
    found = studio.inspect(stylized, document.content, document.style, InspectParams())
    mask = region_mask(found.regions[0], document.hw)
    result = studio.repair(
        stylized, document.content, document.style, mask, RepairParams(), params
    )  # fmt: skip
    document.apply_repair(result)
    # Chosen since, and nothing was made with them yet.
    document.set_transfer_params(TransferParams(strength=0.1))
    document.set_style(bundled_styles()[1])
    return studio, document


def test_sources_are_those_of_the_picture_that_is_shown(repaired) -> None:
    _studio, document = repaired
    sources = ReceiptSources.of(document)
    assert sources.transfer_params.strength == 0.75 and sources.style is bundled_styles()[0]
    assert sources.unrepaired is not sources.stylized and len(sources.proofs) == 1
    document.undo()
    undone = ReceiptSources.of(document)
    assert undone.unrepaired is undone.stylized and undone.proofs == ()
    assert ReceiptSources.of(Document()) is None


def test_a_reopened_project_does_not_claim_to_know_what_was_before(repaired) -> None:
    studio, document = repaired
    reopened = Document(document.content)
    reopened.restore(
        document.stylized, None, document.style, document.transfer_params, document.proofs
    )
    facts = make_receipt(studio, ReceiptSources.of(reopened)).facts
    assert facts["flagged"]["before_repairs"] is None and len(facts["repairs"]) == 1


def test_the_facts_are_measured(repaired) -> None:
    studio, document = repaired
    facts = make_receipt(studio, ReceiptSources.of(document)).facts
    assert facts["measures"] == {"ssim": 0.5, "ms_ssim": 0.25, "style_distance": 0.125}
    # The fake's evaluation says 1/16; its inspection counts 240 red pixels in 4,800.
    assert facts["flagged"]["before_repairs"] == pytest.approx(240 / 4800)
    assert facts["flagged"]["after_repairs"] == 0.0625
    assert facts["parameters"]["strength"] == 0.75
    generator = {"id": "fake-generator", "version": 1, "sha256": "a" * 64}
    assert facts["models"]["generator"] == generator
    assert facts["models"]["drawn_by"] == {"family": "stylenet", **generator}
    assert facts["style"]["kind"] == "preset" and facts["style"]["id"] == bundled_styles()[0].id
    assert facts["style"]["family"] == "stylenet"
    proof, told = document.proofs[0], facts["repairs"][0]
    assert told["sha256_outside_after"] == proof.sha256_outside_after
    assert (told["outside_changed_px"], told["outside_total_px"]) == (0, proof.outside_total_px)
    pixels = hashlib.sha256(document.stylized.pixels.tobytes()).hexdigest()
    assert facts["picture"]["pixels_sha256"] == pixels
    assert facts["application"].startswith("Kintsugi ")


def description_of(packet: bytes) -> ET.Element:
    """The one description of ours in a packet."""
    described = ET.fromstring(packet).iter(RDF + "Description")
    (ours,) = [one for one in described if one.find(K + "format") is not None]
    return ours


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_json_and_xmp_tell_the_same(repaired, tmp_path: Path, suffix: str) -> None:
    studio, document = repaired
    receipt = make_receipt(studio, ReceiptSources.of(document))
    path = tmp_path / f"out{suffix}"
    container = {".jpg": "JPEG", ".png": "PNG", ".tif": "TIFF", ".webp": "WebP"}[suffix]
    write_photo(with_receipt(document.stylized, receipt, container), path, ExportOptions())
    beside = write_receipt(receipt, path)
    assert beside == receipt_path(path) == tmp_path / "out-receipt.json"
    told = json.loads(beside.read_text(encoding="utf-8"))
    assert told["file"] == {
        "name": path.name, "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }  # fmt: skip
    inside = description_of(read_photo(path).xmp)
    assert inside.findtext(f"{K}measures/{K}msSsim") == "0.25"
    assert inside.findtext(f"{K}flagged/{K}beforeRepairs") == "0.05"
    assert inside.findtext(f"{K}models/{K}generator/{K}sha256") == "a" * 64
    first = inside.find(f"{K}repairs/{RDF}Seq/{RDF}li")
    assert first.findtext(K + "sha256OutsideBefore") == told["repairs"][0]["sha256_outside_before"]
    assert [e.text for e in first.findall(f"{K}box/{RDF}Seq/{RDF}li")] == [
        str(side) for side in told["repairs"][0]["box"]
    ]


def test_other_descriptions_stay_and_an_older_receipt_goes(repaired) -> None:
    studio, document = repaired
    photo = Photo(document.stylized.pixels, xmp=PACKET)
    receipt = make_receipt(studio, ReceiptSources.of(document))
    once = with_receipt(photo, receipt, "PNG")
    assert b'dc:rights="Ada"' in once.xmp
    description_of(once.xmp)
    twice = with_receipt(once, receipt, "PNG")
    description_of(twice.xmp)
    assert len(twice.xmp) == len(once.xmp)


def test_names_with_angle_brackets_are_escaped(repaired) -> None:
    studio, document = repaired
    photo = Photo(document.content.pixels, name='<a & "b">\x00.png')
    sources = ReceiptSources(photo, photo, photo, TransferParams())
    packet = with_receipt(photo, make_receipt(studio, sources), "PNG").xmp
    assert description_of(packet).findtext(f"{K}photo/{K}name") == '<a & "b">.png'


def test_where_room_is_short_the_metadata_of_the_photo_wins(repaired) -> None:
    studio, document = repaired
    sources = ReceiptSources.of(document)
    many = ReceiptSources(
        sources.stylized, sources.content, sources.style, sources.transfer_params,
        sources.unrepaired, sources.proofs * 200,
    )  # fmt: skip
    receipt = make_receipt(studio, many)
    photo = Photo(document.stylized.pixels, xmp=PACKET)
    inside = description_of(with_receipt(photo, receipt, "JPEG").xmp)
    assert inside.findtext(K + "repairs") == "200"
    whole = description_of(with_receipt(photo, receipt, "PNG").xmp)
    assert len(whole.findall(f"{K}repairs/{RDF}Seq/{RDF}li")) == 200
    filled = PACKET.replace(b"Ada", b"A" * 64_000)
    assert with_receipt(Photo(photo.pixels, xmp=filled), receipt, "JPEG").xmp == filled
    assert with_receipt(photo, receipt, "BMP") is photo
    broken = Photo(photo.pixels, xmp=b"<not rdf")
    assert with_receipt(broken, receipt, "PNG") is broken


def test_a_mix_is_described_by_its_parts() -> None:
    first, second = bundled_styles()[:2]
    picture = Photo(np.zeros((8, 8, 3), np.uint8), name="mine.png")
    mix = StyleMix(
        (StylePart(first, 3.0), StylePart(picture, 1.0, StyleCrop(rotation=90, scale=2)))
    )
    told = describe_style(mix)
    assert [part["weight"] for part in told["parts"]] == [0.75, 0.25]
    assert told["parts"][0]["id"] == first.id and "crop" not in told["parts"][0]
    assert told["parts"][1]["crop"]["rotation"] == 90
    assert told["parts"][1]["pixels_sha256"] == hashlib.sha256(bytes(192)).hexdigest()
    assert describe_style(None) is None and describe_style(second)["title"] == second.title


@pytest.mark.parametrize("way", ["bundle", "file", "carried", "gone"])
def test_the_generator_that_drew_it_is_in_json_and_xmp(repaired, tmp_path: Path, way: str) -> None:
    studio, document = repaired
    style = replace(bundled_styles()[0], family="cyclegan", model_path=tmp_path / "m")
    wanted = hashlib.sha256(b"weights").hexdigest()
    if way == "bundle":
        (tmp_path / "m").mkdir()
        manifest = {"id": "cyclegan-x", "version": 2, "sha256": wanted, "config": {}}
        (tmp_path / "m" / "manifest.json").write_text(json.dumps(manifest))
    elif way == "file":
        (tmp_path / "m").write_bytes(b"weights")
    elif way == "carried":
        contents = CarriedStyle(model=b"weights")
        style = replace(style, model_path=None, carried=contents, family="adapted")
    sources = replace(ReceiptSources.of(document), style=style)
    receipt = make_receipt(studio, sources)
    told = receipt.facts["models"]["drawn_by"]
    assert told["family"] == style.family and told["title"] == style.title
    assert told["sha256"] == (None if way == "gone" else wanted)
    if way == "bundle":
        assert (told["id"], told["version"]) == ("cyclegan-x", 2)
    assert receipt.facts["models"]["generator"]["id"] == "fake-generator"
    inside = description_of(with_receipt(document.stylized, receipt, "PNG").xmp)
    written = inside.find(f"{K}models/{K}drawnBy")
    assert written.findtext(K + "family") == style.family
    assert written.findtext(K + "sha256") == told["sha256"]


def test_a_mix_is_drawn_by_stylenet_and_nothing_by_nobody() -> None:
    manifests = FakeStudio().manifests()
    collection = replace(bundled_styles()[0], family="cyclegan")
    mix = StyleMix((StylePart(collection), StylePart(bundled_styles()[1])))
    assert describe_models(manifests, mix)["drawn_by"]["id"] == "fake-generator"
    assert set(describe_models(manifests, None)) == {"generator", "discriminator"}


def test_a_receipt_leaves_that_of_another_picture_alone(tmp_path: Path) -> None:
    beside = tmp_path / "out-receipt.json"
    own = tmp_path / "out.jpg-receipt.json"
    picture = tmp_path / "out.jpg"
    assert receipt_target(picture) == beside
    beside.write_text(json.dumps({"file": {"name": "out.jpg"}}), encoding="utf-8")
    assert receipt_target(picture) == beside
    for foreign in (json.dumps({"file": {"name": "out.png"}}), "my notes", "[]"):
        beside.write_text(foreign, encoding="utf-8")
        assert receipt_target(picture) == own
    own.touch()
    beside.unlink()
    assert receipt_target(picture) == own
