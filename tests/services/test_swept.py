"""What was destroyed leaves the files of the database too: at once on SQLite, in the next night on PostgreSQL.

And in the night the order goes in which reports came.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from commands.schedule import do_what_is_due
from models import Base, Case, Deletion, Report, UnreleasedCase
from models.engine import create_engine, reading, writing
from models.sweeping import rewrite_sqlite
from services.ledger import BACKUP_DAYS, REPORT, forget_deletions, mark_of
from services.sweeping import NIGHT, REWRITTEN, Nights, is_to_rewrite, mark_swept
from services.work import Work
from tests.contract.sources import ROOT
from tests.support.phone import homework
from tests.support.rows import sealed_values

OFFICER = "officer-411102-education"
WINDOW = 32
REWRITE = "import sys; assert rewrite_sqlite(create_engine('sqlite:///' + sys.argv[1]))"
PLAIN_VACUUM = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('VACUUM')"
TABLES = ("report", "report_key_wrap", "case_key_wrap", "message")


def files_of(engine):
    """Everything that the database keeps of its tables."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database)
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    with engine.connect().execution_options(jianfu_writes=False) as connection:
        data = connection.scalar(sa.text("SHOW data_directory"))
        number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        connection.execute(sa.text("CHECKPOINT"))
    return b"".join(each.read_bytes() for each in Path(data, "base", str(number)).iterdir())


def pieces_on_disk(engine, values):
    """How many pieces of these values stand in the files; long ones may be packed by PostgreSQL, and are left out."""
    files = files_of(engine)
    short = [value for value in values if len(value) < 600]
    pieces = [value[at : at + WINDOW] for value in short for at in range(0, len(value) - WINDOW + 1, WINDOW)]
    return sum(piece in files for piece in pieces), len(pieces)


@pytest.fixture
def withdrawn(phone, console, engine):
    """The sealed values of a report that was taken back, and those of one that stays."""
    kept = phone.file(homework(text="留下。"))
    others = sealed_values(engine, TABLES)
    filed = phone.file(homework(text="语文。")).json
    officer = console(OFFICER)
    officer.move(officer.case_of(filed["reference"])["id"], 1, "accept")
    phone.say(filed["receipt"], "语文和数学。")
    values = [value for value in sealed_values(engine, TABLES) if value not in others]
    found, pieces = pieces_on_disk(engine, values)
    assert kept.status_code == 201
    assert found == pieces > 20
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    return values, others


TEN_MEGABYTES = """
    CREATE TABLE filling (piece BLOB);
    INSERT INTO filling WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        SELECT randomblob(1000) FROM n;
"""


@pytest.mark.promise("A10", "in part")
def test_writing_the_files_anew_puts_nothing_into_the_temporary_folder(tmp_path):
    """SQLite deletes such a file as soon as it is open: only the folder's own time tells that there was one."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    os.utime(folder, (0, 0))
    file = tmp_path / "jianfu.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(TEN_MEGABYTES)
    code = f"from models.sweeping import rewrite_sqlite; from models.engine import create_engine; {REWRITE}"
    env = {**os.environ, "SQLITE_TMPDIR": str(folder)}
    subprocess.run([sys.executable, "-c", code, str(file)], env=env, check=True, cwd=ROOT)
    assert folder.stat().st_mtime == 0
    subprocess.run([sys.executable, "-c", PLAIN_VACUUM, str(file)], env=env, check=True)
    assert folder.stat().st_mtime > 0, "and it would be noticed"


def run_at(app, clock, hour):
    clock.time = clock.time.replace(hour=hour) + timedelta(days=1)
    assert do_what_is_due(app.extensions["jianfu"], None, Event()) == {}


@pytest.mark.promise("A10")
def test_after_the_night_no_file_of_the_database_holds_a_piece_of_a_withdrawn_report(withdrawn, app, engine, clock):
    values, others = withdrawn
    run_at(app, clock, NIGHT.start)
    found, pieces = pieces_on_disk(engine, others)
    assert found == pieces > 10
    assert pieces_on_disk(engine, values)[0] == 0
    with reading(engine) as db:
        assert set(db.scalars(sa.select(Deletion.swept))) == {True}


def test_by_day_nobody_waits_until_a_table_is_written_anew(withdrawn, app, world, engine, clock):
    run_at(app, clock, NIGHT.stop)
    with reading(engine) as db:
        assert set(db.scalars(sa.select(Deletion.swept))) == {engine.dialect.name == "sqlite"}


def test_what_somebody_is_at_is_swept_the_next_time(withdrawn, app, world, engine, clock):
    run_at(app, clock, NIGHT.start)
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Deletion).values(swept=False))
    nights = Nights()
    with writing(engine) as somebody:
        somebody.execute(sa.update(Base.metadata.tables["report"]).values(due_is_provisional=False))
        [swept] = nights.due(Work(world, somebody, clock()))
        assert swept.marks
        if engine.dialect.name == "postgresql":
            assert not swept.go_on(world)
    assert swept.go_on(world)


def test_a_line_of_the_ledger_stays_until_no_backup_holds_what_it_names(withdrawn, world, engine, clock):
    with writing(engine) as db:
        clock.forward((BACKUP_DAYS - 1) * 86400)
        assert forget_deletions(Work(world, db, clock())) == 0
        clock.forward(86400)
        assert forget_deletions(Work(world, db, clock())) == 1


def test_a_mark_says_what_it_is_of_to_nobody_without_the_id():
    one, other = mark_of(REPORT, "6f0c"), mark_of("case", "6f0c")
    assert len({one, other, mark_of(REPORT, "6f0d")}) == 3
    assert len(one) == 32


@pytest.mark.promise("A8", "in part")
def test_after_the_night_the_files_do_not_tell_in_which_order_reports_came(phone, app, engine, clock):
    run_at(app, clock, NIGHT.start)  # what others have left free is filled in any order
    filed = [filed_as(phone, engine) for _ in range(24)]
    assert in_the_files(engine, filed) != sorted(filed)
    assert out_of_order(in_the_files(engine, filed), filed) < len(filed) // 4, "the files tell it before"
    run_at(app, clock, NIGHT.start)
    assert in_the_files(engine, filed) == sorted(filed)
    filed.append(filed_as(phone, engine))
    run_at(app, clock, NIGHT.start)
    assert in_the_files(engine, filed) == sorted(filed), "every night"


LEFT_AS_THEY_ARE = {"audit", "audit_checkpoint", "audit_leaf", "audit_pruning"}
NOT_OF_CASES = {
    *("conduct_count", "conduct_day", "figure", "figure_sum", "public_figure"),
    *("installation", "institution", "office", "school"),
    *("calendar_period", "price_line", "programme_figure", "registry_import", "import_line"),
}


@pytest.mark.promise("A8", "in part")
@pytest.mark.promise("O6", "in part")
def test_every_table_with_rows_about_cases_is_written_anew():
    rewritten = {table.__tablename__ for table in REWRITTEN}
    assert set(Base.metadata.tables) - rewritten == LEFT_AS_THEY_ARE | NOT_OF_CASES


@pytest.mark.promise("A8", "in part")
def test_after_the_night_no_file_tells_what_waited_for_its_hour_nor_in_which_order(phone, app, engine, clock):
    for _ in range(3):
        phone.file(homework())
    run_at(app, clock, NIGHT.start)
    waited = of_each_case(engine)
    before = traces(engine, waited)
    with engine.begin() as connection:
        connection.execute(sa.insert(UnreleasedCase), [{"case_id": case_id} for case_id in waited])
    with engine.begin() as connection:
        connection.execute(sa.delete(UnreleasedCase))
    assert traces(engine, waited) > before, "their bytes are there still"
    run_at(app, clock, NIGHT.start)
    assert traces(engine, waited) == before


def of_each_case(engine):
    with reading(engine) as db:
        return db.scalars(sa.select(Case.id)).all()


def traces(engine, case_ids):
    """What the table of waiting cases takes up; on SQLite, how often the ids stand in the files."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.pg_relation_size("unreleased_case")))
    files = files_of(engine)
    return sum(files.count(case_id.replace("-", "").encode()) for case_id in case_ids)


