"""Every way through a queue has an index in its order, so that a page takes as long among many cases as among few."""

import re
from datetime import date, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from models import Case, new_id
from models.base import Base
from models.cases import FLAGS
from models.engine import create_engine
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Role, Status
from services.desk.queue_order import Filters, Position, Question, next_ids
from services.keyring import Actor

TODAY = date(2026, 11, 18)
OFFICE = "0f0f0f0f-0000-4000-8000-000000000002"
PLACE = Position(TODAY, 1, "0f0f0f0f-0000-4000-8000-000000000001")
INDEXES = [
    ({}, {"queue"}),
    ({"status": "submitted"}, {"status_queue"}),
    ({"status": "closed"}, {"status_queue"}),
    ({"status": "accepted", "overdue": True}, {"status_queue"}),
    ({"status": "accepted", "overdue": False}, {"status_queue"}),
    ({"severity": 1}, {"severity_queue"}),
    ({"severity": 0, "overdue": True}, {"open_severity_queue"}),
    ({"assignee": OFFICE, "overdue": True}, {"open_assignee_queue"}),
    ({"severity": 0, "status": "submitted", "category": "homework"}, {"status_queue"}),
    ({"category": "homework"}, {"category_queue"}),
    ({"matter": "homework"}, {"matter_queue"}),
    ({"assignee": OFFICE}, {"assignee_queue"}),
    ({"open": True}, {"open_queue"}),
    ({"open": False}, {"done_queue"}),
    ({"open": True, "overdue": False}, {"open_queue"}),
    ({"open": True, "severity": 0}, {"open_severity_queue"}),
    ({"overdue": True}, {"open_queue"}),
    ({"overdue": False}, {"open_queue", "done_queue"}),
    ({"concern": "silent"}, {"open_queue"}),
    *(({"concern": flagged}, {f"{flagged}_queue"}) for flagged in FLAGS),
    ({"concern": "urged", "severity": 0}, {"urged_queue"}),
    ({"concern": "bounced", "overdue": True, "status": "accepted"}, {"bounced_queue"}),
]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request):
    """A table whose rows PostgreSQL knows, so that its plans are those of a desk and do not hang on what ran before."""
    with request.getfixturevalue(f"{request.param}_databases").empty() as url:
        engine = create_engine(url)
        Base.metadata.create_all(engine)
        if engine.name == "postgresql":
            with engine.begin() as connection:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # of offices there are none
                connection.execute(sa.insert(Case), [a_case(number) for number in range(4000)])
                connection.exec_driver_sql("ANALYZE")
        yield engine
        engine.dispose()


def a_case(number):
    """A row unlike its neighbours in all that a queue can be asked for; one of 300 bears a flag."""
    other = f"0f0f0f0f-0000-4000-8000-{number % 41:012}"
    day = TODAY + timedelta(days=number % 61 - 30)
    days = ("status_since", "submitted_on", "accept_on", "first_answer_on", "finish_on", "next_due_on")
    flagged = {flag: number % 300 == place for place, flag in enumerate(FLAGS.values())}
    seen = dict.fromkeys(("office_id", "assignee_id"), other) | {"alerted_office_id": None if number % 50 else other}
    return {
        **dict.fromkeys(days, day),
        **flagged,
        **seen,
        "id": new_id(),
        "category": f"category-{number % 11}",
        "matter": f"matter-{number % 7}",
        "division_code": "411102",
        "status": list(Status)[number % len(Status)],
        "severity": number % 3,
        "safety": False,
        "due_is_provisional": False,
    }


def plan_of(engine, role, filters, after):
    """The lines of the plan that the database makes for a page."""
    actor = Actor(new_id(), "somebody", role, OFFICE, b"")
    dialect = engine.dialect
    statement = next_ids(Question(actor, Filters(**filters), TODAY, after, 3, dialect.name))
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        if dialect.name == "sqlite":
            return [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
        for method in ("seqscan", "bitmapscan", "sort"):  # too few rows here for an index to be worth it
            connection.exec_driver_sql(f"SET LOCAL enable_{method} = off")
        return [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {text}")]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
@pytest.mark.parametrize("after", [None, PLACE], ids=["first", "later"])
@pytest.mark.parametrize(("filters", "expected"), INDEXES, ids=str)
def test_a_page_is_read_along_the_index_of_its_filter(engine, role, filters, expected, after):
    plan = plan_of(engine, role, filters, after)
    used = set(re.findall(r"\bix_case_(\w+)", " ".join(plan)))
    assert [line for line in plan if "RIGHT PART" in line] == []
    assert [line for line in plan if re.search(r'(?:SCAN|Seq Scan on) "?case', line)] == []
    if engine.name == "sqlite" or filters.keys() == {"overdue"}:
        assert {name for name in used if not name.startswith("alerted")} == expected, plan
    else:  # PostgreSQL may take another along which it finds as little that does not fit
        assert used


def test_every_question_fits_the_index_it_is_sent_along(tmp_path):
    """SQLite, which is told which index to take, refuses a statement that it does not fit."""
    (tmp_path / "cases.db").touch()
    engine = create_engine(f"sqlite:///{tmp_path}/cases.db")
    Base.metadata.create_all(engine)
    values = {
        "status": (None, "submitted", "closed"),
        "category": (None, "homework"),
        "matter": (None, "homework"),
        "severity": (None, 1),
        "open": (None, True, False),
        "overdue": (None, True, False),
        "assignee": (None, OFFICE),
        "concern": (None, "appealed"),
    }
    for combined in product(*values.values()):
        filters = dict(zip(values, combined, strict=True))
        if not is_nothing(filters):
            plan = plan_of(engine, Role.SUPERVISOR, filters, PLACE)
            assert [line for line in plan if "RIGHT PART" in line or re.search(r'SCAN "?case', line)] == [], filters
    engine.dispose()


def is_nothing(filters):
    """Whether no case can be like that: nobody is sent to look for these."""
    is_open = {None: None, "submitted": True, "closed": False}[filters["status"]]
    is_open_too = True if filters["concern"] else None
    return len({is_open, filters["open"], filters["overdue"] or None, is_open_too} - {None}) > 1


def test_a_status_that_cannot_be_overdue_is_not_looked_for():
    actor = Actor(new_id(), "somebody", Role.OFFICER, new_id(), b"")
    for status in Status:
        question = Question(actor, Filters(status=status.value, overdue=True), TODAY, None, 3, "sqlite")
        assert (next_ids(question) is None) == (status not in UNANSWERED)


@pytest.mark.parametrize("changes", [{"office_id": None}, {"is_pending": True}])
def test_who_has_no_office_or_no_key_asks_for_nothing(changes):
    there = {"office_id": new_id(), "is_pending": False, **changes}
    actor = Actor(new_id(), "somebody", Role.OFFICER, private_key=b"", **there)
    assert next_ids(Question(actor, Filters(), TODAY, None, 3, "sqlite")) is None


def test_open_and_done_are_every_status_once(engine):
    """The partial indexes cover what the policy calls unanswered, and the rest."""
    where = {index.name: index.dialect_options["sqlite"]["where"] for index in Case.__table__.indexes}
    with engine.connect() as connection:
        for status in Status:
            said = sa.select(sa.literal(status.value).label("status")).subquery()
            parts = [
                connection.scalar(sa.select(sa.func.count()).select_from(said).where(where[name]))
                for name in ("ix_case_open_queue", "ix_case_done_queue")
            ]
            assert parts == ([1, 0] if status in UNANSWERED else [0, 1])
