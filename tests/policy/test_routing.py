import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.divisions import Level, UnknownDivision
from policy.matters import UnknownMatter, load_departments, load_matters
from policy.routing import REASON_CODES, NoOffice, Organiser, common_superior, default_superior, route
from policy.vocabulary import Reason
from tests.support.national import NATIONAL

DIVISIONS = NATIONAL.divisions
MATTERS = load_matters()
REPORTABLE = sorted(DIVISIONS.reportable_codes)
ROOT = DIVISIONS.root.code
REASONS = set(REASON_CODES) - {"routing.own_office"}
LUOHE_EDUCATION = {
    (ROOT, "education"): "root",
    ("410000", "education"): "henan",
    ("411100", "education"): "luohe",
    ("411102", "education"): "yuanhui",
}


def full_tree(seed):
    """An education office in every division, other departments in one of ten."""
    chance = random.Random(seed)  # noqa: S311  (a made-up tree, no secret)
    others = [code for code in load_departments() if code != "education"]
    tree = {(division.code, "education"): f"education@{division.code}" for division in DIVISIONS}
    sparse = (key for key in product(DIVISIONS.by_code, others) if chance.random() < 0.1)
    return tree | {(code, department): f"{department}@{code}" for code, department in sparse}


def demo_tree():
    """Offices of Shanxi, Henan, Luohe and the country only."""
    cities = [division.code for division in DIVISIONS.children("140000")]
    counties = [county.code for city in cities for county in DIVISIONS.children(city)]
    luohe = ["410000", "411100", *(division.code for division in DIVISIONS.children("411100"))]
    places = [ROOT, "140000", *cities, *counties, *luohe]
    tree = {(code, "education"): f"education@{code}" for code in places}
    wanted = product(["140100", "411100"], ["market_regulation", "culture_tourism", "sport"])
    return tree | {(code, department): f"{department}@{code}" for code, department in wanted}


def expected_office(tree, code, lead):
    """The rule said in other words: of the divisions upward, the first that has either office."""
    offices = [tree.get((d.code, lead)) or tree.get((d.code, "education")) for d in DIVISIONS.chain(code)]
    return next(office for office in offices if office)


@pytest.mark.promise("T1")
@pytest.mark.parametrize("tree", [full_tree(seed=20210724), demo_tree()], ids=["full tree", "demo tree"])
def test_every_reportable_place_and_matter_has_one_lead_office_and_a_reason(tree):
    assert len(REPORTABLE) * len(MATTERS.by_code) == 2852 * 16
    for code, matter in product(REPORTABLE, MATTERS.by_code.values()):
        found = route(DIVISIONS, MATTERS, tree, code, matter.code)
        assert found.office_id == expected_office(tree, code, matter.lead)
        assert found.reason.code in REASONS
        department, _, division_code = found.office_id.partition("@")
        assert found.reason.params == {"division": DIVISIONS.get(division_code).name, "department": department}


@pytest.mark.promise("T1")
def test_on_the_full_tree_no_report_leaves_its_division():
    tree = full_tree(seed=1)
    routes = (route(DIVISIONS, MATTERS, tree, code, matter) for code, matter in product(REPORTABLE, MATTERS.by_code))
    assert {found.reason.code for found in routes} == {"routing.lead", "routing.education_stands_in"}


def reason_of(tree, code, matter):
    found = route(DIVISIONS, MATTERS, tree, code, matter)
    return found.office_id, found.reason.code, found.reason.params


def test_the_lead_department_at_the_place_comes_first():
    tree = LUOHE_EDUCATION | {("411102", "sport"): "yuanhui sport"}
    assert reason_of(tree, "411102", "training_sport") == (
        "yuanhui sport",
        "routing.lead",
        {"division": "源汇区", "department": "sport"},
    )


def test_education_stands_in_at_the_place_before_the_lead_department_one_level_up():
    tree = LUOHE_EDUCATION | {("411100", "sport"): "luohe sport"}
    assert reason_of(tree, "411102", "training_sport") == (
        "yuanhui",
        "routing.education_stands_in",
        {"division": "源汇区", "department": "education"},
    )


