"""The picture to the clipboard: whole, with its alpha, and with all its bits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gui.jobs import JobRunner
from gui.language import tr
from gui.qimage import to_deep_qimage

AT_ONCE_PX = 2_000_000
"""Pictures of up to so many pixels are converted in the GUI thread, within some 20 ms."""
COPY_KEY = "copy"


def copy_picture(
    pixels: np.ndarray,
    alpha: np.ndarray | None,
    runner: JobRunner,
    on_copied: Callable[[], object],
) -> None:
    """Put uint8 or uint16 (H, W, 3) sRGB pixels, read-only, with straight alpha (H, W) there.

    16 bits stay 16: programs that ask for PNG get a 16-bit one. Large pictures are converted in
    the thread of `runner`; the latest copy wins. on_copied: called once it is there.
    """
    if alpha is not None and (alpha.shape != pixels.shape[:2] or alpha.dtype != pixels.dtype):
        alpha = None

    def put(image: QImage) -> None:
        QApplication.clipboard().setImage(image)
        on_copied()

    if pixels.shape[0] * pixels.shape[1] <= AT_ONCE_PX:
        runner.cancel_key(COPY_KEY)
        put(to_deep_qimage(pixels, alpha))
        return
    runner.submit(
        tr("Copying the picture"), lambda _progress: to_deep_qimage(pixels, alpha),
        on_success=put, supersedes=COPY_KEY,
    )  # fmt: skip
