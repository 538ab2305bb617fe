"""Takes the pictures of the window in docs/images by walking the real window through its steps.

    .venv/bin/python docs/take_screenshots.py                      # on the screen there is
    xvfb-run -s "-screen 0 1280x800x24" .venv/bin/python docs/take_screenshots.py
    QT_QPA_PLATFORM=offscreen .venv/bin/python docs/take_screenshots.py --scale 2 --theme dark

Nothing is staged: the models that ship, a sample photo, a bundled style, and real mouse events on
the canvas. Whatever the discriminator flags is what the pictures show.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from gui.main_window import MainWindow

WINDOW_WH = (1280, 800)
STEPS = ("empty", "transferred", "heatmap", "masked", "repaired")
IN_DOCS = ("empty", "transferred", "heatmap", "repaired")
STEP_LIMIT_S = 300.0


def main() -> int:
    options = parse_options()
    os.environ["QT_SCALE_FACTOR"] = f"{options.scale:g}"
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    with tempfile.TemporaryDirectory(prefix="kintsugi-screenshots-") as folder:
        # Neither the person's settings nor the files they opened last belong in the pictures.
        os.environ["XDG_CONFIG_HOME"] = folder
        if options.theme:
            take_all(options, options.theme, STEPS, "window-{step}")
        else:
            take_all(options, "light", IN_DOCS, "window-{step}")
            take_all(options, "dark", ("heatmap",), "window-dark")
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument(
        "--theme",
        choices=("light", "dark"),
        help="every step in one theme; without it those of the guide, in light, and one in dark",
    )
    parser.add_argument("--scale", type=float, default=1.0, help="pixels per point, such as 2")
    parser.add_argument("--sample", default="Coffee", help="title of a sample photo, or a file")
    parser.add_argument("--style", default="starry-night", help="id or title of a bundled style")
    return parser.parse_args()


def take_all(options: argparse.Namespace, theme: str, wanted: tuple[str, ...], name: str) -> None:
    """Walk one window through the steps and write the wanted ones."""
    walk = Walk(options.sample, options.style, theme)
    options.out.mkdir(parents=True, exist_ok=True)
    for step in STEPS:
        getattr(walk, step)()
        if step in wanted:
            path = options.out / f"{name.format(step=step)}.png"
            walk.picture().save(str(path))
            print(f"{path}: {walk.state()}")
        if step == wanted[-1]:
            break
    walk.close()


class Walk:
    """One window, led from step to step as a person would."""

    def __init__(self, sample: str, style: str, theme: str) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from engine.styles import bundled_styles, find_style
        from gui.application import make_studio
        from gui.main_window import MainWindow
        from gui.session import EditorSession
        from gui.settings import EngineChoice, Settings
        from gui.theme import Theme

        self.app = QApplication.instance() or QApplication(sys.argv[:1])
        settings_file = Path(os.environ["XDG_CONFIG_HOME"]) / f"{theme}.ini"
        settings = Settings(QSettings(str(settings_file), QSettings.Format.IniFormat))
        settings.set_theme(theme)
        self.theme = Theme(self.app, theme)
        self.session = EditorSession(lambda: make_studio(EngineChoice(device="cpu")))
        self.window: MainWindow = MainWindow(self.session, settings, self.theme, bundled_styles())
        self.window.resize(*WINDOW_WH)
        self.window.show()
        self.session.warm_up()
        self.photo = sample_path(sample)
        style_found = find_style(style)
        if style_found is None:
            raise SystemExit(f"There is no bundled style “{style}”.")
        self.style = style_found

    # --- the steps ---------------------------------------------------------------------------

    def empty(self) -> None:
        self.settle()

    def transferred(self) -> None:
        self.window.commands.open_path(self.photo)
        self.settle()
        self.session.set_style(self.style)
        self.settle()
        self.window.style_panel.run_bar.button.click()
        self.settle()
        self.window.table["compare_split"].trigger()

    def heatmap(self) -> None:
        sensitivity = self.window.problems_panel.sensitivity.controls["sensitivity"].spin_box
        while not self.session.regions and sensitivity.value() < 0.9:
            sensitivity.setValue(sensitivity.value() + 0.1)
            self.settle()
        if not self.session.regions:
            sensitivity.setValue(0.5)
            self.settle()
        self.window.table["compare_single"].trigger()
        self.window.table["heatmap"].setChecked(True)
        self.window.table["next_region"].trigger()
        self.window.canvas.zoom_to_fit()

    def masked(self) -> None:
        """Paint over the worst flagged place, or over the middle where nothing is flagged."""
        from docs.hands import drag, zigzag

        window = self.window
        window.table["heatmap"].setChecked(False)
        regions = self.session.regions
        window.problems_panel.clear_selection()
        height, width = self.session.document.hw
        box = regions[0].box if regions else (
            round(0.4 * height), round(0.4 * width), round(0.6 * height), round(0.6 * width)
        )  # fmt: skip
        window.table["tool_brush"].trigger()
        window.canvas.set_brush_radius(max(8.0, min(box[2] - box[0], box[3] - box[1], 120) / 3))
        drag(window.canvas, zigzag(box))

    def repaired(self) -> None:
        self.window.table["repair"].trigger()
        self.settle()
        if not self.session.document.proofs:  # auto refused; restyle redoes the place
            chooser = self.window.problems_panel.footer.method.controls["method"].combo
            chooser.setCurrentIndex(chooser.findData("restyle"))
            self.window.table["repair"].trigger()
            self.settle()

    # --- hands and eyes ----------------------------------------------------------------------

    def settle(self) -> None:
        """Until no job runs and everything is painted."""
        self.wait_until(lambda: self.session.idle)

    def wait_until(self, done: Callable[[], bool]) -> None:
        began = time.monotonic()
        quiet_turns = 0
        while quiet_turns < 5:
            self.app.processEvents()
            time.sleep(0.01)
            quiet_turns = quiet_turns + 1 if done() and self.window.canvas.is_complete else 0
            if time.monotonic() - began > STEP_LIMIT_S:
                raise SystemExit("The window was not done within five minutes.")

    def picture(self):  # type: ignore[no-untyped-def]  # QPixmap; Qt is imported late
        self.settle()
        return self.window.grab()

    def state(self) -> str:
        notices = [notice.sentence for notice in self.window.notifications.notices]
        return f"{len(self.session.regions)} flagged; {' | '.join(notices)}"

    def close(self) -> None:
        self.session.document.mark_saved()
        self.window.close()
        self.window.deleteLater()
        self.app.processEvents()


def sample_path(sample: str) -> Path:
    from gui.samples import sample_photos

    for photo in sample_photos():
        if photo.title.lower() == sample.lower():
            return photo.path
    if Path(sample).exists():
        return Path(sample)
    raise SystemExit(f"“{sample}” is neither a sample photo nor a file.")


if __name__ == "__main__":
    sys.exit(main())