def test_one_level_up_the_lead_department_comes_first_again():
    tree = LUOHE_EDUCATION | {("411100", "sport"): "luohe sport"}
    assert reason_of(tree, "411103", "training_sport")[:2] == ("luohe sport", "routing.lead_above")
    assert reason_of(tree, "411103", "training_science")[:2] == ("luohe", "routing.education_above")
    assert reason_of(tree, "411103", "homework")[:2] == ("luohe", "routing.lead_above")


def test_the_host_city_is_the_fall_back_of_an_area():
    assert reason_of(LUOHE_EDUCATION, "411171", "homework")[:2] == ("luohe", "routing.lead_above")
    own = LUOHE_EDUCATION | {("411171", "education"): "zone"}
    assert reason_of(own, "411171", "homework")[:2] == ("zone", "routing.lead")


def test_the_root_office_is_the_backstop():
    assert reason_of(LUOHE_EDUCATION, "110101", "homework")[:2] == ("root", "routing.root")
    assert reason_of(LUOHE_EDUCATION, "110101", "training_sport")[:2] == ("root", "routing.root")


def test_the_own_office_of_a_school_wins_over_the_tree():
    found = route(DIVISIONS, MATTERS, LUOHE_EDUCATION, "411102", "homework", organiser=Organiser(own_office_id="luohe"))
    assert found.office_id == "luohe"
    assert found.reason == Reason("routing.own_office")


def test_without_any_office_routing_says_so():
    with pytest.raises(NoOffice):
        route(DIVISIONS, MATTERS, {("140000", "education"): "shanxi"}, "411102", "homework")


@pytest.mark.parametrize("own_office_id", [None, "luohe"])
def test_unknown_places_and_matters_are_refused(own_office_id):
    with pytest.raises(UnknownDivision):
        route(DIVISIONS, MATTERS, LUOHE_EDUCATION, "110228", "homework", organiser=Organiser(own_office_id))
    with pytest.raises(UnknownMatter):
        route(DIVISIONS, MATTERS, LUOHE_EDUCATION, "411102", "parking", organiser=Organiser(own_office_id))


def test_the_superior_is_the_same_department_above_or_education():
    tree = LUOHE_EDUCATION | {("410000", "sport"): "henan sport", ("411102", "sport"): "yuanhui sport"}
    assert default_superior(DIVISIONS, tree, "411102", "education") == "luohe"
    assert default_superior(DIVISIONS, tree, "411102", "sport") == "luohe"
    assert default_superior(DIVISIONS, tree, "411100", "sport") == "henan sport"
    assert default_superior(DIVISIONS, tree, "410000", "sport") == "root"
    assert default_superior(DIVISIONS, tree, ROOT, "education") is None
    assert default_superior(DIVISIONS, {}, "411102", "education") is None


@pytest.mark.parametrize(
    ("one", "other", "office"),
    [
        ("411102", "411103", "luohe"),
        ("411102", "411102", "luohe"),
        ("411102", "411100", "henan"),
        ("411102", "410102", "henan"),
        ("411102", "140105", "root"),
        (ROOT, "411102", "root"),
    ],
)
def test_who_settles_a_dispute_stands_above_both(one, other, office):
    assert common_superior(DIVISIONS, LUOHE_EDUCATION, one, other) == office
    assert common_superior(DIVISIONS, LUOHE_EDUCATION, other, one) == office


def test_a_dispute_without_any_office_above_is_refused():
    with pytest.raises(NoOffice):
        common_superior(DIVISIONS, {("411102", "education"): "yuanhui"}, "411102", "411103")


@given(st.integers(0, 3), st.data())
def test_superiors_lead_to_the_root_without_a_cycle(seed, data):
    tree = TREES[seed]
    code, department = data.draw(st.sampled_from(KEYS[seed]))
    seen = []
    while (office := default_superior(DIVISIONS, tree, code, department)) is not None:
        seen.append(office)
        department, _, code = office.partition("@")
    assert len(seen) <= len(Level)
    assert code == ROOT


TREES = [full_tree(seed) for seed in range(3)] + [demo_tree()]
KEYS = [sorted(tree) for tree in TREES]
