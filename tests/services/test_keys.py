"""Who holds which key: an office its own cases, a member of staff what was granted, nobody else anything."""

import pytest
import sqlalchemy as sa

from models import Case, CaseKeyWrap, KeyGrant, Report, ReportKeyWrap, Staff
from models.engine import reading
from policy.access import Permission, permissions
from policy.vocabulary import Role
from security.envelope import CannotOpen, open_sealed
from security.passwords import check_password
from security.wraps import unwrap
from services.cases.access import find_case
from services.desk.case_view import view_case
from services.keyring import WORK, Actor, case_keys, grant_for, report_key_for, work_key
from services.people.staff import password_record
from services.refusals import NotFound, NotPermitted
from tests.support.phone import homework

OFFICER, NEIGHBOUR, ABOVE = "officer-411102-education", "officer-411103-education", "officer-411100-education"


@pytest.fixture
def db(house):
    with reading(house.engine) as db:
        yield db


@pytest.fixture
def actor(db, house):
    """Somebody with their private key, as after a log-in."""

    def enter(username):
        staff = db.scalars(sa.select(Staff).where(Staff.username == username)).one()
        kek = check_password(password_record(staff), house.installed.passwords[username])
        address = {"table": "staff", "column": "sealed_private_key", "row_id": staff.id}
        private = open_sealed(kek, staff.sealed_private_key, **address)
        return Actor(staff.id, staff.username, Role(staff.role), staff.office_id, private)

    return enter


@pytest.fixture
def report(house, db):
    return report_of(db, house.phone.file(homework()).json)


def report_of(db, filed):
    return db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()


def holders(db, report):
    """The offices that hold a wrap of the case's key, and of the report's."""
    return (
        set(db.scalars(sa.select(CaseKeyWrap.office_id).where(CaseKeyWrap.case_id == report.case_id))),
        set(db.scalars(sa.select(ReportKeyWrap.office_id).where(ReportKeyWrap.report_id == report.id))),
    )


FROM_ABOVE_TOO = {Permission.READ_CASES, Permission.APPROVE_CASES, Permission.LOOK_AGAIN}
ON_CASES = permissions(Role.OFFICER) - {Permission.READ_FIGURES, Permission.GRANT_KEYS}


def office(house, division_code):
    return house.installed.offices[division_code, "education"].id


def test_the_office_of_the_case_and_no_other_holds_its_keys(report, db, house, actor):
    mine = {office(house, "411102")}
    assert holders(db, report) == (mine, mine)
    keys = case_keys(db, actor(OFFICER), report.case_id, [report.id])
    assert set(keys.report_keys) == {report.id}
    assert len(keys.case_key) == len(keys.report_keys[report.id]) == 32


def test_a_safety_case_opens_for_the_office_above_as_well(house, db, actor):
    report = report_of(db, house.phone.file(homework(safety=True)).json)
    both = {office(house, "411102"), office(house, "411100")}
    assert holders(db, report) == (both, both)
    below, above = (case_keys(db, actor(name), report.case_id, [report.id]) for name in (OFFICER, ABOVE))
    assert below == above


@pytest.mark.parametrize("username", [NEIGHBOUR, ABOVE, "officer-411100-market_regulation", "officer-410000-education"])
def test_an_officer_of_another_office_finds_and_opens_nothing(report, db, house, actor, username):
    stranger = actor(username)
    with pytest.raises(NotFound):
        case_keys(db, stranger, report.case_id, [report.id])
    with pytest.raises(NotFound):
        find_case(db, stranger, report.case_id, Permission.READ_CASES)
    with pytest.raises(NotFound):
        view_case(house.work(db), stranger, report.case_id)


def test_a_supervisor_above_finds_the_case_and_opens_nothing(report, db, house, actor):
    supervisor = actor("supervisor-410000")
    with pytest.raises(NotFound):
        case_keys(db, supervisor, report.case_id, [report.id])
    assert find_case(db, supervisor, report.case_id, Permission.READ_CASES).id == report.case_id
    for permission in ON_CASES - FROM_ABOVE_TOO:
        with pytest.raises(NotPermitted):
            find_case(db, supervisor, report.case_id, permission)
    view = view_case(house.work(db), supervisor, report.case_id)
    assert (view.is_sealed, view.reports, view.notes) == (True, (), ())


