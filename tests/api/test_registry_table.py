"""A list of the registry is taken away in the columns in which it is brought: brought back, it changes nothing."""

import csv
import io

import pytest

from policy.registry import COLUMNS, ListKind
from tests.api.administration import administrator
from tests.api.lists import apply, bring, counts

__all__ = ["administrator", "bring"]
LISTS = {
    "schools": "division_code,name,stage,kind,boarding,school_code,office\n"
    "411102,实验小学,小学,公办,是,2141000001,411100/education\n411103,第二小学,primary,,,,\n",
    "institutions": "division_code,name,credit_code,licence_number,teaches_subjects,converted_on,closed_on\n"
    "411102,晨星培训,9144030071526726XG,教民1411,是,2021-12-01,\n411102,坏行,,,,,2022-01-01\n",
    "calendars": "division_code,first,last,period,school_code\n411102,2026-11-09,2026-11-13,假期,\n"
    "411102,2026-11-16,2026-11-20,term,2141000001\n",
    "prices": "division_code,mode,price_stage,minutes,smallest,largest,yuan,effective_from,effective_to\n"
    "411100,offline,compulsory,45,1,9,30.50,2026-01-01,2026-12-31\n"
    "411100,offline,compulsory,45,10,,20,2026-01-01,2026-12-31\n",
    "indicators": "division_code,indicator,reporting_period,amount,stated_in\n"
    "410000,after_school_schools,2026-06,3190,年度通报\n410000,after_school_funds,2025,1250,\n",
}


@pytest.fixture
def brought(administrator, bring):
    """Every list, applied; the schools first, for a calendar names one."""
    for kind, text in LISTS.items():
        made = bring(text, kind).json
        assert made["refused"] == 0, made
        apply(administrator, made)


def table(administrator, kind, **query):
    answer = administrator.get("/registry/table", list_kind=kind, **query)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.json
    return answer.data


@pytest.mark.parametrize("kind", list(ListKind))
def test_what_is_taken_away_and_brought_back_changes_nothing(administrator, bring, brought, kind):
    taken = table(administrator, kind)
    rows = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    assert len(rows) > len(LISTS[kind].splitlines()) - 1
    assert len(rows[0]) == len(COLUMNS[kind])
    again = bring(taken, kind)
    assert again.status_code == 201, again.json
    assert counts(again.json) == (0, 0, len(rows) - 1, 0)


def test_a_list_of_one_place_has_that_place_alone(administrator, brought):
    lines = table(administrator, "schools", division_code="411103").decode("utf-8-sig").splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == {"411103"}
    unknown = administrator.get("/registry/table", list_kind="schools", division_code="9")
    assert unknown.json["errors"][0]["field"] == "division_code"
    assert administrator.get("/registry/table").status_code == 422


def test_no_cell_of_it_is_a_formula(administrator, bring):
    apply(administrator, bring("division_code,name,stage\n411102,=1+1,primary\n", "schools").json)
    assert b",'=1+1," in table(administrator, "schools")
