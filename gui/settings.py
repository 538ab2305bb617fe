"""What the window remembers between runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from gui.language import LANGUAGES

RECENT_LIMIT = 8
RECENT_STYLES_LIMIT = 18
DEVICES = ("auto", "cpu", "cuda", "mps")
NUMBER_FORMATS = ("auto", "float32", "bfloat16")
# Lowest, default and highest value.
TILE_MEMORY_MB = (128, 1024, 16384)
UNDO_MEMORY_MB = (64, 512, 16384)
AUTOSAVE_MINUTES = (0, 3, 60)
PREFERENCE_KEYS = (
    "language", "theme", "device", "number_format", "tile_memory_mb", "undo_memory_mb",
    "autosave_minutes", "inspect_after_transfer", "keys",
)  # fmt: skip


@dataclass(frozen=True)
class EngineChoice:
    """What a studio is made with; see `engine.studio.Studio`."""

    device: str = "auto"
    number_format: str = "auto"
    tile_memory_mb: int = TILE_MEMORY_MB[1]


class Settings:
    """Typed access to QSettings; every getter has a sound default for broken values."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store if store is not None else QSettings("Kintsugi", "Kintsugi")
        # A plain value, because the engine thread reads it and QSettings serves one thread only.
        self.engine_choice = self._read_engine_choice()

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

    def knows_folder(self, purpose: str) -> bool:
        """Whether a file dialog for this has ended anywhere yet, in a folder that is there."""
        stored = str(self._store.value(f"folders/{purpose}", ""))
        return bool(stored) and Path(stored).is_dir()

    def set_last_folder(self, purpose: str, folder: Path) -> None:
        self._store.setValue(f"folders/{purpose}", str(folder))

    # --- styles --------------------------------------------------------------------------

    @property
    def favourite_styles(self) -> list[str]:
        """Ids of styles that carry a star."""
        return [key for key in self._json("favourite_styles", []) if isinstance(key, str)]

    def set_favourite_style(self, key: str, on: bool) -> None:
        others = [old for old in self.favourite_styles if old != key]
        self._set_json("favourite_styles", [*others, key] if on else others)

    @property
    def recent_styles(self) -> list[str]:
        """Ids of the styles used last, newest first."""
        return [key for key in self._json("recent_styles", []) if isinstance(key, str)]

    def add_recent_styles(self, keys: list[str]) -> None:
        others = [old for old in self.recent_styles if old not in keys]
        self._set_json("recent_styles", [*keys, *others][:RECENT_STYLES_LIMIT])

    # --- export --------------------------------------------------------------------------

    @property
    def export_options(self) -> dict[str, object]:
        return self._json("export_options", {})

    def set_export_options(self, options: dict[str, object]) -> None:
        self._set_json("export_options", options)

    @property
    def batch_options(self) -> dict[str, object]:
        return self._json("batch_options", {})

    def set_batch_options(self, options: dict[str, object]) -> None:
        self._set_json("batch_options", options)

    @property
    def shows_metrics(self) -> bool:
        """Whether the metrics panel was shown the last time."""
        return self._json("shows_metrics", False)

    def set_shows_metrics(self, on: bool) -> None:
        self._set_json("shows_metrics", on)

    # --- look ----------------------------------------------------------------------------

    @property
    def theme(self) -> str:
        choice = str(self._store.value("theme", "system"))
        return choice if choice in ("system", "light", "dark") else "system"

    def set_theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def language(self) -> str:
        """ "system" or a code of `gui.language.LANGUAGES`."""
        choice = str(self._store.value("language", "system"))
        return choice if choice in ("system", *LANGUAGES) else "system"

    def set_language(self, choice: str) -> None:
        self._store.setValue("language", choice)

    # --- work ----------------------------------------------------------------------------

    @property
    def device(self) -> str:
        choice = str(self._store.value("device", "auto"))
        return choice if choice in DEVICES else "auto"

    def set_device(self, choice: str) -> None:
        self._store.setValue("device", choice)
        self.engine_choice = self._read_engine_choice()

    @property
    def number_format(self) -> str:
        choice = str(self._store.value("number_format", "auto"))
        return choice if choice in NUMBER_FORMATS else "auto"

    def set_number_format(self, choice: str) -> None:
        self._store.setValue("number_format", choice)
        self.engine_choice = self._read_engine_choice()

    @property
    def tile_memory_mb(self) -> int:
        """What one tile of a transfer may take."""
        return self._whole_number("tile_memory_mb", *TILE_MEMORY_MB)

    def set_tile_memory_mb(self, value: int) -> None:
        self._store.setValue("tile_memory_mb", value)
        self.engine_choice = self._read_engine_choice()

    @property
    def undo_memory_mb(self) -> int:
        """What the steps that can be undone may take together."""
        return self._whole_number("undo_memory_mb", *UNDO_MEMORY_MB)

    def set_undo_memory_mb(self, value: int) -> None:
        self._store.setValue("undo_memory_mb", value)

    @property
    def autosave_minutes(self) -> int:
        """Minutes between two safety copies of unsaved work; 0 makes none."""
        return self._whole_number("autosave_minutes", *AUTOSAVE_MINUTES)

    def set_autosave_minutes(self, value: int) -> None:
        self._store.setValue("autosave_minutes", value)

    @property
    def inspects_by_itself(self) -> bool:
        """Whether problems are looked for after each transfer without being asked."""
        return str(self._store.value("inspect_after_transfer", "true")).lower() != "false"

    def set_inspects_by_itself(self, on: bool) -> None:
        self._store.setValue("inspect_after_transfer", "true" if on else "false")

    def reset_preferences(self) -> None:
        """Everything that the preferences dialog offers back to its default, keys included."""
        for key in PREFERENCE_KEYS:
            self._store.remove(key)
        self.engine_choice = self._read_engine_choice()

    # --- keys ----------------------------------------------------------------------------

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

    def _read_engine_choice(self) -> EngineChoice:
        return EngineChoice(self.device, self.number_format, self.tile_memory_mb)

    def _whole_number(self, key: str, lowest: int, default: int, highest: int) -> int:
        try:
            value = int(str(self._store.value(key, default)))
        except ValueError:
            return default
        return min(highest, max(lowest, value))

    def _json(self, key: str, default: Any) -> Any:
        try:
            value = json.loads(str(self._store.value(key, "")))
        except ValueError:
            return default
        return value if isinstance(value, type(default)) else default

    def _set_json(self, key: str, value: object) -> None:
        self._store.setValue(key, json.dumps(value))
