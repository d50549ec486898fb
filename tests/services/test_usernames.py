"""User names: one spelling each, none that looks like another, and whoever has one already keeps it."""

import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Staff
from models.engine import writing
from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff, find_staff
from services.people.usernames import USERNAME, new_name
from services.refusals import BadUsername, UsernameTaken

ASCII = "abcxyzABCXYZ0189._-"
WIDE = {ord(one): ord(one) + 0xFEE0 for one in ASCII}
ODD = [
    *("", " ", "wang li", " wang", "wang ", "wang\t", "wang\n", "wang\u200b", "\ufeffwang", "wang\u00ad", "wa\u200dng"),
    *(
        "w\u0430ng",
        "wаng.li",
        "ﬁ",
        "ⅷ",
        "①",
        "𝓌ang",
        "Kelvin\u212a",
        "İ",
        "ß",
        "wang\u0301",
        "王丽",
        "٣",
        "wang\u202eil",
    ),
    *(".", "-", "_", ".wang", "wang.", "-wang", "wang_", "a" * 41, "wang/li", "wang@li", "wang\x00", "wang\x7f"),
]


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_refused(name):
    with pytest.raises(BadUsername):
        new_name(name)


@pytest.mark.parametrize("name", ["a", "7", "wang.li", "officer-411102-education", "x_1", "a" * 40])
def test_a_plain_name_is_stored_as_it_is(name):
    assert new_name(name) == new_name(name.upper()) == new_name(name.translate(WIDE)) == name


@given(st.text(max_size=45))
def test_what_is_taken_is_plain_and_taken_again_as_it_is(name):
    try:
        stored = new_name(name)
    except BadUsername:
        return
    assert USERNAME.fullmatch(stored)
    assert new_name(stored) == stored
    assert stored == unicodedata.normalize("NFKC", name).lower()


@given(st.text("abcxyz0189", min_size=2, max_size=38), st.characters(min_codepoint=128), st.integers(1, 37))
def test_one_odd_letter_among_plain_ones_is_a_full_width_one_or_refused(name, odd, place):
    """Nothing is dropped or guessed at: who types something else is told."""
    mixed = name[:1] + name[1:place] + odd + name[place:][-1:]
    try:
        stored = new_name(mixed)
    except BadUsername:
        return
    assert odd in map(chr, WIDE.values())
    assert len(stored) == len(mixed)


@pytest.fixture
def add(house):
    """Add an administrator, and take it back; the name that was stored."""

    def do(*names):
        with writing(house.engine) as db:
            work = house.work(db)
            try:
                return [add_staff(work, name, Role.AUDITOR, None).staff.username for name in names]
            finally:
                db.rollback()

    return do


def test_two_names_that_differ_in_case_or_width_are_one(add):
    assert add("Wang.Li") == ["wang.li"]
    for twin in ("wang.li", "WANG.LI", "wang.li".translate(WIDE)):
        with pytest.raises(UsernameTaken):
            add("wang.li", twin)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.from_regex(USERNAME, fullmatch=True), st.data())
def test_no_spelling_of_a_name_is_a_second_one(add, name, data):
    spelled = "".join(data.draw(st.sampled_from([one, one.upper(), one.translate(WIDE)])) for one in name)
    with pytest.raises(UsernameTaken):
        add(name, spelled)


def test_whoever_has_an_older_name_keeps_it_and_nobody_gets_one_like_it(house):
    username = "officer-411103-education"
    password = house.installed.passwords[username]
    log_in = {"password": password, "otp": None}
    try:
        for older in ("Wang_Li", "王丽", "Wang Li"):
            rename(house.engine, username, older)
            username = older
            answer = house.client.post("/api/v1/staff/session", json=log_in | {"username": older})
            assert (answer.status_code, answer.json["username"]) == (201, older)
            with writing(house.engine) as db:
                assert find_staff(house.work(db), older).username == older
                if older.replace("_", "").isascii() and " " not in older:
                    with pytest.raises(UsernameTaken):
                        add_staff(house.work(db), older.lower(), Role.AUDITOR, None)
    finally:
        rename(house.engine, username, "officer-411103-education")


@pytest.mark.parametrize(
    "typed", ["OFFICER-411103-education", " officer-411103-education ", "ｏfficer-411103-education"]
)
def test_a_name_is_found_however_a_phone_spells_it(house, typed):
    body = {"username": typed, "password": house.installed.passwords["officer-411103-education"]}
    answer = house.client.post("/api/v1/staff/session", json=body)
    assert (answer.status_code, answer.json["username"]) == (201, "officer-411103-education")


def rename(engine, username, new):
    with engine.begin() as connection:
        connection.execute(sa.update(Staff).where(Staff.username == username).values(username=new))
