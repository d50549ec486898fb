"""O4: on a full disk a file is not taken, what has arrived of it is kept, and it goes on from there when there is room.

So do the lines, the ledger and the backups that are written beside the database: whole, or as they were.
"""

import json
import logging
import os
from io import BytesIO
from logging.handlers import WatchedFileHandler

import pytest
from PIL import Image

from cli import unit_of_work
from commands.backup import LEDGER
from logs import Lines
from notifications.addresses import PushAddress
from notifications.channels.log import LogChannel
from notifications.delivery import Misconfigured, Push, Sent
from notifications.messages import PushMessage
from services.audit.checkpoints import FILE, sign_checkpoint, write_copies
from tests.promises.faults import full_disk
from tests.promises.journey import LEAD
from tests.support.backups import RECIPIENT
from tests.support.commands import run_command
from tests.support.evidence import uploader

LITTLE = 100_000


@pytest.fixture(scope="module")
def photo():
    """A picture of some hundred thousand bytes."""
    out = BytesIO()
    Image.frombytes("RGB", (320, 240), os.urandom(320 * 240 * 3)).save(out, "JPEG", quality=100)
    assert len(out.getvalue()) > 1.1 * LITTLE
    return out.getvalue()


@pytest.fixture
def folder(settings):
    return settings.var / "evidence"


def check_busy(answer):
    assert answer.status_code == 503, answer.json
    assert answer.json["code"] == "evidence_busy"
    assert answer.headers["Retry-After"] == "5"


def names(folder):
    return sorted(path.suffix for path in folder.iterdir() if path.suffix in {".upload", ".new", ".file"})


@pytest.mark.promise("O4")
def test_an_upload_goes_on_from_where_the_disk_was_full(phone, console, folder, photo):
    filed, tus = uploader(phone)
    url = tus.create(len(photo)).headers["Location"]
    with full_disk(LITTLE):
        check_busy(tus.patch(url, 0, photo))
        check_busy(tus.patch(url, arrived := tus.offset(url), photo[arrived:]))
        assert arrived == tus.offset(url) < LITTLE
    assert tus.patch(url, arrived, photo[arrived:]).status_code == 204
    assert names(folder) == [".file"]
    check_whole(console(LEAD), filed, photo)


@pytest.mark.promise("O4")
def test_a_file_that_finds_no_room_once_it_is_cleaned_takes_none_and_is_cleaned_again(phone, console, folder, photo):
    filed, tus = uploader(phone)
    url = tus.create(len(photo)).headers["Location"]
    assert tus.patch(url, 0, photo[:-1]).status_code == 204
    with full_disk(LITTLE // 10):
        check_busy(tus.patch(url, len(photo) - 1, photo[-1:]))
    assert names(folder) == [".upload"]
    assert tus.offset(url) == len(photo) - 1
    assert phone.mine(filed["receipt"]).json["evidence"][0]["state"] == "uploading"
    assert tus.patch(url, len(photo) - 1, photo[-1:]).status_code == 204
    check_whole(console(LEAD), filed, photo)


def check_whole(officer, filed, photo):
    """The officer gets the picture, of the size that it had."""
    case_id = officer.case_of(filed["reference"])["id"]
    [report] = officer.get(f"/cases/{case_id}").json["reports"]
    [file] = report["evidence"]
    kept = officer.get(f"/cases/{case_id}/evidence/{file['id']}")
    assert kept.status_code == 200
    assert len(kept.data) == file["size"]
    assert Image.open(BytesIO(kept.data)).size == Image.open(BytesIO(photo)).size


@pytest.mark.promise("O4")
def test_the_scheduler_writes_ledger_and_copies_when_there_is_room_again(app, phone, console, settings, caplog):
    filed, _ = uploader(phone)
    alive, ledger = settings.var / "scheduler.alive", settings.var / LEDGER
    run_command(app, "schedule", "run", "--once")
    before = ledger.read_bytes()
    alive.unlink()
    receipt = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=receipt).status_code == 204
    console(LEAD)
    with full_disk(0):
        run_command(app, "schedule", "run", "--once")
    assert caplog.messages[-1].startswith("the scheduler cannot ")
    assert not alive.exists()
    assert ledger.read_bytes() == before
    run_command(app, "schedule", "run", "--once")
    assert alive.exists()
    assert ledger.read_bytes() != before
    assert "0 rows" not in run_command(app, "audit", "verify")


@pytest.mark.promise("O4")
def test_a_copy_of_the_audit_log_that_was_cut_by_a_full_disk_is_written_whole(house_work, clock, console, tmp_path):
    file = tmp_path / FILE
    for is_full in (False, True, False):
        console(LEAD)
        clock.forward(61)
        house_work(sign_checkpoint)
        if is_full:
            with full_disk(20, file), pytest.raises(OSError, match="File too large"):
                house_work(lambda work: write_copies(work, tmp_path))
            assert not file.read_bytes().endswith(b"\n")
        else:
            house_work(lambda work: write_copies(work, tmp_path))
    sizes = [json.loads(line)["size"] for line in file.read_text().splitlines()]
    assert sizes == sorted(set(sizes))
    assert len(sizes) == 3


@pytest.fixture
def house_work(app):
    """Do something as a unit of work, and store it."""

    def do(act):
        with unit_of_work(app.extensions["jianfu"]) as work:
            return act(work)

    return do


@pytest.mark.promise("O4")
def test_a_push_is_a_whole_line_or_tried_again(tmp_path):
    log = tmp_path / "push.jsonl"
    channel = LogChannel(log)
    push = Push(PushAddress(channel="fcm", locale="en", fid="x"), PushMessage("t", "减负"))
    assert channel.deliver([push]) == [Sent()]
    before = log.read_bytes()
    with full_disk(30, log):
        assert channel.deliver([push, push]) == [Misconfigured("push_log_not_writable")] * 2
    assert log.read_bytes() == before
    assert channel.deliver([push, push]) == [Sent(), Sent()]
    assert [json.loads(line)["locale"] for line in log.read_text().splitlines()] == ["en"] * 3


@pytest.mark.promise("O4")
def test_a_backup_that_finds_no_room_leaves_nothing_behind(app, phone, tmp_path):
    uploader(phone)
    target = tmp_path / "backup" / "jianfu.backup"
    target.parent.mkdir()
    back_up = ("backup", "create", "--to", target, "--recipient", RECIPIENT)
    with full_disk(LITTLE // 100):
        said = run_command(app, *back_up, code=1)
    assert said.strip().splitlines()[-1].startswith("Error: The d")
    assert list(target.parent.iterdir()) == []
    run_command(app, *back_up)
    assert target.stat().st_size > LITTLE // 100


@pytest.mark.promise("O4")
def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch, tmp_path, phone):
    """As `logs.keep_quiet` has it: what cannot be logged is not printed either."""
    monkeypatch.setattr(logging, "raiseExceptions", False)
    log = tmp_path / "log.jsonl"
    handler = WatchedFileHandler(log, encoding="utf-8")
    handler.setFormatter(Lines())
    service = logging.getLogger("jianfu.service")
    service.addHandler(handler)
    try:
        with full_disk(0):
            service.error("crash hour=%(hour)s", {"hour": "2026-11-18T10"})
            assert phone.client.get("/healthz").status_code == 200
        service.error("crash hour=%(hour)s", {"hour": "2026-11-18T11"})
    finally:
        service.removeHandler(handler)
        handler.close()
    assert json.loads(log.read_text().splitlines()[-1])["hour"]
