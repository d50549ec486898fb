from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.divisions import Level, UnknownDivision, load_divisions
from policy.place_search import ranks
from policy.reading import DATA, BadPolicyData
from tests.support.national import NATIONAL

DIVISIONS = NATIONAL.divisions
CODES = sorted(DIVISIONS.by_code)
ROOT = "000000"


def names(text, limit=10):
    return [division.full_name for division in DIVISIONS.search(text, limit)]


def test_reportable_are_all_counties_the_four_cities_without_counties_and_the_areas():
    by_level = {
        level: {d.code for d in DIVISIONS if d.level is level and DIVISIONS.reportable(d.code)} for level in Level
    }
    assert len(by_level[Level.COUNTY]) == 2847
    assert by_level[Level.PREFECTURE] == {"441900", "442000", "460400", "620200"}
    assert by_level[Level.AREA] == {"411171"}
    assert not by_level[Level.PROVINCE]
    assert not by_level[Level.COUNTRY]
    assert len(DIVISIONS.reportable_codes) == 2852


@pytest.mark.parametrize("code", [ROOT, "710000", "810000", "820000", "140000", "411100", "110228", "", "nowhere"])
def test_places_that_are_only_on_the_way_or_no_longer_in_force_are_not_reportable(code):
    assert not DIVISIONS.reportable(code)


def test_the_chain_goes_from_the_place_to_the_country():
    assert [d.code for d in DIVISIONS.chain("411102")] == ["411102", "411100", "410000", ROOT]
    assert [d.code for d in DIVISIONS.chain("110101")] == ["110101", "110000", ROOT]
    assert [d.code for d in DIVISIONS.chain(ROOT)] == [ROOT]


def test_the_chain_of_an_area_goes_through_its_host_city():
    assert [d.code for d in DIVISIONS.chain("411171")] == ["411171", "411100", "410000", ROOT]


@given(st.sampled_from(CODES))
def test_each_chain_climbs_a_level_at_each_step_and_ends_at_the_country(code):
    chain = DIVISIONS.chain(code)
    assert chain[0].code == code
    assert chain[-1] == DIVISIONS.root
    assert all(lower.level.depth > upper.level.depth for lower, upper in pairwise(chain))
    assert all(lower in DIVISIONS.children(upper.code) for lower, upper in pairwise(chain))


@pytest.mark.parametrize("code", ["110228", "999999", ""])
def test_a_code_not_in_force_has_no_chain_and_no_children(code):
    assert DIVISIONS.get(code) is None
    with pytest.raises(UnknownDivision):
        DIVISIONS.chain(code)
    with pytest.raises(UnknownDivision):
        DIVISIONS.children(code)


def test_the_country_lists_provinces_and_a_city_its_counties_and_areas():
    assert [d.level for d in DIVISIONS.children(ROOT)] == [Level.PROVINCE] * 34
    codes = [d.code for d in DIVISIONS.children("411100")]
    assert codes == ["411102", "411103", "411104", "411121", "411122", "411171"]
    assert DIVISIONS.children("411102") == ()


def test_full_names_begin_with_the_province():
    assert DIVISIONS.get("411102").full_name == "河南省漯河市源汇区"
    assert DIVISIONS.get("110118").full_name == "北京市密云区"
    assert DIVISIONS.get("411171").full_name == "河南省漯河市漯河经开区"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("源汇", "411102"),
        ("漯河源汇", "411102"),
        ("漯河市源汇区", "411102"),
        ("河南漯河源汇", "411102"),
        ("河南省 漯河市 源汇区", "411102"),
        ("河南源汇", "411102"),
        ("密云县", "110118"),
        ("北京密云县", "110118"),
        ("延边延吉", "222401"),
        ("北京朝阳", "110105"),
        ("经开区", "411171"),
        ("长治市郊区", "140403"),
        ("大同市南郊区", "140200"),
        ("渝北区", "500000"),
        ("411102", "411102"),
        ("110228", "110118"),
    ],
)
def test_a_place_is_found_as_people_type_it(typed, first):
    assert DIVISIONS.search(typed, 5)[0].code == first


def test_a_city_comes_before_the_places_below_it():
    assert names("漯河") == [
        "河南省漯河市",
        "河南省漯河市漯河经开区",
        "河南省漯河市源汇区",
        "河南省漯河市郾城区",
        "河南省漯河市召陵区",
        "河南省漯河市舞阳县",
        "河南省漯河市临颍县",
    ]


