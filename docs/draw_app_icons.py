"""Draws resources/desktop/kintsugi-<side>.png from resources/icons/kintsugi.svg.

QT_QPA_PLATFORM=offscreen .venv/bin/python docs/draw_app_icons.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    from PySide6.QtCore import QRectF, QSize, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    from engine.desktop import ICON_SIDES_PX

    app = QGuiApplication(sys.argv[:1])
    drawing = QSvgRenderer(str(ROOT / "resources" / "icons" / "kintsugi.svg"))
    for side in ICON_SIDES_PX:
        image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter, QRectF(0, 0, side, side))
        painter.end()
        image.save(str(ROOT / "resources" / "desktop" / f"kintsugi-{side}.png"))
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
