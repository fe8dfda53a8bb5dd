"""Language: the words of tables and pages in the languages cxm speaks. Standard library only.

English stands in the code; the other languages are in `vocabulary.toml`, opened only when one of them is asked for. Machine outputs
never come here: their words are ids. What is not in the vocabulary, such as a label of an export, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from cxm.errors import UsageError, fold

VOCABULARY = Path(__file__).with_name("vocabulary.toml")
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh-TW": "繁體中文", "zh-CN": "简体中文", "ms": "Bahasa Melayu", "lt": "lietuvių"}
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that tell the language of messages; the first that is set counts."""
TRADITIONAL = ("tw", "hk", "mo", "hant")

TELLING = 20
"""Characters of a text that are its own, from which nobody else's can be taken for it."""

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def settled(asked: str | None, environment: Mapping[str, str]) -> str:
    """The language to speak: the one asked for, else that of the locale, English if cxm does not speak it.

    Raises:
        UsageError: cxm does not speak the language asked for.
    """
    if asked is None:
        return _of_locale(next((environment[name] for name in LOCALES if environment.get(name)), ""))
    known = {fold(name): name for name in LANGUAGES}
    if fold(asked) not in known:
        choices = ", ".join(f"{name} ({said})" for name, said in LANGUAGES.items())
        raise UsageError(f"unknown language: {asked!r}", cure=f"one of {choices}")
    return known[fold(asked)]


def _of_locale(name: str) -> str:
    """The language of a locale such as `zh_TW.UTF-8`."""
    language, *rest = re.split(r"[_.@-]", name.lower())
    if language == "zh":
        return "zh-TW" if set(rest) & set(TRADITIONAL) else "zh-CN"
    return language if language in LANGUAGES else ENGLISH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language spoken."""
    return _spoken.get()


def say(text: str, *filled: object) -> str:
    """A text of the vocabulary in the language spoken, its `{}` filled in order."""
    language = _spoken.get()
    words = text if language == ENGLISH else _words(language).get(text, text)
    return words.format(*filled) if filled else words


def heard(text: str) -> str:
    """A finished English text, such as a note of the engine or the grade `below 2%`, in the language spoken.

    What fills a short text is a figure, or is translated too: a label of the user's own that begins like one of ours stays as it is.
    """
    language = _spoken.get()
    if language == ENGLISH:
        return text
    words = _words(language)
    if text in words:
        return words[text]
    for template, pattern in _patterns(language):
        if (found := pattern.fullmatch(text)) is None:
            continue
        parts = [(part, heard(part)) for part in found.groups()]
        plain = len(template.replace("{}", "")) >= TELLING
        if plain or all(part != said or part in words or any(map(str.isdigit, part)) for part, said in parts):
            return words[template].format(*(said for _, said in parts))
    return text


def named(english: str, names: Mapping[str, str]) -> str:
    """A name in the language spoken, from those its declaration gives."""
    return names.get(_spoken.get().replace("-", "_"), english)


@cache
def _words(language: str) -> Mapping[str, str]:
    """English text -> text of a language."""
    import tomllib  # English is spoken without a vocabulary

    content = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))
    place = content.pop("languages").index(language)
    return {english: texts[place] for section in content.values() for english, texts in section.items()}


@cache
def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Texts with something to fill in, the longest first: what they fill in is then the least there can be."""
    templates = sorted((text for text in _words(language) if "{}" in text and text.replace("{}", "").strip()), key=len, reverse=True)
    return [(template, re.compile("(.+?)".join(map(re.escape, template.split("{}"))))) for template in templates]
