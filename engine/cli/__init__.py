"""The headless face of Kintsugi: the same operations as in the window, on the command line."""

from engine.cli.command import COMMANDS, main

__all__ = ["COMMANDS", "main"]
