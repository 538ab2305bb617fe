"""The parameters of every operation, each declared once.

The panel, the command line option, the project file and the tooltip are all made from the
declaration here; nobody repeats a range or a default.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.errors import OptionError

_META = "kintsugi"

STROKE_SIZES: dict[str, float] = {"small": 0.6, "medium": 1.0, "large": 1.8}
"""Named stroke sizes; the numbers are relative to the picture, see `TransferParams`."""


@dataclass(frozen=True)
class ParamSpec:
    """One declared parameter, as a widget or an option needs to know it.

    ``kind`` is "float", "int", "bool" or "choice".  ``minimum``, ``maximum`` and ``step`` are
    None for bools and choices; ``choices`` is empty for the others.  ``named`` lists words that
    stand for a number, as (word, number).
    """

    name: str
    label: str
    kind: str
    default: Any
    minimum: float | None
    maximum: float | None
    step: float | None
    unit: str
    choices: tuple[str, ...]
    help: str
    named: tuple[tuple[str, float], ...] = ()


def param(
    label: str,
    default: Any,
    minimum: float | None = None,
    maximum: float | None = None,
    step: float | None = None,
    unit: str = "",
    help: str = "",
    choices: tuple[str, ...] = (),
    named: Mapping[str, float] | None = None,
) -> Any:
    """A dataclass field that carries its own declaration; the kind follows from ``default``."""
    meta = {
        "label": label,
        "minimum": minimum,
        "maximum": maximum,
        "step": step,
        "unit": unit,
        "help": help,
        "choices": tuple(choices),
        "named": tuple((named or {}).items()),
    }
    return dataclasses.field(default=default, metadata={_META: meta})


def _kind(default: object, choices: tuple[str, ...]) -> str:
    if choices:
        return "choice"
    # bool before int: True is an int to Python, but a check box to a person.
    for kind, types in (("bool", bool), ("int", int), ("float", float)):
        if isinstance(default, types):
            return kind
    raise TypeError(f"a parameter cannot have the default {default!r}")


class Params:
    """Base of the parameter classes: a value out of range never comes into being."""

    def __post_init__(self) -> None:
        for spec in declared(type(self)):
            object.__setattr__(self, spec.name, _checked(spec, getattr(self, spec.name)))


P = TypeVar("P", bound=Params)


def declared(params_cls: type[Params]) -> tuple[ParamSpec, ...]:
    """The declared parameters of ``params_cls`` in the order in which they are shown."""
    specs = []
    for field in dataclasses.fields(params_cls):  # type: ignore[arg-type]
        meta = field.metadata.get(_META)
        if meta is not None:
            kind = _kind(field.default, meta["choices"])
            specs.append(ParamSpec(name=field.name, kind=kind, default=field.default, **meta))
    return tuple(specs)


def find_spec(params_cls: type[Params], name: str) -> ParamSpec:
    """The declaration of the parameter ``name``; KeyError if there is none."""
    for spec in declared(params_cls):
        if spec.name == name:
            return spec
    raise KeyError(name)


def parse_value(spec: ParamSpec, text: str) -> Any:
    """The value that a person's ``text`` means for ``spec``; raises OptionError with a sentence."""
    word = text.strip()
    for name, number in spec.named:
        if word.lower() == name:
            return number
    if spec.kind == "choice":
        return _checked(spec, word.lower())
    if spec.kind == "bool":
        if word.lower() in ("yes", "true", "on", "1", "no", "false", "off", "0"):
            return word.lower() in ("yes", "true", "on", "1")
        raise OptionError(f"{spec.label} must be yes or no, not “{text}”.")
    try:
        number = float(word)
    except ValueError:
        raise OptionError(f"{spec.label} must be {range_text(spec)}, not “{text}”.") from None
    return _checked(spec, number)


