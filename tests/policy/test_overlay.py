"""The overlay of a deployment: rows laid over the national data by their keys, or refused by file and line."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policy
from policy.deadlines import clocks, load_calendar
from policy.documents import load_documents
from policy.editions import OVERLAID
from policy.reading import DATA, BadPolicyData
from policy.rules import load_rules
from tests.policy.overlays import DEADLINE, EDITION, MATTER, PRICE, RULE, SCHOOL_DAYS, put
from tests.support.national import NATIONAL

DIVISIONS = NATIONAL.divisions
FORMS, DOCUMENTS = NATIONAL.forms, load_documents()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "city"


def loaded(folder, **files):
    return policy.load(overlay=put(folder, **files))


def refusal(folder, **files):
    with pytest.raises(BadPolicyData) as refused:
        loaded(folder, **files)
    return str(refused.value)


def refused_by(load):
    """What the refusal says; None if nothing is refused."""
    try:
        load()
    except BadPolicyData as refused:
        return str(refused)
    return None


def test_an_overlay_with_nothing_but_its_edition_changes_nothing(folder):
    found = loaded(folder)
    assert [edition.name for edition in found.editions] == ["national", "a city"]
    for part in (
        "divisions",
        "matters",
        "calendar",
        "school_calendar",
        "deadlines",
        "forms",
        "rules",
        "prices",
        "words",
    ):
        assert getattr(found, part) == getattr(NATIONAL, part), part


def test_a_rule_takes_the_place_of_all_versions_of_its_id(folder):
    nation = RULE | {"regions": ["000000"], "advisory": True}
    rules = [rule for rule in loaded(folder, rules=[nation, RULE]).rules if rule.id == "AS-02"]
    assert [(rule.regions, rule.test.limit) for rule in rules] == [(("000000",), "18:30"), (("411100",), "18:30")]
    assert len(loaded(folder, rules=[RULE]).rules) == len(NATIONAL.rules)


def test_a_rule_can_be_switched_off_and_a_recalled_one_brought_in_once_it_is_known(folder):
    off = RULE | {"regions": ["000000"], "enabled": False}
    known = RULE | {"id": "RD-01", "document": "READ2021", "article": "whole"}
    words = {"rule.RD-01.text": "自愿购买课外读物。", "document.READ2021.article.whole": "全文"}
    english = {"rule.RD-01.text": "Books are bought freely.", "document.READ2021.article.whole": "the whole document"}
    found = loaded(folder, rules=[off, known], zh_Hans=words, en=english)
    assert [rule.enabled for rule in found.rules if rule.id == "AS-02"] == [False]
    assert found.rules[-1].id == "RD-01"
    assert found.words.say("rule.RD-01.text", {}, "en") == "Books are bought freely."


def test_a_local_document_can_be_cited(folder):
    local = RULE | {"document": "CITY2026", "article": "1"}
    words = {
        "document.CITY2026.title": "某市通知",
        "document.CITY2026.issuer": "某局",
        "document.CITY2026.article.1": "第一条",
    }
    english = {"document.CITY2026.title": "A notice", "document.CITY2026.issuer": "An office"}
    english["document.CITY2026.article.1"] = "article 1"
    documents = "key,number,number_confidence,issued\nCITY2026,1号,V,2026-09-01\n"
    found = loaded(folder, rules=[local], documents=documents, zh_Hans=words, en=english)
    assert "CITY2026" in {rule.document for rule in found.rules}


def test_deadlines_prices_matters_and_words_are_laid_over(folder):
    found = loaded(
        folder,
        deadlines=DEADLINE,
        prices=[PRICE],
        matters=[MATTER],
        zh_Hans={"push.title": "新消息"},
        en={"push.title": "New message"},
    )
    due = clocks(
        found.deadlines,
        found.calendar,
        found.divisions,
        matter="homework",
        department="education",
        division_code="411102",
        filed_on=date(2026, 3, 2),
    )
    assert due.finish_on == date(2026, 3, 16)
    chain = [division.code for division in DIVISIONS.chain("411102")]
    assert found.prices.table(chain, "offline", "compulsory", date(2026, 1, 1)).base(5) == 30
    assert found.prices.table(chain, "offline", "compulsory", date(2025, 12, 31)) is None
    assert found.matters.get("training_science").lead == "education"
    assert list(found.matters.by_code) == list(NATIONAL.matters.by_code)
    assert found.words.say("push.title", {}, "zh-Hans") == "新消息"


def test_a_whole_new_year_of_holidays_can_be_laid_over_and_a_part_of_one_cannot(folder):
    first = date(2027, 1, 1)
    days = [first + timedelta(days=step) for step in range(11)]
    year = "date,kind,name\n" + "".join(f"{day},holiday,x\n" for day in days)
    found = loaded(folder, holidays=year).calendar
    assert found.last == date(2027, 12, 31)
    assert found.is_public_holiday(first)
    part = year.removesuffix(f"{days[-1]},holiday,x\n")
    assert (
        refusal(folder, holidays=part) == "city/holidays.csv:11: 2027: a year has at least 11 days of public holidays"
    )


def test_a_day_in_a_year_that_is_known_can_be_changed(folder):
    changed = "date,kind,name\n2026-01-01,holiday,new\n2025-06-30,holiday,local\n"
    found = loaded(folder, holidays=changed).calendar
    assert found.holidays == NATIONAL.calendar.holidays | {date(2025, 6, 30)}
    assert found.last == NATIONAL.calendar.last


BAD = [
    ({"edition": []}, "city/edition.yaml:1: one edition is expected"),
    ({"edition": [{"name": "x"}]}, "city/edition.yaml:1: as_of"),
    ({"edition": [{"name": "x", "as_of": "soon"}]}, "city/edition.yaml:2: as_of"),
    ({"edition": EDITION * 2}, "city/edition.yaml:1: one edition is expected"),
    ({"rulez": []}, "city/rulez.yaml:1: an overlay can have"),
    ({"divisions": "code,name,level,parent_code\n"}, "city/divisions.csv:1: an overlay can have"),
    ({"rules": [RULE, RULE]}, "city/rules.yaml:18: AS-02: another version holds"),
    ({"rules": [RULE | {"document": "NONE"}]}, "city/rules.yaml:1: AS-02: no document NONE"),
    ({"rules": [RULE | {"regions": ["1401"]}]}, "city/rules.yaml:1: AS-02: no place 1401"),
    ({"rules": [RULE | {"confidence": "M"}]}, "city/rules.yaml:1: AS-02: a rule that is only recalled"),
    ({"rules": [RULE | {"id": "XX-01"}]}, "city/words/zh-Hans.json:1: rule.XX-01.text: no words"),
    ({"prices": [PRICE, PRICE]}, "city/prices.yaml:13: another table already answers"),
    ({"prices": [PRICE | {"regions": ["999999"]}]}, "city/prices.yaml:1: no place 999999"),
    ({"matters": [MATTER | {"code": "new"}]}, "city/matters.yaml:1: tutoring: the last matter"),
    ({"matters": [MATTER | {"lead": "fishery"}]}, "city/matters.yaml:1: training_science: unknown department fishery"),
    ({"deadlines": DEADLINE.replace("411100", "1")}, "city/deadlines.csv:2: homework, * or 1 is unknown"),
    ({"holidays": "date,kind,name\n2026-03-02,workday,x\n"}, "city/holidays.csv:2: 2026-03-02: given twice, or"),
    ({"holidays": "date,kind,name\n2028-01-01,holiday,x\n"}, "city/holidays.csv:2: 2028: a year has at least"),
    ({"school_calendar": SCHOOL_DAYS.replace("411102", "1")}, "city/school_calendar.csv:4: no place 1"),
    (
        {"school_calendar": SCHOOL_DAYS.replace("2026-02-01", "2026-03-01", 1)},
        "city/school_calendar.csv:2: it ends before",
    ),
    ({"school_calendar": SCHOOL_DAYS.replace("03-01", "02-28")}, "city/school_calendar.csv:3: 411100: another line"),
    ({"school_calendar": SCHOOL_DAYS.replace("term", "party")}, "city/school_calendar.csv:3: kind"),
    ({"documents": "key,number,number_confidence,issued\nA,1号,,2026-01\n"}, "city/documents.csv:2: A: a number and"),
    ({"zh_Hans": {"new.code": "新"}}, "city/words/en.json:1: new.code: no words"),
    ({"en": {"new.code": "new"}}, "city/words/zh-Hans.json:1: new.code: no words"),
    ({"en": {"push.text": "{a}"}}, "city/words/en.json:1: push.text: not the same places"),
    ({"en": {"push.text": "{a"}}, "city/words/en.json:1: push.text: braces do not match"),
    ({"en": {"push.text": " "}}, "city/words/en.json:1: push.text: a text is expected"),
    ({"zh_Hans": {"field.range": "多少"}}, "city/words/en.json:1: field.range: not the same places"),
]


@pytest.mark.parametrize(("files", "said"), BAD, ids=[said for _, said in BAD])
def test_a_bad_overlay_is_refused_by_file_and_line(folder, files, said):
    assert refusal(folder, **files).startswith(said)


def test_an_overlay_that_is_not_there_or_says_no_date_is_refused(folder):
    said = "city/edition.yaml:1: an overlay says its name and the day as of which it is right"
    with pytest.raises(BadPolicyData, match=said):
        policy.load(overlay=folder)
    put(folder, rules=[RULE])
    (folder / "edition.yaml").unlink()
    with pytest.raises(BadPolicyData, match=said):
        policy.load(overlay=folder)


def test_words_that_are_no_json_are_refused(folder):
    put(folder, en={})
    (folder / "words" / "en.json").write_text('{\n"push.title"}', encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"city/words/en\.json:2: Expecting ':' delimiter"):
        policy.load(overlay=folder)


def test_words_that_are_no_object_are_refused(folder):
    put(folder, en={})
    (folder / "words" / "en.json").write_text('["push.title"]', encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"city/words/en\.json:1: an object of texts is expected"):
        policy.load(overlay=folder)


def test_bad_national_data_is_not_blamed_on_the_overlay(folder, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "edition.yaml").write_text("- {name: x}", encoding="utf-8")
    with pytest.raises(BadPolicyData, match=r"^edition\.yaml:1: as_of"):
        policy.load(data, put(folder))


def test_every_file_of_an_overlay_is_a_file_of_the_data():
    assert [name for name in OVERLAID if not (DATA / name).is_file()] == []


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["411100", "2026-01-01", "18:30"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RULE, "kind"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(RULE)), ANY)
def test_any_value_in_any_key_of_a_rule_is_taken_or_refused_by_file_and_line(folder, tmp_path, key, value):
    data = put(tmp_path / "data", rules=[RULE])
    put(folder, rules=[RULE | {key: value}])
    said = refused_by(lambda: load_rules(FORMS, DOCUMENTS, data, folder, regions=DIVISIONS.ever))
    assert said is None or said.startswith("rules.yaml:")


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(OVERLAID)), st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_in_any_file_are_taken_or_refused_by_file_and_line(folder, name, content):
    put(folder, zh_Hans={}, en={})
    file = folder / name
    kept = file.read_bytes() if file.exists() else None
    file.write_bytes(content)
    said = refused_by(lambda: policy.load(overlay=folder))
    file.unlink()
    if kept is not None:
        file.write_bytes(kept)
    assert said is None or said.startswith(f"city/{name}:")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.dates(date(2004, 1, 1), date(2026, 12, 31)), st.sampled_from(["holiday", "workday"])))
def test_any_days_laid_over_the_calendar_are_its_days_or_refused(folder, days):
    lines = "".join(f"{day},{kind},x\n" for day, kind in days.items())
    put(folder, holidays=f"date,kind,name\n{lines}")
    wrong = [day for day, kind in days.items() if kind == "workday" and day.weekday() < 5]
    if wrong:
        with pytest.raises(BadPolicyData, match="no weekend day"):
            load_calendar(overlay=folder)
        return
    found = load_calendar(overlay=folder)
    assert all(
        (found.is_public_holiday(day), found.is_makeup_workday(day)) == (kind == "holiday", kind == "workday")
        for day, kind in days.items()
    )
    untouched = NATIONAL.calendar.holidays - days.keys()
    assert untouched <= found.holidays
