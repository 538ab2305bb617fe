"""The version of the program."""

from __future__ import annotations

import importlib.metadata


def app_version() -> str:
    """Such as "0.1.0"; "(not installed)" where it runs from a clone that was not installed."""
    try:
        return importlib.metadata.version("kintsugi")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"
