"""Which department leads may differ by region: dated lines, of which the nearest region's decide."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policy
from policy.checking import check
from policy.comparing import diff
from policy.leads import LeadLine, load_leads, regional_lead
from policy.reading import DATA, BadPolicyData
from policy.routing import Organiser, route
from policy.transfers import Seat, TransferRefused, check_owner
from policy.words import LOCALES
from tests.policy.overlays import LEADS, put
from tests.support.national import NATIONAL

DIVISIONS = NATIONAL.divisions
REPORTABLE = sorted(DIVISIONS.reportable_codes)
HEADER = LEADS.splitlines()[0]
JULY = date(2026, 7, 1)
OFFICES = {
    ("000000", "education"): "root",
    ("410000", "education"): "province",
    ("411100", "education"): "city education",
    ("411100", "science"): "city science",
    ("411100", "sport"): "city sport",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return policy.load(overlay=put(tmp_path_factory.mktemp("leads") / "city", leads=LEADS))


def lead(known, code, on, matter="training_science"):
    return known.matters.lead(matter, known.divisions.chain(code), on)


def refusal(folder, *lines):
    with pytest.raises(BadPolicyData) as refused:
        policy.load(overlay=put(folder / "city", leads="\n".join([HEADER, *lines]) + "\n"))
    return str(refused.value)


def test_the_data_that_comes_with_the_service_names_no_region():
    assert NATIONAL.matters.leads == {}


@pytest.mark.parametrize(
    ("code", "on", "department"),
    [
        ("411102", date(2025, 12, 31), "science"),
        ("411102", date(2026, 1, 1), "science"),
        ("411102", date(2026, 6, 30), "science"),
        ("411102", date(2026, 7, 1), "sport"),
        ("411102", date(2026, 12, 31), "sport"),
        ("411102", date(2027, 1, 1), "education"),
        ("410102", date(2025, 12, 31), "science"),
        ("410102", date(2026, 1, 1), "education"),
        ("140105", date(2026, 7, 1), "science"),
    ],
)
def test_the_nearest_region_that_names_one_on_the_day_decides(city, code, on, department):
    assert lead(city, code, on) == department
    assert lead(city, code, on, "training_sport") == "sport"


def test_a_report_goes_to_the_department_of_its_region_and_day(city):
    def goes(on, code="411102", **more):
        found = route(city.divisions, city.matters, OFFICES, code, "training_science", on=on, **more)
        return found.office_id, found.reason.code

    assert goes(date(2026, 6, 30)) == ("city science", "routing.lead_above")
    assert goes(JULY) == ("city sport", "routing.lead_above")
    assert goes(date(2027, 1, 1)) == ("city education", "routing.lead_above")
    assert goes(JULY, organiser=Organiser(approved_in="410000")) == ("province", "routing.approving_province")


def test_a_case_can_be_passed_to_whoever_leads_there_and_then(city):
    def take(department, division_code, on):
        wanted = Seat("there", division_code, department)
        check_owner(DIVISIONS, city.matters, "training_science", wanted, on=on)

    take("sport", "411100", JULY)
    take("science", "140100", JULY)
    for department, place, on in (("science", "411100", JULY), ("sport", "411100", date(2026, 6, 30))):
        with pytest.raises(TransferRefused, match=r"transfer\.not_its_matter"):
            take(department, place, on)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["999999,homework,education,2026-01-01,,x"], "city/leads.csv:2: 999999 is unknown"),
        (["411100,parking,education,2026-01-01,,x"], "city/leads.csv:2: parking is unknown"),
        (["411100,homework,parking,2026-01-01,,x"], "city/leads.csv:2: parking is unknown"),
        (["411100,homework,education,2026-02-01,2026-01-01,x"], "ends on 2026-01-01, before it begins"),
        (["411100,homework,education,2026-13-01,,x"], "city/leads.csv:2: effective_from"),
        (["411100,homework,education,2026-01-01,,"], "city/leads.csv:2: source"),
        (
            ["411100,homework,education,2026-07-02,,x", "411100,homework,finance,2026-01-01,2026-06-30,x"],
            "city/leads.csv:2: 411100, homework: a gap or an overlap with the line before, which ends on 2026-06-30",
        ),
        (
            ["411100,homework,education,2026-01-01,2026-06-30,x", "411100,homework,finance,2026-06-30,,x"],
            "city/leads.csv:3: 411100, homework: a gap or an overlap",
        ),
        (
            ["411100,homework,education,2026-01-01,,x", "411100,homework,finance,2026-07-01,,x"],
            "city/leads.csv:3: 411100, homework: a gap or an overlap",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_file_and_line(tmp_path, lines, said):
    assert said in refusal(tmp_path, *lines)


@pytest.mark.promise("T2")
def test_the_difference_says_which_places_would_go_where_and_from_when_on(city):
    found = diff(NATIONAL, city, OFFICES, date(2026, 3, 1))
    assert all(NATIONAL.words.say(one.code, one.params, locale) for one in found for locale in LOCALES)
    lines = [one for one in found if one.code == "diff.lead_added"]
    assert [(one.params["region"], one.params["department"]) for one in lines] == [
        ("410000", "education"),
        ("411100", "science"),
        ("411100", "sport"),
    ]
    moves = [(one.code, *one.params.values()) for one in found if one.code.startswith("diff.reports_move")]
    assert moves == [
        ("diff.reports_move_on", "training_science", 6, "city science", "city sport", "2026-07-01"),
        ("diff.reports_move_on", "training_science", 6, "city science", "city education", "2027-01-01"),
    ]
    back = diff(city, NATIONAL, OFFICES, JULY)
    assert {one.code for one in back} == {"diff.lead_removed", "diff.reports_move", "diff.reports_move_on"}


def test_a_check_names_the_lead_that_ends_with_nothing_after_it(city):
    def said(today):
        return [one.params for one in check(city, today) if one.code == "check.lead_ends"]

    assert said(date(2026, 12, 1)) == [{"region": "411100", "matter": "training_science", "last": "2026-12-31"}]
    assert said(date(2026, 6, 1)) == []
    assert said(date(2027, 1, 1)) == []


def test_a_region_that_is_gone_is_named_with_its_successor(tmp_path):
    line = f"{HEADER}\n110228,homework,education,2026-01-01,,x\n"
    known = policy.load(overlay=put(tmp_path / "city", leads=line))
    gone = [one.params for one in check(known, JULY) if one.code == "check.place_gone"]
    assert [(one["file"], one["code"]) for one in gone] == [("leads.csv", "110228")]


DEPARTMENTS = sorted(NATIONAL.departments)
REGIONS = ["000000", "410000", "411100", "411102", "140000", "140100"]


@st.composite
def joined_lines(draw):
    """Lines that join, for some regions and matters."""
    lines = []
    for region, matter in draw(
        st.sets(st.tuples(st.sampled_from(REGIONS), st.sampled_from(sorted(NATIONAL.matters.by_code))), max_size=6)
    ):
        days = sorted(draw(st.sets(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=2, max_size=4)))
        for first, after in pairwise(days):
            department = draw(st.sampled_from(DEPARTMENTS))
            lines.append(LeadLine(region, matter, department, first, after - timedelta(days=1), "x"))
    return draw(st.permutations(lines))


def written(folder, lines):
    rows = [f"{x.region},{x.matter},{x.department},{x.effective_from},{x.effective_to},{x.source}" for x in lines]
    (folder / "leads.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return load_leads(NATIONAL.matters.by_code, NATIONAL.departments, DIVISIONS.ever, folder)


@pytest.mark.promise("T1")
@settings(max_examples=40)
@given(
    joined_lines(),
    st.sampled_from(["411102", "411171", "410102", "140105"]) | st.sampled_from(REPORTABLE),
    st.dates(date(2019, 1, 1), date(2031, 1, 1)),
    st.data(),
)
def test_whatever_regions_say_there_is_one_lead_office_and_a_reason(tmp_path_factory, lines, code, on, data):
    leads = written(tmp_path_factory.getbasetemp(), lines)
    matter = data.draw(st.sampled_from(sorted(NATIONAL.matters.by_code)))
    matters, chain = replace(NATIONAL.matters, leads=leads), DIVISIONS.chain(code)
    holding = {one.region: one.department for one in lines if one.matter == matter and one.starts <= on <= one.ends}
    expected = next((holding[one.code] for one in chain if one.code in holding), None)
    assert regional_lead(leads, chain, matter, on) == expected
    found = route(DIVISIONS, matters, OFFICES, code, matter, on=on)
    assert found.office_id in OFFICES.values()
    assert NATIONAL.words.has(found.reason.code)


@settings(max_examples=40)
@given(joined_lines(), st.integers(-40, 40).filter(bool))
def test_a_line_that_is_moved_by_some_days_is_refused_where_it_had_a_neighbour(tmp_path_factory, lines, days):
    line = next((one for one in lines if any(two.key == one.key and two.starts > one.starts for two in lines)), None)
    if line is None:
        return
    moved = replace(line, effective_to=line.ends + timedelta(days=days))
    others = [one for one in lines if one is not line]
    if moved.ends < moved.starts:
        moved = replace(moved, effective_to=moved.starts - timedelta(days=1))
    with pytest.raises(BadPolicyData, match=r"leads\.csv:\d+: "):
        written(tmp_path_factory.getbasetemp(), [moved, *others])


def test_the_file_that_comes_with_the_service_has_the_header_of_its_lines():
    assert (DATA / "leads.csv").read_text(encoding="utf-8").splitlines() == [HEADER]
