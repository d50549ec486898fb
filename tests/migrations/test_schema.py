"""The database's schema is what the models say, on both engines, and can be taken back."""

import uuid
from datetime import date
from itertools import pairwise

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import Base
from models.schema import MIGRATIONS, alembic_config, is_migrated, migrate, rewind


@pytest.fixture(scope="module")
def revisions():
    """All revisions, newest first."""
    return list(ScriptDirectory.from_config(alembic_config()).walk_revisions())


def described(engine):
    """Tables with their columns, keys, indexes and constraints, as the database reports them."""
    found = sa.inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(table)],
            "primary key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (key["constrained_columns"], key["referred_table"]) for key in found.get_foreign_keys(table)
            ),
            "indexes": sorted((index["name"], index["column_names"]) for index in found.get_indexes(table)),
            "unique": sorted((one["name"], one["column_names"]) for one in found.get_unique_constraints(table)),
        }
        for table in found.get_table_names()
    }


@pytest.mark.promise("O3")
def test_there_is_one_head_and_one_line_to_it(revisions):
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1
    assert [newer.down_revision for newer, _ in pairwise(revisions)] == [
        older.revision for _, older in pairwise(revisions)
    ]
    assert revisions[-1].down_revision is None


def test_migrations_are_numbered_in_their_order(revisions):
    numbers = [f"{number:04}" for number in range(len(revisions), 0, -1)]
    assert [script.revision for script in revisions] == numbers
    files = sorted(file.name for file in (MIGRATIONS / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in files] == sorted(numbers)


@pytest.mark.promise("O3")
def test_models_equal_migrations(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.promise("O3")
def test_a_difference_between_models_and_migrations_would_be_seen(engine):
    other = sa.MetaData()
    for table in Base.metadata.sorted_tables[:-1]:
        table.to_metadata(other)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), other) != []


@pytest.mark.promise("O3")
def test_up_down_up_ends_where_it_began(empty_engine):
    migrate(empty_engine)
    there = described(empty_engine)
    rewind(empty_engine)
    assert set(described(empty_engine)) == {"alembic_version"}
    migrate(empty_engine)
    assert described(empty_engine) == there
    assert set(there) == set(Base.metadata.tables) | {"alembic_version"}


@pytest.mark.slow
@pytest.mark.promise("O3")
def test_each_step_can_be_taken_back_alone(empty_engine, revisions):
    for script in reversed(revisions):
        before = described(empty_engine)
        migrate(empty_engine, script.revision)
        after = described(empty_engine)
        rewind(empty_engine, script.down_revision or "base")
        assert {**described(empty_engine), "alembic_version": None} == {**before, "alembic_version": None}
        migrate(empty_engine, script.revision)
        assert described(empty_engine) == after


def test_a_database_knows_whether_it_is_migrated(empty_engine):
    assert not is_migrated(empty_engine)
    migrate(empty_engine)
    migrate(empty_engine)
    assert is_migrated(empty_engine)
    rewind(empty_engine)
    assert not is_migrated(empty_engine)


@pytest.mark.slow
@pytest.mark.promise("O3")
def test_a_migration_does_not_wait_long_for_a_lock(postgresql_databases):
    """A migration that waits for a lock holds up every request behind it: it gives up in 5 s, and changes nothing."""
    with postgresql_databases.empty() as url:
        engine = sa.create_engine(url, connect_args={"options": "-c statement_timeout=60000"})
        with engine.connect() as busy:
            busy.execute(sa.text("CREATE TABLE office (id integer)"))
            with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
                migrate(engine)
        assert described(engine) == {}
        engine.dispose()


def test_who_was_recused_by_an_appeal_stays_recused_up_and_down(empty_engine, world_of_rows):
    """0007 gives recusals a table of their own."""
    migrate(empty_engine, "0003")
    world_of_rows(empty_engine)
    recused = sa.text("SELECT staff_id FROM recusal")
    column = sa.text("SELECT recused_staff_id FROM appeal")
    with empty_engine.connect() as connection:
        before = connection.execute(column).scalars().all()
    assert len(before) == 1
    migrate(empty_engine, "0007")
    with empty_engine.connect() as connection:
        assert connection.execute(recused).scalars().all() == before
    rewind(empty_engine, "0003")
    with empty_engine.connect() as connection:
        assert connection.execute(column).scalars().all() == before


FLAGS = ("is_appealed", "is_bounced", "is_urged")


