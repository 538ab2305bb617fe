"""The language of the window: English sources, translations from ``resources/translations``.

Every text a person sees passes through :func:`tr`, :func:`tr_n` or :func:`tr_engine` at the
moment it is shown, never at import, so that switching the language needs no restart. The texts
given out are remembered with what they were made from, which lets ``gui.relabelling`` find the
words of an open window in the other language.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.resources import resource_path

CONTEXT = "Kintsugi"
ENGLISH = "en"
LANGUAGES: dict[str, str] = {ENGLISH: "English", "zh_CN": "简体中文"}
"""Code and own name of every language the window speaks."""

TRANSLATIONS_DIR = resource_path("translations")
TEMPLATES_FILE = TRANSLATIONS_DIR / "engine_sentences.json"

# Sentences with numbers in them never end; the texts of widgets are far fewer than this.
REMEMBERED_SENTENCES = 2000

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# A mix is called by its styles, each with its share: "Stipple 70% + Mosaic 30%".
_SHARE = re.compile(r"(.+) (\d+%)")
_MAX_DEPTH = 4


@dataclass(frozen=True)
class Origin:
    """What a shown text was made from: its English source and the values put into it."""

    source: str
    n: int = -1
    engine: bool = False
    values: Mapping[str, object] = field(default_factory=dict)

    def again(self) -> str:
        """The text in the present language."""
        if self.engine:
            return tr_engine(self.source)
        text = tr(self.source) if self.n < 0 else tr_n(self.source, self.n)
        if not self.values:
            return text
        return text.format(**{name: _value_again(value) for name, value in self.values.items()})


class ShownText(str):
    """A text of :func:`tr`; what ``format`` makes of it is remembered, too."""

    __slots__ = ("origin",)
    origin: Origin

    def format(self, *args: object, **values: object) -> str:
        made = str(self).format(*args, **values)
        if not args and all(isinstance(value, str | int | float) for value in values.values()):
            origin = Origin(self.origin.source, self.origin.n, values=values)
            _sentences[made] = origin
            _sentences.move_to_end(made)
            while len(_sentences) > REMEMBERED_SENTENCES:
                _sentences.popitem(last=False)
        return made


_translators: list[QTranslator] = []
_own: QTranslator | None = None
_code = ENGLISH
_labels: dict[str, Origin] = {}
_sentences: OrderedDict[str, Origin] = OrderedDict()


def tr(text: str) -> str:
    """Returns ``text`` in the language of the window; English where no translation exists.

    ``text`` is a literal at the place of the call, with ``{name}`` where a value goes:
    ``tr("Opened {name}").format(name=…)``.
    """
    return _shown(_looked_up(_own, text, -1) or text, Origin(text))


def tr_n(text: str, n: int) -> str:
    """Returns ``text`` for ``n`` things, in the right plural, with ``%n`` replaced by ``n``."""
    found = _looked_up(_own or _english(), text, n)
    if not found:
        found = text if n == 1 else _plainly_plural(text)
    return _shown(found.replace("%n", str(n)), Origin(text, n))


def tr_engine(text: str) -> str:
    """Returns a sentence of the engine (a label, an error, a step) in the window's language.

    Sentences with names and numbers in them are matched against the engine's own templates;
    one that is not known stays as it is.
    """
    shown = text if _own is None else _engine_text(text, _MAX_DEPTH)
    # A name that happens to be a label keeps the label's origin.
    if shown and shown not in _labels:
        _sentences[shown] = Origin(text, engine=True)
    return shown


def origin_of(shown: str) -> Origin | None:
    """What a text given out earlier was made from; None for texts from elsewhere."""
    return _labels.get(shown) or _sentences.get(shown)


def language() -> str:
    """The code of the language of the window, a key of `LANGUAGES`."""
    return _code


def in_a_row(*sentences: str) -> str:
    """Whole sentences one after another: a Chinese full stop has its space in itself."""
    return ("" if _code == "zh_CN" else " ").join(sentence for sentence in sentences if sentence)


def resolve_language(choice: str) -> str:
    """The code for a choice: itself, or for "system" the first wish of the system we speak."""
    if choice in LANGUAGES:
        return choice
    for wish in QLocale.system().uiLanguages():
        parts = wish.replace("-", "_").split("_")
        if parts[0] == "zh" and not {"Hant", "TW", "HK", "MO"} & set(parts):
            return "zh_CN"
        if parts[0] == ENGLISH:
            return ENGLISH
    return ENGLISH


def use_language(choice: str) -> bool:
    """Speak the language of ``choice`` ("system" or a code) from now on, Qt's dialogs too.

    Returns whether the language is another one than before. Windows that are open keep their
    words until ``gui.relabelling`` goes through them.
    """
    global _code, _own
    code = resolve_language(choice)
    if code == _code:
        return False
    for translator in _translators:
        QCoreApplication.removeTranslator(translator)
    _translators.clear()
    _code, _own = code, None
    if code != ENGLISH:
        _own = _loaded(f"kintsugi_{code}", str(TRANSLATIONS_DIR))
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _translators.extend(t for t in (_own, _loaded(f"qtbase_{code}", folder)) if t is not None)
        for translator in _translators:
            QCoreApplication.installTranslator(translator)
    _pattern_rows.cache_clear()
    _engine_text.cache_clear()
    return True


def _shown(text: str, origin: Origin) -> str:
    shown = ShownText(text)
    shown.origin = origin
    (_labels if origin.n < 0 else _sentences)[text] = origin
    return shown


def _value_again(value: object) -> object:
    origin = origin_of(value) if isinstance(value, str) else None
    return value if origin is None else origin.again()


def _loaded(name: str, folder: str) -> QTranslator | None:
    translator = QTranslator()
    return translator if translator.load(name, folder) else None


@lru_cache(maxsize=1)
def _english() -> QTranslator | None:
    """Has nothing but the plurals."""
    return _loaded("kintsugi_en", str(TRANSLATIONS_DIR))


def _looked_up(translator: QTranslator | None, text: str, n: int) -> str:
    if translator is None or not text:
        return ""
    return translator.translate(CONTEXT, text, None, n) or ""


def _plainly_plural(text: str) -> str:
    """For a text that is not in the catalogue yet: the last word with an s."""
    stem = text.rstrip(".!?:…")
    return stem + "s" + text[len(stem) :]


# --- sentences of the engine ------------------------------------------------------------------


def pattern_of(template: str) -> re.Pattern[str]:
    """A template with ``{name}`` in it as a pattern; its groups are the values."""
    parts = _PLACEHOLDER.split(template)
    pieces = [
        f"(?P<{part}>.*?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    ]
    return re.compile("".join(pieces), re.DOTALL)


@lru_cache(maxsize=1)
def _pattern_rows() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Pattern and translation, the templates with the most own words first."""
    try:
        templates: list[str] = json.loads(TEMPLATES_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    templates.sort(key=lambda template: -len(_PLACEHOLDER.sub("", template)))
    rows = ((pattern_of(t), _looked_up(_own, t, -1)) for t in templates)
    return tuple((pattern, translation) for pattern, translation in rows if translation)


def _filled(translation: str, values: Mapping[str, str]) -> str:
    """Not ``format``: a sentence may have braces of its own."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), translation)


@lru_cache(maxsize=1024)
def _engine_text(text: str, depth: int) -> str:
    exact = _looked_up(_own, text, -1)
    if exact or not depth:
        return exact or text
    for pattern, translation in _pattern_rows():
        match = pattern.fullmatch(text)
        if match is not None:
            values = {k: _engine_text(v, depth - 1) for k, v in match.groupdict().items()}
            return _filled(translation, values)
    shares = [_SHARE.fullmatch(part) for part in text.split(" + ")]
    if len(shares) > 1 and None not in shares:
        return " + ".join(f"{_engine_text(s[1], depth - 1)} {s[2]}" for s in shares if s)
    return text
