"""K7 on PostgreSQL, with the role of `deploy/postgresql/roles.sql`: the service adds to its log, and no more."""

import pytest
import sqlalchemy as sa

from models import Audit
from models.engine import create_engine, reading, writing
from policy.audit import Act
from services.audit.record import Done, record
from tests.contract.sources import ROOT

COLUMN = {"audit": "act", "audit_leaf": "position", "audit_checkpoint": "size", "audit_pruning": "size"}
ROLES = (ROOT / "deploy" / "postgresql" / "roles.sql").read_text(encoding="utf-8")
THEIRS = '"jianfu-web", "jianfu-relay", jianfu_owner'
FORBIDDEN = (
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "DROP TABLE {0} CASCADE",
)


@pytest.fixture
def as_the_service(postgresql_databases):
    """An engine whose connections are of the role; what the roles were given is taken back at the end."""
    with postgresql_databases.migrated() as url:
        owner = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.exec_driver_sql(ROLES)
            connection.exec_driver_sql(ROLES)  # again, as after the next migration
        engine = create_engine(url, connect_args={"options": "-c role=jianfu-web"})
        yield engine
        engine.dispose()
        with owner.connect() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {THEIRS}; DROP ROLE {THEIRS}")
        owner.dispose()


@pytest.mark.slow
@pytest.mark.promise("K7", "in part")
def test_the_service_adds_to_the_log_and_reads_it_and_does_nothing_else_with_it(as_the_service, now):
    with writing(as_the_service) as db:
        record(db, Done(Act.CASE_OPEN), now)
        db.commit()
    with reading(as_the_service) as db:
        assert len(db.scalars(sa.select(Audit)).all()) == 1
    for table, column in COLUMN.items():
        for statement in FORBIDDEN:
            with as_the_service.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as refused:
                connection.exec_driver_sql(statement.format(table, column))
            assert type(refused.value.orig).__name__ == "InsufficientPrivilege", statement