def test_cases_that_are_there_bear_the_flags_of_what_happened_to_them(empty_engine):
    """0031: what only other tables said, the case says too."""
    migrate(empty_engine, "0029")
    ids = {name: str(uuid.uuid4()) for name in ("here", "there", "appealed", "bounced", "urged", "plain", "report")}
    rows = [("office", {"id": "here", "division_code": "a"}), ("office", {"id": "there", "division_code": "b"})]
    rows += [("case", {"id": name, "office_id": "here"}) for name in ("appealed", "bounced", "urged", "plain")]
    rows += [("report", {"id": "report", "case_id": "appealed"})]
    rows += [("appeal", {"report_id": "report", "case_id": "appealed", "from_case_id": "plain"})]
    ways = [("bounced", 2, "here", "there"), ("bounced", 3, "there", "here"), ("plain", 2, "here", "there")]
    for case, version, left, came in ways:
        way = {"from_office_id": left, "to_office_id": came}
        rows.append(("transfer", {"case_id": case, "version": version, **way}))
    for case, answered in (("urged", None), ("plain", 3)):
        rows.append(("urging", {"case_id": case, "office_id": "there", "answered_version": answered}))
    put(empty_engine, rows, ids)
    migrate(empty_engine, "0031")
    with empty_engine.connect() as connection:
        found = connection.execute(sa.text(f'SELECT id, {", ".join(FLAGS)} FROM "case"'))  # noqa: S608 - constants
        flags = {str(uuid.UUID(str(row[0]))): tuple(map(bool, row[1:])) for row in found}
    expected = {"appealed": (True, False, False), "bounced": (False, True, False), "urged": (False, False, True)}
    assert flags == {ids[name]: expected.get(name, (False,) * 3) for name in ("appealed", "bounced", "urged", "plain")}


def test_cases_that_are_there_say_when_they_are_looked_at_again_and_that_they_went_up(empty_engine):
    """0034, 0035: and the other way round, 0034 tells the table that was there before."""
    migrate(empty_engine, "0033")
    ids = {name: str(uuid.uuid4()) for name in ("here", "promised", "raised", "old", "part", "plain")}
    rows = [("office", {"id": "here", "division_code": "a"})]
    rows += [("case", {"id": name, "office_id": "here"}) for name in ("promised", "raised", "old", "part", "plain")]
    rows += [("recheck", {"case_id": "promised", "recheck_on": date(2026, 12, 1)})]
    for case, version, why in (("raised", 2, "not_accepted"), ("old", 2, "office_closed"), ("plain", 2, "wrong_place")):
        way = {"from_office_id": "here", "to_office_id": "here", "reason_code": why}
        rows.append(("transfer", {"case_id": case, "version": version, **way}))
    rows += [("splitting", {"case_id": "old", "version": 3, "new_case_id": "part"})]
    put(empty_engine, rows, ids)
    migrate(empty_engine, "0035")
    with empty_engine.connect() as connection:
        told = {str(uuid.UUID(str(row.id))): row for row in connection.execute(sa.text('SELECT * FROM "case"'))}
    assert {name for name, key in ids.items() if key in told and told[key].is_raised} == {"raised", "old", "part"}
    days = {name: str(told[key].recheck_on) for name, key in ids.items() if key in told and told[key].recheck_on}
    assert days == {"promised": "2026-12-01"}
    rewind(empty_engine, "0033")
    with empty_engine.connect() as connection:
        before = connection.execute(sa.text("SELECT recheck_on FROM recheck")).scalars().all()
    assert [str(day) for day in before] == ["2026-12-01"]


@pytest.mark.promise("D3", "in part")
def test_joinings_that_are_there_say_whether_a_question_was_brought_along(empty_engine):
    """0036: of those that were undone, only a question that was asked before."""
    migrate(empty_engine, "0035")
    names = ("into", "used", "unused", "back", "back_unused")
    ids = {name: str(uuid.uuid4()) for name in (*names, "here", *(f"asks_{name}" for name in names))}
    rows = [("office", {"id": "here", "division_code": "a"})]
    rows += [("case", {"id": name, "office_id": "here", "pause_used": name != "unused"}) for name in names]
    for name, asked, undone in (("used", 2, None), ("unused", 1, None), ("back", 2, 4), ("back_unused", 5, 4)):
        rows.append(("case_event", {"id": f"asks_{name}", "case_id": name, "version": asked, "event": "ask"}))
        rows.append(("joining", {"case_id": name, "version": 3, "into_case_id": "into", "undone_version": undone}))
    put(empty_engine, rows, ids)
    migrate(empty_engine, "0036")
    with empty_engine.connect() as connection:
        found = connection.execute(sa.text("SELECT case_id FROM joining WHERE pause_used")).scalars().all()
    assert {str(uuid.UUID(str(one))) for one in found} == {ids["used"], ids["back"]}
    rewind(empty_engine, "0035")


