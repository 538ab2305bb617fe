"""A session whose previews settle at once, with a record of what they showed."""

from __future__ import annotations

import pytest

from gui import session_preview


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(session_preview, "SETTLE_MS", 1)
    monkeypatch.setattr(session_preview, "INSPECT_AGAIN_MS", 1)


@pytest.fixture
def opened(session, photo_file, wait_idle):
    """A session with a photo and a record of its previews."""
    session.shown_previews, session.drops = [], []
    session.previews.shown.connect(session.shown_previews.append)
    session.previews.dropped.connect(lambda: session.drops.append(1))
    session.open_content(photo_file)
    wait_idle(session)
    return session
