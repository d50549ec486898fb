"""A file goes where its report goes, is opened by whoever may open the case, and says what it is."""

from dataclasses import replace

import pytest

from models import Case
from models.engine import reading
from tests.services.joint import file_at
from tests.services.kept_files import get, shown
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.stand_ins.clamd import KNOWN, ClamdStandIn
from tests.support.evidence import URL, Tus, document, picture, recording, uploader


@pytest.mark.promise("E4", "in part")
def test_whoever_works_on_the_case_gets_the_file_to_save_and_not_to_run(house, sent):
    filed, _, evidence_id = sent
    answer = get(house, OFFICER, filed, evidence_id)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%BD%9C%E4%B8%9A.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert {"sandbox", "default-src 'none'"} <= policy
    assert "ETag" not in answer.headers


@pytest.mark.promise("A8", "in part")
def test_the_kept_file_does_not_say_when_it_came_and_is_nobody_elses(sent, storage):
    stat = (storage.folder / f"{sent[2]}.file").stat()
    assert (stat.st_mtime, stat.st_atime) == (0, 0)
    assert stat.st_mode & 0o777 == 0o600
    assert storage.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.promise("E1", "in part")
def test_both_sides_read_what_it_is_and_what_was_taken_out(house):
    filed, tus = uploader(house.phone)
    tus.send(recording("mp3", "libmp3lame", title="x"), "我的录音.MP3")
    pdf = tus.send(document(2, author="x"), "a.pdf")
    half = tus.create(99, "half.png").json["id"]
    listed = shown(house, filed)
    assert [(one["name"], one["media_type"], one["state"]) for one in listed] == [
        ("我的录音.ogg", "audio/ogg", "ready"),
        ("a.pdf", "application/pdf", "ready"),
        ("half.png", None, "uploading"),
    ]
    assert {"code": "author", "text": "names and owners"} in listed[1]["removed"]
    assert listed[1]["size"] == len(get(house, OFFICER, filed, pdf).data)
    assert {one["scan"] for one in listed} == {"not_scanned", None}
    case = house.officer.get(f"/cases/{house.case_of(filed)['id']}").json
    assert case["reports"][0]["evidence"] == listed[:2]
    assert get(house, OFFICER, filed, half).status_code == 404


def test_a_file_raises_no_version_and_moves_nothing(house, sent):
    filed, tus, evidence_id = sent
    before = house.case_of(filed)
    assert before["version"] == 1
    tus.delete(f"{URL}/{evidence_id}")
    assert house.case_of(filed) == before
    assert [item["event"] for item in house.phone.mine(filed["receipt"]).json["timeline"]] == ["file"]


@pytest.mark.promise("K3", "in part")
def test_files_go_where_the_report_goes(lives, house, sent):
    filed, _, evidence_id = sent
    assert lives.send(filed, OFFICER, lives.office("411103")).status_code == 200
    assert get(house, NEIGHBOUR, filed, evidence_id).status_code == 200
    assert get(house, OFFICER, filed, evidence_id).status_code == 404
    lives.answer(filed, NEIGHBOUR)
    assert lives.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert get(house, CITY, filed, evidence_id).status_code == 200
    assert get(house, NEIGHBOUR, filed, evidence_id).status_code == 404
    assert get(house, CITY, filed, evidence_id).data.startswith(b"\xff\xd8\xff")


@pytest.mark.promise("K3", "in part")
def test_files_open_after_the_office_has_changed_its_keys(house, sent):
    filed, _, evidence_id = sent
    office_id = house.installed.offices["411102", "education"].id
    assert house.officer.post(f"/offices/{office_id}/rotation", None).json == {"left": {}}
    assert get(house, OFFICER, filed, evidence_id).status_code == 200


@pytest.mark.promise("K1", "in part")
def test_from_above_and_from_elsewhere_there_is_no_file(house, sent):
    filed, _, evidence_id = sent
    other_filed, other, _ = *uploader(house.phone), None
    foreign = other.send(picture("PNG"))
    for username in (PROVINCE, NEIGHBOUR, CITY, "supervisor-410000"):
        assert get(house, username, filed, evidence_id).status_code == 404, username
    assert get(house, OFFICER, filed, foreign).status_code == 404  # of another case
    assert get(house, OFFICER, other_filed, foreign).status_code == 200


