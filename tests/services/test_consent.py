"""T12: down to the local office with the reporter's consent only; the avoided office is known, wherever it sits."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Avoidance, Case, Office, Report
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.office_registry import add_office
from tests.services.lives import CITY, MARKET, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.town import SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, ROOT, MARKET)


@pytest.fixture
def filed(town):
    return town.phone.file(homework(avoid_local_office=True)).json


def asks(town, filed, code="411102", username=CITY):
    case = town.house.case_of(filed)
    body = {"to_office_id": town.office(code)}
    return town.console(username).post(f"/cases/{case['id']}/consent", body, case["version"])


def says(town, filed, agree):
    return town.act(filed, "consent", {"agree": agree})


def code_of(answer):
    return answer.status_code, answer.json["errors"][0]["code"]


@pytest.mark.promise("T12", "in part")
@pytest.mark.promise("K3", "in part")
def test_with_consent_it_goes_down_and_without_it_does_not(town, filed):
    local = town.office("411102")
    assert code_of(town.send(filed, CITY, local)) == (422, "transfer.below")
    assert town.mine(filed)["consent"] is None
    assert asks(town, filed).status_code == 200
    mine = town.mine(filed)
    assert (mine["consent"]["agreed"], mine["consent"]["office"]["division_code"]) == (None, "411102")
    assert mine["timeline"][-1]["event"] == "ask_consent"
    assert code_of(town.send(filed, CITY, local)) == (422, "transfer.below")
    assert says(town, filed, agree=True).status_code == 204
    assert town.mine(filed)["consent"]["agreed"] is True
    opened = town.console(CITY).get(f"/cases/{town.case(filed).id}").json
    assert opened["reports"][0]["consent"]["agreed"] is True
    assert town.openers(filed, EVERYBODY) == {CITY}
    assert code_of(town.send(filed, CITY, town.office("411103"))) == (422, "transfer.below")
    assert town.send(filed, CITY, local).status_code == 200
    assert town.openers(filed, EVERYBODY) == {OFFICER}
    assert code_of(says(town, filed, agree=False)) == (422, "consent.not_asked")


@pytest.mark.promise("T12", "in part")
def test_a_no_stands_and_a_yes_can_be_taken_back(town, filed):
    assert code_of(says(town, filed, agree=True)) == (422, "consent.not_asked")
    asks(town, filed)
    version = town.case(filed).version
    for agree in (True, False, True, False):
        assert says(town, filed, agree=agree).status_code == 204
    assert town.case(filed).version == version + 1  # the first answer; nobody is kept from acting by the others
    assert code_of(town.send(filed, CITY, town.office("411102"))) == (422, "transfer.below")
    assert code_of(asks(town, filed)) == (422, "consent.refused_before")
    assert town.events(filed).count("consent") == 1


def test_only_where_consent_is_needed_is_it_asked_for(town, filed):
    plain = town.phone.file(homework()).json
    assert code_of(asks(town, plain, "411103", OFFICER)) == (422, "move.not_past_local")
    assert code_of(asks(town, filed, "410000")) == (422, "consent.not_needed")
    case = town.house.case_of(filed)
    for office_id, code in (
        ("00000000-0000-4000-8000-000000000000", "transfer.unknown_office"),
        (town.office("411100", "culture_tourism"), "transfer.not_its_matter"),
    ):
        answer = town.console(CITY).post(f"/cases/{case['id']}/consent", {"to_office_id": office_id}, case["version"])
        assert code_of(answer) == (422, code)


@pytest.mark.promise("T12", "in part")
def test_every_reporter_of_the_case_has_to_agree(town, filed):
    second = town.phone.file(homework(avoid_local_office=True)).json
    case_id = town.case(filed).id
    with town.house.engine.begin() as connection:
        one = Report.reference == second["reference"]
        connection.execute(sa.update(Report).where(one).values(case_id=case_id))
    asks(town, filed)
    says(town, filed, agree=True)
    assert code_of(town.send(filed, CITY, town.office("411102"))) == (422, "transfer.below")
    says(town, second, agree=True)
    assert town.send(filed, CITY, town.office("411102")).status_code == 200
    assert town.holders(second)[1] == town.holders(filed)[1] == {town.office("411102")}


@pytest.mark.promise("T12", "in part")
def test_a_consent_taken_back_at_the_last_moment_counts(town, filed):
    asks(town, filed)
    says(town, filed, agree=True)
    case = town.house.case_of(filed)
    officer = town.console(CITY)
    says(town, filed, agree=False)
    body = {"to_office_id": town.office("411102"), "reason_code": "wrong_place", "reason": "x"}
    assert code_of(officer.post(f"/cases/{case['id']}/transfer", body, case["version"])) == (422, "transfer.below")


@pytest.mark.promise("T12", "in part")
def test_an_avoided_office_of_the_same_division_as_the_one_above_it_stays_avoided(town):
    """Superiors may be set: here the education office of a county is above its market regulation."""
    county, city = town.office("411102"), town.office("411100")
    with writing(town.house.engine) as db:
        made = add_office(town.house.work(db), "411102", "market_regulation")
        db.flush()
        db.execute(sa.update(Office).where(Office.id == made.id).values(superior_id=county))
        db.commit()
    town.hires("at-the-market", Role.OFFICER, made.id, SUPERVISOR)
    place = {"school_id": town.installed.schools["plain"].id}
    with writing(town.house.engine) as db:
        db.execute(
            sa.text("UPDATE school SET office_id = :office").bindparams(
                sa.bindparam("office", made.id, type_=Office.__table__.c.id.type)
            )
        )
        db.commit()
    filed = town.phone.file(homework(place=place, avoid_local_office=True)).json
    assert filed["office"]["division_code"] == "411102"
    assert town.openers(filed, EVERYBODY) == {OFFICER}
    with reading(town.house.engine) as db:
        assert db.scalars(sa.select(Avoidance.office_id)).all() == [made.id]
    with town.house.engine.begin() as connection:  # a matter in which market regulation takes part
        connection.execute(sa.update(Case).values(matter="training_prepaid"))
    assert code_of(town.send(filed, OFFICER, made.id)) == (422, "transfer.below")
    owners = town.console(OFFICER).get(f"/cases/{town.case(filed).id}/owners").json["items"]
    assert made.id not in {item["id"] for item in owners}
    assert city in {item["id"] for item in owners}
    case = town.house.case_of(filed)
    asked = town.console(OFFICER).post(f"/cases/{case['id']}/consent", {"to_office_id": made.id}, case["version"])
    assert asked.status_code == 200
    says(town, filed, agree=True)
    assert town.send(filed, OFFICER, made.id).status_code == 200


@pytest.mark.promise("T12", "in part")
def test_what_is_avoided_is_remembered_on_appeal(town, filed):
    town.answer(filed, CITY)
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    with reading(town.house.engine) as db:
        avoided = db.get(Avoidance, town.case(filed).id)
    assert avoided.office_id == town.office("411102")


def test_a_withdrawn_report_leaves_no_consent(town, filed):
    asks(town, filed)
    assert town.act(filed, "withdrawal").status_code == 204
    with reading(town.house.engine) as db:
        assert db.execute(sa.text("SELECT * FROM consent")).all() == []


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.booleans(), min_size=1, max_size=4))
def test_the_last_word_is_what_counts(lives, answers):
    filed = lives.phone.file(homework(avoid_local_office=True)).json
    case = lives.house.case_of(filed)
    local = lives.office("411102")
    lives.console(CITY).post(f"/cases/{case['id']}/consent", {"to_office_id": local}, case["version"])
    for agree in answers:
        assert lives.act(filed, "consent", {"agree": agree}).status_code == 204
    assert lives.send(filed, CITY, local).status_code == (200 if answers[-1] else 422)


@pytest.mark.promise("T12", "in part")
def test_a_consent_given_before_the_answer_does_not_hold_for_the_appeal(town, filed):
    asks(town, filed)
    says(town, filed, agree=True)
    town.answer(filed, CITY)
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.mine(filed)["consent"] is None
    with reading(town.house.engine) as db:
        assert db.execute(sa.text("SELECT * FROM consent")).all() == []
    assert code_of(says(town, filed, agree=True)) == (422, "consent.not_asked")


@pytest.mark.promise("D1", "in part")
def test_being_asked_for_consent_is_no_first_answer(town, filed):
    asks(town, filed)
    assert not town.case(filed).first_answered


def test_nobody_is_asked_twice_for_one_office(town, filed):
    asks(town, filed)
    version = town.case(filed).version
    assert code_of(asks(town, filed)) == (422, "consent.asked_before")
    says(town, filed, agree=True)
    assert code_of(asks(town, filed)) == (422, "consent.asked_before")
    assert town.case(filed).version == version + 1
    assert town.mine(filed)["consent"]["agreed"] is True
    assert asks(town, filed, "411103").status_code == 200
    assert town.mine(filed)["consent"]["agreed"] is None


def test_asking_for_one_office_after_the_other_ends(town, filed):
    """Whoever asked to go past the local office is not worn down by being asked again and again."""
    asks(town, filed)
    says(town, filed, agree=True)
    assert asks(town, filed, "411103").status_code == 200
    version = town.case(filed).version
    for code in ("411102", "411103"):
        assert code_of(asks(town, filed, code)) == (422, "consent.asked_before")
    with writing(town.house.engine) as db:
        made = add_office(town.house.work(db), "411104", "education")
        db.commit()
    case = town.house.case_of(filed)
    third = town.console(CITY).post(f"/cases/{case['id']}/consent", {"to_office_id": made.id}, case["version"])
    assert code_of(third) == (422, "consent.asked_too_often")
    assert "2 offices" in third.json["errors"][0]["message"]
    assert town.case(filed).version == version
    assert town.mine(filed)["consent"]["office"]["division_code"] == "411103"
    assert town.act(filed, "withdrawal").status_code == 204
    with reading(town.house.engine) as db:
        assert db.execute(sa.text("SELECT * FROM consent_request")).all() == []
