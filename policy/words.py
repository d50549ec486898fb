"""Every sentence a person reads, by code, in each language; zh-Hans is the original, en its equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from policy.documents import Documents
from policy.forms import Forms, Question
from policy.reading import DATA, BadPolicyData, read_words
from policy.rules import Rules
from policy.vocabulary import (
    Concern,
    Event,
    Outcome,
    Reason,
    ReporterRole,
    Result,
    Role,
    SchoolStage,
    Severity,
    Source,
    Status,
)

ZH_HANS, EN = "zh-Hans", "en"
LOCALES = (ZH_HANS, EN)
BY_LANGUAGE: Mapping[str, str] = {"zh": ZH_HANS, "en": EN}
RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
MOST_RANGES = 20
FIXED = frozenset({"push.title", "push.text"})
BETWEEN: Mapping[str, str] = {ZH_HANS: "、", EN: ", "}


@dataclass(frozen=True)
class Words:
    """The texts by locale and code; `laid` are the codes for which a deployment has words of its own in all of them."""

    texts: Mapping[str, Mapping[str, str]]
    laid: frozenset[str] = frozenset()

    def say(self, code: str, params: Mapping[str, object], locale: str) -> str:
        """The sentence of a code with its `{name}` places filled; KeyError for a code or a param that is not there.

        A param whose name and value make a code is said as well: `department=education` by `department.education`; so
        is a Reason; a tuple is listed, its Reasons said and all else as it is.
        A locale that we do not speak is answered in zh-Hans.
        """
        texts = self.texts.get(locale, self.texts[ZH_HANS])
        said = {name: self._param(name, value, locale) for name, value in params.items()}
        return texts[code].format_map(said)

    def _param(self, name: str, value: object, locale: str) -> object:
        if isinstance(value, Reason):
            return self.say(value.code, value.params, locale)
        if isinstance(value, tuple):
            return self._listed(value, locale)
        return self.texts.get(locale, self.texts[ZH_HANS]).get(f"{name}.{value}", value)

    def _listed(self, values: tuple[object, ...], locale: str) -> str:
        if values and all(isinstance(value, Reason) for value in values):
            return BETWEEN.get(locale, BETWEEN[ZH_HANS]).join(str(self._param("", value, locale)) for value in values)
        return ", ".join(map(str, values)) or "–"

    def has(self, code: str) -> bool:
        """Whether there is a sentence for this code."""
        return code in self.texts[ZH_HANS]


def match(accept_language: str | None) -> str:
    """The locale for an `Accept-Language` header (RFC 9110 §12.5.4); zh-Hans where we speak none of its languages."""
    best, weight = ZH_HANS, 0.0
    for part in (accept_language or "").split(",")[:MOST_RANGES]:
        found = RANGE.fullmatch(part)
        locale = BY_LANGUAGE.get(found[1].split("-")[0].lower()) if found else None
        quality = float(found[2] or 1) if found else 0.0
        if locale and quality > weight:
            best, weight = locale, quality
    return best


def codes_needed(forms: Forms, rules: Rules, documents: Documents) -> frozenset[str]:
    """Every code that the forms, rules, documents and the vocabulary say; other parts of policy add their own."""
    asked = (code for form in forms.values() for question in form.questions for code in _question_codes(question))
    cited = {documents[rule.document].article_code(rule.article) for rule in rules}
    named = {code for one in documents.values() for code in (one.title_code, one.issuer_code)}
    categories = {f"category.{category}" for category in forms}
    return FIXED.union(asked, cited, named, categories, (rule.text_code for rule in rules), _vocabulary_codes())


def load_words(needed: Iterable[str], data: Path = DATA, overlay: Path | None = None) -> Words:
    """The words of `data` and an overlay.

    Refuses, naming file and code, what is missing, unlike between languages or badly formed.
    """
    files, laid_files = _files(data), _files(overlay) if overlay is not None else None
    own = {locale: read_words(file) for locale, file in files.items()}
    laid = {locale: _laid_words(overlay, locale) for locale in LOCALES}
    texts = {locale: own[locale] | laid[locale] for locale in LOCALES}
    laid_codes = frozenset[str]().union(*laid.values())
    for code in sorted(frozenset(needed).union(*texts.values())):
        is_laid = code in laid_codes or code not in own[ZH_HANS]
        _refuse_unequal(laid_files if laid_files is not None and is_laid else files, code, texts)
    return Words(texts, frozenset.intersection(*map(frozenset, laid.values())))


def _refuse_unequal(files: Mapping[str, Path], code: str, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse a code that a language does not have, or has with other places than zh-Hans."""
    for locale, file in files.items():
        if code not in texts[locale]:
            raise BadPolicyData(file, 1, f"{code}: no words")
    for locale, file in files.items():
        if _places(file, code, texts[locale]) != _places(files[ZH_HANS], code, texts[ZH_HANS]):
            raise BadPolicyData(file, _line_of(file, code), f"{code}: not the same places as in zh-Hans")


def _files(folder: Path) -> Mapping[str, Path]:
    return {locale: _file(folder, locale) for locale in LOCALES}


def _file(folder: Path, locale: str) -> Path:
    return folder / "words" / f"{locale}.json"


def _laid_words(overlay: Path | None, locale: str) -> dict[str, str]:
    file = _file(overlay, locale) if overlay else None
    return read_words(file) if file and file.exists() else {}


def _question_codes(question: Question) -> Iterable[str]:
    yield f"{question.code}.label"
    yield f"{question.code}.help"
    yield from (question.option_code(value) for value in question.options)
    if question.unit:
        yield f"unit.{question.unit}"


def _vocabulary_codes() -> Iterable[str]:
    yield from (f"status_for_reporter.{one}" for one in Status)
    yield from (f"severity.{one.word}" for one in Severity)
    named = (
        ("status", Status),
        ("event", Event),
        ("outcome", Outcome),
        ("result", Result),
        ("reporter_role", ReporterRole),
        ("source", Source),
        ("role", Role),
        ("concern", Concern),
        ("stage", SchoolStage),
    )
    yield from (f"{stem}.{one}" for stem, members in named for one in members)


def _places(file: Path, code: str, texts: Mapping[str, str]) -> frozenset[str]:
    """The names in braces; only plain names are allowed, so that no text can reach into a value."""
    try:
        parts = [(name, form, turn) for _, name, form, turn in Formatter().parse(texts[code]) if name is not None]
    except ValueError:
        raise BadPolicyData(file, _line_of(file, code), f"{code}: braces do not match") from None
    if any(form or turn or not name.isidentifier() for name, form, turn in parts):
        raise BadPolicyData(file, _line_of(file, code), f"{code}: a place is a plain name in braces")
    return frozenset(name for name, _, _ in parts)


def _line_of(file: Path, code: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((number for number, line in enumerate(lines, 1) if f'"{code}"' in line), 1)