@pytest.mark.promise("E3", "in part")
def test_a_reporter_sees_nothing_of_what_another_adds_to_the_same_case(lives, house, school):
    first, second = (file_at(lives.phone, school) for _ in range(2))
    assert house.case_of(first) == house.case_of(second)
    before = house.phone.mine(second["receipt"]).get_data()
    evidence_id = Tus(house.client, first["receipt"]).send(picture())
    assert house.phone.mine(second["receipt"]).get_data() == before
    other = Tus(house.client, second["receipt"])
    assert [other.head(f"{URL}/{evidence_id}").status_code, other.delete(f"{URL}/{evidence_id}").status_code] == [
        404
    ] * 2
    reports = house.officer.get(f"/cases/{house.case_of(first)['id']}").json["reports"]
    assert sorted(len(report["evidence"]) for report in reports) == [0, 1]
    assert get(house, OFFICER, second, evidence_id).status_code == 200
    lives.act(second, "withdrawal")
    assert get(house, OFFICER, first, evidence_id).status_code == 200


def test_clients_are_told_how_much_is_taken(house):
    told = house.client.get("/api/v1/vocabulary").json["evidence"]
    assert (told["most_files"], told["largest_bytes"]) == (10, 50 * 1024 * 1024)
    assert {"image/jpeg", "image/heic", "application/pdf", "audio/*"} <= set(told["media_types"])


def test_a_file_is_what_it_holds_not_what_it_is_called(house):
    filed, tus = uploader(house.phone)
    tus.send(picture("PNG"), "photo.jpg")
    assert [(one["name"], one["media_type"]) for one in shown(house, filed)] == [("photo.png", "image/png")]


@pytest.mark.promise("E5", "in part")
def test_with_a_scanner_files_say_that_they_were_scanned_and_harmful_ones_are_destroyed(house, tmp_path):
    service = house.app.extensions["jianfu"]
    with ClamdStandIn(tmp_path / "c.sock") as clamd:
        storage = replace(service.world.evidence, clamd=clamd.address)
        house.app.extensions["jianfu"] = replace(service, world=replace(service.world, evidence=storage))
        try:
            filed, tus = uploader(house.phone)
            tus.send(picture())
            assert [(one["scan"], one["scan_text"]) for one in shown(house, filed)] == [
                ("clean", "Scanned for viruses: none found")
            ]
            assert tus.refused(picture("JPEG", comment=KNOWN))[0] == "evidence_infected"
        finally:
            house.app.extensions["jianfu"] = service
    assert clamd.errors == []


@pytest.mark.promise("K2", "in part")
def test_a_damaged_or_exchanged_file_is_never_given_away(house, sent, storage, caplog):
    filed, tus, evidence_id = sent
    other = tus.send(picture("JPEG", colour=(1, 2, 3)))
    file, foreign = (storage.folder / f"{each}.file" for each in (evidence_id, other))
    whole = file.read_bytes()
    for damaged in (foreign.read_bytes(), whole[:-1], whole[:50], b"", whole[:20] + b"\0" + whole[21:]):
        file.write_bytes(damaged)
        answer = get(house, OFFICER, filed, evidence_id)
        assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    file.write_bytes(whole)
    assert get(house, OFFICER, filed, evidence_id).status_code == 200


def test_cases_keep_being_listed_without_a_look_at_files(house, sent):
    """The queue knows nothing of evidence."""
    filed, _, _ = sent
    case = house.officer.case_of(filed["reference"])
    assert "evidence" not in case
    with reading(house.engine) as db:
        assert db.get(Case, case["id"]).version == 1


def test_avoided_offices_get_no_file(house):
    filed, tus = uploader(house.phone, avoid_local_office=True)
    evidence_id = tus.send(picture())
    assert get(house, OFFICER, filed, evidence_id).status_code == 404
    assert get(house, CITY, filed, evidence_id).status_code == 200


def test_safety_reports_give_their_files_to_both_offices(house):
    filed, tus = uploader(house.phone, safety=True)
    evidence_id = tus.send(picture())
    assert get(house, OFFICER, filed, evidence_id).status_code == 200
    alerted = get(house, CITY, filed, evidence_id)
    assert alerted.status_code == 200
