"""A caller reads out a reference: however it is typed, it finds the case, and it is asked by itself."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.crockford import ALPHABET
from security.receipts import MalformedReference, new_reference, parse_reference
from tests.api.refusals import refused
from tests.support.phone import homework

SPELLED = {"0": "0oOＯ", "1": "1iIlLＩ"}
BETWEEN = st.sampled_from(["", "", "", "-", " ", "—", "\N{IDEOGRAPHIC SPACE}", "\t"])
NOTHING = {"items": [], "next_cursor": None}


@pytest.fixture(scope="module")
def filed(house):
    """Its reference holds a 0 and a 1, so that it can be misheard."""
    for _ in range(200):
        filed = house.phone.file(homework(place={"division_code": "411103"})).json
        if {"0", "1"} & set(filed["reference"]):
            return filed
    raise AssertionError("no reference with a 0 or a 1")


@pytest.fixture(scope="module")
def officer(house):
    return house.log_in("officer-411103-education")


@pytest.fixture(scope="module")
def administrator(house, filed):
    """Whoever held it lets it go."""
    yield house.log_in("administrator")
    administrator = house.log_in("administrator")
    for held in administrator.get("/holds").json["items"]:
        assert administrator.delete(f"/holds/{held['case_id']}").status_code == 204


def spelled(draw, reference):
    """One way to write it."""
    parts = []
    for character in reference.replace("-", ""):
        parts += [draw(st.sampled_from(SPELLED.get(character, character + character.lower()))), draw(BETWEEN)]
    return "".join(parts)


def ask(house, console, **query):
    return house.client.get("/api/v1/cases", query_string=query, headers=console.headers)


@given(st.data())
def test_the_case_is_found_however_its_reference_is_typed(house, officer, filed, data):
    answer = ask(house, officer, reference=spelled(data.draw, filed["reference"]))
    assert answer.status_code == 200, answer.json
    assert [item["references"] for item in answer.json["items"]] == [[filed["reference"]]]
    assert answer.json["next_cursor"] is None


@given(st.data())
def test_a_case_is_held_however_its_reference_is_typed(house, administrator, filed, data):
    body = {"reference": spelled(data.draw, filed["reference"]), "reason_code": "court"}
    answer = house.client.post("/api/v1/holds", json=body, headers=administrator.headers)
    assert (answer.status_code, answer.json.get("references")) == (201, [filed["reference"]])


@pytest.mark.parametrize("text", ["31T8-7AS", "UUUU-UUUU", "某某"])
def test_no_case_is_held_by_what_cannot_be_a_reference(house, administrator, text):
    body = {"json": {"reference": text, "reason_code": "court"}, "headers": administrator.headers}
    document = refused(house.client, "POST", "/holds", 422, "invalid_fields", "reference", **body)
    assert [error["code"] for error in document["errors"]] == ["field.type_reference"]


@given(st.text(max_size=70) | st.text(ALPHABET, min_size=7, max_size=9))
def test_any_other_text_finds_nothing_or_is_refused(house, officer, text):
    answer = ask(house, officer, reference=text)
    try:
        parse_reference(text.strip())
    except MalformedReference:
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json["errors"]] == ["reference"]
        return
    assert (answer.status_code, answer.json) == (200, NOTHING)


@pytest.mark.parametrize("text", ["31T8-7AS", "31T8-7ASXX", "UUUU-UUUU", "31T8_7ASX", "某某"])
def test_what_cannot_be_a_reference_is_refused_in_words(house, officer, text):
    query = {"query_string": {"reference": text}, "headers": officer.headers}
    document = refused(house.client, "GET", "/cases", 422, "invalid_fields", "reference", **query)
    assert [error["code"] for error in document["errors"]] == ["field.type_reference"]


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_at_all_is_no_reference(house, officer, text):
    query = {"query_string": {"reference": text}, "headers": officer.headers}
    document = refused(house.client, "GET", "/cases", 422, "invalid_fields", "reference", **query)
    assert [error["code"] for error in document["errors"]] == ["field.required"]


@pytest.mark.parametrize(
    "other",
    [
        *({name: "x"} for name in ("category", "matter", "cursor")),
        *({name: "true"} for name in ("open", "overdue")),
        {"status": "submitted"},
        {"severity": "high"},
        {"concern": "raised"},
        {"assignee": "me"},
        {"office_id": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_reference_goes_with_no_filter(house, officer, filed, other):
    query = {"query_string": {"reference": filed["reference"], **other}, "headers": officer.headers}
    document = refused(house.client, "GET", "/cases", 422, "invalid_fields", "reference", **query)
    assert [error["code"] for error in document["errors"]] == ["reference.alone"]


def test_how_long_a_page_may_be_does_not_matter(house, officer, filed):
    one = ask(house, officer, reference=filed["reference"], limit=1)
    assert one.data == ask(house, officer, reference=filed["reference"]).data
    assert len(one.json["items"]) == 1


def test_what_did_not_change_is_not_sent_again(house, officer, filed):
    for reference in (filed["reference"], new_reference()):
        query = {"reference": reference}
        headers = officer.headers | {"If-None-Match": ask(house, officer, **query).headers["ETag"]}
        again = house.client.get("/api/v1/cases", query_string=query, headers=headers)
        assert (again.status_code, again.data) == (304, b"")


def test_a_reference_is_no_filter_of_a_saved_view_nor_of_many_at_once(house, officer, filed):
    reference = filed["reference"]
    query = {"query_string": {"reference": reference}, "headers": officer.headers}
    refused(house.client, "GET", "/cases/matching", 422, "invalid_fields", "reference", **query)
    sent = {"json": {"all_that_match": True, "assignment": {"assignee": "me"}}, **query}
    refused(house.client, "POST", "/cases/bulk", 422, "invalid_fields", "reference", **sent)
    view = {"id": str(uuid.uuid4()), "name": "n", "filters": {"reference": reference}}
    answer = officer.put("/staff/me/views", {"items": [view]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "items.0.filters.reference")
