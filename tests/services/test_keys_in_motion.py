"""K3: people come and go, offices change their keys: before and after, who can open what, and who cannot?"""

import pytest
import sqlalchemy as sa

from models import KeyGrant, Office, Report, StaffSession
from models.engine import reading
from policy.vocabulary import Role
from security.wraps import generate_key_pair
from services.administration.grants import grant_keys
from services.administration.office_registry import add_office
from services.administration.rewrap import rewrap
from services.administration.rotation import GRACE, begin_rotation, finish_rotations, prepare_rotation
from services.administration.staff_accounts import add_staff, remove_staff, reset_staff
from services.keyring import OVERSIGHT, WORK
from services.people.key_reach import office_key, recovery_holder
from services.refusals import (
    BadCredentials,
    BadOffice,
    BadUsername,
    KeyNotHeld,
    KeysChanged,
    NotFound,
    WrongRecoveryKey,
)
from tests.services.key_holders import (
    ABOVE,
    AT_ROOT,
    CITY,
    COUNTY,
    NEIGHBOUR,
    OFFICER,
    PROVINCE,
    ROOT,
    SUPERVISOR,
    left_of,
    reports,
    town,
)
from tests.support.phone import homework

__all__ = ["reports", "town"]


@pytest.mark.promise("K3")
@pytest.mark.parametrize("grantor", [OFFICER, SUPERVISOR, AT_ROOT, None])
def test_a_new_officer_opens_nothing_until_somebody_who_holds_the_key_grants_it(town, reports, grantor):
    town.hires("new", Role.OFFICER, COUNTY)
    assert not town.opens("new", reports[0])
    assert not town.reaches(town.holder("new"), COUNTY)
    holder = town.holder(grantor) if grantor else town.recovery
    for _ in range(2):
        town.does(grant_keys, holder, town.id_of("new"))
    assert all(town.opens("new", report) for report in reports)
    assert not town.reaches(town.holder("new"), COUNTY, OVERSIGHT)
    assert not town.reaches(town.holder("new"), CITY)


@pytest.mark.promise("K3")
@pytest.mark.parametrize("grantor", [NEIGHBOUR, ABOVE, "officer-410000-education", "administrator", "analyst"])
def test_a_grant_by_somebody_who_does_not_hold_the_key_is_refused(town, reports, grantor):
    town.hires("new", Role.OFFICER, COUNTY)
    with pytest.raises(KeyNotHeld):
        town.does(grant_keys, town.holder(grantor), town.id_of("new"))
    assert not town.opens("new", reports[0])
    with pytest.raises(KeyNotHeld):
        town.hires("other", Role.OFFICER, COUNTY, town.holder(grantor))
    with pytest.raises(NotFound):
        town.does(grant_keys, town.holder(OFFICER), town.id_of("analyst"))


@pytest.mark.promise("K3")
def test_an_officer_cannot_make_a_supervisor(town):
    with pytest.raises(KeyNotHeld):
        town.hires("chief", Role.SUPERVISOR, COUNTY, town.holder(OFFICER))
    town.hires("chief", Role.SUPERVISOR, COUNTY, town.holder(SUPERVISOR))
    assert town.reaches(town.holder("chief"), COUNTY, OVERSIGHT)


@pytest.mark.promise("K3")
def test_a_new_office_opens_for_the_oversight_above_it_and_for_nobody_else(town):
    town.does(add_office, "411104", "education")
    reach = {name for name in (OFFICER, ABOVE, SUPERVISOR, AT_ROOT) if town.reaches(town.holder(name), "411104")}
    assert reach == {SUPERVISOR, AT_ROOT}
    assert town.office("411104").superior_id == town.office(CITY).id
    town.hires("first", Role.OFFICER, "411104", town.holder(SUPERVISOR))
    assert town.reaches(town.holder("first"), "411104")
    for code, department in (("411104", "education"), ("999999", "education"), ("411171", "alchemy")):
        with pytest.raises(BadOffice):
            town.does(add_office, code, department)


