"""Leads the real window once through everything, with a real pointer and real keys.

    .venv/bin/python docs/scripted_run.py --out run

Opens a photo, transfers a style, looks at the heatmap, brushes, repairs, undoes, redoes, exports,
saves, and reopens the project in a second window. A picture of the screen is written for every
step. What came of it is judged by the files alone; the exit code is 1 if anything is off. Needs
xdotool and, without a screen, Xvfb; openbox manages the windows where it is installed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from docs.real_hands import RealHands, Steps
    from gui.main_window import MainWindow

PHOTO_LONG_PX = 640
SCREEN_WHD = "1400x900x24"
ON_ITS_OWN_SCREEN = "KINTSUGI_SCRIPTED_RUN"


def main() -> int:
    options = parse_options()
    if shutil.which("xdotool") is None:
        print("scripted run: xdotool is missing; install it.", file=sys.stderr)
        return 2
    if options.own_screen and not os.environ.get(ON_ITS_OWN_SCREEN):
        return on_own_screen()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kintsugi-run-") as folder:
        home = Path(folder)
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
        files = Files(options.out.resolve())
        files.make_photo(options.sample)
        manager = start_window_manager()
        try:
            trouble = walk_the_window(files)
        finally:
            if manager is not None:
                manager.terminate()
                manager.wait()
        verdicts = [("the walk reached its end" + trouble, not trouble)]
        if not trouble:
            verdicts += files.verdicts()
            left = [path for path in home.rglob("recovery/*") if path.is_file()]
            verdicts.append(("nothing is left to recover", not left))
    for sentence, good in verdicts:
        print(f"{'ok  ' if good else 'FAIL'}  {sentence}")
    return 0 if all(good for _, good in verdicts) else 1


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder for pictures and files")
    parser.add_argument("--sample", default="Coffee", help="title of a sample photo, or a file")
    parser.add_argument(
        "--own-screen", action="store_true", default=not os.environ.get("DISPLAY"),
        help="on an Xvfb of its own, so that nobody moves the pointer (default without a screen)",
    )  # fmt: skip
    return parser.parse_args()


def on_own_screen() -> int:
    """This very command again, on a screen that nobody else uses."""
    if shutil.which("xvfb-run") is None:
        print("scripted run: there is no screen and no Xvfb; install it.", file=sys.stderr)
        return 2
    command = ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN_WHD}", sys.executable, *sys.argv]
    environment = {**os.environ, ON_ITS_OWN_SCREEN: "1", "QT_QPA_PLATFORM": "xcb"}
    return subprocess.run(command, check=False, env=environment).returncode


def start_window_manager() -> subprocess.Popen[bytes] | None:
    """Windows have frames and take the focus; without one they take it all the same."""
    if not os.environ.get(ON_ITS_OWN_SCREEN) or shutil.which("openbox") is None:
        return None
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    time.sleep(1.0)
    return manager


def walk_the_window(files: Files) -> str:
    """Run the program and the walk in it; what went wrong, "" if nothing did."""
    from PySide6.QtWidgets import QApplication

    from docs.real_hands import Lead, RealHands
    from gui.application import run_window

    app = QApplication(["kintsugi"])
    walk = Walk(RealHands(files.out), files)
    lead = Lead(walk.steps())
    run_window()
    del app
    if lead.trouble:
        return f": {lead.trouble}"
    return "" if walk.at_its_end else ": the program ended before"


class Walk:
    """The steps, in the order in which a person takes them."""

    def __init__(self, hands: RealHands, files: Files) -> None:
        self.hands = hands
        self.files = files
        self.at_its_end = False

    @property
    def window(self) -> MainWindow:
        """The newest window."""
        return self.windows()[-1]

    @staticmethod
    def windows() -> list[MainWindow]:
        from PySide6.QtWidgets import QApplication

        from gui.main_window import MainWindow

        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        shown = [window for window in shown if window.isVisible()]
        return sorted(shown, key=lambda window: int(window.winId()))

    def idle(self) -> bool:
        return self.window.session.idle and self.window.canvas.is_complete

    def steps(self) -> Steps:
        """The whole walk."""
        hands = self.hands
        yield lambda: bool(self.windows()) and self.idle()
        yield from hands.picture("empty")
        yield from self.open_file(self.files.photo)
        yield from hands.picture("opened")
        yield from self.transfer()
        yield from hands.picture("stylized")
        yield from hands.keys("o")
        yield from hands.keys("n")
        yield lambda: self.window.canvas.scene.heat is not None and self.idle()
        yield from hands.picture("heatmap")
        yield from hands.keys("o", "ctrl+0")
        yield from self.brush()
        yield from hands.picture("brushed")
        yield from self.export(self.files.before)
        yield from self.save(self.files.brushed)
        yield from self.repair()
        yield from hands.picture("repaired")
        yield from self.export(self.files.after)
        yield from hands.keys("ctrl+z")
        yield self.idle
        yield from hands.picture("undone")
        yield from self.export(self.files.undone)
        yield from hands.keys("ctrl+shift+z")
        yield self.idle
        yield from self.save(self.files.project, save_as=True)
        yield from hands.picture("saved")
        first = self.window
        yield from hands.keys("ctrl+n")
        yield lambda: len(self.windows()) == 2 and self.window.isActiveWindow()
        yield from hands.picture("two-windows")
        yield from hands.act("windowfocus", "--sync", int(first.winId()))
        yield from hands.keys("ctrl+w")
        yield lambda: len(self.windows()) == 1 and self.window.isActiveWindow()
        del first
        yield from self.open_file(self.files.project)
        yield from hands.picture("reopened")
        yield from self.export(self.files.reopened)
        self.at_its_end = True
        yield from hands.keys("ctrl+q")
        yield lambda: not self.windows()  # all is saved, so nothing may be asked

    def open_file(self, path: Path) -> Steps:
        from PySide6.QtWidgets import QFileDialog

        window = self.window
        yield from self.hands.keys("ctrl+o")
        yield from self.fill_in(QFileDialog, path)
        yield lambda: window.session.document.content is not None and self.idle()

    def transfer(self) -> Steps:
        panel = self.window.style_panel
        gallery = panel.gallery
        place = gallery.visualRect(gallery.model().index(1, 0)).center()
        yield from self.hands.click(gallery.viewport(), place)
        yield lambda: self.window.session.document.style is not None and self.idle()
        yield from self.hands.click(panel.run_bar.button)
        yield lambda: self.window.session.document.inspection is not None and self.idle()

    def brush(self) -> Steps:
        """Over the worst flagged place, or over the middle where nothing is flagged."""
        from docs.hands import zigzag

        session, canvas = self.window.session, self.window.canvas
        height, width = session.document.hw
        box = (round(0.4 * height), round(0.4 * width), round(0.6 * height), round(0.6 * width))
        if session.regions:
            box = session.regions[0].box
        yield from self.hands.keys("b")
        yield lambda: str(canvas.tool_name) == "brush"
        yield from self.hands.drag(canvas, zigzag(box))
        yield lambda: session.has_mask and self.idle()

    def repair(self) -> Steps:
        """By itself first; where that is refused, by the ways that the message offers."""
        from PySide6.QtWidgets import QPushButton

        session, notifications = self.window.session, self.window.notifications
        yield from self.hands.keys("r")
        yield self.idle
        tried: set[str] = set()
        while not session.document.proofs:
            offers = [
                button
                for button in notifications.findChildren(QPushButton)
                if button.isVisible() and button.text() in ("Restyle", "Heal", "Calm", "Refine")
                and button.text() not in tried
            ]  # fmt: skip
            if not offers:
                raise RuntimeError(f"every repair was refused; tried by hand: {sorted(tried)}")
            tried.add(offers[0].text())
            yield from self.hands.click(offers[0])
            yield self.idle

    def export(self, path: Path) -> Steps:
        from gui.export_dialog import ExportDialog

        yield from self.hands.keys("ctrl+shift+e")
        yield from self.fill_in(ExportDialog, path)
        yield lambda: path.exists() and self.idle()

    def save(self, path: Path, save_as: bool = False) -> Steps:
        from PySide6.QtWidgets import QFileDialog

        yield from self.hands.keys("ctrl+shift+s" if save_as else "ctrl+s")
        yield from self.fill_in(QFileDialog, path)
        yield lambda: path.exists() and self.idle() and not self.window.isWindowModified()

    def fill_in(self, kind: type, path: Path) -> Steps:
        """Type a path into the dialog that has come up, and press Return."""
        from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

        def edits(dialog: QWidget | None) -> list[QLineEdit]:
            if not isinstance(dialog, kind):
                return []
            # Spin boxes have line edits inside, too.
            return [
                edit
                for edit in dialog.findChildren(QLineEdit)
                if edit.isVisible() and edit.objectName() != "qt_spinbox_lineedit"
            ]

        yield lambda: bool(edits(QApplication.activeModalWidget()))
        # Kept: without the dialog, Python takes what lies in it for deleted.
        dialog = QApplication.activeModalWidget()
        yield from self.hands.click(edits(dialog)[0])
        del dialog
        yield from self.hands.keys("ctrl+a")
        yield from self.hands.write(str(path))
        if kind.__name__ == "ExportDialog":
            yield from self.hands.picture(f"export-{path.stem}")
        yield from self.hands.keys("Return")
        yield lambda: QApplication.activeModalWidget() is None


class Files:
    """Everything that the walk reads and writes, and what it has to be like."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.photo = out / "photo.png"
        self.before, self.after = out / "before.png", out / "after.png"
        self.undone, self.reopened = out / "undone.png", out / "reopened.png"
        self.brushed, self.project = out / "brushed.kintsugi", out / "finished.kintsugi"
        for path in (self.before, self.after, self.undone, self.reopened, self.brushed,
                     self.project):  # fmt: skip
            path.unlink(missing_ok=True)

    def make_photo(self, sample: str) -> None:
        """The sample at a size that a machine without a GPU paints in seconds."""
        from docs.take_screenshots import sample_path

        with Image.open(sample_path(sample)) as picture:
            small = picture.convert("RGB")
            small.thumbnail((PHOTO_LONG_PX, PHOTO_LONG_PX))
            small.save(self.photo)

    def verdicts(self) -> list[tuple[str, bool]]:
        """Sentences, and whether they are true of the files."""
        photo, before, after, undone, reopened = (
            np.asarray(Image.open(path).convert("RGB"))
            for path in (self.photo, self.before, self.after, self.undone, self.reopened)
        )
        with zipfile.ZipFile(self.brushed) as archive:
            mask = np.asarray(Image.open(io.BytesIO(archive.read("mask.png"))))
        with zipfile.ZipFile(self.project) as archive:
            values = json.loads(archive.read("project.json"))
            kept = np.asarray(Image.open(io.BytesIO(archive.read("stylized/pixels.png"))))
        changed = (before != after).any(axis=2)
        outside = mask == 0
        proof = values["proofs"][-1]
        return [
            ("the export has the size of the photo", before.shape == photo.shape),
            ("the transfer changed the photo", bool(np.abs(before - photo.astype(int)).mean() > 5)),
            (f"the brush marked {int((~outside).sum()):,} pixels", bool((~outside).any())),
            (f"the repair changed {int(changed.sum()):,} pixels", bool(changed.any())),
            (f"of {int(outside.sum()):,} pixels outside the mask none changed",
             not changed[outside].any()),
            ("the proof in the project says the same",
             proof["outside_changed_px"] == 0
             and proof["outside_total_px"] == int(outside.sum())),
            ("undo brought every pixel back", np.array_equal(undone, before)),
            ("the project holds the repaired picture", np.array_equal(kept, after)),
            ("reopened and exported it is the same again", np.array_equal(reopened, after)),
        ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
