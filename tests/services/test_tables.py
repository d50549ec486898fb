"""Tables to take away hold nothing that a spreadsheet carries out, in whatever width it is written."""

import pytest

from services.tables import FORMULA, cell


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}"])
def test_what_begins_like_a_formula_is_written_as_text(begins):
    assert cell(f"{begins}HYPERLINK(1)") == f"'{begins}HYPERLINK(1)"


def test_numbers_and_names_stay_as_they_are():
    assert [cell(-1), cell("第一中学"), cell(None)] == [-1, "第一中学", ""]
    assert all(len(one) == 1 for one in FORMULA)
