"""Speaks as `kintsugi train --json` does, without training anything.

The file beside it, script.json, says what: what it tells at once, and how it ends when it is asked
to stop. The words that it was started with are left in words.json.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any


def tell(said: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        print(json.dumps(said), flush=True)


def main() -> int:
    here = Path(sys.argv[1])
    (here / "words.json").write_text(json.dumps(sys.argv[2:]))
    script = json.loads((here / "script.json").read_text())
    for said in script["told"]:
        tell(said)
    print("no JSON at all", flush=True)
    if script.get("waits"):
        asked = os.read(0, 64)
        (here / "asked.json").write_text(json.dumps(asked.decode()))
        while script.get("hangs"):
            os.read(0, 64)
        for said in script["stopped"]:
            tell(said)
    sys.stderr.write(script.get("complaint", ""))
    return int(script.get("code", 0))


if __name__ == "__main__":
    sys.exit(main())
