"""Each kind of cell of the registry's lists: what it reads, and the word for why it does not."""

import tracemalloc
from datetime import date
from decimal import Decimal

import pytest

from policy import registry_cells as cells
from policy.registry import LARGEST_FILE, ListKind, read_list, registry_lexicon
from policy.tables import BadTable, decoded, table_lines
from tests.support.national import NATIONAL

LEXICON = registry_lexicon(NATIONAL.divisions, NATIONAL.words, NATIONAL.school_kinds, NATIONAL.indicators)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.name, "甲" * 200, "甲" * 200),
        (cells.number_of_licence, "教民1411", "教民1411"),
        (cells.reportable_division, "411102", "411102"),
        (cells.any_division, "410000", "410000"),
        (cells.province, "410000", "410000"),
        (cells.one_of("stage"), "小学", "primary"),
        (cells.yes_or_no, "是", True),
        (cells.yes_or_no, "No", False),
        (cells.day, "2026年2月28日", date(2026, 2, 28)),
        (cells.credit_code, "9144030071526726xg", "9144030071526726XG"),
        (cells.school_code, "3141000123", "3141000123"),
        (cells.office, "411102/education", "411102/education"),
        (cells.whole, "007", 7),
        (cells.money, "17.6", Decimal("17.6")),
    ],
)
def test_a_cell_is_read(reader, text, value):
    assert reader(LEXICON, text) == value


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (cells.name, "甲" * 201, "field.too_long"),
        (cells.name, "甲\n乙", "field.type_text"),
        (cells.number_of_licence, "1" * 41, "field.too_long"),
        (cells.reportable_division, "410000", "place.division_unknown"),
        (cells.reportable_division, "999999", "place.division_unknown"),
        (cells.any_division, "999999", "import.no_division"),
        (cells.province, "411102", "place.no_province"),
        (cells.province, "x", "place.no_province"),
        (cells.one_of("stage"), "大学", "field.not_offered"),
        (cells.yes_or_no, "也许", "import.yes_or_no"),
        (cells.day, "2026-02-29", "field.type_date"),
        (cells.day, "明天", "field.type_date"),
        (cells.credit_code, "9144030071526726X1", "import.credit_code"),
        (cells.school_code, "314100012", "import.school_code"),
        (cells.office, "411102", "import.office"),
        (cells.whole, "0", "field.type_integer"),
        (cells.whole, "-1", "field.type_integer"),
        (cells.money, "0", "field.type_money"),
        (cells.money, "1e3", "field.type_money"),
    ],
)
def test_a_cell_that_says_nothing_is_refused_with_a_word_for_why(reader, text, code):
    with pytest.raises(cells.BadCell) as refused:
        reader(LEXICON, text)
    assert refused.value.reason.code == code
    for locale in ("zh-Hans", "en"):
        assert NATIONAL.words.say(code, refused.value.reason.params, locale)


@pytest.mark.parametrize(
    ("content", "code", "column"),
    [
        (b"\x81", "import.encoding", None),
        ("name\n甲\0".encode(), "import.encoding", None),
        (b"", "import.missing_column", "name"),
        (b"name\n", "import.empty", None),
        (b"name\n , \n", "import.empty", None),
        (b"name,salary\na,1\n", "import.unknown_column", None),
        (b"name,NAME\na,b\n", "import.repeated_column", "name"),
        (b"town\na\n", "import.missing_column", "name"),
        (b'name\n"a\n', "import.broken", None),
        (b"name\na\nb\nc\n", "import.too_many_lines", None),
        (b"name\n" + b"a" * 20_001, "import.too_long_line", None),
        (b"name\na\n" + b'"' + b"a\n" * 10_001, "import.too_long_line", None),
        (b"," * 20_001, "import.too_long_line", None),
    ],
)
def test_what_is_no_table_is_refused_with_a_word_for_why(content, code, column):
    with pytest.raises(BadTable) as refused:
        list(table_lines(decoded(content), {"name": "name", "town": "town"}, ["name"], 2))
    assert (refused.value.reason.code, refused.value.column) == (code, column)


@pytest.mark.parametrize("cell", ["a", ",", '"",', '"\n",'])
@pytest.mark.parametrize("head", ["", "name,town\n"])
def test_a_file_of_one_line_takes_no_more_memory_than_it_has_bytes(head, cell):
    """As many bytes as are taken at all, of which each could be a cell of its own."""
    text = head + cell * (LARGEST_FILE // len(cell))
    tracemalloc.start()
    try:
        with pytest.raises(BadTable) as refused:
            list(table_lines(text, {"name": "name", "town": "town"}, ["name"], 2))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.reason.code == "import.too_long_line"
    assert refused.value.reason.params["line"] == 1 + bool(head)
    assert most < 5 * LARGEST_FILE  # StringIO has four bytes for each character


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_is_read(encoding):
    assert decoded("名称\n漯河市第一小学\n".encode(encoding)) == "名称\n漯河市第一小学\n"


def test_a_line_with_too_few_cells_is_an_error_of_that_line_and_of_no_other():
    text = "division_code,name,stage\n411102,甲\n411102,乙,小学\n"
    short, whole = read_list(ListKind.SCHOOLS, text, NATIONAL.words, LEXICON)
    assert [(one.reason.code, one.reason.params) for one in short.errors] == [("import.cells", {"count": 2})]
    assert (short.number, whole.number, whole.errors) == (2, 3, ())


def test_a_school_code_is_ten_digits():
    assert cells.is_school_code("3141000123")
    assert not cells.is_school_code("31410001234")
