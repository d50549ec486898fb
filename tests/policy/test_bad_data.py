"""Bad data in forms, rules, prices and documents is refused, naming file and line."""

import json
import shutil

import pytest

from policy.divisions import load_divisions
from policy.documents import load_documents
from policy.forms import load_forms
from policy.prices import load_prices
from policy.reading import DATA, BadPolicyData, read_yaml
from policy.rules import load_left_out, load_rules

FILES = ("forms.yaml", "rules.yaml", "prices.yaml", "documents.csv", "rules_left_out.csv")


@pytest.fixture
def data(tmp_path):
    for name in FILES:
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def load_all(data):
    rules = load_rules(load_forms(data), load_documents(data), data)
    load_left_out(rules, data)
    load_prices(data)


def refusal(data):
    with pytest.raises(BadPolicyData) as refused:
        load_all(data)
    return str(refused.value)


def changed(data, name, old, new):
    """Replace the first `old`; the number of the line it stands on."""
    file = data / name
    before, found, after = file.read_text(encoding="utf-8").partition(old)
    assert found, f"{old!r} is no longer in {name}"
    file.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def appended(data, name, *items):
    """Put YAML items at the end; the number of the line on which the last begins."""
    file = data / name
    text = file.read_text(encoding="utf-8") + "".join(f"- {json.dumps(item)}\n" for item in items)
    file.write_text(text, encoding="utf-8")
    return text.count("\n")


def question(**more):
    return {"category": "homework", "id": "new", "type": "boolean"} | more


def rule(**more):
    test = {"kind": "answered", "question_id": "most_classmates", "suspected": [True]}
    return {
        "id": "HW-99",
        "categories": ["homework"],
        "document": "OP2021",
        "article": "4",
        "confidence": "V",
        "effective_from": "2021-07-24",
        "grades": [1, 2],
        "test": test,
    } | more


PER_HOUR = {"kind": "at_most_by", "question_id": "fee_per_hour", "by": "school_kind", "limits": {"public": "1.0"}}


def service_rule(**more):
    return rule(id="AS-99", categories=["after_school_service"], test=PER_HOUR) | more


def test_the_data_as_it_is_loads(data):
    load_all(data)
    appended(data, "forms.yaml", question())
    appended(data, "rules.yaml", rule())
    load_all(data)


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (question(colour="red"), "colour: Unexpected keyword argument"),
        (question(type="colour"), "type: Input should be"),
        (question(id="grade"), "grade: asked twice"),
        (question(type="choice"), "new: options go with choice and choices"),
        (question(options=["a"]), "new: options go with choice and choices"),
        (question(type="choice", options=["a", "a"]), "new: an option is offered twice"),
        (question(type="choice", options=[True]), "options.0"),
        (question(type="integer"), "new: max goes with"),
        (question(max=3), "new: max goes with"),
        (question(type="integer", min=9, max=3), "new: min is over max"),
        (question(type="text", max=501), "new: a text has at most 500 characters"),
        (question(type="minutes_by_day", max=720), "new: max_items goes with minutes_by_day"),
        (question(shown_when={"question_id": "nothing", "in": ["a"]}), "new: shown_when names nothing"),
        (question(shown_when={"question_id": "homework_channel", "in": ["fax"]}), "does not offer"),
        (question(shown_when={"question_id": "homework_channel", "in": [None]}), "does not offer"),
        (question(shown_when={"question_id": "homework_channel", "in": []}), "shown_when.in"),
        (question(shown_when={"question_id": "new", "in": [True]}), "new: shown_when names new"),
        (question(days_ahead=60), "new: days_ahead goes with a date"),
        (question(type="date", days_ahead=0), "days_ahead"),
        (question(type="date", days_ahead=9, dates_the_act=True), "new: days_ahead goes with a date, and not"),
        (question(dates_the_act=True), "new: only a date or minutes_by_day can date the act"),
        (question(type="date", dates_the_act=True), "new: two questions date the act"),
    ],
)
def test_a_bad_question_is_refused(data, item, what):
    line = appended(data, "forms.yaml", item)
    said = refusal(data)
    assert said.startswith(f"forms.yaml:{line}: ")
    assert what in said


