"""How often filing a report asks the database: each question is a round trip, and somebody waits for it."""

import re

import pytest
from psycopg import _queries

from models import Office
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework
from tests.support.statements import listening

FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}


@pytest.fixture
def city_run(house):
    return house.installed.schools["city_run"].id


def filed(house, **changes):
    """The statements of one filing, and its answer."""
    challenge, statements = house.phone.challenge(), []
    with listening(house.engine, statements):
        answer = house.phone.file(homework(**changes), challenge=challenge)
    assert answer.status_code == 201
    return statements, answer.json


@pytest.mark.parametrize("safety", [False, True])
@pytest.mark.parametrize("place", [{}, {"school_id": SCHOOL_ID}, {"target_name": "某小学"}], ids=str)
def test_a_report_is_filed_with_one_question_and_at_most_one_insert_a_row(house, safety, place):
    statements, _ = filed(house, safety=safety, place=place, subscription=FID)
    kinds = [statement.split()[0] for statement in statements if statement.split()[0] != "BEGIN"]
    assert kinds[0] == "SELECT"
    if house.engine.name == "postgresql":
        assert len(kinds) == 2, kinds
        assert kinds[1] == "WITH"
    else:
        assert set(kinds[1:]) == {"INSERT"}
        assert len(kinds) - 1 == (9 if safety else 7)


def test_what_is_sent_to_postgresql_is_short_enough_for_its_driver_to_remember(house):
    """Of a longer statement, or one with more parameters, psycopg finds the parameters anew each time."""
    statements, _ = filed(house, place={"school_id": SCHOOL_ID}, subscription=FID)
    of_danger = next(one for one in filed(house, safety=True)[0] if one.startswith("SELECT"))
    for statement in (*statements, of_danger):
        assert len(statement) <= _queries.MAX_CACHED_STATEMENT_LENGTH
        assert len(set(re.findall(r"%\((\w+)\)s", statement))) <= _queries.MAX_CACHED_STATEMENT_PARAMS


def test_a_report_goes_to_the_keys_that_an_office_has_at_this_moment(house, city_run):
    """Nothing about offices is remembered between two reports."""
    place = {"school_id": city_run}
    assert filed(house, place=place)[1]["office"]["division_code"] == "411100"
    name = house.installed.offices["411100", "education"].name
    with house.engine.connect() as connection:
        connection.execute(Office.__table__.update().where(Office.name == name).values(name="改名"))
        connection.commit()
    try:
        assert filed(house, place=place)[1]["office"]["name"] == "改名"
    finally:
        with house.engine.connect() as connection:
            connection.execute(Office.__table__.update().where(Office.name == "改名").values(name=name))
            connection.commit()


def test_reading_a_report_asks_three_times_however_much_was_said(house):
    receipt = filed(house, subscription=FID)[1]["receipt"]
    for number in range(3):
        house.phone.say(receipt, f"第{number}条")
    statements = []
    with listening(house.engine, statements):
        assert house.phone.mine(receipt).status_code == 200
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 3
