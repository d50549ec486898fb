"""Lists for the registry: what a file may be, what its cells may say, and codes that check themselves."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.credit_codes import ALPHABET, check_character, is_credit_code
from policy.registry import COLUMNS, MOST_LINES, ListKind, read_list, registry_lexicon
from policy.tables import BadTable, decoded, table_lines
from tests.support.national import NATIONAL

LEXICON = registry_lexicon(NATIONAL.divisions, NATIONAL.words, NATIONAL.school_kinds, NATIONAL.indicators)
REAL = ["91110000600037341L", "9144030071526726XG", "91330100799655058B", "12100000400002259P"]
"""Published codes of well-known companies and a university."""


@pytest.mark.parametrize("code", REAL)
def test_a_published_credit_code_is_one(code):
    assert is_credit_code(code)


@pytest.mark.parametrize(
    "code", ["", "9" * 18, REAL[0][:-1], REAL[0].lower(), f" {REAL[0]}", REAL[0].replace("9", "I", 1)]
)
def test_what_is_no_credit_code_is_refused(code):
    assert not is_credit_code(code)


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code, place, other):
    spoilt = code[:place] + other + code[place + 1 :]
    assert is_credit_code(spoilt) == (spoilt == code)


@given(st.sampled_from(REAL), st.integers(8, 15))
def test_two_neighbours_that_change_places_are_found(code, place):
    """3ⁱ and 3ⁱ⁺¹ differ by 2·3ⁱ, which no difference of two characters but 0 brings to a multiple of 31."""
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_credit_code(swapped) == (swapped == code)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_each_number_has_one_check_character(first):
    whole = [first + last for last in ALPHABET if is_credit_code(first + last)]
    assert whole == [first + check_character(first)]


def read(kind, content):
    """The lines of a file, or why it is none."""
    try:
        return list(read_list(kind, decoded(content), NATIONAL.words, LEXICON)), None
    except BadTable as bad:
        return [], bad.reason


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"\x81")
def test_any_bytes_are_a_list_or_refused_with_a_reason(content):
    for kind in ListKind:
        lines, refused = read(kind, content)
        assert lines or all(NATIONAL.words.say(refused.code, refused.params, locale) for locale in ("en", "zh-Hans"))


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["411102", "2026-01-01", "是", "小学", "1", "45", "offline", "compulsory", "term", REAL[0], "411100/education"]
)


@given(st.sampled_from(ListKind), st.lists(st.lists(CELLS, min_size=11, max_size=11), min_size=1, max_size=4))
def test_any_cells_are_values_or_errors_that_can_be_said(kind, rows):
    names = [column.name for column in COLUMNS[kind]]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row[: len(names)]) for row in rows]
    text = "\n".join([",".join(names), *quoted])
    lines, refused = read(kind, text.encode())
    assert lines or refused.code == "import.empty"
    for line in lines:
        for error in line.errors:
            assert error.field in {"", *names}
            assert NATIONAL.words.say(error.reason.code, error.reason.params, "en")
        if not line.errors:
            assert set(line.values) == set(names)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_days_are_read_as_spreadsheets_write_them(day):
    for text in (f"{day}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"):
        line = f"411100,{text},{day},term"
        (read,) = read_list(ListKind.CALENDARS, f"division_code,first,last,period\n{line}", NATIONAL.words, LEXICON)
        assert (read.values["first"], read.errors) == (day, ())


def test_headings_are_read_in_each_language_and_lines_keep_their_numbers():
    text = 'Name,区划代码,STAGE\n"甲\n乙",411102,x\n\n丙,411102,Primary school\n'
    first, second = read_list(ListKind.SCHOOLS, text, NATIONAL.words, LEXICON)
    assert (first.number, [error.field for error in first.errors]) == (2, ["name", "stage"])
    assert (second.number, second.values) == (5, {"name": "丙", "division_code": "411102", "stage": "primary"})


def test_a_former_code_is_read_as_today_s_division():
    code, today = next(
        (old, new) for old, new in NATIONAL.divisions.former.items() if NATIONAL.divisions.reportable(new)
    )
    (line,) = read_list(ListKind.SCHOOLS, f"division_code,name,stage\n{code},甲,小学", NATIONAL.words, LEXICON)
    assert line.values["division_code"] == today


def test_prices_are_exact():
    text = "division_code,mode,price_stage,minutes,smallest,yuan,effective_from\n411100,线上,高中,30,1,20.05,2026-1-1"
    (line,) = read_list(ListKind.PRICES, text, NATIONAL.words, LEXICON)
    assert line.values["yuan"] == Decimal("20.05")


def test_a_file_with_too_many_lines_is_refused():
    with pytest.raises(BadTable, match=r"import\.too_many_lines"):
        list(table_lines("name\n" + "x\n" * 4, {"name": "name"}, ["name"], 3))
    assert MOST_LINES >= 50_000


def test_no_two_columns_of_a_list_have_one_heading():
    for columns in COLUMNS.values():
        for texts in NATIONAL.words.texts.values():
            said = [texts[f"column.{column.name}"] for column in columns]
            assert len(set(said)) == len(said)
