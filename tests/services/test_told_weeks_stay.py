"""D4: what everybody was told of a week stays so when an older backup is restored, from which it would be told anew."""

import json

import pytest
import sqlalchemy as sa

from commands.backup import keep_told
from models import Figure, Installation, PublicFigure
from models.engine import reading, writing
from services.figures.closing import close_day
from services.figures.told import read_week
from services.refusals import BackupRefused
from services.work import Work
from tests.support.backups import back_up, ledger_of, other_machine
from tests.support.commands import run_command
from tests.support.phone import homework

WEEK, LATER = "2026-W47", "2026-W48"
DAY_S = 86400


@pytest.fixture
def other(app, databases, tmp_path_factory, clock):
    with other_machine(app, databases, tmp_path_factory.mktemp("other"), clock) as other:
        yield other


def count_all(world, clock):
    done = 1
    while done:
        with writing(world.engine) as db:
            done = close_day(Work(world, db, clock()))
            db.commit()


def told(world):
    with reading(world.engine) as db:
        rows = db.execute(sa.select(PublicFigure.__table__).where(PublicFigure.rounded != 0))
        return {tuple(row) for row in rows}


@pytest.fixture
def week(app, phone, clock, tmp_path):
    """A backup of one report; twelve more, and the week is over and told. The backup, and the folder of told weeks."""
    service = app.extensions["jianfu"]
    assert phone.file(homework()).status_code == 201
    backup = back_up(app)
    for _ in range(12):
        assert phone.file(homework()).status_code == 201
    clock.forward(7 * DAY_S)
    count_all(service.world, clock)
    keep_told(service, tmp_path / "told")
    return backup, tmp_path / "told"


@pytest.mark.promise("D4", "in part")
@pytest.mark.parametrize("with_told", [True, False])
def test_a_restored_service_tells_a_week_as_it_was_told(app, other, week, clock, with_told):
    """Without the weeks beside the ledger it is told anew: the test tells them apart."""
    backup, folder = week
    files = [file.read_bytes() for file in folder.iterdir()] if with_told else []
    restored = other.restore(backup, ledger_of(app), told=files)
    assert restored.weeks == int(with_told)
    count_all(other.world, clock)
    before = told(app.extensions["jianfu"].world)
    assert {row[0] for row in before} == {WEEK}
    assert (told(other.world) == before) is with_told


@pytest.mark.promise("D4", "in part")
def test_a_week_of_which_there_was_nothing_to_tell_stays_so(app, other, week, clock):
    backup, folder = week
    nothing = json.loads((folder / f"{WEEK}.json").read_bytes()) | {"told": []}
    service = app.extensions["jianfu"]
    with writing(service.world.engine) as db:
        db.execute(sa.delete(PublicFigure))
        db.commit()
    (folder / f"{WEEK}.json").unlink()
    keep_told(service, folder)
    (file,) = folder.iterdir()
    assert read_week(file.read_bytes()).cells == nothing["told"]
    assert other.restore(backup, ledger_of(app), told=[file.read_bytes()]).weeks == 1
    count_all(other.world, clock)
    assert told(other.world) == set()


def test_each_week_is_written_once_and_goes_when_every_backup_has_it(app, week, clock):
    service, (_, folder) = app.extensions["jianfu"], week
    (file,) = folder.iterdir()
    first = file.read_bytes()
    with writing(service.world.engine) as db:
        db.execute(sa.update(PublicFigure).values(rounded=PublicFigure.rounded + 5))
        db.commit()
    keep_told(service, folder)
    assert file.read_bytes() == first
    clock.forward(7 * DAY_S)
    count_all(service.world, clock)
    keep_told(service, folder)
    assert {one.name for one in folder.iterdir()} == {f"{WEEK}.json", f"{LATER}.json"}
    clock.forward(40 * DAY_S)
    keep_told(service, folder)
    assert not list(folder.iterdir())


@pytest.mark.promise("D4", "in part")
def test_a_machine_that_lost_its_database_keeps_what_was_told_until_a_backup_is_restored(app, week):
    service, (_, folder) = app.extensions["jianfu"], week
    with writing(service.world.engine) as db:
        for table in (PublicFigure, Figure):
            db.execute(sa.delete(table))
        db.execute(sa.update(Installation).values(counted_on=None))
        db.commit()
    keep_told(service, folder)
    assert [file.name for file in folder.iterdir()] == [f"{WEEK}.json"]


@pytest.mark.parametrize("damage", [lambda told: told[:-40], lambda told: told.replace(b"received", b"declined")])
def test_a_week_that_was_damaged_is_refused(week, damage):
    _, folder = week
    (file,) = folder.iterdir()
    with pytest.raises(BackupRefused):
        read_week(damage(file.read_bytes()))


def test_weeks_of_another_installation_are_refused_and_nothing_is_restored(app, other, week):
    backup, folder = week
    (file,) = folder.iterdir()
    service = app.extensions["jianfu"]
    with writing(service.world.engine) as db:
        db.execute(sa.text("UPDATE installation SET id = '00000000-0000-4000-8000-000000000000'"))
        db.commit()
    file.unlink()
    keep_told(service, folder)
    with pytest.raises(BackupRefused) as refused:
        other.restore(backup, None, told=[file.read_bytes()])
    assert refused.value.code == "ledger_of_another"
    assert told(other.world) == set()


@pytest.mark.promise("D4", "in part")
def test_by_commands_the_weeks_lie_beside_the_ledger_and_come_back_with_it(app, other, phone, clock, tmp_path):
    recipient = run_command(app, "backup", "key", "--out", tmp_path / "key").strip()
    assert phone.file(homework()).status_code == 201
    run_command(app, "backup", "create", "--to", tmp_path / "day-1.age", "--recipient", recipient)
    assert not (tmp_path / "told").exists()
    clock.forward(7 * DAY_S)
    count_all(app.extensions["jianfu"].world, clock)
    run_command(app, "backup", "ledger", "--to", tmp_path / "deletions.ledger")
    assert [file.name for file in (tmp_path / "told").iterdir()] == [f"{WEEK}.json"]
    said = run_command(
        other.app,
        *("backup", "restore", "--from", tmp_path / "day-1.age", "--identity", tmp_path / "key"),
        *("--ledger", tmp_path / "deletions.ledger"),
    )
    assert "1 weeks that everybody was told since stay as they were told." in said
    count_all(other.world, clock)
    assert told(other.world) == told(app.extensions["jianfu"].world)
