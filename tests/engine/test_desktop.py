"""The desktop entry, the file type and the icons: put in place whole, taken away whole."""

from __future__ import annotations

import configparser
import errno
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from engine.cli import main
from engine.desktop import (
    ENTRY,
    ICON_SIDES_PX,
    DesktopError,
    DesktopFolders,
    entry_for,
    install,
    own_command,
    quoted,
    remove,
)
from engine.resources import resource_path


def read_entry(text: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser["Desktop Entry"]


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_everything_is_put_in_place_and_taken_away(tmp_path: Path) -> None:
    other = tmp_path / "applications" / "other.desktop"
    other.parent.mkdir()
    other.write_text("not ours")
    folders = DesktopFolders(tmp_path)
    written = install(folders, ["/opt/kintsugi/bin/kintsugi"])
    assert set(written) <= files_below(tmp_path) and len(written) == 2 + 2 * len(ICON_SIDES_PX) + 2
    entry = read_entry((tmp_path / "applications" / ENTRY).read_text(encoding="utf-8"))
    assert entry["Exec"] == "/opt/kintsugi/bin/kintsugi %F"
    assert entry["TryExec"] == "/opt/kintsugi/bin/kintsugi" and entry["Icon"] == "kintsugi"
    assert install(folders, ["/elsewhere"]) == written  # a second time only brings it up to date
    assert set(remove(folders)) == set(written)
    assert not [path for path in written if path.exists()]
    assert other.read_text() == "not ours" and remove(folders) == []


def test_the_entry_and_the_file_type_speak_of_each_other() -> None:
    source = resource_path("desktop")
    entry = read_entry((source / "kintsugi.desktop").read_text(encoding="utf-8"))
    name = "{http://www.freedesktop.org/standards/shared-mime-info}"
    kind = ElementTree.parse(source / "kintsugi.xml").getroot().find(f"{name}mime-type")
    assert kind is not None
    assert kind.get("type") in entry["MimeType"].split(";")
    glob = kind.find(f"{name}glob")
    assert glob is not None and glob.get("pattern") == "*.kintsugi"
    assert entry["Type"] == "Application" and entry["StartupWMClass"] == "kintsugi"


@pytest.mark.parametrize("side", ICON_SIDES_PX)
def test_icons_have_the_size_they_are_filed_under(side: int) -> None:
    with Image.open(resource_path("desktop") / f"kintsugi-{side}.png") as icon:
        assert icon.size == (side, side) and icon.mode == "RGBA"
        alpha = icon.getchannel("A")
        assert alpha.getextrema()[1] == 255 and alpha.getpixel((0, 0)) == 0


@pytest.mark.parametrize(
    "word", ["/usr/bin/kintsugi", "/home/a b/kintsugi", '/odd/"quote"', "/pay/$HOME`x`", "/50%/k"]
)
def test_a_command_survives_being_quoted(word: str) -> None:
    # A reader of the file takes away its escapes first, then those of the argument.
    read = re.sub(r"\\(.)", r"\1", quoted(word))
    if read.startswith('"'):
        read = re.sub(r"\\(.)", r"\1", read[1:-1])
    assert read.replace("%%", "%") == word


def test_only_the_command_of_the_entry_changes() -> None:
    entry = "[Desktop Entry]\nName=Kintsugi\nExec=kintsugi %F\n"
    assert entry_for(entry, ["/a b/python", "/c/app.py"]).splitlines() == [
        "[Desktop Entry]", "Name=Kintsugi", 'Exec="/a b/python" /c/app.py %F',
        "TryExec=/a b/python",
    ]  # fmt: skip


def test_the_menu_starts_something_that_exists() -> None:
    assert all(Path(word).exists() for word in own_command())


def test_the_folder_is_the_persons_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert DesktopFolders.of_person({"XDG_DATA_HOME": str(tmp_path)}).data == tmp_path
    at_home = Path.home() / ".local" / "share"
    assert DesktopFolders.of_person({}).data == at_home
    assert DesktopFolders.of_person({"XDG_DATA_HOME": "relative"}).data == at_home
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(DesktopError, match="Linux"):
        DesktopFolders.of_person({})


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch) -> None:
    folders = DesktopFolders(tmp_path)
    install(folders, ["/first"])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("engine.imaging.files._write_durably", full)
    with pytest.raises(DesktopError, match="could not be written"):
        install(folders, ["/second"])
    entry = read_entry((tmp_path / "applications" / ENTRY).read_text(encoding="utf-8"))
    assert entry["TryExec"] == "/first"


def test_by_command(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["install-desktop"]) == 0
    assert (tmp_path / "applications" / ENTRY).exists()
    assert "in the menu now" in capsys.readouterr().out
    assert main(["install-desktop", "--remove"]) == 0
    assert not (tmp_path / "applications" / ENTRY).exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch, capsys) -> None:
    (tmp_path / "applications").write_text("a file in the way")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["install-desktop"]) == 1
    message = capsys.readouterr().err
    assert "could not be written" in message and "Traceback" not in message
