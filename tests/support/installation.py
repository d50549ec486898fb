"""A small installation made by the services themselves: a root, one province, one city, two counties, their staff."""

import pickle
from dataclasses import dataclass

import sqlalchemy as sa

from models import Base, Institution, Office, School
from models.engine import asking, writing
from policy.routing import default_superior
from policy.vocabulary import Role
from security.wraps import generate_key_pair
from services.administration.offices import grant_to_staff, grants_upward, initialise, new_office, new_root
from services.keyring import OVERSIGHT, WORK
from services.people.staff import new_staff
from services.work import Work

EDUCATION = "education"
SCHOOL_ID = "0f0f0f0f-0000-4000-8000-000000000001"
PLACES = ("410000", "411100", "411102", "411103")
CITY_DEPARTMENTS = ("market_regulation", "culture_tourism")


@dataclass(frozen=True)
class Installation:
    """Who is who: offices by (division, department), passwords by username, the recovery key pair."""

    offices: dict
    passwords: dict
    recovery: object
    schools: dict
    institutions: dict


def install(world, now, *, is_demo=False):
    """The offices with an officer each, supervisors above, and one of each role without an office."""
    recovery, made, staff = generate_key_pair(), {}, {}
    with writing(world.engine) as db:
        work = Work(world, db, now)
        root = new_root(work)
        initialise(work, root, recovery.public, is_demo=is_demo)
        made["000000", EDUCATION] = root
        keys = [(place, EDUCATION) for place in PLACES] + [("411100", each) for each in CITY_DEPARTMENTS]
        for place, department in keys:
            directory = {key: new.office.id for key, new in made.items()}
            superior_id = default_superior(world.policy.divisions, directory, place, department)
            superior = next(new for new in made.values() if new.office.id == superior_id)
            new = new_office(place, department, f"{place} {department}", superior_id)
            db.add(new.office)
            db.flush()
            db.add_all(grants_upward(new, superior_id, superior.oversight.public))
            made[place, department] = new
        for (place, department), new in made.items():
            add_staff(world, db, staff, f"officer-{place}-{department}", Role.OFFICER, new, (WORK,))
            if department == EDUCATION and not place.startswith("41110"):
                add_staff(world, db, staff, f"supervisor-{place}", Role.SUPERVISOR, new, (WORK, OVERSIGHT))
        for role in (Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR):
            add_staff(world, db, staff, role.value, role, None, ())
        city = made["411100", EDUCATION].office.id
        schools = {
            "plain": School(id=SCHOOL_ID, division_code="411102", name="演示小学", stage="primary"),
            "city_run": School(
                division_code="411102", name="演示寄宿学校", stage="junior", boarding=True, office_id=city
            ),
        }
        institutions = {"art": Institution(division_code="411102", name="演示艺术培训")}
        db.add_all([*schools.values(), *institutions.values()])
        db.commit()
    offices = {key: new.office for key, new in made.items()}
    return Installation(offices, staff, recovery, schools, institutions)


class Installer:
    """Installs by the services the first time, and from then on stores the same rows: that takes a tenth."""

    def __init__(self):
        self._made = None

    def install(self, world, now):
        """The same installation each time, in the database of this world."""
        if self._made is None:
            installed = install(world, now)
            self._made = pickle.dumps(installed), _rows_of(world.engine, installed)
            return installed
        pickled, rows = self._made
        with writing(world.engine) as db:
            for table, those in rows:
                db.execute(sa.insert(table), those)
            db.commit()
        return pickle.loads(pickled)  # noqa: S301 - our own, from some lines above


def _rows_of(engine, installed):
    """All rows there are, by table; whatever is referred to comes first."""
    with asking(engine) as connection:
        rows = {table: connection.execute(sa.select(table)).mappings().all() for table in Base.metadata.sorted_tables}
    written = {table: [dict(row) for row in those] for table, those in rows.items() if those}
    first_above = [office.id for office in installed.offices.values()]
    written[Office.__table__].sort(key=lambda office: first_above.index(office["id"]))
    return list(written.items())


def add_staff(world, db, passwords, username, role, new, purposes):
    """One account, with the grants it has."""
    made = new_staff(username, role, new.office.id if new else None, world.argon2_cost)
    db.add(made.staff)
    db.flush()
    db.add_all(grant_to_staff(new, purpose, made.staff) for purpose in purposes)
    passwords[username] = made.password
