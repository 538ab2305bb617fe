"""The import directions of the design, read from the source of every module."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = ("app", "gui", "engine", "resources")

# What a part of the program may import of the program itself.  The longest matching prefix
# decides; a part that is not listed may import whatever its parent may.
ALLOWED: dict[str, tuple[str, ...]] = {
    "app": ("gui", "engine"),
    "gui": ("gui", "engine"),
    "resources": (),
    "engine": ("engine",),
    "engine.errors": (),
    "engine.progress": (),
    "engine.resources": (),
    "engine.imaging": ("engine.imaging", "engine.errors", "engine.progress", "engine.resources"),
    "engine.models": (
        "engine.models",
        "engine.imaging",
        "engine.errors",
        "engine.progress",
        "engine.resources",
    ),
    "engine.adaptation": (),
    "engine.operations": (
        "engine.operations",
        "engine.adaptation",
        "engine.models",
        "engine.imaging",
        "engine.errors",
        "engine.progress",
        "engine.resources",
        "engine.styles",
    ),
    "engine.style_types": ("engine.imaging", "engine.errors"),
    "engine.generator_files": ("engine.style_types",),
    "engine.code_files": ("engine.style_types",),
    "engine.own_styles": (
        "engine.code_files",
        "engine.imaging",
        "engine.errors",
        "engine.style_types",
        "engine.generator_files",
    ),
    "engine.styles": (
        "engine.imaging",
        "engine.errors",
        "engine.resources",
        "engine.style_types",
        "engine.code_files",
        "engine.own_styles",
    ),
    "engine.document": (
        "engine.document",
        "engine.imaging",
        "engine.operations.params",
        "engine.operations.results",
        "engine.styles",
        "engine.own_styles",
        "engine.generator_files",
        "engine.errors",
        "engine.progress",
    ),
}
# Names that a part must not import at all, anywhere in its modules.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "engine": ("PySide6", "shiboken6", "PyQt5", "PyQt6"),
    "gui": ("torch", "torchvision", "torchmetrics", "cv2", "safetensors"),
    "app": ("torch", "cv2"),
}
LIGHT_MODULES = (
    "app",
    "engine.errors",
    "engine.progress",
    "engine.imaging.photo",
    "engine.imaging.masks",
    "engine.operations.params",
    "engine.operations.results",
    "engine.operations.heatmap",
    "engine.document",
    "engine.studio",
    "engine.styles",
    "engine.cli",
    "engine.demo",
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def source_modules() -> dict[str, Path]:
    files = [ROOT / "app.py"]
    for folder in ("gui", "engine"):
        files += sorted((ROOT / folder).rglob("*.py"))
    return {module_name(path): path for path in files if path.exists()}


MODULES = source_modules()


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def imported_names(tree: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Every module that ``tree`` imports, absolute, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".")
                keep = len(package) - node.level + (1 if is_package else 0)
                base = ".".join([*package[:keep], *([base] if base else [])])
            # A class or function counts as a name below its module; prefixes decide all the same.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_of(module: str) -> set[str]:
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return set(imported_names(tree, module, path.name == "__init__.py"))


def broken_rules(module: str, imported: set[str]) -> list[str]:
    """A sentence for each import of ``module`` that goes the wrong way."""
    part = max((prefix for prefix in ALLOWED if within(module, prefix)), key=len)
    broken = []
    for name in sorted(imported):
        for prefix, names in FORBIDDEN.items():
            if within(module, prefix) and any(within(name, bad) for bad in names):
                broken.append(f"{module} imports {name}")
        if name.split(".")[0] in TOP_LEVEL:
            if not any(within(name, allowed) for allowed in ALLOWED[part]):
                broken.append(f"{module} imports {name}, which {part} must not know")
            trains = within(module, "engine.training") or module == "engine.cli.train"
            if within(name, "engine.training") and not trains:
                broken.append(f"{module} imports {name}; only training knows training")
    return broken


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_the_right_way(module: str) -> None:
    assert broken_rules(module, imports_of(module)) == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("gui.canvas", "torch"),
        ("gui.canvas", "app"),
        ("engine.studio", "PySide6.QtCore"),
        ("engine.studio", "gui.jobs"),
        ("engine.models.stylenet", "engine.operations.transfer"),
        ("engine.imaging.files", "engine.models.stylenet"),
        ("engine.document.project", "engine.operations.transfer"),
        ("engine.operations.inspect", "engine.training.losses"),
        ("engine.progress", "engine.errors"),
    ],
)
def test_the_rules_catch_an_import_in_the_wrong_direction(module: str, imported: str) -> None:
    assert broken_rules(module, {imported})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import torch.nn as nn", "torch.nn"),
        ("def f():\n    from engine import document", "engine.document"),
        ("from ..models import stylenet", "engine.models"),
        ("from . import params", "engine.operations.params"),
    ],
)
def test_imports_are_found_wherever_they_hide(source: str, expected: str) -> None:
    found = set(imported_names(ast.parse(source), "engine.operations.transfer", False))
    assert any(within(name, expected) for name in found)


def loaded_after_import(statement: str) -> list[str]:
    """The heavy modules that are in memory after ``statement`` ran in a fresh interpreter."""
    code = (
        f"{statement}\nimport json, sys\n"
        "print(json.dumps([m for m in ('torch', 'cv2', 'PySide6') if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_light_modules_load_neither_torch_nor_opencv_nor_qt() -> None:
    present = [name for name in LIGHT_MODULES if name in MODULES]
    assert present
    assert loaded_after_import("import " + ", ".join(present)) == []


@pytest.mark.skipif("gui.main_window" not in MODULES, reason="the window is not there yet")
def test_the_window_loads_neither_torch_nor_opencv() -> None:
    assert loaded_after_import("import gui.main_window") == ["PySide6"]
