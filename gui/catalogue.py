"""Keeps ``resources/translations`` in step with the sources.

    python -m gui.catalogue update    collect the texts into the .ts files, keep what is translated
    python -m gui.catalogue missing   list what has no translation yet
    python -m gui.catalogue compile   make the .qm files and the list of the engine's sentences

The .ts files open in Qt Linguist. The glossary for translators stands in docs/translating.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gui.language import CONTEXT, ENGLISH, LANGUAGES, TEMPLATES_FILE, TRANSLATIONS_DIR
from gui.source_texts import SourceText, source_texts

# How many forms a plural has.
PLURAL_FORMS = {ENGLISH: 2, "zh_CN": 1}
_PLACEHOLDER = re.compile(r"\{\w*\}|%n")


@dataclass(frozen=True)
class Message:
    """A source and its translation: one form, or one for every plural."""

    source: str
    forms: tuple[str, ...]
    plural: bool
    places: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return bool(self.forms) and all(form.strip() for form in self.forms)


def ts_path(code: str) -> Path:
    return TRANSLATIONS_DIR / f"kintsugi_{code}.ts"


def qm_path(code: str) -> Path:
    return ts_path(code).with_suffix(".qm")


def read_messages(code: str) -> dict[str, Message]:
    """The messages of a language by their source; empty where there is no file yet."""
    path = ts_path(code)
    if not path.exists():
        return {}
    found = {}
    for node in ET.parse(path).getroot().iter("message"):
        source = node.findtext("source") or ""
        translation = node.find("translation")
        plural = node.get("numerus") == "yes"
        forms: tuple[str, ...] = ()
        if translation is not None:
            children = translation.findall("numerusform")
            forms = tuple(c.text or "" for c in children) or (translation.text or "",)
        places = tuple(str(place.get("filename")) for place in node.findall("location"))
        found[source] = Message(source, forms, plural, places)
    return found


def updated(code: str, sources: dict[str, SourceText]) -> list[Message]:
    """One message per source; translations are kept, those of vanished sources go.

    The English file has the plurals only: the sources are English.
    """
    old = read_messages(code)
    messages = []
    for text, source in sources.items():
        if code == ENGLISH and not source.plural:
            continue
        count = PLURAL_FORMS[code] if source.plural else 1
        known = old.get(text)
        forms = known.forms if known is not None and len(known.forms) == count else ("",) * count
        messages.append(Message(text, forms, source.plural, tuple(sorted(source.places))))
    messages.sort(key=lambda message: (message.places[0], message.source))
    return messages


def write_messages(code: str, messages: Sequence[Message]) -> None:
    root = ET.Element("TS", version="2.1", language=code, sourcelanguage=ENGLISH)
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for message in messages:
        node = ET.SubElement(context, "message")
        if message.plural:
            node.set("numerus", "yes")
        for place in message.places:
            ET.SubElement(node, "location", filename=place)
        ET.SubElement(node, "source").text = message.source
        translation = ET.SubElement(node, "translation")
        if not message.is_done:
            translation.set("type", "unfinished")
        if message.plural:
            for form in message.forms:
                ET.SubElement(translation, "numerusform").text = form
        else:
            translation.text = message.forms[0]
    ET.indent(root, "    ")
    text = ET.tostring(root, encoding="unicode")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    ts_path(code).write_text(f"{header}{text}\n", encoding="utf-8")


def templates(sources: dict[str, SourceText]) -> list[str]:
    """The engine's sentences with values in them, which are matched when they are shown."""
    return sorted(text for text, source in sources.items() if source.is_template)


def problems(code: str, sources: dict[str, SourceText]) -> list[str]:
    """What is wrong with the .ts file of a language, a sentence each."""
    found = []
    messages = read_messages(code)
    wanted = {m.source: m for m in updated(code, sources)}
    found += [f"not collected: {text!r}" for text in wanted if text not in messages]
    found += [f"no longer used: {text!r}" for text in messages if text not in wanted]
    for source in wanted.keys() & messages.keys():
        message = messages[source]
        if not message.is_done or len(message.forms) != len(wanted[source].forms):
            found.append(f"not translated: {source!r}")
            continue
        values = set(_PLACEHOLDER.findall(source))
        for form in message.forms:
            others = set(_PLACEHOLDER.findall(form))
            if others - values or any(not _may_be_left_out(v) for v in values - others):
                found.append(f"other placeholders in the translation of {source!r}")
    return sorted(found)


def _may_be_left_out(placeholder: str) -> bool:
    """The number in "one place", and the s of an English plural."""
    return placeholder == "%n" or placeholder.startswith("{if_")


def compile_all(sources: dict[str, SourceText]) -> None:
    """Make the .qm files with lrelease, which comes with PySide6, and the list of templates."""
    for code in LANGUAGES:
        command = [str(Path(sys.executable).with_name("pyside6-lrelease")), "-silent"]
        subprocess.run([*command, str(ts_path(code)), "-qm", str(qm_path(code))], check=True)
    text = json.dumps(templates(sources), ensure_ascii=False, indent=1)
    TEMPLATES_FILE.write_text(f"{text}\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Keep the translations in step.")
    parser.add_argument("step", choices=("update", "missing", "compile"))
    step = parser.parse_args(arguments).step
    sources = source_texts()
    if step == "update":
        for code in LANGUAGES:
            write_messages(code, updated(code, sources))
    elif step == "compile":
        compile_all(sources)
    wrong = [f"{code}: {line}" for code in LANGUAGES for line in problems(code, sources)]
    print("\n".join(wrong) or f"{len(sources)} texts, all translated.")
    return 1 if wrong and step == "missing" else 0


if __name__ == "__main__":
    sys.exit(main())