def range_text(spec: ParamSpec) -> str:
    """What ``spec`` accepts, in words: "a number from 0 to 1", "one of auto, heal"."""
    if spec.kind == "bool":
        return "yes or no"
    if spec.kind == "choice":
        return "one of " + ", ".join(spec.choices)
    words = ", ".join(name for name, _ in spec.named)
    number = "a whole number" if spec.kind == "int" else "a number"
    if spec.minimum is not None and spec.maximum is not None:
        number += f" from {spec.minimum:g} to {spec.maximum:g}"
    return f"{words} or {number}" if words else number


def to_dict(params: Params) -> dict[str, Any]:
    """``params`` as plain values that JSON can carry."""
    return {spec.name: getattr(params, spec.name) for spec in declared(type(params))}


def from_dict(cls: type[P], values: Mapping[str, Any]) -> P:
    """Parameters from plain ``values``.

    Keys that ``cls`` does not declare are ignored and missing ones take their default, so that a
    project written by another version opens.  A value out of range or of the wrong type raises
    OptionError.
    """
    names = {spec.name for spec in declared(cls)}
    return cls(**{name: value for name, value in values.items() if name in names})


def _checked(spec: ParamSpec, value: Any) -> Any:
    """``value`` in the type of ``spec``; raises OptionError if it is not acceptable."""
    given = f"{value:g}" if isinstance(value, float) else repr(value)
    wrong = OptionError(f"{spec.label} must be {range_text(spec)}, not {given}.")
    if spec.kind == "bool":
        if not isinstance(value, bool):
            raise wrong
        return value
    if spec.kind == "choice":
        if value not in spec.choices:
            raise wrong
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong
    if not math.isfinite(value) or (spec.kind == "int" and value != int(value)):
        raise wrong
    if (spec.minimum is not None and value < spec.minimum) or (
        spec.maximum is not None and value > spec.maximum
    ):
        raise wrong
    return int(value) if spec.kind == "int" else float(value)


@dataclass(frozen=True)
class TransferParams(Params):
    """How a style is carried over to a photo."""

    strength: float = param(
        "Strength", 1.0, 0.0, 1.0, 0.01,
        help="How much of the style is used: 0 leaves the photo as it is, 1 is the full style.",
    )  # fmt: skip
    stroke_size: float = param(
        "Stroke size", 1.0, 0.25, 3.0, 0.05, unit="×", named=STROKE_SIZES,
        help="Size of the brush strokes relative to the picture, so that a small preview and a "
        "large export look the same.",
    )  # fmt: skip
    keep_colors: bool = param(
        "Keep the photo's colours", False,
        help="Take only brightness and texture from the style and leave the colours of the photo.",
    )  # fmt: skip


@dataclass(frozen=True)
class InspectParams(Params):
    """What counts as worth flagging in an anomaly map."""

    sensitivity: float = param(
        "Sensitivity", 0.5, 0.0, 1.0, 0.01,
        help="How readily a place is flagged: 0 only what is surely broken, 1 every doubt.",
    )  # fmt: skip
    minimum_area: float = param(
        "Smallest region", 0.0002, 0.0, 0.1, 0.0001, unit="of the picture",
        help="Regions smaller than this fraction of the picture are not listed.",
    )  # fmt: skip


@dataclass(frozen=True)
class RepairParams(Params):
    """How a region is repaired."""

    method: str = param(
        "Method", "auto", choices=("auto", "restyle", "heal", "calm", "refine"),
        help="auto tries the quick ones and keeps the best; restyle transfers the region again "
        "from its context; heal paints it from healthy places; calm carries over the photo's own "
        "detail; refine takes seconds to work the region over until it looks right.",
    )  # fmt: skip
    feather: float = param(
        "Feather", 0.25, 0.0, 1.0, 0.01, unit="of the half-width",
        help="How softly the repair fades in from the edge of the region; it never reaches "
        "outside the mask.",
    )  # fmt: skip


@dataclass(frozen=True)
class AdaptParams(Params):
    """Parameters of an adaptation, see `engine.operations.adapting`."""

    epochs: int = param(
        "Epochs",
        4,
        1,
        60,
        1,
        help="How long to learn; each epoch takes about ten seconds on a laptop. More epochs come "
        "nearer to the style.",
    )
