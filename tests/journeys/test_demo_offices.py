"""The offices, staff and schools of the demo; the keys that were made for them open what they should."""

from collections import Counter

import pytest

from demo.files import RECOVERY_KEY, read_log_ins
from demo.plan import read_plan
from models import Institution, KeyGrant, Office, School, Staff
from policy.routing import EDUCATION, route
from policy.vocabulary import Role
from security.secrets_file import read_secret
from security.wraps import public_of, unwrap
from services.keyring import OVERSIGHT, RECOVERY, WORK, grant_for, work_key
from tests.support.rows import all_of

pytestmark = pytest.mark.slow  # it loads the whole demo

SUPERVISED = {"country", "province", "prefecture"}


def test_the_offices_are_those_of_two_provinces(db, policy):
    offices = all_of(db, Office)
    education = {office.division_code for office in offices if office.department == EDUCATION}
    shanxi = {division.code for division in policy.divisions if division.code.startswith("14")}
    luohe = {"411100", "411102", "411103", "411104", "411121", "411122", "411171"}
    assert education == {"000000", "410000"} | shanxi | luohe
    others = {(office.division_code, office.department) for office in offices if office.department != EDUCATION}
    departments = {"market_regulation", "culture_tourism", "sport", "science"}
    assert others == {(city, department) for city in ("140100", "411100") for department in departments}
    assert len(offices) == 1 + 1 + 129 + 7 + 8


def test_every_office_but_the_root_has_the_superior_of_the_tree(db):
    offices = {office.id: office for office in all_of(db, Office)}
    named = {(office.division_code, office.department): office for office in offices.values()}
    superiors = {key: offices[office.superior_id] for key, office in named.items() if office.superior_id}
    assert len(superiors) == len(offices) - 1
    assert superiors["411102", EDUCATION] is named["411100", EDUCATION]
    assert superiors["140100", "sport"] is named["140000", EDUCATION]
    assert superiors["410000", EDUCATION] is named["000000", EDUCATION]


def test_schools_and_institutions_are_there_and_one_school_is_run_by_the_city(db):
    schools, offices = all_of(db, School), {office.id: office for office in all_of(db, Office)}
    per_division = Counter(school.division_code for school in schools if school.office_id is None)
    luohe = {code: many for code, many in per_division.items() if code.startswith("4111")}
    assert luohe == dict.fromkeys(("411102", "411103", "411104", "411121", "411122"), 2)
    assert sum(many for code, many in per_division.items() if code.startswith("1401")) == 3
    (city_run,) = (school for school in schools if school.office_id)
    assert city_run.boarding
    assert (offices[city_run.office_id].division_code, offices[city_run.office_id].department) == ("411100", EDUCATION)
    institutions = all_of(db, Institution)
    assert len(institutions) == 3
    assert [one.approving_division_code for one in institutions if one.approving_division_code] == ["140000"]


def test_everything_that_has_a_name_says_that_it_is_a_demonstration(db, policy):
    names = [each.name for table in (Office, School, Institution) for each in all_of(db, table)]
    names += [planned.place.target_name for planned in read_plan(policy).reports if planned.place.target_name]
    assert [name for name in names if not name.endswith("(演示)")] == []
    assert len(names) > 160


def test_every_officer_and_supervisor_opens_the_work_key_of_the_office(loaded, db):
    log_ins = read_log_ins(loaded.var)
    public_keys = {office.id: office.work_public_key for office in all_of(db, Office)}
    with_office = [one for one in log_ins if one.office_id]
    assert {one.office_id for one in with_office if one.role == Role.OFFICER} == set(public_keys)
    for login in with_office:
        private = work_key(db, loaded.actor(login))
        assert public_of(private) == public_keys[login.office_id], login.username


def test_supervisors_hold_oversight_and_officers_do_not(loaded, db, policy):
    offices = {office.id: office for office in all_of(db, Office)}
    grants = {grant.staff_id: grant for grant in all_of(db, KeyGrant) if grant.purpose == OVERSIGHT and grant.staff_id}
    log_ins = {one.username: one for one in read_log_ins(loaded.var)}
    supervisors = [staff for staff in all_of(db, Staff) if staff.role == Role.SUPERVISOR]
    assert set(grants) == {staff.id for staff in supervisors}
    supervised = {division.code for division in policy.divisions if division.level in SUPERVISED}
    has_office = {office.division_code for office in offices.values()}
    assert {offices[staff.office_id].division_code for staff in supervisors} == supervised & has_office
    for staff in supervisors:
        grant = grants[staff.id]
        to = grant_for(grant.office_id, OVERSIGHT, staff.id, grant.key_version)
        private = unwrap(loaded.actor(log_ins[staff.username]).private_key, grant.wrapped_key, to)
        assert public_of(private) == offices[staff.office_id].oversight_public_key


def test_analyst_auditor_and_administrator_hold_no_key(loaded, db):
    without = [staff for staff in all_of(db, Staff) if staff.office_id is None]
    assert {staff.role for staff in without} == {Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR}
    assert len(without) == 3
    held = {grant.staff_id for grant in all_of(db, KeyGrant)}
    assert held.isdisjoint(staff.id for staff in without)


def test_the_recovery_key_opens_every_office_downward(loaded, db):
    grants = {(grant.office_id, grant.purpose): grant for grant in all_of(db, KeyGrant) if grant.staff_id is None}
    offices = all_of(db, Office)
    opened = {None: read_secret(loaded.var / RECOVERY_KEY)}
    for office in sorted(offices, key=lambda office: depth(office, offices)):
        for purpose, public in ((WORK, office.work_public_key), (OVERSIGHT, office.oversight_public_key)):
            grant = grants.pop((office.id, purpose))
            assert grant.holder_office_id == office.superior_id
            to = grant_for(office.id, purpose, office.superior_id or RECOVERY, grant.key_version)
            private = unwrap(opened[office.superior_id], grant.wrapped_key, to)
            assert public_of(private) == public
        opened[office.id] = private
    assert grants == {}


def depth(office, offices):
    by_id = {each.id: each for each in offices}
    return 0 if office.superior_id is None else 1 + depth(by_id[office.superior_id], offices)


@pytest.mark.promise("T1")
def test_every_place_and_matter_of_the_demo_has_one_office_and_a_reason(db, policy):
    directory = {(office.division_code, office.department): office.id for office in all_of(db, Office)}
    reached = set()
    for code in policy.divisions.reportable_codes:
        for matter in policy.matters.by_code:
            found = route(policy.divisions, policy.matters, directory, code, matter)
            reached.add(found.office_id)
            assert policy.words.say(found.reason.code, found.reason.params, "en")
            if code.startswith("14"):
                assert found.office_id == directory[code, EDUCATION]
            if not code.startswith(("14", "41")):
                assert found.office_id == directory["000000", EDUCATION]
    assert len(reached) > 120
