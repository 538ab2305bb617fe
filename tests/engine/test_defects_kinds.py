"""The kinds of fault: stable, plainly worded, and light to import."""

from __future__ import annotations

import subprocess
import sys

from engine.operations.kinds import KIND_IDS, KINDS, find_kind


def test_nine_kinds_in_a_fixed_order():
    assert KIND_IDS == (
        "seam",
        "grid",
        "bleed",
        "halo",
        "smear",
        "hole",
        "blob",
        "clipping",
        "noise",
    )
    assert all(find_kind(kind.id) is kind for kind in KINDS)
    assert find_kind(None) is None and find_kind("rust") is None


def test_each_sentence_is_one_plain_sentence():
    for kind in KINDS:
        assert kind.sentence[0].isupper() and kind.sentence.endswith(".")
        assert kind.sentence.count(".") == 1 and len(kind.sentence) <= 80


def test_import_brings_nothing_heavy():
    check = (
        "import sys, engine.operations.kinds\n"
        "assert not {'torch', 'cv2', 'numpy'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True)
