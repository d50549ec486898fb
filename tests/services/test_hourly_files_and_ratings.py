"""A8: files that are added later and ratings are seen at the next full hour as well (ADR 18 says what is not)."""

import pytest

from models import Evidence, Rating, UnreleasedEvidence, UnreleasedRating
from tests.services.test_hourly_release import LEAD, count, hourly, next_hour, seen
from tests.support.evidence import Tus, picture
from tests.support.phone import homework

__all__ = ["hourly"]


@pytest.fixture
def shown(hourly, phone, console, clock):
    """A report that its officer has seen; what the officer sees of it, by whatever page."""
    filed = phone.file(homework()).json
    next_hour(hourly, clock)
    lead = console(LEAD)
    return filed, lead.case_of(filed["reference"])["id"]


def rate(phone, filed, score):
    headers = phone.with_receipt(filed["receipt"])
    answer = phone.client.post("/api/v1/reports/mine/rating", json={"solved": True, "score": score}, headers=headers)
    assert answer.status_code == 204, answer.json


@pytest.mark.promise("A8")
def test_a_file_is_seen_at_the_next_full_hour_and_by_its_reporter_at_once(shown, hourly, phone, console, clock, engine):
    (filed, case_id), lead = shown, console(LEAD)
    before = seen(lead)
    added = Tus(phone.client, filed["receipt"]).send(picture())
    assert [file["state"] for file in phone.mine(filed["receipt"]).json["evidence"]] == ["ready"]
    assert seen(lead) == before
    assert lead.get(f"/cases/{case_id}/evidence/{added}").status_code == 404
    assert next_hour(hourly, clock) == 1
    lead = console(LEAD)
    assert [file["id"] for file in lead.get(f"/cases/{case_id}").json["reports"][0]["evidence"]] == [added]
    assert lead.get(f"/cases/{case_id}/evidence/{added}").data.startswith(b"\xff\xd8")
    assert count(engine, UnreleasedEvidence) == [0]


@pytest.mark.promise("A8")
def test_a_rating_is_seen_at_the_next_full_hour_and_by_its_reporter_at_once(shown, hourly, phone, console, clock):
    (filed, case_id), lead = shown, console(LEAD)
    assert lead.end(case_id, 1, "decline", reason="no", public_reply="不受理。").status_code == 200
    before = seen(lead)
    rate(phone, filed, 4)
    rate(phone, filed, 2)
    assert phone.mine(filed["receipt"]).json["rating"]["score"] == 2
    assert seen(lead) == before
    assert next_hour(hourly, clock) == 1
    assert console(LEAD).get(f"/cases/{case_id}").json["reports"][0]["rating"]["score"] == 2


@pytest.mark.promise("A8", "in part")
@pytest.mark.promise("A10", "in part")
def test_what_waits_is_taken_back_with_its_report_or_by_itself(shown, hourly, phone, clock, engine):
    filed, _ = shown
    tus = Tus(phone.client, filed["receipt"])
    first, _ = tus.send(picture()), tus.send(picture())
    assert tus.delete(f"/api/v1/reports/mine/evidence/{first}").status_code == 204
    assert count(engine, Evidence, UnreleasedEvidence) == [1, 1]
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    assert count(engine, Evidence, UnreleasedEvidence) == [0, 0]
    assert next_hour(hourly, clock) == 0


@pytest.mark.promise("A10", "in part")
def test_a_rating_that_waits_is_taken_back_with_its_report(shown, hourly, phone, console, engine):
    filed, case_id = shown
    assert console(LEAD).end(case_id, 1, "decline", reason="no", public_reply="不受理。").status_code == 200
    rate(phone, filed, 3)
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    assert count(engine, Rating, UnreleasedRating) == [0, 0]


@pytest.mark.promise("A8", "in part")
@pytest.mark.promise("T11", "in part")
def test_what_is_about_safety_waits_for_no_hour(hourly, phone, console):
    filed = phone.file(homework(safety=True)).json
    added = Tus(phone.client, filed["receipt"]).send(picture())
    lead = console(LEAD)
    case_id = lead.case_of(filed["reference"])["id"]
    assert lead.get(f"/cases/{case_id}/evidence/{added}").data.startswith(b"\xff\xd8")
