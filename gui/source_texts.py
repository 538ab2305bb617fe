"""Finds every text that the window can show, in the sources and in the engine's declarations."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engine.operations.kinds import KINDS
from engine.operations.params import Params, declared
from engine.styles import bundled_styles
from gui.actions import MENUS, specs
from gui.params_panel import choice_notes
from gui.samples import sample_photos

ROOT = Path(__file__).resolve().parent.parent
COLLECTIONS_DIR = ROOT / "engine" / "training" / "configs"

# Neither the command line nor the training of what ships has a window.
NOT_SHOWN = ("cli", "training", "demo.py", "sheet.py", "api.py")
SHOWN_ALL_THE_SAME = ("training/own_training.py", "training/own_pictures.py")
# What is raised or logged for programmers, and what only looks like a sentence.
FOR_PROGRAMMERS = {
    "AssertionError", "AttributeError", "IndexError", "KeyError", "RuntimeError", "TypeError",
    "TypeVar", "ValueError", "NotImplementedError", "UnreadableLayer", "UnreadableValue",
    "debug", "info", "warning", "error", "exception", "startswith", "endswith", "pack", "unpack",
    "calcsize", "unpack_from", "pack_into", "get", "convert", "sub", "compile", "match",
}  # fmt: skip
IGNORED = {
    "nothing before", "earlier result",
    "kintsugi project", "not a PNG", "out of memory", "can't allocate memory", "enough memory",
    "insufficient memory", "a manifest is a JSON object", "no byte order", "not a TIFF structure",
    "absurd number of fields", "field {tag} is no integer",
    "Document", "Edit", "History", "Part", "Network", "Application Support", "Roaming", "Library",
    "kintsugi receipt", "own preset", "(not installed)", "Kintsugi {app_version}",
}  # fmt: skip

# Put together from pieces that do not look like sentences by themselves.
EXTRA = (
    "photo", "result", "mask", "a video", "a number", "GPU, {name}, {precision}",
    "a number from {minimum} to {maximum}", "a whole number from {minimum} to {maximum}",
    "one of {choices}",
    # When a picture was painted.
    "c. {year}",
    # Names of steps in the history, kept in the document in English.
    "Transfer: {style}", "own picture", "Grow mask", "Shrink mask", "Snap mask", "Mark problem",
    "Preview", "Lasso",
)  # fmt: skip

_WORD = re.compile(r"[A-Za-z’']{2,}")
_ONE_WORD = re.compile(r"[A-Z][a-z]{3,}$")
_UNSAFE = re.compile(r"\W+")


@dataclass
class SourceText:
    """One text in English. `engine`: it comes from the engine and may be a template."""

    text: str
    plural: bool = False
    engine: bool = False
    places: set[str] = field(default_factory=set)

    @property
    def is_template(self) -> bool:
        return self.engine and "{" in self.text


def source_texts() -> dict[str, SourceText]:
    """Everything, by its text, in the order of the files it stands in."""
    found: dict[str, SourceText] = {}

    def add(text: str, place: str, plural: bool = False, engine: bool = False) -> None:
        if not text.strip():
            return
        entry = found.setdefault(text, SourceText(text))
        entry.plural |= plural
        entry.engine |= engine
        entry.places.add(place)

    for path in sorted((ROOT / "gui").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for text, plural in texts_in_calls(ast.parse(path.read_text(encoding="utf-8"))):
            add(text, place, plural)
    for text, place in _declared_texts():
        add(text, place)
    for text in _engine_declarations():
        add(text, "engine", engine=True)
    for path in sorted((ROOT / "engine").rglob("*.py")):
        inner = path.relative_to(ROOT / "engine")
        if inner.parts[0] not in NOT_SHOWN or inner.as_posix() in SHOWN_ALL_THE_SAME:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for text in sentences_in(tree):
                add(text, f"engine/{inner.as_posix()}", engine=True)
    return found


# --- the window -------------------------------------------------------------------------------


def texts_in_calls(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """(text, plural) of every tr("…") and tr_n("…", n), and tr_engine of a literal."""
    for node in _calls(tree):
        if node.args and isinstance(node.args[0], ast.Constant):
            value = node.args[0].value
            if isinstance(value, str):
                yield value, _name(node.func) == "tr_n"


def calls_without_literal(tree: ast.AST) -> list[int]:
    """Lines of tr() and tr_n() calls whose text the catalogue cannot know."""
    return [
        node.lineno
        for node in _calls(tree)
        if _name(node.func) != "tr_engine"
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ("tr", "tr_n", "tr_engine"):
            yield node


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _declared_texts() -> Iterator[tuple[str, str]]:
    for menu in MENUS:
        yield menu, "gui/actions.py"
        yield f"&{menu}", "gui/actions.py"
    for spec in specs():
        yield spec.text, "gui/actions.py"
        yield spec.tip, "gui/actions.py"
    for sample in sample_photos():
        yield sample.title, "gui/samples.py"


# --- the engine -------------------------------------------------------------------------------


def _engine_declarations() -> Iterator[str]:
    for kind in KINDS:
        yield kind.name
        yield kind.sentence
    # Only the engine's own: a test may declare some as well.
    ours = [cls for cls in Params.__subclasses__() if cls.__module__.startswith("engine.")]
    for params_cls in sorted(ours, key=lambda cls: cls.__name__):
        for spec in declared(params_cls):
            yield from (spec.label, spec.help, spec.unit if len(spec.unit) > 3 else "")
            yield from spec.choices
            yield from (choice.capitalize() for choice in spec.choices)
            yield from choice_notes(spec).values()
            yield from (word for word, _ in spec.named)
    yield from EXTRA
    for preset in bundled_styles():
        yield from (preset.title, preset.artist, preset.note)
    yield from texts_of_collections()


def texts_of_collections() -> Iterator[str]:
    """What the collections are called, also those that are described and not yet trained."""
    for path in sorted(COLLECTIONS_DIR.glob("cyclegan-*.toml")):
        described = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from (described[key] for key in ("title", "artist", "note") if key in described)


def sentences_in(tree: ast.AST) -> Iterator[str]:
    """Sentences and templates in a module of the engine: f-strings become ``{name}`` templates."""
    skipped = _for_programmers(tree)
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            text = template_of(node)
            own = re.sub(r"\{\w+\}", "", text)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = own = node.value
        else:
            continue
        if (
            text not in IGNORED
            and not own.startswith("<")
            and (
                (" " in own.strip() and len(_WORD.findall(own)) >= 2)
                or _ONE_WORD.match(own.strip())
            )
        ):
            yield text


def _for_programmers(tree: ast.AST) -> set[int]:
    """Ids of the nodes that no person sees: docstrings, errors of the program, parts of others."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        roots: list[ast.AST] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            roots = [node.value]
        elif isinstance(node, ast.JoinedStr):
            roots = [part for part in node.values if isinstance(part, ast.Constant)]
            roots += [p.format_spec for p in node.values
                      if isinstance(p, ast.FormattedValue) and p.format_spec]  # fmt: skip
        elif isinstance(node, ast.Call) and _name(node.func) in FOR_PROGRAMMERS:
            roots = [*node.args]
        elif isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            roots = [node.value]
        elif isinstance(node, ast.Assert) and node.msg is not None:
            roots = [node.msg]
        for root in roots:
            skipped.update(id(inner) for inner in ast.walk(root))
    return skipped


def template_of(node: ast.JoinedStr) -> str:
    """``f"“{path.name}” is {len(x)} long"`` as ``“{name}” is {len_x} long``; names are unique."""
    pieces: list[str] = []
    used: dict[str, int] = {}
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = _placeholder(part.value)
            used[name] = used.get(name, 0) + 1
            pieces.append("{" + (name if used[name] == 1 else f"{name}{used[name]}") + "}")
    return "".join(pieces)


def _placeholder(value: ast.expr) -> str:
    if isinstance(value, ast.Name):
        return value.id.strip("_") or "value"
    if isinstance(value, ast.Attribute):
        return value.attr.strip("_") or "value"
    if isinstance(value, ast.BoolOp):
        return _placeholder(value.values[0])
    if isinstance(value, ast.Call):
        return _placeholder(value.func)
    name = _UNSAFE.sub("_", ast.unparse(value)).strip("_")
    return name if name.isidentifier() and len(name) < 24 else "value"
