"""Rows of synthetic cases are made part by part, by this process or by others: the same cases, none of them twice."""

from collections import Counter
from itertools import chain

import pytest

from demo.copies import CASE, EVENT, REPORT, REPORT_WRAP, TABLES, Copier
from demo.making import AT_ONCE, WORTH_A_PROCESS, Lot, Sheets, fitting, making
from demo.stencils import Course, Seat, Stencil
from security.envelope import open_sealed
from security.padding import pad
from security.wraps import generate_key_pair, unwrap
from services.keyring import report_key_for

OFFICE = "00000000-0000-4000-8000-000000000001"
PAIR = generate_key_pair()
SEAT = Seat(OFFICE, 3, PAIR.public)
MANY = 2 * AT_ONCE + 7
CATEGORY = list(TABLES[CASE].c.keys()).index("category")


def stencil(category):
    case = [category if name == "category" else None for name in TABLES[CASE].c.keys()]  # noqa: SIM118 - no mapping
    report, event = ([None] * len(TABLES[number].c) for number in (REPORT, EVENT))
    course = Course(case, report, "2026-11-20", (event, event), (None, pad(b"{}")), (2,), pad(b"[]"))
    return Stencil((course,), pad(category.encode()), (SEAT,), None)


TASK = Lot(Sheets([stencil("a"), stencil("b")], [1, 3]), MANY, 5, frozenset())


def made(lot, processes):
    """All rows, by table."""
    with making(lot, processes) as parts:
        rows = list(parts)
    assert [len(part[CASE]) for part in rows] == [len(part) for part in lot.parts]
    return [list(chain.from_iterable(part[number] for part in rows)) for number in range(len(TABLES))]


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_every_case_is_made_once_in_the_order_of_its_id_whoever_makes_it(processes):
    rows = made(TASK, processes)
    for number, each in ((CASE, 1), (REPORT, 1), (EVENT, 2)):
        ids = [row[0] for row in rows[number]]
        assert ids == sorted(set(ids))
        assert len(ids) == each * MANY
    named = dict(zip(TABLES[REPORT].c.keys(), zip(*rows[REPORT], strict=True), strict=True))
    for name in ("reference", "receipt_lookup", "body_mac", "sealed_key", "sealed_content", "sealed_reply"):
        assert len(set(named[name])) == MANY, name
    assert list(named["case_id"]) == [row[0] for row in rows[CASE]]
    drawn = [row[CATEGORY] for row in rows[CASE]]
    assert drawn == [row[CATEGORY] for row in made(TASK, 0)[CASE]]
    assert Counter(drawn)["b"] > MANY / 2


def test_each_report_opens_with_the_key_that_its_office_is_given():
    rows = made(Lot(TASK.sheets, 20, 5, frozenset()), 0)
    for case, report, wrap in zip(rows[CASE], rows[REPORT], rows[REPORT_WRAP], strict=True):
        given = dict(zip(TABLES[REPORT].c.keys(), report, strict=True))
        row_id = "-".join(given["id"][start:end] for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))
        key = unwrap(PAIR.private, wrap[-1], report_key_for(row_id, OFFICE, 3))
        for column, text in (("sealed_content", case[CATEGORY].encode()), ("sealed_reply", b"[]")):
            assert open_sealed(key, given[column], table="report", column=column, row_id=row_id) == text


def test_a_process_that_fails_is_no_end_of_the_list():
    nothing_to_draw = Lot(Sheets([], []), MANY, 5, frozenset())
    with making(nothing_to_draw, 1) as parts, pytest.raises(EOFError):
        next(parts)


def test_who_breaks_off_leaves_no_process_behind():
    with making(TASK, 2) as parts:
        next(parts)
    with pytest.raises(OSError, match="closed"):
        next(parts)


def test_a_copier_goes_on_where_it_is_told_to():
    whole, rest = Copier(10, ()), Copier(10, ())
    for _ in range(10):
        whole.copy(TASK.sheets.stencils[0], TASK.sheets.stencils[0].courses[0])
    rest.begin_at(5)
    rest.copy(TASK.sheets.stencils[0], TASK.sheets.stencils[0].courses[0])
    ids, [later] = ([row[0] for row in one.taken()[CASE]] for one in (whole, rest))
    assert ids[4] < later < ids[6]


@pytest.mark.parametrize(("cases", "least", "most"), [(1, 0, 0), (WORTH_A_PROCESS, 1, 3), (1_000_000, 1, 3)])
def test_few_cases_are_worth_no_process(cases, least, most):
    assert least <= fitting(cases) <= most
