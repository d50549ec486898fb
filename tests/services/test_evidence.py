"""The life of a file: it goes where its report goes, is opened by whoever may open the case, and ends with it."""

import os
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, Evidence
from models.engine import reading, writing
from security.evidence.cleaning import slot
from security.receipts import parse_receipt
from services.housekeeping import forget_files_of_nobody, forget_half_uploads
from services.reporters.afterwards import withdraw
from tests.services.joint import file_at
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.stand_ins.clamd import KNOWN, ClamdStandIn
from tests.support.evidence import URL, Tus, document, picture, recording, uploader


@pytest.fixture
def storage(house):
    return house.app.extensions["jianfu"].world.evidence


@pytest.fixture
def sent(house):
    """A report with a picture: what was filed, its uploads, the picture's id."""
    filed, tus = uploader(house.phone)
    return filed, tus, tus.send(picture(), "作业.jpg")


def get(house, username, filed, evidence_id):
    case_id = house.case_of(filed)["id"]
    with house.log_in(username).get(f"/cases/{case_id}/evidence/{evidence_id}") as answer:
        answer.get_data()  # read to its end, and closed as every server does
        return answer


def shown(house, filed):
    return house.phone.mine(filed["receipt"]).json["evidence"]


def there(storage):
    return {path.name for path in storage.folder.iterdir() if not path.name.startswith("place")}


def names_of(evidence_id):
    return {f"{evidence_id}.{suffix}" for suffix in ("file", "upload", "new")}


def rows(house, evidence_id):
    with reading(house.engine) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Evidence).where(Evidence.id == evidence_id))


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


@pytest.mark.promise("A10", "in part")
def test_files_go_with_the_report_at_once(lives, house, sent, storage):
    filed, tus, evidence_id = sent
    half = tus.create(100).json["id"]
    tus.patch(f"{URL}/{half}", 0, b"x" * 50)
    assert there(storage) >= {f"{evidence_id}.file", f"{half}.upload"}
    assert lives.act(filed, "withdrawal").status_code == 204
    assert there(storage) & (names_of(evidence_id) | names_of(half)) == set()
    assert rows(house, evidence_id) == rows(house, half) == 0
    assert tus.head(f"{URL}/{half}").status_code == 404


def test_what_is_not_committed_destroys_no_file(house, sent, storage):
    filed, _, evidence_id = sent
    with writing(house.engine) as db:
        db.execute(sa.text("SELECT 1"))
        storage_before = there(storage)
    with pytest.raises(RuntimeError), writing(house.engine) as db:
        withdraw_and_fail(house, db, filed)
    assert there(storage) == storage_before
    assert get(house, OFFICER, filed, evidence_id).status_code == 200


def withdraw_and_fail(house, db, filed):
    withdraw(house.work(db), parse_receipt(filed["receipt"]))
    raise RuntimeError


def test_after_the_answer_no_file_is_taken_and_an_appeal_takes_them_again(lives, house, storage):
    filed, tus = uploader(house.phone)
    data = picture()
    begun = tus.create(len(data)).headers["Location"]
    assert tus.patch(begun, 0, data[:10]).status_code == 204
    assert lives.mine(filed)["takes_evidence"] is True
    lives.answer(filed)
    assert lives.mine(filed)["takes_evidence"] is False
    late = tus.create(5)
    assert (late.status_code, late.json["code"]) == (422, "evidence_too_late")
    answer = tus.patch(begun, 10, data[10:])
    assert (answer.status_code, answer.json["code"]) == (422, "evidence_too_late")
    assert tus.head(begun).status_code == 404
    assert there(storage) & names_of(begun.rpartition("/")[2]) == set()
    assert lives.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert tus.send(data)


@pytest.mark.promise("E2", "in part")
def test_what_is_refused_is_destroyed_and_the_reason_is_said(house, storage):
    filed, tus = uploader(house.phone)
    for data, code in (
        (b"#!/bin/sh\n" * 50, "evidence_type"),
        (b"\xff\xd8\xff" + b"alert(1)" * 50, "evidence_damaged"),
    ):
        found, url = tus.refused(data, "photo.jpg")
        assert found == code
        assert tus.head(url).status_code == 404
        assert there(storage) & names_of(url.rpartition("/")[2]) == set()
    assert shown(house, filed) == []


def test_clients_are_told_how_much_is_taken(house):
    told = house.client.get("/api/v1/vocabulary").json["evidence"]
    assert (told["most_files"], told["largest_bytes"]) == (10, 50 * 1024 * 1024)
    assert {"image/jpeg", "image/heic", "application/pdf", "audio/*"} <= set(told["media_types"])


def test_a_file_is_what_it_holds_not_what_it_is_called(house):
    filed, tus = uploader(house.phone)
    tus.send(picture("PNG"), "photo.jpg")
    assert [(one["name"], one["media_type"]) for one in shown(house, filed)] == [("photo.png", "image/png")]


