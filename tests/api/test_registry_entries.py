"""What an administrator does by the API about schools and institutions."""

import pytest

from tests.api.administration import INSTITUTION, SCHOOL, UNKNOWN, administrator, offices
from tests.support.phone import homework

__all__ = ["administrator", "offices"]


def test_a_school_is_added_and_given_an_office_of_its_own(phone, administrator, offices):
    school = administrator.post("/registry/schools", SCHOOL).json
    found = phone.client.get("/api/v1/schools?division_code=411102&q=新").json["items"]
    assert [one["id"] for one in found] == [school["id"]]
    place = {"division_code": "411102", "school_id": school["id"]}
    assert phone.file(homework(place=place)).json["office"]["division_code"] == "411102"
    city = offices()["411100", "education"]["id"]
    answer = administrator.put(f"/registry/schools/{school['id']}", {"office_id": city})
    assert (answer.status_code, answer.json["office_id"]) == (200, city)
    filed = phone.file(homework(place=place)).json
    assert (filed["office"]["division_code"], filed["routing_reason"]["code"]) == ("411100", "routing.own_office")
    answer = administrator.put(f"/registry/schools/{school['id']}", {"office_id": None})
    assert (answer.status_code, answer.json["office_id"]) == (200, None)
    assert phone.file(homework(place=place)).json["office"]["division_code"] == "411102"


def test_an_institution_is_added_and_its_online_lessons_go_to_the_province_that_approved_them(phone, administrator):
    made = administrator.post("/registry/institutions", INSTITUTION).json
    lesson = {"grade": 5, "subject": "math", "mode": "online", "problem": ["advertising"]}
    body = {"category": "tutoring", "answers": lesson, "text": "。"}
    place = {"division_code": "411103", "institution_id": made["id"]}
    assert phone.file(body | {"place": place}).json["errors"][0]["code"] == "place.target_unknown"
    change = {"office_id": None, "approving_division_code": "410000"}
    answer = administrator.put(f"/registry/institutions/{made['id']}", change)
    assert (answer.status_code, answer.json["approving_division_code"]) == (200, "410000")
    filed = phone.file(body | {"place": place}).json
    assert filed["routing_reason"]["code"] == "routing.approving_province"


@pytest.mark.parametrize(
    ("path", "body", "field", "code"),
    [
        ("schools", SCHOOL | {"division_code": "410000"}, "division_code", "place.division_unknown"),
        ("schools", SCHOOL | {"name": "演示小学"}, "name", "field.repeated"),
        ("schools", SCHOOL | {"office_id": UNKNOWN}, "office_id", "transfer.unknown_office"),
        ("schools", SCHOOL | {"stage": "kindergarten"}, "stage", "field.not_offered"),
        ("institutions", INSTITUTION | {"name": "演示艺术培训"}, "name", "field.repeated"),
        (
            "institutions",
            INSTITUTION | {"approving_division_code": "411100"},
            "approving_division_code",
            "place.no_province",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_field(administrator, path, body, field, code):
    answer = administrator.post(f"/registry/{path}", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert answer.json["errors"][0]["code"] == code
    assert answer.json["errors"][0]["message"]


def test_a_change_of_what_is_not_there_is_not_found(administrator):
    change = {"office_id": None, "approving_division_code": None}
    assert administrator.put(f"/registry/schools/{UNKNOWN}", {"office_id": None}).status_code == 404
    assert administrator.put(f"/registry/institutions/{UNKNOWN}", change).status_code == 404