@pytest.mark.promise("K3")
def test_who_leaves_opens_nothing_at_once_and_the_others_everything_all_the_time(town, reports, console):
    town.hires("stays", Role.OFFICER, COUNTY, town.holder(OFFICER))
    session, kept = console(OFFICER), town.holder(OFFICER)
    old_key = town.office(COUNTY).work_public_key
    town.removes(OFFICER)
    assert session.get("/staff/me").status_code == 401
    assert town.reads(lambda db: db.scalars(sa.select(KeyGrant).where(KeyGrant.staff_id == kept.id)).all()) == []
    assert (
        town.reads(lambda db: db.scalars(sa.select(StaffSession).where(StaffSession.staff_id == kept.id)).all()) == []
    )
    assert not any(town.reaches(kept, COUNTY, version=version) for version in (1, 2))
    with pytest.raises(BadCredentials):
        town.holder(OFFICER)
    assert town.office(COUNTY).work_public_key != old_key
    assert left_of(town, COUNTY) == 10
    assert all(town.opens("stays", report) for report in reports)
    assert town.does(rewrap, town.holder("stays"), town.office(COUNTY).id) == {}
    assert left_of(town, COUNTY) == 0
    assert all(town.opens("stays", report) for report in reports)


@pytest.mark.promise("K3")
def test_a_rotation_that_broke_off_goes_on_and_new_reports_keep_coming(town, reports, phone, engine):
    town.hires("stays", Role.OFFICER, COUNTY, town.holder(OFFICER))
    town.removes(OFFICER)
    office, holder = town.office(COUNTY), town.holder("stays")
    counts = [sum(town.does(rewrap, holder, office.id, 3).values())]
    town.clock.forward(GRACE.total_seconds())
    assert town.does(finish_rotations) == 0
    assert all(town.opens("stays", report) for report in reports)
    late = phone.file(homework()).json["reference"]
    with reading(engine) as db:
        new = db.scalars(sa.select(Report).where(Report.reference == late)).one()
    assert town.opens("stays", new)
    while counts[-1]:
        counts.append(sum(town.does(rewrap, holder, office.id, 3).values()))
    assert counts == [7, 4, 1, 0]
    assert town.does(finish_rotations) == 1
    assert town.does(finish_rotations) == 0
    assert town.office(COUNTY).rotating_since is None
    assert all(town.opens("stays", report) for report in [*reports, new])


@pytest.mark.promise("K3")
def test_old_keys_are_destroyed_at_the_end_and_not_before_the_slowest_request_is_over(town, reports):
    supervisor = town.holder(SUPERVISOR)
    town.removes(OFFICER)
    town.does(rewrap, supervisor, town.office(COUNTY).id)
    town.clock.forward(GRACE.total_seconds() - 1)
    assert town.does(finish_rotations) == 0
    assert town.reaches(supervisor, COUNTY, version=1)
    town.clock.forward(1)
    assert town.does(finish_rotations) == 1
    versions = town.reads(
        lambda db: set(db.scalars(sa.select(KeyGrant.key_version).where(KeyGrant.office_id == town.office(COUNTY).id)))
    )
    assert versions == {2}
    assert not town.reaches(supervisor, COUNTY, version=1)
    assert town.reaches(supervisor, COUNTY)


@pytest.mark.promise("K3")
def test_a_supervisor_leaves_and_the_offices_below_stay_within_reach(town):
    town.hires("next", Role.SUPERVISOR, PROVINCE, town.holder(SUPERVISOR))
    kept = town.holder(SUPERVISOR)
    town.removes(SUPERVISOR)
    office = town.office(PROVINCE)
    assert not town.reaches(kept, COUNTY)
    assert town.reaches(town.holder("next"), COUNTY)
    with pytest.raises(KeyNotHeld):
        town.does(rewrap, town.holder("officer-410000-education"), office.id)
    while town.does(rewrap, town.holder("next"), office.id, 1):
        assert town.reaches(town.holder("next"), COUNTY)
    town.clock.forward(GRACE.total_seconds())
    assert town.does(finish_rotations) == 1
    assert town.reaches(town.holder("next"), COUNTY)
    assert town.reaches(town.holder(AT_ROOT), COUNTY)
    assert town.reaches(town.recovery, COUNTY)
    assert not town.reaches(town.holder("next"), ROOT)


