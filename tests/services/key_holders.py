"""Who holds which key, and reports to try them on."""

import pytest
import sqlalchemy as sa

from models import CaseKeyWrap, Office, Report, ReportKeyWrap, Staff
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff, remove_staff
from services.keyring import WORK, Actor, case_keys
from services.people.key_reach import office_key, recovery_holder, staff_holder
from services.refusals import (
    KeyNotHeld,
    NotFound,
)
from services.work import Work
from tests.support.phone import homework

COUNTY, CITY, PROVINCE, ROOT = "411102", "411100", "410000", "000000"
OFFICER, NEIGHBOUR, ABOVE = (f"officer-{code}-education" for code in ("411102", "411103", "411100"))
SUPERVISOR, AT_ROOT = "supervisor-410000", "supervisor-000000"


class Town:
    """The installation, and what people can open in it now."""

    def __init__(self, world, clock, installed):
        self.world, self.clock, self.installed = world, clock, installed
        self.passwords = installed.passwords

    def does(self, act, *inputs, **more):
        """One use case in one transaction."""
        with writing(self.world.engine) as db:
            done = act(Work(self.world, db, self.clock()), *inputs, **more)
            db.commit()
        return done

    def reads(self, question):
        with reading(self.world.engine) as db:
            return question(db)

    def id_of(self, username):
        return self.reads(lambda db: db.scalars(sa.select(Staff.id).where(Staff.username == username)).one())

    def office(self, code, department="education"):
        where = (Office.division_code == code, Office.department == department)
        return self.reads(lambda db: db.scalars(sa.select(Office).where(*where)).one())

    def holder(self, username):
        return self.does(staff_holder, username, self.passwords[username])

    @property
    def recovery(self):
        return self.does(recovery_holder, self.installed.recovery.private)

    def hires(self, username, role, code, holder=None):
        made = self.does(add_staff, username, role, self.office(code).id, holder)
        self.passwords[username] = made.password

    def reaches(self, holder, code, purpose=WORK, version=None):
        """Whether somebody can open an office's key, and it is the right one."""
        office = self.office(code)
        try:
            return bool(
                self.reads(lambda db: office_key(db, holder, office.id, purpose, version or office.key_version))
            )
        except KeyNotHeld:
            return False

    def opens(self, username, report):
        """Whether somebody at the desk of their office can open case and report."""
        with reading(self.world.engine) as db:
            staff = db.scalars(sa.select(Staff).where(Staff.username == username)).one()
            holder = self.holder(username)
            actor = Actor(staff.id, username, Role(staff.role), staff.office_id, holder.private_key)
            try:
                return report.id in case_keys(db, actor, report.case_id, [report.id]).report_keys
            except NotFound:
                return False

    def removes(self, username):
        self.does(remove_staff, self.id_of(username))


@pytest.fixture
def town(world, clock, installed):
    return Town(world, clock, installed)


@pytest.fixture
def reports(phone, engine):
    """Five reports to one office."""
    references = [phone.file(homework(safety=number == 0)).json["reference"] for number in range(5)]
    with reading(engine) as db:
        return db.scalars(sa.select(Report).where(Report.reference.in_(references))).all()


def left_of(town, code):
    """Wraps to old keys of an office."""
    office = town.office(code)
    tables = (CaseKeyWrap, ReportKeyWrap)
    return sum(
        town.reads(
            lambda db, table=table: db.scalar(
                sa.select(sa.func.count())
                .select_from(table)
                .where(table.office_id == office.id, table.key_version < office.key_version)
            )
        )
        for table in tables
    )
