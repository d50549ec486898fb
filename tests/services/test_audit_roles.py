"""K7 on PostgreSQL, with the role of `deploy/postgresql/roles.sql`: the service adds to its log, and no more."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models import Audit, Installation, new_id
from models.engine import create_engine, reading, writing
from policy.audit import Act
from security.checkpoints import HeadSigner
from services.audit.checkpoints import sign_checkpoint
from services.audit.pruning import prune_audit
from services.audit.record import Done, record
from services.work import Work
from tests.contract.sources import ROOT
from tests.support.national import NATIONAL

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


@pytest.mark.slow
@pytest.mark.promise("K7", "in part")
def test_the_service_lets_old_rows_go_by_the_function_of_the_owner_and_none_sooner(as_the_service, now):
    world = SimpleNamespace(engine=as_the_service, policy=NATIONAL, head_signer=HeadSigner(bytes(32)))
    with writing(as_the_service) as db:
        db.add(Installation(id=new_id(), is_demo=False, recovery_public_key=bytes(32)))
        for years in (6, 1):
            then = now - timedelta(days=366 * years)
            record(db, Done(Act.CASE_OPEN), then)
            db.flush()
            sign_checkpoint(Work(world, db, then + timedelta(seconds=1)))
        db.commit()
    with writing(as_the_service) as db:
        assert prune_audit(Work(world, db, now)) == 1
        db.commit()
    with writing(as_the_service) as db:
        assert prune_audit(Work(world, db, now + timedelta(days=366 * 6))) == 0, "the database has a clock of its own"
        db.execute(
            sa.text("INSERT INTO audit_pruning SELECT root, size, at, signature FROM audit_checkpoint WHERE size = 2")
        )
        with pytest.raises(sa.exc.DBAPIError, match="only added to"):
            db.execute(sa.text("SELECT jianfu_prune_audit()"))
