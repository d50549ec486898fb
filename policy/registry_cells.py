"""What the cells of a list for the registry may say: each reader makes a value of a text, or says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from policy.credit_codes import is_credit_code
from policy.divisions import Divisions, Level
from policy.vocabulary import Reason
from policy.words import Words

Value = str | int | bool | date | Decimal | None
LONGEST_NAME: Final = 200
LONGEST_NUMBER: Final = 40
DAY: Final = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
SCHOOL_CODE: Final = re.compile(r"\d{10}", re.ASCII)
WHOLE: Final = re.compile(r"\d{1,6}", re.ASCII)
MONEY: Final = re.compile(r"\d{1,5}(?:\.\d{1,2})?", re.ASCII)
OFFICE: Final = re.compile(r"(\d{6})/([a-z_]{1,40})", re.ASCII)
YES: Final = frozenset({"yes", "true", "1", "y", "是", "有"})
NO: Final = frozenset({"no", "false", "0", "n", "否", "无", "没有"})
AMOUNT: Final = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,3}", re.ASCII)
PERIOD: Final = re.compile(r"(\d{4})(?:年|(?:-|/|\.|年)(\d{1,2})月?)?", re.ASCII)
MONTHS: Final = 12
UNWRITABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class BadCell(Exception):
    """A cell that says nothing a column can hold."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)


@dataclass(frozen=True)
class Lexicon:
    """What cells are read with: places, and the codes of lists by every name they have in either language."""

    divisions: Divisions
    codes: Mapping[str, Mapping[str, str]]


CellReader = Callable[[Lexicon, str], Value]


def lexicon(divisions: Divisions, words: Words, lists: Mapping[str, Iterable[str]]) -> Lexicon:
    """Every list by its stem (`stage`): a code stands for itself, and for its word in each language."""
    codes = {
        stem: {
            name.casefold(): code
            for code in members
            for name in (code, *(texts[f"{stem}.{code}"] for texts in words.texts.values()))
        }
        for stem, members in lists.items()
    }
    return Lexicon(divisions, codes)


def name(_: Lexicon, text: str) -> str:
    """A name of at most 200 characters, in one line."""
    return _short(text, LONGEST_NAME)


def number_of_licence(_: Lexicon, text: str) -> str:
    """What stands on a licence; those have no common form."""
    return _short(text, LONGEST_NUMBER)


def reportable_division(lexicon: Lexicon, text: str) -> str:
    """Today's code of a place that reports can name; a former code is read as today's."""
    division = lexicon.divisions.today(text)
    if division is None or not lexicon.divisions.reportable(division.code):
        raise BadCell("place.division_unknown")
    return division.code


def any_division(lexicon: Lexicon, text: str) -> str:
    """Today's code of any division."""
    division = lexicon.divisions.today(text)
    if division is None:
        raise BadCell("import.no_division")
    return division.code


def province(lexicon: Lexicon, text: str) -> str:
    """The code of a province."""
    division = lexicon.divisions.get(text)
    if division is None or division.level is not Level.PROVINCE:
        raise BadCell("place.no_province")
    return division.code


def one_of(stem: str) -> CellReader:
    """A code of a list, or its word in either language."""

    def read(lexicon: Lexicon, text: str) -> str:
        found = lexicon.codes[stem].get(text.casefold())
        if found is None:
            raise BadCell("field.not_offered", allowed=", ".join(dict.fromkeys(lexicon.codes[stem].values())))
        return found

    return read


def yes_or_no(_: Lexicon, text: str) -> bool:
    """Yes or no, as people write it."""
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise BadCell("import.yes_or_no")


def day(_: Lexicon, text: str) -> date:
    """A date, as 2026-11-22, 2026/11/22, or 2026年11月22日."""
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def credit_code(_: Lexicon, text: str) -> str:
    """A unified social credit code whose check character is right; small letters are read as capitals."""
    if not is_credit_code(text.upper()):
        raise BadCell("import.credit_code")
    return text.upper()


def school_code(_: Lexicon, text: str) -> str:
    """The ten digits by which the ministry knows a school (学校标识码)."""
    return _matching(SCHOOL_CODE, text, "import.school_code")


def is_school_code(text: str) -> bool:
    """Whether it is one."""
    return SCHOOL_CODE.fullmatch(text) is not None


def office(_: Lexicon, text: str) -> str:
    """An office as DIVISION/DEPARTMENT; whether there is one is not known here."""
    return _matching(OFFICE, text, "import.office")


def whole(_: Lexicon, text: str) -> int:
    """A whole number above 0."""
    found = int(_matching(WHOLE, text, "field.type_integer"))
    if not found:
        raise BadCell("field.type_integer")
    return found


def money(_: Lexicon, text: str) -> Decimal:
    """Yuan above 0, with at most two decimals."""
    found = Decimal(_matching(MONEY, text, "field.type_money"))
    if not found:
        raise BadCell("field.type_money")
    return found


def amount(_: Lexicon, text: str) -> int:
    """A whole number of at most twelve digits, 0 too; commas may stand between thousands."""
    return int(_matching(AMOUNT, text, "import.amount").replace(",", ""))


def reporting_period(_: Lexicon, text: str) -> str:
    """A year or a month, as 2021, 2021年, 2021-07, 2021/7 or 2021年7月; said as `2021` or `2021-07`."""
    found = PERIOD.fullmatch(text)
    if found is None or int(found[1]) < 1 or not 1 <= int(found[2] or 1) <= MONTHS:
        raise BadCell("import.reporting_period")
    return found[1] if found[2] is None else f"{found[1]}-{int(found[2]):02}"


def _short(text: str, longest: int) -> str:
    if len(text) > longest:
        raise BadCell("field.too_long", max=longest)
    if UNWRITABLE.search(text):
        raise BadCell("field.type_text")
    return text


def _matching(shape: re.Pattern[str], text: str, code: str) -> str:
    if shape.fullmatch(text) is None:
        raise BadCell(code)
    return text


def _no_day() -> date:
    raise BadCell("field.type_date")
