"""Online lessons go to the province that approved them; while nobody knows whose they are, to the place named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.divisions import Level
from policy.matters import is_online
from policy.routing import Organiser, directory_of, route
from policy.words import LOCALES
from tests.support.national import NATIONAL

DIVISIONS, MATTERS, WORDS = NATIONAL.divisions, NATIONAL.matters, NATIONAL.words
PROVINCES = sorted(one.code for one in DIVISIONS if one.level is Level.PROVINCE)
REPORTABLE = sorted(DIVISIONS.reportable_codes)
OFFICES = {
    ("000000", "education"): "root",
    ("410000", "education"): "henan",
    ("140000", "education"): "shanxi",
    ("140000", "market_regulation"): "shanxi market",
    ("411100", "education"): "luohe",
    ("411102", "education"): "yuanhui",
    ("411100", "sport"): "luohe sport",
}


def goes(code, matter, **organiser):
    found = route(DIVISIONS, MATTERS, OFFICES, code, matter, organiser=Organiser(**organiser))
    assert all(WORDS.say(found.reason.code, found.reason.params, locale) for locale in LOCALES)
    return found.office_id, found.reason.code, found.reason.params


def test_what_the_form_asks_says_whether_they_are_online():
    assert is_online({"mode": "online"})
    assert not is_online({"mode": "offline"})
    assert not is_online({})


@pytest.mark.promise("T1")
def test_the_lead_department_of_the_approving_province_comes_first_then_education():
    params = {"division": "山西省", "department": "market_regulation"}
    assert goes("411102", "training_price", approved_in="140000") == (
        "shanxi market",
        "routing.approving_province",
        params,
    )
    assert goes("411102", "training_sport", approved_in="140000")[:2] == ("shanxi", "routing.approving_province")


def test_a_province_without_an_office_leaves_it_to_the_country():
    assert goes("411102", "training_discipline", approved_in="110000")[:2] == ("root", "routing.root")


def test_an_office_of_its_own_comes_before_the_approving_province():
    assert goes("411102", "training_discipline", own_office_id="x", approved_in="140000")[:2] == (
        "x",
        "routing.own_office",
    )


@pytest.mark.parametrize(
    ("code", "matter", "office"),
    [
        ("411102", "training_discipline", "yuanhui"),
        ("411103", "training_sport", "luohe sport"),
        ("140105", "training_discipline", "shanxi"),
    ],
)
def test_while_nobody_knows_whose_they_are_the_place_stays_in_charge_and_the_reason_says_so(code, matter, office):
    assert goes(code, matter, is_unknown=True)[:2] == (office, "routing.online_place")
    assert goes(code, matter)[0] == office


def test_nobody_knows_whose_and_no_office_of_the_place_is_the_countrys():
    assert goes("110101", "training_discipline", is_unknown=True)[:2] == ("root", "routing.root")


@pytest.mark.promise("T1")
@given(
    st.sampled_from(REPORTABLE),
    st.sampled_from(sorted(MATTERS.by_code)),
    st.sampled_from([None, *PROVINCES]),
    st.booleans(),
)
def test_every_place_matter_and_organiser_has_one_office_and_a_reason(code, matter, approved_in, is_unknown):
    office, reason, _ = goes(code, matter, approved_in=approved_in, is_unknown=is_unknown)
    assert office in OFFICES.values()
    if approved_in is not None:
        assert office == goes(approved_in, matter)[0]
        assert reason in {"routing.approving_province", "routing.root"}


def test_an_office_of_a_division_that_became_another_serves_that_one_unless_it_has_its_own():
    (became,) = [code for code in DIVISIONS.formerly("110118") if code == "110228"]
    assert directory_of(DIVISIONS, [(became, "education", "old")])["110118", "education"] == "old"
    both = directory_of(DIVISIONS, [(became, "education", "old"), ("110118", "education", "new")])
    assert both == {("110228", "education"): "old", ("110118", "education"): "new"}
    assert directory_of(DIVISIONS, [("411100", "education", "city")]) == {("411100", "education"): "city"}


def test_the_office_of_a_unit_that_was_split_up_does_not_become_the_citys():
    split = next(code for code, today in DIVISIONS.former.items() if not DIVISIONS.reportable(today))
    city = DIVISIONS.today(split)
    assert DIVISIONS.formerly(city.code) == ()
    assert (city.code, "education") not in directory_of(DIVISIONS, [(split, "education", "old")])


def test_a_code_that_nothing_knows_stands_for_the_country():
    assert DIVISIONS.standing("999999") is DIVISIONS.root
    assert DIVISIONS.standing("110228").code == "110118"
    assert DIVISIONS.standing("411102").code == "411102"


@given(st.lists(st.sampled_from([*DIVISIONS.former, *REPORTABLE]), unique=True, max_size=30), st.randoms())
def test_a_directory_is_the_same_in_whatever_order_offices_are_read(codes, shuffled):
    offices = [(code, "education", f"education@{code}") for code in codes]
    directory = directory_of(DIVISIONS, offices)
    shuffled.shuffle(offices)
    assert directory_of(DIVISIONS, offices) == directory
    assert all(directory[code, "education"] == f"education@{code}" for code in codes)