ANSWERED = {"kind": "answered", "question_id": "most_classmates", "suspected": [True]}


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (rule(colour="red"), "colour: Unexpected keyword argument"),
        (rule(document="NONE2021"), "HW-99: no document NONE2021"),
        (rule(categories=["cooking"]), "HW-99: no form cooking"),
        (rule(grades=[0]), "HW-99: grades that the form does not offer"),
        (rule(grades=[]), "grades"),
        (rule(confidence="P"), "HW-99: a rule that is only recalled cannot be on by default"),
        (rule(confidence="M"), "HW-99: a rule that is only recalled cannot be on by default"),
        (rule(confidence="X"), "confidence: Input should be"),
        (rule(effective_from="soon"), "effective_from"),
        (rule(effective_to="2020-01-01"), "HW-99: it ends before it begins"),
        (rule(test={"kind": "guess", "question_id": "grade"}), "test: Input tag 'guess'"),
        (rule(test=ANSWERED | {"question_id": "nothing"}), "HW-99: answered: no fitting question nothing"),
        (rule(test=ANSWERED | {"question_id": "written_minutes"}), "no fitting question written_minutes"),
        (rule(test=ANSWERED | {"suspected": ["maybe"]}), "HW-99: most_classmates does not offer maybe"),
        (rule(test=ANSWERED | {"suspected": []}), "suspected"),
        (rule(test={"kind": "at_most", "question_id": "grade", "limit": 3}), "at_most: no fitting question grade"),
        (rule(test={"kind": "at_most", "question_id": "weekend_minutes", "limit": -1}), "limit"),
        (rule(applies_when=[{"question_id": "nothing", "in": [True]}]), "HW-99: no question nothing"),
        (rule(unclear_when=[{"question_id": "most_classmates", "in": [3]}]), "does not offer 3"),
        (rule(id="HW-06"), "HW-06: another version holds for the same grade, place and day"),
        (rule(test={"kind": "at_least", "question_id": "weekend_minutes", "limit": 0}), "limit"),
        (
            rule(test={"kind": "not_earlier_than", "question_id": "grade", "limit": "08:00"}),
            "no fitting question grade",
        ),
        (rule(test={"kind": "not_earlier_than", "question_id": "grade", "limit": "8:00"}), "limit"),
        (service_rule(test=PER_HOUR | {"by": "nothing"}), "AS-99: no question nothing"),
        (service_rule(test=PER_HOUR | {"limits": {"monastic": 1}}), "AS-99: school_kind does not offer monastic"),
        (service_rule(test=PER_HOUR | {"limits": {}}), "limits"),
        (service_rule(test=PER_HOUR | {"limits": {"public": -1}}), "limits"),
        (service_rule(test=PER_HOUR, regions=["140000"], document="NONE"), "AS-99: no document NONE"),
    ],
)
def test_a_bad_rule_is_refused(data, item, what):
    line = appended(data, "rules.yaml", item)
    said = refusal(data)
    assert said.startswith(f"rules.yaml:{line}: ")
    assert what in said


def test_a_recalled_rule_that_is_off_is_accepted(data):
    appended(data, "rules.yaml", rule(confidence="M", enabled=False))
    load_all(data)


def test_a_gap_between_two_versions_is_refused_at_the_later_one(data):
    line = appended(data, "rules.yaml", rule(effective_to="2022-01-01"), rule(effective_from="2022-01-03"))
    assert refusal(data) == f"rules.yaml:{line}: HW-99: a gap before 2022-01-03"


def test_two_versions_that_follow_each_other_are_accepted(data):
    appended(data, "rules.yaml", rule(effective_to="2022-01-01"), rule(effective_from="2022-01-02"))
    load_all(data)


def test_a_region_may_have_a_wording_of_its_own_but_only_one(data):
    appended(data, "rules.yaml", rule(id="HW-06", regions=["140000"]))
    load_all(data)
    line = appended(data, "rules.yaml", rule(id="HW-06", regions=["410000", "140000"]))
    assert refusal(data).startswith(f"rules.yaml:{line}: HW-06: another version holds")


def test_two_categories_may_have_a_wording_each(data):
    appended(data, "rules.yaml", rule(id="HW-06", categories=["school_conduct"]))
    load_all(data)


def test_a_place_that_never_was_is_refused_and_a_former_one_is_not(data):
    places, former = load_divisions().ever, "110228"
    assert load_divisions().get(former) is None
    appended(data, "rules.yaml", rule(regions=[former]))
    load_rules(load_forms(data), load_documents(data), data, regions=places)
    line = appended(data, "rules.yaml", rule(id="HW-98", regions=["140999"]))
    with pytest.raises(BadPolicyData, match=rf"rules\.yaml:{line}: HW-98: no place 140999"):
        load_rules(load_forms(data), load_documents(data), data, regions=places)
    with pytest.raises(BadPolicyData, match=r"prices\.yaml:\d+: no place 140000"):
        load_prices(data, regions=places - {"140000"})