@pytest.mark.parametrize("username", ["analyst", "auditor", "administrator"])
def test_staff_without_a_grant_open_nothing(report, db, actor, username):
    clerk = actor(username)
    assert db.scalars(sa.select(KeyGrant).where(KeyGrant.staff_id == clerk.id)).all() == []
    with pytest.raises(NotFound):
        work_key(db, clerk)


@pytest.fixture
def officer_without_grant(house):
    """An officer whose grant is gone; it comes back after the test."""
    officer = house.log_in(OFFICER)
    mine = KeyGrant.staff_id == officer.me["id"]
    with house.engine.begin() as connection:
        grants = connection.execute(sa.select(KeyGrant.__table__).where(mine)).all()
        connection.execute(sa.delete(KeyGrant).where(mine))
    yield officer
    with house.engine.begin() as connection:
        connection.execute(sa.insert(KeyGrant), [grant._asdict() for grant in grants])


def test_an_officer_whose_grant_is_gone_is_told_that_there_is_nothing(report, officer_without_grant):
    officer = officer_without_grant
    answer = officer.get(f"/cases/{report.case_id}")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert officer.move(report.case_id, 1, "accept").status_code == 404
    assert officer.post(f"/cases/{report.case_id}/notes", {"text": "x"}).status_code == 404


def test_another_private_key_opens_no_wrap_that_it_is_shown(report, db, house, actor):
    """Even somebody who got at the rows: the mathematics refuses, not a question who they are."""
    stranger = actor(NEIGHBOUR)
    grant = db.scalars(
        sa.select(KeyGrant).where(KeyGrant.office_id == office(house, "411102"), KeyGrant.purpose == WORK)
    ).first()
    for holder_id in (stranger.id, grant.staff_id or grant.holder_office_id):
        to = grant_for(grant.office_id, WORK, holder_id, grant.key_version)
        with pytest.raises(CannotOpen):
            unwrap(stranger.private_key, grant.wrapped_key, to)
    row = db.scalars(sa.select(ReportKeyWrap).where(ReportKeyWrap.report_id == report.id)).one()
    private_key = work_key(db, stranger)
    for office_id in (row.office_id, stranger.office_id):
        to = report_key_for(row.report_id, office_id, row.key_version)
        with pytest.raises(CannotOpen):
            unwrap(private_key, row.wrapped_key, to)


def test_a_wrap_that_was_moved_to_another_report_does_not_open(house, db, actor):
    first, second = (house.phone.file(homework()).json["reference"] for _ in range(2))
    wrap_of = {
        reference: db.execute(
            sa.select(Report.id, Report.case_id, ReportKeyWrap.wrapped_key)
            .join(ReportKeyWrap, ReportKeyWrap.report_id == Report.id)
            .where(Report.reference == reference)
        ).one()
        for reference in (first, second)
    }
    officer = actor(OFFICER)
    assert case_keys(db, officer, wrap_of[first].case_id, [wrap_of[first].id])
    db.rollback()
    with house.engine.begin() as connection:
        swap = sa.update(ReportKeyWrap).where(ReportKeyWrap.report_id == wrap_of[first].id)
        connection.execute(swap.values(wrapped_key=wrap_of[second].wrapped_key))
    with pytest.raises(CannotOpen):
        case_keys(db, officer, wrap_of[first].case_id, [wrap_of[first].id])


@pytest.mark.parametrize("division_code", ["411102", "411103", "411171", "110101"])
def test_every_case_has_an_office_that_holds_its_key(house, db, division_code):
    report = report_of(db, house.phone.file(homework(place={"division_code": division_code})).json)
    case = db.get(Case, report.case_id)
    assert db.get(CaseKeyWrap, (case.id, case.office_id))
    assert db.get(ReportKeyWrap, (report.id, case.office_id))
