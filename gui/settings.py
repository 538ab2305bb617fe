"""What the window remembers between runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

RECENT_LIMIT = 8


class Settings:
    """Typed access to QSettings; every getter has a sound default for broken values."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings("Kintsugi", "Kintsugi")

    # --- files ---------------------------------------------------------------------------

    @property
    def recent_files(self) -> list[Path]:
        """Most recent first; files that have gone are left out."""
        return [path for path in map(Path, self._json("recent_files", [])) if path.exists()]

    def add_recent_file(self, path: Path) -> None:
        path = path.resolve()
        others = [old for old in self.recent_files if old != path]
        self._set_json("recent_files", [str(p) for p in [path, *others][:RECENT_LIMIT]])

    def clear_recent_files(self) -> None:
        self._set_json("recent_files", [])

    def last_folder(self, purpose: str) -> Path:
        """Where the last file dialog for "open", "style", "export" or "project" ended."""
        stored = Path(str(self._store.value(f"folders/{purpose}", "")))
        if str(stored) not in ("", ".") and stored.is_dir():
            return stored
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return Path(pictures) if pictures and Path(pictures).is_dir() else Path.home()

    def set_last_folder(self, purpose: str, folder: Path) -> None:
        self._store.setValue(f"folders/{purpose}", str(folder))

    @property
    def own_styles(self) -> list[Path]:
        return [path for path in map(Path, self._json("own_styles", [])) if path.exists()]

    def add_own_style(self, path: Path) -> None:
        path = path.resolve()
        others = [old for old in self.own_styles if old != path]
        self._set_json("own_styles", [str(p) for p in [path, *others][:RECENT_LIMIT]])

    # --- export --------------------------------------------------------------------------

    @property
    def export_options(self) -> dict[str, object]:
        return self._json("export_options", {})

    def set_export_options(self, options: dict[str, object]) -> None:
        self._set_json("export_options", options)

    # --- look and keys -------------------------------------------------------------------

    @property
    def theme(self) -> str:
        choice = str(self._store.value("theme", "system"))
        return choice if choice in ("system", "light", "dark") else "system"

    def set_theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def device(self) -> str:
        choice = str(self._store.value("device", "auto"))
        return choice if choice in ("auto", "cpu", "cuda", "mps") else "auto"

    @property
    def rebound_keys(self) -> dict[str, list[str]]:
        return self._json("keys", {})

    def set_rebound_keys(self, keys: dict[str, list[str]]) -> None:
        self._set_json("keys", keys)

    @property
    def geometry(self) -> QByteArray | None:
        value = self._store.value("window/geometry")
        return value if isinstance(value, QByteArray) else None

    def set_geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("window/geometry", geometry)

    # -------------------------------------------------------------------------------------

    def _json(self, key: str, default: Any) -> Any:
        try:
            value = json.loads(str(self._store.value(key, "")))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default

    def _set_json(self, key: str, value: object) -> None:
        self._store.setValue(key, json.dumps(value))
