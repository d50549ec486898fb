"""What stands unsealed in the database is on a list that people can read, and no table keeps an order by itself."""

import pytest
import sqlalchemy as sa

from models.columns import CLEAR, SEALED


@pytest.fixture
def columns(engine):
    """(table, column): type, of every column the database has."""
    found = sa.inspect(engine)
    return {(table, c["name"]): c["type"] for table in found.get_table_names() for c in found.get_columns(table)}


def is_sealed(name):
    return name.startswith(SEALED)


@pytest.mark.promise("A1")
def test_every_column_is_sealed_or_on_the_clear_list(columns):
    assert len(columns) > 100
    unlisted = [(table, name) for table, name in columns if not is_sealed(name) and name not in CLEAR.get(table, ())]
    assert unlisted == []


@pytest.mark.promise("A1")
def test_no_sealed_column_is_on_the_clear_list():
    assert [(table, name) for table, names in CLEAR.items() for name in names if is_sealed(name)] == []


@pytest.mark.promise("A1")
def test_the_clear_list_names_only_what_exists(columns):
    listed = [(table, name) for table, names in CLEAR.items() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(columns)


@pytest.mark.promise("A1")
def test_sealed_columns_hold_bytes(columns):
    sealed = {column: kind for column, kind in columns.items() if is_sealed(column[1])}
    assert sealed
    assert [column for column, kind in sealed.items() if kind.python_type is not bytes] == []


def test_sqlite_tables_have_no_rowid(sqlite_databases):
    with sqlite_databases.migrated() as url:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            tables = connection.execute(sa.text("PRAGMA table_list")).mappings().all()
        engine.dispose()
    ours = [table for table in tables if not table["name"].startswith("sqlite_") and table["name"] != "alembic_version"]
    assert len(ours) > 10
    assert [table["name"] for table in ours if not table["wr"]] == []


@pytest.mark.slow
def test_postgresql_has_no_sequence(postgresql_databases):
    with postgresql_databases.migrated() as url:
        engine = sa.create_engine(url)
        assert sa.inspect(engine).get_sequence_names() == []
        engine.dispose()