@pytest.mark.promise("E3", "in part")
def test_when_too_much_is_going_on_what_came_is_kept(house, storage, monkeypatch):
    monkeypatch.setattr("security.evidence.keeping.PATIENCE_S", 0)
    data = picture("PNG", (400, 300), quality=1) + os.urandom(70_000)
    filed, tus = uploader(house.phone)
    url = tus.create(len(data)).headers["Location"]
    with ExitStack() as others:
        for _ in range(2):
            others.enter_context(slot(storage.folder, 2, 0))
        answer = tus.patch(url, 0, data)
        assert (answer.status_code, answer.json["code"]) == (503, "evidence_busy")
        assert int(answer.headers["Retry-After"]) > 0
        offset = tus.offset(url)
        assert 0 < offset < len(data)
    assert tus.patch(url, offset, data[offset:]).status_code == 204
    assert [one["state"] for one in shown(house, filed)] == ["ready"]


@pytest.mark.promise("E3", "in part")
def test_a_process_takes_so_many_uploads_at_a_time(house, storage):
    _, tus = uploader(house.phone)
    url = tus.create(100).headers["Location"]
    most = house.app.extensions["jianfu"].world.policy.evidence.uploads_at_once
    with ExitStack() as others:
        for _ in range(most):
            others.enter_context(storage.turn())
        assert tus.patch(url, 0, b"x").status_code == 503
        assert tus.offset(url) == 0
    assert tus.patch(url, 0, b"x").status_code == 204


@pytest.mark.promise("E3", "in part")
def test_while_a_file_is_finished_other_requests_wait_outside(house, storage):
    _, tus = uploader(house.phone)
    url = tus.create(100).headers["Location"]
    tus.patch(url, 0, b"x")
    with storage.upload(url.rpartition("/")[2], bytes(32)).locked():
        answer = tus.patch(url, 1, b"y")
        assert (answer.status_code, answer.json["code"]) == (423, "upload_locked")
    assert tus.patch(url, 1, b"y").status_code == 204


@pytest.mark.promise("E3", "in part")
def test_two_who_finish_at_once_make_one_file(house, storage, at_once):
    data = picture("PNG", (300, 200))
    filed, tus = uploader(house.phone)
    url = tus.create(len(data)).headers["Location"]
    answers = at_once(lambda _: Tus(house.client, filed["receipt"]).patch(url, 0, data).status_code, range(3))
    assert set(answers) <= {204, 409, 423, 503}
    assert 204 in answers
    assert get(house, OFFICER, filed, url.rpartition("/")[2]).data.startswith(b"\x89PNG")
    assert there(storage) & names_of(url.rpartition("/")[2]) == {f"{url.rpartition('/')[2]}.file"}


@pytest.mark.promise("E3", "in part")
@pytest.mark.promise("A10", "in part")
def test_a_report_that_is_withdrawn_while_its_file_is_cleaned_leaves_none(lives, house, storage, monkeypatch):
    data = picture()
    filed, tus = uploader(house.phone)
    url = tus.create(len(data)).headers["Location"]
    started, gone = threading.Event(), threading.Event()

    def scan_slowly(_address, _data):
        started.set()
        assert gone.wait(20)
        return "clean"

    monkeypatch.setattr("security.evidence.keeping.scan", scan_slowly)
    answers = []
    upload = threading.Thread(target=lambda: answers.append(Tus(house.client, filed["receipt"]).patch(url, 0, data)))
    upload.start()
    assert started.wait(20)
    assert lives.act(filed, "withdrawal").status_code == 204  # nothing holds the report meanwhile
    gone.set()
    upload.join()
    assert answers[0].status_code == 404
    assert there(storage) & names_of(url.rpartition("/")[2]) == set()


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


def test_half_uploads_are_forgotten_after_a_day(house, clock_at, storage):
    filed, tus = uploader(house.phone)
    half, kept = tus.create(100).json["id"], tus.send(picture())
    tus.patch(f"{URL}/{half}", 0, b"x" * 50)
    for days, left in ((0, 1), (1, 1), (2, 0)):
        clock_at(days)
        with writing(house.engine) as db:
            forget_half_uploads(house.work(db))
            db.commit()
        assert rows(house, half) == left
        assert (f"{half}.upload" in there(storage)) == bool(left)
    assert rows(house, kept) == 1
    assert get(house, OFFICER, filed, kept).status_code == 200


@pytest.fixture
def clock_at(house, now):
    """Move the clock to so many days later; it stands at `now` again afterwards."""

    def at(days):
        house.clock.time = now + timedelta(days=days)

    yield at
    house.clock.time = now


def test_files_of_nobody_are_deleted_once_a_day(house, storage, sent, clock_at):
    _, _, evidence_id = sent
    lost = "11111111-1111-4111-8111-111111111111"
    for day in (40, 41):
        clock_at(day)
        for suffix in ("file", "upload", "new"):
            (storage.folder / f"{lost}.{suffix}").write_bytes(b"x")
        for expected in (0, 0):
            with writing(house.engine) as db:
                assert forget_files_of_nobody(house.work(db)) == expected
                db.commit()
        assert there(storage) & names_of(lost) == set()
    assert f"{evidence_id}.file" in there(storage)
    (storage.folder / f"{lost}.file").write_bytes(b"x")
    with writing(house.engine) as db:
        forget_files_of_nobody(house.work(db))  # on the same day
    assert f"{lost}.file" in there(storage)
    (storage.folder / f"{lost}.file").unlink()


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
