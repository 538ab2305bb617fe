"""Stored settings that are damaged are left out, and the others hold."""

from __future__ import annotations

from gui.settings import Settings


def test_settings_survive_broken_values(tmp_path):
    settings = Settings()
    settings._store.setValue("recent_files", "{broken")
    settings._store.setValue("theme", "purple")
    settings._store.setValue("keys", "[1, 2]")
    assert settings.recent_files == [] and settings.theme == "system"
    assert settings.rebound_keys == {}
    files = []
    for i in range(12):
        path = tmp_path / f"{i}.jpg"
        path.touch()
        files.append(path)
        settings.add_recent_file(path)
    settings.add_recent_file(files[5])
    assert settings.recent_files[:2] == [files[5], files[11]]
    assert len(settings.recent_files) == 8
    files[5].unlink()
    assert files[5] not in settings.recent_files
