"""How the window feels, in milliseconds: start, longest pauses while it works, frames, strokes.

    xvfb-run -a -s "-screen 0 1400x900x24" .venv/bin/python benchmarks/window.py

Three things are measured, each in a process of its own, with the models that ship:
- start: from the start of the process to the first painting of the window; the best of three;
- heartbeat: a timer that should fire every few milliseconds, while a 12-megapixel photo is opened,
  transferred, inspected, and kept by the autosave; the longest gaps between two beats;
- frames: zooming and panning a 108-megapixel document with heatmap and mask and in each way of
  comparing, and strokes on it. The engine is at rest meanwhile, as it is when a person looks.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
RESULT = Path(__file__).parent / "results" / "window.json"

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gui.main_window import MainWindow

WINDOW_WH = (1280, 800)
BEAT_MS = 2
COMPARISONS = {
    "side by side": "compare_side",
    "split": "compare_split",
    "difference": "compare_difference",
}
STEP_LIMIT_S = 220.0
Numbers = dict[str, Any]

FIRST_PAINT = """
import sys, time
sys.path.insert(0, sys.argv[2])
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(["kintsugi"])
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.objectName() == "canvasArea":
            heavy = sorted({"torch", "cv2", "scipy", "skimage"} & set(sys.modules))
            print((time.time() - float(sys.argv[1])) * 1000, ",".join(heavy))
            QTimer.singleShot(0, app.quit)
        return False
