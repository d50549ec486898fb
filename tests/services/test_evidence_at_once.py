"""Files that come while others come, or while their report goes."""

import os
import threading
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from security.evidence.cleaning import slot
from tests.services.kept_files import get, names_of, shown, there
from tests.services.lives import OFFICER
from tests.support.evidence import BYTES, Tus, picture, uploader


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
            others.enter_context(storage.uploads.turn(os.urandom(8)))
        assert tus.patch(url, 0, b"x").status_code == 503
        assert tus.offset(url) == 0
    assert tus.patch(url, 0, b"x").status_code == 204


@pytest.mark.promise("A6", "in part")
def test_one_report_takes_so_many_turns_and_others_have_theirs(house):
    (_, tus), (_, others) = uploader(house.phone), uploader(house.phone)
    most = house.app.extensions["jianfu"].world.policy.evidence.uploads_of_one_report
    url, theirs = (one.create(100).headers["Location"] for one in (tus, others))
    with ExitStack() as slow:
        for _ in range(most):
            slow.callback(hold_up(house, tus))
        answer = tus.patch(url, 0, b"x")
        assert (answer.status_code, answer.json["code"]) == (429, "too_many_uploads")
        assert int(answer.headers["Retry-After"]) > 0
        assert others.patch(theirs, 0, b"x").status_code == 204
    assert tus.patch(url, 0, b"x").status_code == 204


def hold_up(house, tus):
    """An upload whose next byte does not come, until what is returned is called."""
    url, started, over = tus.create(100).headers["Location"], threading.Event(), threading.Event()

    def read(_size):
        started.set()
        over.wait(30)
        return b""

    sent = {**tus.headers, **BYTES, "Upload-Offset": "0", "Content-Length": "100"}
    environ = {"wsgi.input": SimpleNamespace(read=read), "wsgi.input_terminated": True}
    slow = threading.Thread(target=lambda: house.app.test_client().patch(url, headers=sent, environ_overrides=environ))
    slow.start()
    assert started.wait(20)

    def end():
        over.set()
        slow.join()

    return end


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
    assert set(answers) <= {204, 409, 423, 429, 503}
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
