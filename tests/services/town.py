"""A town of its own: what people and the clock do in it."""

import pytest
import sqlalchemy as sa

from models import Case, CaseEvent, Office, Staff
from models.engine import reading, writing
from services.administration.staff_accounts import add_staff, remove_staff
from services.people.key_reach import staff_holder
from services.schedule import JOBS
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT, Lives
from tests.support.house import House
from tests.support.phone import homework

SUPERVISOR, AT_ROOT = "supervisor-410000", "supervisor-000000"
EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, SUPERVISOR, ROOT, AT_ROOT)
DAY_S = 86400
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}


class Town(Lives):
    """What people and the clock do in a town of its own."""

    def does(self, act, *inputs):
        with writing(self.house.engine) as db:
            done = act(self.house.work(db), *inputs)
            db.commit()
        return done

    def case(self, filed):
        with reading(self.house.engine) as db:
            return db.get(Case, self.house.case_of(filed)["id"])

    def days(self, number):
        self.clock.forward(number * DAY_S)

    def run_clock(self):
        """Every job until nothing is left to do, as the scheduler does it; how much was done."""
        total = 0
        for job in JOBS:
            done = 1
            while done:
                done = self.does(job)
                total += done
        return total

    def daily(self, days):
        """The scheduler, day by day."""
        for _ in range(days):
            self.days(1)
            self.run_clock()

    def events(self, filed):
        wanted = sa.select(CaseEvent.event).where(CaseEvent.case_id == self.case(filed).id).order_by(CaseEvent.version)
        with reading(self.house.engine) as db:
            return list(db.scalars(wanted))

    def staff_id(self, username):
        with reading(self.house.engine) as db:
            return db.scalars(sa.select(Staff.id).where(Staff.username == username)).one()

    def hires(self, username, role, office_id, grantor):
        holder = self.does(staff_holder, grantor, self.installed.passwords[grantor])
        self.installed.passwords[username] = self.does(add_staff, username, role, office_id, holder).password

    def puts_below(self, division_code, superior):
        """An administrator puts an office below another one; what came of it."""
        office = self.does(lambda work: work.db.get_one(Office, self.office(division_code)))
        body = {"name": office.name, "superior_id": self.office(superior)}
        answer = self.console("administrator").put(f"/offices/{office.id}", body)
        return answer.status_code, (answer.json or {}).get("code")

    def removes(self, username):
        self.does(remove_staff, self.staff_id(username))

    def reseals(self, username, filed):
        return self.console(username).post(f"/cases/{self.house.case_of(filed)['id']}/reseal", None)


@pytest.fixture
def town(app, clock, installed):
    return Town(House(app, clock, installed))


@pytest.fixture
def filed(town):
    return town.phone.file(homework(subscription=FID)).json


@pytest.fixture
def risen(town, filed):
    """A case that went up because nobody took it on."""
    while town.case(filed).office_id != town.office("410000"):
        town.daily(1)
    return filed
