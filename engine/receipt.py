"""The quality receipt of an exported picture: what made it, how good it is, what was repaired.

The same facts as JSON beside the file and as XMP inside it. Torch-free at import; the measuring is
the studio's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.generator_files import describe_generator
from engine.imaging.containers import FORMAT_OF_SUFFIX
from engine.imaging.encoding import xmp_limit
from engine.imaging.files import ExportOptions, atomic_write, write_photo
from engine.imaging.photo import Photo
from engine.imaging.xmp import add_description, escape_text
from engine.operations.params import InspectParams, TransferParams, to_dict
from engine.operations.results import RepairProof
from engine.progress import Progress
from engine.styles import StyleMix, StylePreset, StyleSource
from engine.version import app_version

if TYPE_CHECKING:
    from engine.document import Document
    from engine.studio import Studio

SCHEMA = 1
FORMAT = "kintsugi receipt"
NAMESPACE = "urn:kintsugi:receipt:1#"
"""Of the XMP properties; their names are the keys of the JSON in camel case."""
PREFIX = "kintsugi"


@dataclass(frozen=True, eq=False)
class ReceiptSources:
    """What a receipt is made from: snapshots, so that the work can go on meanwhile.

    stylized: the finished picture. unrepaired: the picture before its repairs, None where that is
    not known any more (older steps may be forgotten). content: the photo it was made from.
    """

    stylized: Photo
    content: Photo
    style: StyleSource | None
    transfer_params: TransferParams
    unrepaired: Photo | None = None
    proofs: tuple[RepairProof, ...] = ()

    @classmethod
    def of(cls, document: Document) -> ReceiptSources | None:
        """The sources of what `document` shows now, None without a result. Holds only snapshots.

        Parameters and style are those of the last transfer that is applied, so far as the history
        goes back to it, else those that are set now.
        """
        if document.stylized is None or document.content is None:
            return None
        params, style = document.transfer_params, document.style
        unrepaired, repaired = None, False
        for edit in reversed(document.history.entries[: document.history.index]):
            if isinstance(edit.after, Photo):
                unrepaired = edit.after if repaired else document.stylized
                if edit.operation == "transfer" and edit.params:
                    style = edit.style or style
                    params = TransferParams(**{**to_dict(params), **_known(edit.params)})
                break
            repaired = repaired or edit.changes_result
        if unrepaired is None and not document.proofs:
            unrepaired = document.stylized
        return cls(
            document.stylized,
            document.content,
            style,
            params,
            unrepaired,
            tuple(document.proofs),
        )


def _known(params: Mapping[str, Any]) -> dict[str, Any]:
    names = to_dict(TransferParams())
    return {name: value for name, value in params.items() if name in names}


@dataclass(frozen=True)
class Receipt:
    """The facts, as plain values that JSON can carry; see `facts`."""

    facts: dict[str, Any]

    def to_json(self, file: Path | None = None) -> str:
        """The receipt as JSON; with the name, size and SHA-256 of the `file` it belongs to."""
        facts = dict(self.facts)
        if file is not None:
            content = file.read_bytes()
            facts["file"] = {
                "name": file.name,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def make_receipt(
    studio: Studio, sources: ReceiptSources, progress: Progress | None = None
) -> Receipt:
    """Measure the finished picture, and the one before the repairs, and put the facts together.

    Raises what `Studio.evaluate` and `Studio.inspect` raise.
    """
    progress = progress or Progress()
    inspect_params = InspectParams()
    repaired = sources.unrepaired is not None and sources.unrepaired is not sources.stylized
    measured = studio.evaluate(
        sources.stylized,
        sources.content,
        sources.style,
        progress.sub(0.0, 0.6 if repaired else 0.95),
        inspect_params,
    )
    before = measured.flagged_fraction if sources.unrepaired is not None else None
    if repaired and sources.unrepaired is not None:
        progress.report(0.6, "Measuring the picture before its repairs")
        part = progress.sub(0.6, 0.95)
        found = studio.inspect(
            sources.unrepaired, sources.content, sources.style, inspect_params, part
        )
        before = found.flagged_fraction
    facts: dict[str, Any] = {
        "format": FORMAT,
        "schema": SCHEMA,
        "application": f"Kintsugi {app_version()}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "picture": _describe_photo(sources.stylized),
        "photo": _describe_photo(sources.content),
        "style": describe_style(sources.style),
        "parameters": to_dict(sources.transfer_params),
        "models": describe_models(studio.manifests(), sources.style),
        "measures": {
            "ssim": measured.ssim,
            "ms_ssim": measured.ms_ssim,
            "style_distance": measured.style_distance,
        },
        "flagged": {
            "before_repairs": before,
            "after_repairs": measured.flagged_fraction,
            "sensitivity": inspect_params.sensitivity,
        },
        "repairs": [_repair(proof) for proof in sources.proofs],
    }
    progress.report(1.0, "Measured")
    return Receipt(facts)


def _describe_photo(photo: Photo) -> dict[str, Any]:
    return {
        "name": photo.name,
        "width": photo.width,
        "height": photo.height,
        "bit_depth": photo.bit_depth,
        "pixels_sha256": pixels_sha256(photo),
    }


def pixels_sha256(photo: Photo) -> str:
    """SHA-256 of the pixels, row by row, RGB, 16-bit ones with the low byte first."""
    pixels = photo.pixels
    if pixels.dtype == np.uint16:
        pixels = pixels.astype("<u2", copy=False)
    return hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()


def describe_style(style: StyleSource | None) -> dict[str, Any] | None:
    """A style as plain values: what kind it is, its name, and what identifies it."""
    if style is None:
        return None
    if isinstance(style, Photo):
        return {"kind": "picture", **_describe_photo(style)}
    if isinstance(style, StylePreset):
        about = {"id": style.id, "title": style.title, "artist": style.artist, "year": style.year}
        kind = "own preset" if style.own else "preset"
        return {"kind": kind, **about, "family": style.family}
    assert isinstance(style, StyleMix)
    parts = []
    for part, weight in zip(style.parts, style.weights, strict=True):
        crop = {} if part.crop.is_whole else {"crop": asdict(part.crop)}
        parts.append({"weight": weight, **(describe_style(part.source) or {}), **crop})
    return {"kind": "mix", "title": style.title, "parts": parts}


def describe_models(
    manifests: Mapping[str, Mapping[str, Any]], style: StyleSource | None
) -> dict[str, Any]:
    """The models by what they did: those that were at hand, and which of them drew the picture.

    manifests: as `Studio.manifests` has them. Under "drawn_by" stands the generator of the style:
    StyleNet, or one that was trained for this style alone.
    """
    models: dict[str, Any] = {role: _model(manifest) for role, manifest in manifests.items()}
    drawn_by = describe_generator(style, manifests["generator"])
    return models if drawn_by is None else {**models, "drawn_by": drawn_by}


def _model(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {key: manifest.get(key) for key in ("id", "version", "sha256")}


def _repair(proof: RepairProof) -> dict[str, Any]:
    return {
        "method": proof.method,
        "box": None if proof.box is None else list(proof.box),
        "score_before": proof.score_before,
        "score_after": proof.score_after,
        "outside_changed_px": proof.outside_changed_px,
        "outside_total_px": proof.outside_total_px,
        "sha256_outside_before": proof.sha256_outside_before,
        "sha256_outside_after": proof.sha256_outside_after,
        "proof": proof.proof_sentence,
    }


# --- in the file and beside it --------------------------------------------------------------------


def receipt_path(picture: str | Path) -> Path:
    """Where the receipt of a picture file lies: "beach.jpg" has "beach-receipt.json"."""
    picture = Path(picture)
    return picture.with_name(f"{picture.stem}-receipt.json")


def receipt_target(picture: str | Path) -> Path:
    """Where the receipt of a picture is to be written: where `receipt_path` says, or beside the
    receipt of another picture of that name, as "beach.jpg-receipt.json" beside "beach.png"."""
    picture = Path(picture)
    whole_name = picture.with_name(f"{picture.name}-receipt.json")
    path = receipt_path(picture)
    return whole_name if whole_name.exists() or belongs_to_another(path, picture) else path


def belongs_to_another(receipt: Path, picture: Path) -> bool:
    """Whether there is a file where this receipt would lie that is not of this picture."""
    try:
        told = json.loads(receipt.read_text(encoding="utf-8"))
        return bool(told["file"]["name"] != picture.name)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return True  # whatever it is, it is not ours


def write_receipt(receipt: Receipt, picture: str | Path) -> Path:
    """Write the receipt beside the picture that it belongs to, which is there already.

    Returns its path. Raises ImageFileError with a sentence.
    """
    path = receipt_target(picture)
    # The name of a file need not be UTF-8; what stands for its bytes is escaped as JSON does it.
    content = receipt.to_json(Path(picture)).encode("utf-8", "backslashreplace")
    atomic_write(path, content)
    return path


def with_receipt(photo: Photo, receipt: Receipt, container: str) -> Photo:
    """The photo with the receipt in its XMP packet, so far as the format has room for it.

    Where room is short the repairs are only counted; where there is none, or the packet that the
    photo came with is broken, the photo is handed back as it is.
    """
    limit = xmp_limit(container)
    if limit == 0:
        return photo
    for facts in (receipt.facts, _counted(receipt.facts)):
        packet = add_description(photo.xmp, _description(facts), NAMESPACE)
        if packet is not None and (limit is None or len(packet) <= limit):
            return replace(photo, xmp=packet)
    return photo


def write_with_receipt(
    photo: Photo, path: str | Path, options: ExportOptions, receipt: Receipt
) -> Path:
    """Write a picture with its receipt inside it and beside it; returns the path of the latter.

    A receipt says nothing of the camera, so it goes in even where EXIF and XMP are left out.
    Raises ImageFileError with a sentence.
    """
    path = Path(path)
    if not options.keep_metadata:
        photo = replace(photo, exif=None, xmp=None)
        options = replace(options, keep_metadata=True)
    container = FORMAT_OF_SUFFIX.get(path.suffix.lower(), "")
    write_photo(with_receipt(photo, receipt, container), path, options)
    return write_receipt(receipt, path)


def _counted(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "repairs": len(facts["repairs"])}


def _description(facts: Mapping[str, Any]) -> str:
    """The facts as the properties of an rdf:Description."""
    return "".join(_property(name, value) for name, value in facts.items())


def _property(name: str, value: Any) -> str:
    tag = f"{PREFIX}:{_camel(name)}"
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return f'<{tag} rdf:parseType="Resource">{_description(value)}</{tag}>'
    if isinstance(value, str):
        return f"<{tag}>{escape_text(value)}</{tag}>"
    if isinstance(value, Iterable):
        items = "".join(_item(one) for one in value)
        return f"<{tag}><rdf:Seq>{items}</rdf:Seq></{tag}>"
    return f"<{tag}>{json.dumps(value)}</{tag}>"


def _item(value: Any) -> str:
    if isinstance(value, Mapping):
        return f'<rdf:li rdf:parseType="Resource">{_description(value)}</rdf:li>'
    return f"<rdf:li>{escape_text(str(value))}</rdf:li>"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