watch = Watch()
app.installEventFilter(watch)
from gui.application import run_window
run_window()
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all without any")
    parser.add_argument("--here", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(PARTS[options.here]()))
        return 0
    results: Numbers = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    results["machine"] = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    with tempfile.TemporaryDirectory(prefix="kintsugi-benchmark-") as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / name.lower())
        if not os.environ.get("DISPLAY"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for part in options.parts or PARTS:
            done = subprocess.run(
                [sys.executable, __file__, "--here", part], stdout=subprocess.PIPE, check=True
            )
            results[part] = json.loads(done.stdout.splitlines()[-1])
            print(part, json.dumps(results[part], indent=1, ensure_ascii=False), flush=True)
    RESULT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


# --- start ----------------------------------------------------------------------------------------


def measure_start() -> Numbers:
    times, heavy = [], ""
    for _ in range(3):
        command = [sys.executable, "-c", FIRST_PAINT, str(time.time()), str(ROOT)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        milliseconds, heavy = done.stdout.split("\n")[0].split(" ")
        times.append(float(milliseconds))
    return {"first_paint_ms": rounded(min(times)), "all_ms": [rounded(t) for t in times],
            "heavy_imports_before": heavy}  # fmt: skip


# --- heartbeat ------------------------------------------------------------------------------------


class Heart:
    """Beats in the GUI thread and remembers how long each beat was in coming."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.gaps_ms: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps_ms.append((now - self._last) * 1000)
        self._last = now

    @contextmanager
    def over(self, name: str, report: Numbers) -> Iterator[None]:
        """Report the pauses of what happens inside."""
        self.gaps_ms.clear()
        began = time.perf_counter()
        yield
        gaps = np.array(self.gaps_ms or [0.0])
        report[name] = {
            "took_s": round(time.perf_counter() - began, 2),
            "longest_pause_ms": rounded(gaps.max()),
            "pauses_over_50_ms": int((gaps > 50).sum()),
            "99th_percentile_ms": rounded(np.percentile(gaps, 99)),
        }


def measure_heartbeat() -> Numbers:
    from engine.styles import bundled_styles

    app, windows = start()
    window = windows.all[0]
    session, autosave = window.session, windows.autosave_of(window)
    assert autosave is not None
    heart, report = Heart(), {}

    def settle() -> None:
        turn_until(app, lambda: session.idle and not autosave.busy and window.canvas.is_complete)

    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        write_photo_of(photo, (3000, 4000))
        with heart.over("importing the engine", report):
            session.warm_up()
            settle()
        with heart.over("opening", report):
            window.commands.open_path(photo)
            settle()
        session.set_style(bundled_styles()[0])
        settle()
        session.inspects_by_itself = False
        with heart.over("transfer", report):
            session.transfer()
            settle()
        with heart.over("inspection", report):
            session.inspect()
            settle()
        with heart.over("autosave", report):
            autosave.save_now()
            settle()
        with heart.over("transfer, inspection and autosave, while panning", report):
            session.transfer()
            session.inspects_by_itself = True

            def pan() -> bool:
                window.canvas.set_zoom(1.0)
                window.canvas.pan_by(-3, -2)
                return session.idle and not autosave.busy

            turn_until(app, pan)
            autosave.save_now()
            settle()
        with heart.over("saving the project", report):
            session.save_project(Path(folder) / "work.kintsugi")
            settle()
    report["device"] = window.status_line.device.text()
    close(app, windows)
    return report


# --- frames ---------------------------------------------------------------------------------------


def measure_frames() -> Numbers:
    from PySide6.QtCore import QPointF

    from benchmarks.gestures import measure_gestures
    from gui.picture_view import PictureView

    frames: list[float] = []
    paint = PictureView.paintEvent

    def timed(self: PictureView, event: Any) -> None:
        began = time.perf_counter()
        paint(self, event)
        frames.append((time.perf_counter() - began) * 1000)

    PictureView.paintEvent = timed  # type: ignore[method-assign]
    app, windows = start()
    window = windows.all[0]
    canvas, report = window.canvas, {}
    open_large(window, (9000, 12000))
    heart = Heart()

    @contextmanager
    def over(name: str) -> Iterator[None]:
        turn_until(app, lambda: canvas.is_complete)
        frames.clear()
        pauses: Numbers = {}
        with heart.over(name, pauses):
            yield
            turn_until(app, lambda: canvas.is_complete)
        report[name] = {
            "frames": len(frames),
            "median_ms": rounded(np.median(frames)) if frames else 0,
            "longest_ms": rounded(max(frames, default=0)),
            "longest_pause_ms": pauses[name]["longest_pause_ms"],
        }

    def quiet() -> bool:
        """Neither tiles nor jobs are left: thumbnails of the styles, and the autosave."""
        return canvas.is_complete and window.session.idle and not autosave.busy

    autosave = windows.autosave_of(window)
    window.session.warm_up()  # as the program does after its first frame
    turn_until(app, quiet)
    middle = QPointF(canvas.rect().center())
    for overlay in ("picture", "heatmap and mask", "side by side", "split", "difference"):
        if overlay == "heatmap and mask":
            window.table["heatmap"].setChecked(True)
            window.session.fill_box((3000, 4000, 5000, 7000))
        elif overlay in COMPARISONS:
            window.table[COMPARISONS[overlay]].trigger()
        canvas.zoom_to_fit()
        turn_until(app, quiet)
        with over(f"zoom in: {overlay}"):
            for _ in range(40):
                canvas.set_zoom(canvas.zoom * 1.15, middle)
                canvas.repaint()
                app.processEvents()
        canvas.set_zoom(0.4)
        with over(f"pan at 40 %: {overlay}"):
            for i in range(80):
                canvas.pan_by(-41 if i < 40 else 37, -23)
                canvas.repaint()
                app.processEvents()
        with over(f"zoom out: {overlay}"):
            for _ in range(40):
                canvas.set_zoom(canvas.zoom / 1.15, middle)
                canvas.repaint()
                app.processEvents()
    window.table["compare_single"].trigger()
    report.update(measure_gestures(app, window, over, lambda: turn_until(app, quiet)))
    close(app, windows)
    return report


# --- the window -----------------------------------------------------------------------------------


def start() -> Any:
    """A window as the program opens it, without offering what a crash left."""
    from PySide6.QtWidgets import QApplication

    from gui.application import introduce, make_studio, styles_or_trouble
    from gui.garbage import GarbageTimer
    from gui.recovery import recovery_folder
    from gui.settings import Settings
    from gui.theme import Theme
    from gui.windows import Windows

    app = QApplication(["kintsugi"])
    introduce(app)
    settings = Settings()
    presets, _ = styles_or_trouble()
    windows = Windows(
        settings, Theme(app, "dark"), presets, lambda: make_studio(settings.engine_choice),
        recovery_folder(), app,
    )  # fmt: skip
    windows.garbage = garbage = GarbageTimer(app)
    window = windows.open()
    window.session.device_known.connect(lambda _sentence: garbage.keep_for_good())
    window.resize(*WINDOW_WH)
    window.session.warm_up_files()
    turn_until(app, lambda: window.session.idle)
    return app, windows


def open_large(window: MainWindow, hw: tuple[int, int]) -> None:
    """A document of this size with result and map, as if the engine had worked on it."""
    from engine.document import Document
    from engine.imaging.photo import Photo, freeze
    from engine.operations.results import AnomalyMap, Inspection

    content = large_picture(hw)
    document = Document(Photo(pixels=freeze(content), name="large.tif"))
    result = freeze(np.ascontiguousarray(content[..., ::-1]))
    document.set_stylized(Photo(pixels=result), "Transfer")
    values = np.tile(np.linspace(0, 1, 1000, dtype=np.float32)[None], (hw[0], hw[1] // 1000))
    anomaly = AnomalyMap(freeze(values), "none")
    document.set_inspection(Inspection(anomaly, (), 0.5, 0.5, 0.5, "full"))
    window.session.inspects_by_itself = False
    window.session.replace_document(document, content, result)


def large_picture(hw: tuple[int, int]) -> np.ndarray:
    """uint8 (H, W, 3), smooth shapes with some noise, like a photo to whoever reads it."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:1000, 0:1000]
    channels = [127 + 90 * np.sin(x / 60 + c) * np.cos(y / (40 + 9 * c)) for c in range(3)]
    block = np.stack(channels, axis=2) + rng.normal(0, 6, (1000, 1000, 3))
    block = np.clip(block, 0, 255).astype(np.uint8)
    return np.tile(block, (-(-hw[0] // 1000), -(-hw[1] // 1000), 1))[: hw[0], : hw[1]].copy()


def write_photo_of(path: Path, hw: tuple[int, int]) -> None:
    from PIL import Image

    Image.fromarray(large_picture(hw)).save(path, quality=92)


def turn_until(app: QApplication, done: Callable[[], bool]) -> None:
    """Let the window live until `done`, and a little longer."""
    began = time.monotonic()
    quiet = 0
    while quiet < 5:
        app.processEvents()
        time.sleep(0.001)
        quiet = quiet + 1 if done() else 0
        if time.monotonic() - began > STEP_LIMIT_S:
            raise SystemExit("The window was not done in time.")


def close(app: QApplication, windows: Any) -> None:
    for window in windows.all:
        window.close_unasked()
    windows.end()
    app.processEvents()


def rounded(number: float) -> float:
    return round(float(number), 1)


PARTS: dict[str, Callable[[], Numbers]] = {
    "start": measure_start,
    "heartbeat": measure_heartbeat,
    "frames": measure_frames,
}

if __name__ == "__main__":
    sys.exit(main())
