"""A cursor brings back the place that it was made for, in the question that it was made for, and nothing else does."""

import base64
from datetime import date
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.desk.queue import _cursor, _read_cursor
from services.desk.queue_order import Filters, Position
from services.paging import TAG_BYTES, Asked, Order, part_of
from services.refusals import InvalidFields

KEYS = st.binary(min_size=32, max_size=32)
IDS = st.uuids().map(str)
SOME = st.none() | st.sampled_from(["submitted", "homework", "", '"', "\n", "源汇"])
FILTERS = st.builds(
    Filters,
    office_id=st.none() | IDS,
    status=SOME,
    category=SOME,
    matter=SOME,
    severity=st.none() | st.integers(0, 2),
    overdue=st.none() | st.booleans(),
    assignee=SOME,
)
POSITIONS = st.builds(Position, next_due_on=st.dates(date(2021, 1, 1)), severity=st.integers(0, 2), id=IDS)


def asked(key, office_id, filters):
    """Who asks what, as far as a cursor knows."""
    return SimpleNamespace(world=SimpleNamespace(cursor_key=key)), SimpleNamespace(office_id=office_id), filters


QUESTIONS = st.builds(asked, KEYS, IDS, FILTERS)
A_QUESTION = asked(bytes(32), "office", Filters(status="submitted"))
A_CURSOR = _cursor(*A_QUESTION, Position(date(2026, 11, 18), 1, "case"))


def refused(question, cursor):
    with pytest.raises(InvalidFields) as refusal:
        _read_cursor(*question, cursor)
    return [(error.field, error.reason.code) for error in refusal.value.errors] == [("cursor", "cursor_invalid")]


@given(QUESTIONS, POSITIONS)
def test_a_cursor_brings_back_its_place(question, position):
    cursor = _cursor(*question, position)
    assert _read_cursor(*question, cursor) == position
    assert cursor.isascii()
    assert len(cursor) <= 1000


@given(QUESTIONS, QUESTIONS, POSITIONS)
def test_a_cursor_of_another_question_another_office_or_another_service_is_refused(question, other, position):
    cursor = _cursor(*question, position)
    for number in range(3):
        mixed = [*question[:number], other[number], *question[number + 1 :]]
        assert other[number] == question[number] or refused(mixed, cursor)


@given(st.integers(0, 8 * len(base64.urlsafe_b64decode(A_CURSOR)) - 1))
def test_every_flipped_bit_of_a_cursor_is_noticed(at):
    changed = bytearray(base64.urlsafe_b64decode(A_CURSOR))
    changed[at // 8] ^= 1 << at % 8
    assert refused(A_QUESTION, base64.urlsafe_b64encode(changed).decode())


@given(st.integers(0, len(A_CURSOR) - 1), st.text(max_size=8))
def test_a_cursor_that_was_cut_or_put_together_is_refused(length, tail):
    cut = A_CURSOR[:length] + tail
    assert cut == A_CURSOR or refused(A_QUESTION, cut)


@given(st.text(max_size=1000) | st.binary(max_size=700).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_text_that_nobody_gave_out_is_a_cursor(text):
    assert refused(A_QUESTION, text)


def test_a_place_without_its_tag_is_refused():
    place = base64.urlsafe_b64decode(A_CURSOR)[TAG_BYTES:]
    assert refused(A_QUESTION, base64.urlsafe_b64encode(place).decode())
    assert refused(A_QUESTION, base64.urlsafe_b64encode(bytes(TAG_BYTES) + place).decode())


@given(st.lists(st.dates(), min_size=1, max_size=9), st.integers(1, 4))
def test_a_list_that_is_ordered_by_days_is_walked_to_its_end(days, limit):
    """Several rows of a day, too: their ids tell them apart."""
    table = sa.Table("line", sa.MetaData(), sa.Column("on", sa.Date), sa.Column("id", sa.Integer))
    order = Order((table.c.on, table.c.id), lambda row: row)
    with sa.create_engine("sqlite://").connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"on": on, "id": number} for number, on in enumerate(days)])
        work = SimpleNamespace(db=connection, world=SimpleNamespace(cursor_key=bytes(32)))
        walked, next_one = [], Asked(limit=limit)
        while not walked or next_one.cursor is not None:
            part = part_of(work, sa.select(table), next_one, order, bound=b"", item=lambda *row: row)
            walked += part.items
            next_one = Asked(part.next_cursor, limit)
    assert walked == sorted((on, number) for number, on in enumerate(days))