def test_a_price_question_that_is_not_asked_is_refused(data):
    line = changed(data, "rules.yaml", "lessons: fee_lessons", "lessons: fee_evenings")
    said = refusal(data)
    assert said.endswith("TU-21: no question fee_evenings")
    assert 0 < int(said.split(":")[1]) < line


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("confidence: V", "confidence: P", "a price that is only partly known cannot be in use"),
        ("{smallest: 10, largest: 35, yuan: 23}", "{smallest: 11, largest: 35, yuan: 23}", "overlap or leave a gap"),
        ("{smallest: 10, largest: 35, yuan: 23}", "{smallest: 9, largest: 35, yuan: 23}", "overlap or leave a gap"),
        ("{smallest: 1, largest: 9, yuan: 28}", "{smallest: 2, largest: 9, yuan: 28}", "begin at 1 and end open"),
        ("{smallest: 36, largest: null, yuan: 18}", "{smallest: 36, largest: 90, yuan: 18}", "begin at 1 and end open"),
        ("yuan: 28}", "yuan: 0}", "yuan"),
        ("yuan: 28}", "yuan: 28, fen: 3}", "Unexpected keyword argument"),
        ("stage: senior", "stage: compulsory", "another table already answers"),
        ("mode: online", "mode: by_post", "mode: Input should be"),
        ("2021-12-31", "2021-12-31\n  effective_to: 2021-01-01", "it ends before it begins"),
    ],
)
def test_a_bad_price_is_refused(data, old, new, what):
    line = changed(data, "prices.yaml", old, new)
    said = refusal(data)
    assert what in said
    assert 0 < int(said.removeprefix("prices.yaml:").split(":")[0]) <= line


@pytest.mark.parametrize(
    ("name", "row", "what"),
    [
        ("documents.csv", "OP2021,,,2021-07", "OP2021: said twice"),
        ("documents.csv", "NEW,1号,,2021-07", "a number and its confidence belong together"),
        ("documents.csv", "NEW,,,July 2021", "issued"),
        ("documents.csv", "NEW,1号,sure,2021-07", "number_confidence"),
        ("rules_left_out.csv", "HW-01,V,vague", "HW-01: said twice, or in use"),
        ("rules_left_out.csv", "HW-05,V,vague", "HW-05: said twice, or in use"),
        ("rules_left_out.csv", "HW-99,V,recalled", "its confidence does not go with the reason"),
        ("rules_left_out.csv", "HW-99,M,vague", "its confidence does not go with the reason"),
        ("rules_left_out.csv", "HW-99,V,too_hard", "why"),
    ],
)
def test_a_bad_table_row_is_refused(data, name, row, what):
    file = data / name
    text = file.read_text(encoding="utf-8") + row + "\n"
    file.write_text(text, encoding="utf-8")
    said = refusal(data)
    assert said.startswith(f"{name}:{text.count(chr(10))}: ")
    assert what in said


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("forms.yaml", b"- {category: \xff}", "forms.yaml:1: not UTF-8"),
        ("forms.yaml", b"# one\n# two\n- \xff", "forms.yaml:3: not UTF-8"),
        ("rules.yaml", b"- {effective_from: 2026-02-30}", "rules.yaml:1: day is out of range"),
        ("rules.yaml", b"- {id: \x07}", "rules.yaml:1: "),
        ("rules.yaml", b"- {id: [}", "rules.yaml:1: "),
        ("rules.yaml", b"", "rules.yaml:1: a list is expected"),
        ("rules.yaml", b"- id: A\n  limit: 1\n- id: B\n  limit: 1\n  'limit': 2", "rules.yaml:5: limit: said twice"),
        ("prices.yaml", b"- id: A\n  bands:\n  - {yuan: 1,\n     yuan: 1}", "prices.yaml:4: yuan: said twice"),
        ("forms.yaml", b"- &a {id: 1}\n- {<<: *a,\n   <<: *a}", "forms.yaml:3: <<: said twice"),
        ("forms.yaml", b"- {[1]: 2}", "forms.yaml:1: found unhashable key"),
        ("documents.csv", b'key,number,number_confidence,issued\nA,"b,,2021-07', "documents.csv:2: "),
        ("documents.csv", b"key,number,number_confidence,issued\nA,,,2021-07,more", "documents.csv:2: "),
        ("documents.csv", b"key,number,number_confidence,issued\nA", "documents.csv:2: "),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_line(data, name, content, where):
    (data / name).write_bytes(content)
    assert refusal(data).startswith(where)


def test_the_same_key_in_two_mappings_and_one_that_an_alias_brings_are_no_key_said_twice(tmp_path):
    file = tmp_path / "items.yaml"
    file.write_text("- &a {id: 1, more: &b {id: 2}}\n- {<<: *a, id: 3}\n- {id: 4, more: *b}\n", encoding="utf-8")
    read = read_yaml(file, dict[str, object])
    assert [item["id"] for item in read.items] == [1, 3, 4]
    assert read.items[1]["more"] == {"id": 2}
