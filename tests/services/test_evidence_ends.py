"""A file ends with its report; what is refused, left half or nobody's ends too."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.engine import writing
from security.receipts import parse_receipt
from services.housekeeping import forget_files_of_nobody, forget_half_uploads
from services.reporters.afterwards import withdraw
from tests.services.kept_files import get, names_of, rows, shown, there
from tests.services.lives import OFFICER
from tests.support.evidence import URL, picture, uploader


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