def filed_as(phone, engine):
    """The id of a report with so much text that its row fills several pages."""
    before = set(ids(engine))
    assert phone.file(homework(text="数学。" * 1600)).status_code == 201
    (new,) = set(ids(engine)) - before
    return new


def ids(engine):
    with reading(engine) as db:
        return db.scalars(sa.select(Report.id)).all()


def in_the_files(engine, wanted):
    """These reports in the order in which their rows lie in the files; on SQLite, the last pieces of their texts."""
    with reading(engine) as db:
        if engine.dialect.name == "postgresql":
            return [found for found in db.scalars(sa.select(Report.id).order_by(sa.text("ctid"))) if found in wanted]
        rows = db.execute(sa.select(Report.id, Report.sealed_content))
        ends = {found: bytes(sealed)[-200:] for found, sealed in rows}
    files = files_of(engine)
    return sorted(wanted, key=lambda found: files.index(ends[found]))


def out_of_order(found, expected):
    """How many follow one that came later."""
    places = [expected.index(each) for each in found]
    return sum(one > other for one, other in pairwise(places))


def test_in_a_night_it_is_done_once(app, world, engine, clock, installed):
    run_at(app, clock, NIGHT.start)
    with writing(engine) as db:
        assert not is_to_rewrite(Work(world, db, clock()))
        clock.forward(86400)
        assert is_to_rewrite(Work(world, db, clock()))
        clock.forward(12 * 3600)
        assert not is_to_rewrite(Work(world, db, clock()))


def test_a_disk_without_room_for_a_copy_is_not_filled(app, world, engine, clock, installed, monkeypatch):
    if engine.dialect.name == "sqlite":
        monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
        run_at(app, clock, NIGHT.start)
        with writing(engine) as db:
            assert is_to_rewrite(Work(world, db, clock())), "it is tried again"


@pytest.mark.parametrize("said", ["MemAvailable:       4 kB", "MemAvailable: many", "MemTotal: 4 kB", "", "?"])
def test_a_machine_without_memory_for_a_copy_is_not_brought_down(tmp_path, monkeypatch, said):
    """The scheduler would be killed each night, and the service with it; where the system says nothing, it is tried."""
    (tmp_path / "jianfu.sqlite").touch()
    engine = create_engine(f"sqlite:///{tmp_path / 'jianfu.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE filling (piece BLOB)")
    (tmp_path / "meminfo").write_text(f"MemFree: 2 kB\n{said}\n" if said else "", encoding="ascii")
    monkeypatch.setattr("models.sweeping.MEMORY", tmp_path / "meminfo")
    assert rewrite_sqlite(engine) == ("4 kB" not in said or "Available" not in said)


def test_marking_twice_is_marking_once(withdrawn, world, engine, clock):
    with writing(engine) as db:
        work = Work(world, db, clock())
        mark_swept(work, [os.urandom(32), *db.scalars(sa.select(Deletion.mark))])