def put(engine, rows, ids):
    """Rows by table, with something in each column that must have a value; ids are named."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name, given in rows:
            table = tables.tables[name]
            values = {c.name: filler(c) for c in table.columns if not c.nullable}
            named = {c: as_stored(table, c, ids[value]) if value in ids else value for c, value in given.items()}
            connection.execute(table.insert().values({**values, **named}))


@pytest.mark.promise("O3", "in part")
def test_figures_that_are_there_are_added_up(empty_engine):
    """0030 keeps sums of them, and knows up to which day."""
    migrate(empty_engine, "0029")
    tables, day = sa.MetaData(), date(2026, 11, 18)
    tables.reflect(empty_engine)
    above, below = (str(uuid.uuid4()) for _ in range(2))
    with empty_engine.begin() as connection:
        for office_id, superior_id in ((above, None), (below, above)):
            table = tables.tables["office"]
            values = {c.name: filler(c) for c in table.columns if not c.nullable} | {"division_code": office_id[:8]}
            ids = {"id": office_id} | ({"superior_id": superior_id} if superior_id else {})
            values |= {name: as_stored(table, name, value) for name, value in ids.items()}
            connection.execute(table.insert().values(values))
        installation = tables.tables["installation"]
        values = {c.name: filler(c) for c in installation.columns if not c.nullable} | {"counted_on": day}
        values["id"] = as_stored(installation, "id", str(uuid.uuid4()))
        connection.execute(installation.insert().values(values))
        for office_id, matter, source, count in ((above, "a", "x", 1), (below, "a", "y", 2), (below, "*", "*", 9)):
            cell = {"matter": matter, "source": source, "measure": "rated" if matter == "*" else "received"}
            table = tables.tables["figure"]
            cell |= {"counted_on": day, "office_id": as_stored(table, "office_id", office_id), "count": count}
            connection.execute(table.insert().values(cell))
    migrate(empty_engine, "0030")
    with empty_engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT office_id, below, cut, code, received FROM figure_sum")).all()
        assert str(connection.scalar(sa.text("SELECT summed_on FROM installation"))) == "2026-11-18"
    found = {(str(uuid.UUID(str(one))), bool(with_all), cut, code): number for one, with_all, cut, code, number in rows}
    alone = {(above, "*"): 1, (above, "a"): 1, (above, "x"): 1, (below, "*"): 2, (below, "a"): 2, (below, "y"): 2}
    whole = alone | {(above, "*"): 3, (above, "a"): 3, (above, "y"): 2}
    cuts = {"*": "whole", "a": "matter", "x": "source", "y": "source"}
    expected = {(one, False, cuts[code], code): number for (one, code), number in alone.items()}
    assert found == expected | {(one, True, cuts[code], code): number for (one, code), number in whole.items()}


@pytest.fixture
def world_of_rows():
    """An appeal with everything it refers to, in the columns of 0003 that must have a value."""

    def fill(engine):
        tables = sa.MetaData()
        tables.reflect(engine)
        ids = {name: str(uuid.uuid4()) for name in ("office", "staff", "case", "report")}
        made = {"office_id": "office", "case_id": "case", "from_case_id": "case", "report_id": "report"}
        made["recused_staff_id"] = "staff"
        with engine.begin() as connection:
            for name in ("office", "staff", "case", "report", "appeal"):
                table = tables.tables[name]
                values = {c.name: filler(c) for c in table.columns if not c.nullable}
                values |= {c: as_stored(table, c, ids[to]) for c, to in made.items() if c in table.c}
                values |= {"id": as_stored(table, "id", ids[name])} if "id" in table.c else {}
                connection.execute(table.insert().values(values))

    return fill


def as_stored(table, column, value):
    """An id as the reflected column takes it: SQLite has text."""
    return uuid.UUID(value) if isinstance(table.c[column].type, sa.Uuid) else value.replace("-", "")


def filler(column):
    """Some value of the column's type."""
    kinds = ((sa.Boolean, False), (sa.Integer, 1), (sa.LargeBinary, b"x"), (sa.Date, date(2026, 11, 18)))
    fitting = (value for kind, value in kinds if isinstance(column.type, kind))
    return next(fitting, {} if isinstance(column.type, sa.JSON) else "x")
