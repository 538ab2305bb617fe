"""The studio with tiny models, and a desk for commands with a fake one."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_desk import CommandDesk, furnish

# Nothing of torch here: most tests of the engine need none of it.


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder as the studio expects it, for one module; only read from it."""
    from tiny_models import write_tiny_models

    return write_tiny_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def studio(models: Path, monkeypatch: pytest.MonkeyPatch):
    """A real studio with the tiny models, on the CPU."""
    import engine.models.device
    from engine.studio import Studio

    # Which format is faster is measured, and depends on what else the machine does.
    monkeypatch.setattr(engine.models.device, "_bf16_is_faster", lambda: False)
    return Studio("cpu", models)


@pytest.fixture
def desk_studio():
    """What the commands of the desk work with."""
    from fake_studio import FakeStudio

    return FakeStudio()


@pytest.fixture
def desk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    desk_studio,
) -> CommandDesk:
    """Commands on a fake studio, in a folder with pictures."""
    furnish(tmp_path, monkeypatch)
    return CommandDesk(capsys, desk_studio)
