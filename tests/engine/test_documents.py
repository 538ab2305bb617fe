"""What the documents tell people to type is what the command line takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from engine.cli.command import build_parser

ROOT = Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"^(?:\.venv/bin/)?kintsugi (?P<arguments>[a-z]+ .*|styles)$")


def commands() -> list[str]:
    """Every whole command in the README and the guide, in code blocks and between backticks."""
    found = []
    for path in (ROOT / "README.md", ROOT / "docs" / "guide.md"):
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        lines = [
            part for block in blocks for line in block.splitlines() for part in line.split("&&")
        ]
        inline = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
        for candidate in [*lines, *inline]:
            matched = COMMAND.match(" ".join(candidate.split()))
            if matched:
                found.append(matched["arguments"])
    return found


def test_the_documents_show_every_command() -> None:
    shown = {arguments.split()[0] for arguments in commands()}
    assert shown == {
        "demo", "styles", "transfer", "inspect", "repair", "evaluate", "batch", "compare", "train",
    }  # fmt: skip


@pytest.mark.parametrize("arguments", commands())
def test_a_documented_command_is_understood(arguments: str) -> None:
    parsed = build_parser().parse_args(shlex.split(arguments))
    assert parsed.command == arguments.split()[0]
