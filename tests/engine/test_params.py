from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import pytest

from engine.errors import OptionError
from engine.operations.params import (
    STROKE_SIZES,
    InspectParams,
    Params,
    RepairParams,
    TransferParams,
    declared,
    find_spec,
    from_dict,
    param,
    parse_value,
    range_text,
    to_dict,
)

ALL = (TransferParams, InspectParams, RepairParams)


@dataclass(frozen=True)
class CountParams(Params):
    count: int = param("Count", 3, 1, 9, 1, help="How many.")


@pytest.mark.parametrize("cls", ALL)
def test_every_field_is_declared_with_all_that_a_person_needs(cls: type[Params]) -> None:
    specs = declared(cls)
    assert [spec.name for spec in specs] == [field.name for field in dataclasses.fields(cls)]
    for spec in specs:
        assert spec.label and spec.help.endswith(".")
        assert spec.default == getattr(cls(), spec.name)
        if spec.kind in ("float", "int"):
            assert spec.minimum <= spec.default <= spec.maximum
            assert 0 < spec.step <= spec.maximum - spec.minimum
        if spec.kind == "choice":
            assert spec.default in spec.choices


@pytest.mark.parametrize("cls", ALL)
def test_defaults_survive_json(cls: type[Params]) -> None:
    assert from_dict(cls, json.loads(json.dumps(to_dict(cls())))) == cls()


def test_kinds_follow_from_the_defaults() -> None:
    assert [spec.kind for spec in declared(TransferParams)] == ["float", "float", "bool"]
    assert find_spec(RepairParams, "method").kind == "choice"
    assert find_spec(CountParams, "count").kind == "int"
    with pytest.raises(KeyError):
        find_spec(CountParams, "sum")


def test_unknown_keys_are_ignored_and_missing_ones_default() -> None:
    assert from_dict(TransferParams, {"strength": 0.5, "colour": 1}) == TransferParams(strength=0.5)


@pytest.mark.parametrize(
    ("cls", "values"),
    [
        (TransferParams, {"strength": 1.01}),
        (TransferParams, {"strength": -0.01}),
        (TransferParams, {"strength": float("nan")}),
        (TransferParams, {"strength": float("inf")}),
        (TransferParams, {"strength": "1"}),
        (TransferParams, {"strength": None}),
        (TransferParams, {"strength": True}),
        (TransferParams, {"keep_colors": 1}),
        (RepairParams, {"method": "magic"}),
        (RepairParams, {"method": ["auto"]}),
        (CountParams, {"count": 2.5}),
        (CountParams, {"count": 10}),
    ],
)
def test_bad_values_are_refused_with_one_sentence(cls: type[Params], values: dict) -> None:
    with pytest.raises(OptionError) as caught:
        from_dict(cls, values)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    assert find_spec(cls, next(iter(values))).label in sentence
    with pytest.raises(OptionError):
        cls(**values)


def test_numbers_take_the_type_of_the_declaration() -> None:
    assert type(TransferParams(strength=1).strength) is float
    assert type(CountParams(count=4.0).count) is int


@pytest.mark.parametrize(("word", "size"), STROKE_SIZES.items())
def test_a_stroke_size_has_names(word: str, size: float) -> None:
    spec = find_spec(TransferParams, "stroke_size")
    assert parse_value(spec, word.upper()) == size
    assert parse_value(spec, f" {size} ") == size


@pytest.mark.parametrize(
    ("cls", "name", "text", "value"),
    [
        (TransferParams, "keep_colors", "yes", True),
        (TransferParams, "keep_colors", "Off", False),
        (RepairParams, "method", "Heal", "heal"),
        (CountParams, "count", "7", 7),
    ],
)
def test_text_is_understood(cls: type[Params], name: str, text: str, value: object) -> None:
    assert parse_value(find_spec(cls, name), text) == value


@pytest.mark.parametrize(
    ("cls", "name", "text"),
    [
        (TransferParams, "strength", "much"),
        (TransferParams, "stroke_size", "huge"),
        (TransferParams, "keep_colors", "perhaps"),
        (CountParams, "count", "7.5"),
        (RepairParams, "method", "magic"),
    ],
)
def test_text_that_means_nothing_is_refused(cls: type[Params], name: str, text: str) -> None:
    with pytest.raises(OptionError, match=text):
        parse_value(find_spec(cls, name), text)


def test_the_range_reads_as_words() -> None:
    assert range_text(find_spec(CountParams, "count")) == "a whole number from 1 to 9"
    assert "small" in range_text(find_spec(TransferParams, "stroke_size"))
    assert range_text(find_spec(RepairParams, "method")).startswith("one of auto")
