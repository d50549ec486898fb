"""A page costs as many steps where there are many cases as where there are few: counted, since times tell of others."""

import random
from datetime import date, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from models import Case
from policy.vocabulary import Role
from services.desk.queue_order import Filters, Position, Question, next_ids
from services.keyring import Actor
from tests.services.test_queue_is_complete import case, offices, staff

__all__ = ["offices", "staff"]

TODAY = date(2026, 11, 18)
DAYS_BACK, DAYS_AHEAD = 600, 30
FEW, TIMES = 600, 8
LINES = 3
LONG_AGO = Position(TODAY - timedelta(days=DAYS_BACK - 60), 1, "0f0f0f0f-0000-4000-8000-000000000001")
AT_MOST = {"sqlite": 1.6, "postgresql": 4.0}
"""A walk past what is not asked for takes eight times as many. PostgreSQL's choice of blocks differs in each run."""
ASKED = [
    {},
    {"status": "submitted"},
    {"status": "referred_out"},
    {"category": "tutoring"},
    {"matter": "training_sport"},
    {"severity": 1},
    {"assignee": True},
    {"open": True},
    {"open": False},
    {"open": True, "severity": 0},
    {"open": True, "assignee": True},
    {"overdue": True},
    {"overdue": False},
    {"overdue": True, "severity": 0},
    {"overdue": False, "assignee": True},
]


@pytest.fixture
def fill(engine, offices, staff):
    """Put that many more cases of two years into the offices; PostgreSQL then knows how they lie."""
    chance = random.Random(20261122)  # noqa: S311 - rows, no secrets

    def add(number):
        rows = [case(chance, offices, staff) for _ in range(number)]
        for row in rows:
            row["next_due_on"] = TODAY + timedelta(days=chance.randint(-DAYS_BACK, DAYS_AHEAD))
            row["alerted_office_id"] = row["alerted_office_id"] if row["severity"] == 0 else None
        with engine.begin() as connection:
            connection.execute(sa.insert(Case.__table__), rows)
        if engine.name == "postgresql":
            with engine.connect().execution_options(jianfu_writes=False) as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")

    return add


@pytest.fixture
def cost(engine):
    """What a page costs: steps of SQLite's machine, or blocks that PostgreSQL touches."""

    def of(actor, filters, after):
        statement = next_ids(Question(actor, filters, TODAY, after, LINES, engine.name))
        with engine.connect() as connection:
            return (steps if engine.name == "sqlite" else blocks)(connection, statement)

    return of


def steps(connection, statement):
    taken, raw = [], connection.connection.driver_connection
    raw.set_progress_handler(lambda: taken.append(1), 1)
    assert len(list(connection.scalars(statement))) == LINES
    raw.set_progress_handler(None, 0)
    return len(taken)


def blocks(connection, statement):
    text = str(statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # the smaller database is not worth an index to it
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}").scalar()[0]["Plan"]
    assert plan["Actual Rows"] == LINES
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def test_a_page_costs_as_much_among_many_cases(engine, fill, cost, offices, staff):
    who = [Actor(staff[0], "o", Role.OFFICER, offices["411102"], b"")]
    who.append(Actor(staff[0], "s", Role.SUPERVISOR, offices["410000"], b""))
    asked = [Filters(**{k: staff[1] if k == "assignee" else v for k, v in each.items()}) for each in ASKED]
    pages = list(product(who, asked, (None, LONG_AGO)))
    fill(FEW)
    few = [cost(*page) for page in pages]
    fill(FEW * (TIMES - 1))
    many = [cost(*page) for page in pages]
    ratios = [after / before for after, before in zip(many, few, strict=True)]
    assert [found for found in zip(ratios, pages, few, many, strict=True) if found[0] > AT_MOST[engine.name]] == []
