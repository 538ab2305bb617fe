"""The nine kinds of fault that an inspection can name, each with one plain sentence.

Free of torch, cv2 and numpy, so that the window can read it before anything heavy loads.
The order is fixed: a trained model's kind channels and the kind maps of the planted training
faults count by it. Add new kinds at the end only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of fault.

    Attributes:
        id: stable identifier stored in models, projects and exported reports.
        name: short name for a list, lower case.
        sentence: one sentence that tells a person what is wrong.
    """

    id: str
    name: str
    sentence: str


KINDS: tuple[Kind, ...] = (
    Kind("seam", "seam", "A straight seam where two tiles do not match."),
    Kind("grid", "grid or ripples", "A regular grid or ripples that belong to neither picture."),
    Kind("bleed", "colour bleed", "Colour that runs over an edge or does not belong here."),
    Kind("halo", "halo or ghost", "An outline with a fringe, doubled or out of place."),
    Kind("smear", "lost detail", "A smeared patch that has lost the photo's detail."),
    Kind("hole", "style missing", "A patch that the style did not reach, or in another style."),
    Kind("blob", "texture blob", "A blob of texture or flat paint that hides the photo."),
    Kind("clipping", "clipping or banding", "Tones that are burnt out, blocked up or banded."),
    Kind("noise", "noise", "Noise or compression blocks instead of brushwork."),
)

KIND_IDS: tuple[str, ...] = tuple(kind.id for kind in KINDS)


def find_kind(kind_id: str | None) -> Kind | None:
    """The kind with this id, or None for None and for ids that this version does not know."""
    return next((kind for kind in KINDS if kind.id == kind_id), None)