def test_two_places_of_one_name_are_both_found():
    assert names("朝阳区") == ["北京市朝阳区", "吉林省长春市朝阳区"]


@pytest.mark.parametrize("typed", ["", "  ", "源汇漯河", "没有这个地方", "源" * 41, "x" * 10_000])
def test_nothing_is_found_for_what_names_no_place(typed):
    assert DIVISIONS.search(typed, 10) == ()


@given(st.sampled_from(CODES))
def test_every_division_is_found_by_its_full_name_and_its_code(code):
    division = DIVISIONS.get(code)
    assert division in DIVISIONS.search(division.full_name, 3)
    assert DIVISIONS.search(code, 3) == (division,)


@given(st.sampled_from(sorted(DIVISIONS.former)))
def test_every_former_code_leads_to_a_division_in_force(code):
    assert DIVISIONS.today(code).code == DIVISIONS.former[code]
    assert DIVISIONS.get(code) is None


def test_every_former_name_finds_its_successor():
    former = [named for named in DIVISIONS.names if not named.is_today]
    assert len(former) == 269
    assert [named for named in former if named.code not in ranks(DIVISIONS.names, named.full_name)] == []


def test_a_code_in_force_is_its_own_today_and_an_unknown_one_has_none():
    assert DIVISIONS.today("411102").name == "源汇区"
    assert DIVISIONS.today("999999") is None


@given(st.text(max_size=60), st.integers(0, 30))
def test_search_takes_any_text_and_keeps_to_the_limit(text, limit):
    found = DIVISIONS.search(text, limit)
    assert len(found) <= limit
    assert len(set(found)) == len(found)


@given(st.sampled_from(sorted(DIVISIONS.reportable_codes)), st.data())
def test_names_run_together_without_their_last_character_find_the_place(code, data):
    path = [d.name for d in reversed(DIVISIONS.chain(code)[:-1])]
    above = [name for name in path[:-1] if data.draw(st.booleans())]
    typed = "".join(name[:-1] if data.draw(st.booleans()) and len(name) > 2 else name for name in [*above, path[-1]])
    assert code in {d.code for d in DIVISIONS.search(typed, 4000)}


BAD = [
    ("divisions.csv", "990100,某市,prefecture,990000\n", "parent 990000"),
    ("divisions.csv", "110101,又一个,county,110000\n", "110101 is given twice"),
    ("divisions.csv", "990101,甲,county,990102\n990102,乙,county,990101\n", "990101: parent 990102"),
    ("divisions.csv", "990101,甲,county,990101\n", "990101: parent 990101"),
    ("divisions.csv", "990101,甲,village,110000\n", "level"),
    ("divisions.csv", "990101,,county,110000\n", "name"),
    ("areas.csv", "411102,又一个,411100\n", "411102 is given twice"),
    ("areas.csv", "990171,某开发区,999900\n", "parent 999900"),
    ("former_divisions.csv", "990101,某县,999999\n", "successor 999999"),
    ("former_divisions.csv", "110101,某县,110102\n", "110101 is still in force"),
    ("former_divisions.csv", "110228,密云县,110118\n", "given twice"),
]


@pytest.mark.parametrize(("file", "lines", "said"), BAD)
def test_bad_data_is_refused_with_file_and_line(tmp_path, file, lines, said):
    for name in ("divisions.csv", "areas.csv", "former_divisions.csv"):
        text = (DATA / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text + lines if name == file else text, encoding="utf-8")
    first_bad_line = (DATA / file).read_text(encoding="utf-8").count("\n") + 1
    with pytest.raises(BadPolicyData, match=said) as refused:
        load_divisions(tmp_path)
    assert str(refused.value).startswith(f"{file}:{first_bad_line}: ")


@pytest.mark.parametrize("countries", ["", "000000,全国,country,\n000001,又一国,country,\n"])
def test_there_is_one_country(tmp_path, countries):
    header = "code,name,level,parent_code\n"
    (tmp_path / "divisions.csv").write_text(header + countries + "110000,某省,province,\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text("code,name,parent_code\n", encoding="utf-8")
    (tmp_path / "former_divisions.csv").write_text("former_code,former_name,code\n", encoding="utf-8")
    with pytest.raises(BadPolicyData, match="one division of level country"):
        load_divisions(tmp_path)
