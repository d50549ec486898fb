"""Two schools of the register are two matters: whoever reported one must not read what was found at the other."""

import pytest

from tests.services.joint import case_id_of, file_at, new_school
from tests.services.lives import OFFICER
from tests.support.phone import homework


@pytest.fixture
def filed(lives, house, school):
    """A report about the school of this test; its case."""
    return case_id_of(house.engine, file_at(lives.phone, school))


def join(lives, case_id, into, version):
    return lives.console(OFFICER).post(f"/cases/{case_id}/joining", {"into": into}, version)


def test_cases_about_two_registered_schools_are_not_joined(lives, house, filed):
    other = case_id_of(house.engine, file_at(lives.phone, new_school(house)))
    refused = join(lives, filed, other, 1)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["code"] == "joining.other_target"


def test_they_are_once_the_one_that_was_wrong_is_corrected(lives, house, school, filed, act):
    wrong = case_id_of(house.engine, file_at(lives.phone, new_school(house)))
    act(wrong, None, "target", school_id=school)
    assert join(lives, wrong, filed, 2).status_code == 200


def test_a_name_that_nobody_registered_is_for_staff_to_judge(lives, house, filed):
    place = {"division_code": "411102", "target_name": "嵩麓小学"}
    typed = case_id_of(house.engine, lives.phone.file(homework(place=place)).json)
    assert join(lives, typed, filed, 1).status_code == 200
