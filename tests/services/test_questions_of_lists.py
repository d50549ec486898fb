"""A list asks the database as often among many rows as among few. A route that is added has to be declared here."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from bench.beside import Beside, fill_lists
from bench.many_cases import Made, fill
from models import (
    CalendarPeriod,
    Case,
    ConductDay,
    Figure,
    FigureSum,
    Hold,
    Institution,
    Office,
    PriceLine,
    ProgrammeFigure,
    PublicFigure,
    RegistryImport,
    School,
    Staff,
    new_id,
)
from models.engine import reading, writing
from policy.audit import Act
from policy.lifecycle import DONE
from policy.registry import ListKind
from policy.vocabulary import Concern
from services.audit.record import Done, record
from tests.services.lives import OFFICER
from tests.support.house import opened
from tests.support.statements import listening

SUPERVISOR, ADMINISTRATOR, AUDITOR, ANALYST, NOBODY = "supervisor-410000", "administrator", "auditor", "analyst", None
FEW, MORE = 40, 160
PLACE = {"division_code": "411102"}
FIGURES = [{"by": by} for by in ("office", "matter", "week", "source")]
LISTS = {
    "/cases": (
        (OFFICER, SUPERVISOR),
        [
            *({}, {"status": "submitted"}, {"overdue": "true"}, {"reference": "0000-0000"}),
            *({"concern": each.value} for each in Concern),
        ],
    ),
    "/cases/matching": ((OFFICER,), [{}, {"status": "submitted"}]),
    "/cases/colleagues": ((OFFICER,), [{}]),
    "/rechecks": ((OFFICER,), [{}]),
    "/coordination": ((SUPERVISOR,), [{}]),
    "/coordination/tasks": ((SUPERVISOR,), [{}, {"overdue": "true"}]),
    "/tasks": ((OFFICER,), [{}, {"open": "true"}]),
    "/reminders": ((OFFICER, SUPERVISOR), [{}, {"unread": "true"}]),
    "/staff": ((ADMINISTRATOR, SUPERVISOR), [{}]),
    "/offices": ((ADMINISTRATOR,), [{}]),
    "/offices/below": ((SUPERVISOR,), [{}]),
    "/offices/conduct": ((SUPERVISOR,), [{}]),
    "/offices/conduct/table": ((SUPERVISOR,), [{}]),
    "/figures": ((OFFICER, SUPERVISOR, ANALYST), FIGURES),
    "/figures/table": ((SUPERVISOR,), FIGURES),
    "/figures/bulletin": ((SUPERVISOR,), [{}]),
    "/figures/bulletin/page": ((SUPERVISOR,), [{}]),
    "/statistics": ((NOBODY,), [{}, PLACE]),
    "/statistics/table": ((NOBODY,), [{}]),
    "/registry/schools": ((ADMINISTRATOR,), [{}, PLACE, {"q": "演"}]),
    "/registry/institutions": ((ADMINISTRATOR,), [{}]),
    "/registry/calendars": ((ADMINISTRATOR,), [{}]),
    "/registry/prices": ((ADMINISTRATOR,), [{}]),
    "/registry/indicators": ((ADMINISTRATOR,), [{}]),
    "/registry/imports": ((ADMINISTRATOR,), [{}]),
    "/registry/table": ((ADMINISTRATOR,), [{"list_kind": each.value} for each in ListKind]),
    "/registry/suggestions": ((ADMINISTRATOR,), [{}]),
    "/programme": ((NOBODY,), [{}, PLACE]),
    "/programme/table": ((NOBODY,), [{}]),
    "/audit": ((AUDITOR,), [{}]),
    "/audit/table": ((AUDITOR,), [{}]),
    "/holds": ((ADMINISTRATOR,), [{}]),
    "/schools": ((NOBODY,), [PLACE]),
    "/institutions": ((NOBODY,), [PLACE]),
    "/divisions": ((NOBODY,), [{}]),
}
"""Who reads each, and what they ask for."""
NO_LISTS = {
    *("", "/acknowledgements/keys", "/audit/acts", "/categories", "/channels", "/demo/log-ins", "/notices"),
    *("/openapi.json", "/registry/lists", "/reports/mine", "/staff/me", "/staff/me/factors", "/staff/me/sessions"),
    "/vocabulary",
}
"""What is bounded by the data of the installation, or is about one report or one account."""
LEAST = 4
_OF_STAFF = [column.name for column in Staff.__table__.c]
GROW = {path for path in LISTS if not path.startswith(("/figures", "/statistics", "/divisions", "/staff/me"))}
GROW -= {"/audit/table", "/registry/imports"}
GROW -= {"/programme", "/cases/colleagues"}  # the newest of each indicator only; who was given the office's keys
TABLES = {
    *("/figures/table", "/figures/bulletin/page", "/statistics/table", "/audit/table"),
    *("/registry/table", "/programme/table", "/offices/conduct/table"),
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def own(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A house that grows."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("lists"), now, relay_key, argon2_cost) as house:
        yield house


def grow(house, number):
    """That many more cases at two offices, with all that lists are made of; a few of everything else."""
    offices, today = house.installed.offices, house.clock().date()
    mine, above = offices["411102", "education"].id, offices["410000", "education"].id
    with reading(house.engine) as db:
        before, staff = list(db.scalars(sa.select(Case.id))), list(db.scalars(sa.select(Staff.id)))
        officer = db.scalars(sa.select(Staff.id).where(Staff.username == OFFICER)).one()
    rest = [mine, offices["411103", "education"].id]
    with house.engine.connect() as connection:
        for counted in (Figure, FigureSum, ConductDay):
            connection.execute(sa.delete(counted))
        connection.execute(sa.delete(PublicFigure))
        fill(connection, Made(today, mine, rest, above, [officer, *staff]), number)
        fill_lists(connection, Beside(today, mine, above, rest, [officer], ["411102"]), *before)
        connection.commit()
    with writing(house.engine) as db:
        further(db, house, number // 10, today)
        db.commit()


def further(db, house, number, today):
    """Offices, staff, entries of the audit log, lists brought, dates, prices and holds."""
    city = house.installed.offices["411100", "education"]
    keys = {name: getattr(city, name) for name in ("work_public_key", "oversight_public_key", "key_version")}
    some = iter(db.scalars(sa.select(Case.id).where(Case.id.not_in(sa.select(Hold.case_id)))).all())
    for each in range(number):
        place = {"division_code": f"x-{new_id()[:8]}", "department": "education", "name": "x"}
        office = Office(id=new_id(), superior_id=city.id, **place, **keys)
        db.add(office)
        db.flush()
        account = db.scalars(sa.select(Staff).limit(1)).one()
        same = {name: getattr(account, name) for name in _OF_STAFF}
        db.add(Staff(**same | {"id": new_id(), "username": f"x-{new_id()[:8]}", "office_id": office.id}))
        record(db, Done(Act.SESSION_BEGIN, username=f"x{each}", office_id=office.id), house.clock())
        counts = dict.fromkeys(("to_add", "to_change", "same", "refused"), 1)
        db.add(RegistryImport(id=new_id(), list_kind="schools", state="checked", made_on=today, **counts))
        db.add(Hold(case_id=next(some), reason_code="court", held_on=today))
    dates(db, today, number)
    of_the_desk(db, house, number, today)


def of_the_desk(db, house, number, today):
    """Answers to look at again, and what is reported of the programme."""
    mine = house.installed.offices["411102", "education"].id
    done = sa.select(Case.id).where(Case.office_id == mine, Case.status.in_(DONE))
    cases = db.scalars(done.where(Case.recheck_on.is_(None)).limit(number)).all()
    db.execute(sa.update(Case).where(Case.id.in_(cases)).values(recheck_on=today))
    reported(db, number)


def reported(db, number):
    """Numbers of the programme."""
    years = db.scalars(sa.select(sa.func.count()).select_from(ProgrammeFigure)).one()
    for each in range(number):
        named = {"division_code": "410000", "indicator": "pilot_counties", "reporting_period": str(1900 + years + each)}
        db.add(ProgrammeFigure(id=new_id(), amount=each, **named))


def dates(db, today, number):
    """Periods of calendars and lines of prices."""
    there = db.scalars(sa.select(sa.func.count()).select_from(PriceLine)).one()
    for each in range(there, there + number):
        day = today + timedelta(days=each)
        db.add(CalendarPeriod(id=new_id(), division_code="411102", first=day, last=day, period="term"))
        line = {"division_code": "411102", "mode": "offline", "price_stage": "compulsory", "minutes": 45, "smallest": 1}
        db.add(PriceLine(id=new_id(), yuan=20, effective_from=day, **line))


def asked(house):
    """How many statements each list takes, and how many items it has, by path, reader and question."""
    readers = {name: house.log_in(name) for name in (OFFICER, SUPERVISOR, ADMINISTRATOR, AUDITOR, ANALYST)}
    found = {}
    for path, (who, questions) in LISTS.items():
        for name, question in product(who, questions):
            statements = []
            headers = readers[name].headers if name else {}
            with listening(house.engine, statements):
                answer = house.client.get(f"/api/v1{path}", query_string=question, headers=headers)
            assert answer.status_code == 200, (path, question, answer.json)
            size = len(answer.data) if path in TABLES else len(answer.json["items"])
            found[path, name, tuple(question.items())] = size, [text for text in statements if is_question(text)]
    return found


def is_question(text):
    return text.startswith(("SELECT", "WITH"))


def test_every_route_that_is_read_is_a_list_or_none(own):
    known = {str(rule) for rule in own.app.url_map.iter_rules() if "GET" in rule.methods}
    of_the_api = {rule.removeprefix("/api/v1") for rule in known if rule.startswith("/api/v1")}
    of_one = {rule for rule in of_the_api if "<uuid:" in rule}
    assert of_the_api - of_one == set(LISTS) | NO_LISTS
    assert not set(LISTS) & NO_LISTS


def test_no_list_asks_more_often_among_many_rows(own, monkeypatch):
    monkeypatch.setattr("bench.beside.REMINDERS_ONE_IN", 1)  # of so few cases each
    grow(own, FEW)
    few = asked(own)
    grow(own, MORE)
    many = asked(own)
    more = {key: (before[1], many[key][1]) for key, before in few.items() if len(before[1]) != len(many[key][1])}
    assert more == {}
    grown = {path for (path, *_), (size, _) in many.items() if size > max(1, min_of(few, path))}
    assert grown >= GROW


def min_of(found, path):
    """The least that a list of this path had."""
    return min(size for (each, *_), (size, _) in found.items() if each == path)


@pytest.mark.parametrize("kind", ["schools", "institutions", "calendars", "prices", "indicators"])
def test_entries_come_in_parts_that_make_the_whole(own, kind):
    """Ids are compared as the database keeps them, and not as text."""
    with writing(own.engine) as db:
        dates(db, own.clock().date(), 5)
        reported(db, 5)
        db.add_all(Institution(division_code="411102", name="同名") for _ in range(5))
        db.add_all(School(division_code="411102", name="同名", stage="primary") for _ in range(5))
        db.commit()
    path, reader, found, query = f"/registry/{kind}", own.log_in(ADMINISTRATOR), [], {"limit": 2}
    while True:
        part = reader.get(path, **query)
        assert part.status_code == 200, part.json
        found += [item["id"] for item in part.json["items"]]
        if part.json["next_cursor"] is None:
            break
        query["cursor"] = part.json["next_cursor"]
    whole = [item["id"] for item in reader.get(path, limit=100).json["items"]]
    assert len(set(found)) == len(found) > LEAST
    assert found[:100] == whole