@pytest.mark.promise("K3")
def test_two_leave_one_after_the_other_before_anything_was_wrapped_again(town, reports):
    for name in ("second", "stays"):
        town.hires(name, Role.OFFICER, COUNTY, town.holder(OFFICER))
    town.removes(OFFICER)
    town.does(rewrap, town.holder("stays"), town.office(COUNTY).id, 3)
    town.removes("second")
    assert town.office(COUNTY).key_version == 3
    assert all(town.opens("stays", report) for report in reports)
    town.hires("new", Role.OFFICER, COUNTY, town.holder("stays"))
    assert all(town.opens("new", report) for report in reports)
    assert town.does(rewrap, town.holder("new"), town.office(COUNTY).id) == {}
    town.clock.forward(GRACE.total_seconds())
    assert town.does(finish_rotations) == 1
    assert all(town.opens(name, report) for name in ("stays", "new") for report in reports)


@pytest.mark.promise("K3")
def test_keys_that_were_changed_meanwhile_are_not_changed_twice_nor_granted(town, world):
    office = town.office(COUNTY)
    first, second = (town.reads(lambda db: prepare_rotation(db, office)) for _ in range(2))
    town.does(begin_rotation, first)
    with pytest.raises(KeysChanged):
        town.does(begin_rotation, second)
    assert town.office(COUNTY).key_version == 2


@pytest.mark.promise("K3")
def test_a_forgotten_password_opens_nothing_and_the_new_one_nothing_yet(town, reports, console):
    session, kept = console(OFFICER), town.holder(OFFICER)
    town.passwords[OFFICER] = town.does(reset_staff, kept.id)
    assert session.get("/staff/me").status_code == 401
    assert not town.reaches(kept, COUNTY)
    assert not town.opens(OFFICER, reports[0])
    assert town.holder(OFFICER).private_key != kept.private_key
    assert town.office(COUNTY).key_version == 1
    pending = console(OFFICER)
    assert pending.me["is_pending"]
    assert pending.get("/cases").json["items"] == []
    assert pending.get(f"/cases/{reports[0].case_id}").status_code == 404
    town.does(grant_keys, town.holder(SUPERVISOR), kept.id)
    assert len(pending.get("/cases").json["items"]) == 5
    assert all(town.opens(OFFICER, report) for report in reports)


@pytest.mark.promise("K3")
def test_the_recovery_key_opens_every_office_and_lets_a_new_person_in_when_all_are_gone(town, reports):
    for username in [name for name in town.passwords if "-" in name]:
        town.removes(username)
    offices = town.reads(lambda db: db.scalars(sa.select(Office)).all())
    keys = [(office.id, purpose, office.key_version) for office in offices for purpose in (WORK, OVERSIGHT)]
    assert all(town.reads(lambda db, key=key: office_key(db, town.recovery, *key)) for key in keys)
    town.hires("after-the-flood", Role.SUPERVISOR, ROOT, town.recovery)
    heir = town.holder("after-the-flood")
    town.hires("new", Role.OFFICER, COUNTY, heir)
    assert all(town.opens("new", report) for report in reports)


@pytest.mark.promise("K3")
def test_another_recovery_key_recovers_nothing(town):
    with pytest.raises(WrongRecoveryKey):
        town.does(recovery_holder, generate_key_pair().private)


@pytest.mark.parametrize("username", ["", "x" * 41, "a b", "a/b", "a\n", OFFICER])
def test_a_username_that_is_none_or_taken_is_refused(town, username):
    with pytest.raises(BadUsername):
        town.hires(username, Role.OFFICER, COUNTY)


def test_roles_and_offices_fit(town):
    for role, office_id in ((Role.OFFICER, None), (Role.ANALYST, town.office(COUNTY).id)):
        with pytest.raises(BadOffice):
            town.does(add_staff, "new", role, office_id)


def test_who_is_gone_is_gone(town):
    gone = town.id_of(OFFICER)
    town.removes(OFFICER)
    for act in (remove_staff, reset_staff):
        with pytest.raises(NotFound):
            town.does(act, gone)
    with pytest.raises(NotFound):
        town.does(grant_keys, town.recovery, gone)
