"""E3: what tus 1.0.0 says of each request, to the letter, and what else is refused."""

import hashlib
import os
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from security.evidence.uploads import PIECE
from tests.support.evidence import BYTES, TUS, URL, Tus, picture, uploader

MOST = 50 * 1024 * 1024
NOWHERE = f"{URL}/00000000-0000-4000-8000-000000000000"
SLOW_START = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(house):
    """Whatever lies in the evidence folder."""
    folder = house.app.extensions["jianfu"].world.evidence.folder
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def check_problem(answer, status, code):
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.data
    assert (answer.json["code"], answer.json["status"]) == (code, status)


@pytest.mark.promise("E3", "in part")
def test_options_tell_what_is_spoken_to_everybody(house):
    answer = house.client.options(URL)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "termination", "checksum"}
    assert int(answer.headers["Tus-Max-Size"]) == MOST
    assert set(answer.headers["Tus-Checksum-Algorithm"].split(",")) >= {"sha1"}


@pytest.mark.promise("E3", "in part")
@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "1", ""])
def test_another_version_is_refused_and_nothing_is_done(house, tus, version):
    url = tus.create(5).headers["Location"]
    headers = {name: value for name, value in tus.headers.items() if name != "Tus-Resumable"}
    headers |= {} if version is None else {"Tus-Resumable": version}
    asked = [
        house.client.post(URL, headers={**headers, "Upload-Length": "5"}),
        house.client.head(url, headers=headers),
        house.client.patch(url, data=b"12345", headers={**headers, **BYTES, "Upload-Offset": "0"}),
        house.client.delete(url, headers=headers),
    ]
    assert [answer.status_code for answer in asked] == [412] * 4
    assert {answer.headers["Tus-Version"] for answer in asked} == {"1.0.0"}
    assert tus.offset(url) == 0


@pytest.mark.promise("E3", "in part")
def test_every_answer_about_uploads_names_the_version(house, tus):
    url = tus.create(5).headers["Location"]
    answers = [
        tus.create(5),
        tus.create(0),
        tus.head(url),
        tus.patch(url, 0, b"12"),
        tus.patch(url, 0, b"12"),
        tus.patch(NOWHERE, 0, b"12"),
        house.client.post(URL),
        house.client.get(URL),
        tus.delete(url),
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 200, 204, 409, 404, 401, 405, 204]
    assert {answer.headers["Tus-Resumable"] for answer in answers} == {"1.0.0"}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.promise("E3", "in part")
def test_creation_answers_with_the_place_and_head_with_what_is_known(tus):
    created = tus.create(12345, "作业 1.pdf", **{"Upload-Metadata": metadata(filename="作业 1.pdf", filetype="x/y")})
    url = created.headers["Location"]
    assert (created.status_code, url) == (201, f"{URL}/{created.json['id']}")
    assert created.json == {
        "id": created.json["id"],
        "name": "作业 1.pdf",
        "media_type": None,
        "size": 12345,
        "state": "uploading",
        "removed": [],
        "scan": None,
        "scan_text": None,
    }
    head = tus.head(url).headers
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("0", "12345")
    assert head["Upload-Metadata"] == metadata(filename="作业 1.pdf", filetype="x/y")


def metadata(**pairs):
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())


@pytest.mark.promise("E3", "in part")
@pytest.mark.promise("A9", "in part")
def test_of_what_clients_say_of_a_file_only_name_and_type_are_kept(tus):
    said = metadata(author="李四", filename="a.jpg", relativePath="李四/a.jpg", device="x")
    url = tus.create(5, **{"Upload-Metadata": said}).headers["Location"]
    assert tus.head(url).headers["Upload-Metadata"] == metadata(filename="a.jpg")


@pytest.mark.promise("E3", "in part")
def test_a_length_is_needed_and_none_is_too_long_or_nothing(tus):
    headers = {**tus.headers, **TUS}
    check_problem(tus.client.post(URL, headers=headers), 400, "missing_upload_header")
    for wrong in ("x", "-1", "1.0", "1e3", "٣", "", "9" * 30):
        check_problem(tus.client.post(URL, headers={**headers, "Upload-Length": wrong}), 422, "invalid_fields")
    check_problem(tus.create(0), 422, "evidence_empty")
    check_problem(tus.create(MOST + 1), 413, "evidence_too_large")
    assert "50 MB" in tus.create(MOST + 1).json["detail"]
    assert tus.create(MOST).status_code == 201
    assert tus.create(1).status_code == 201


@pytest.mark.promise("E3", "in part")
def test_bytes_go_on_where_the_upload_ends_and_nowhere_else(tus):
    url = tus.create(1000).headers["Location"]
    answer = tus.patch(url, 0, b"a" * 400)
    assert (answer.status_code, answer.headers["Upload-Offset"], answer.data) == (204, "400", b"")
    for wrong in (0, 399, 401, 1000, 5000):
        check_problem(tus.patch(url, wrong, b"b"), 409, "wrong_offset")
    assert tus.offset(url) == 400
    assert tus.patch(url, 400, b"").headers["Upload-Offset"] == "400"
    check_problem(tus.patch(url, 400, b"c" * 601), 413, "evidence_too_large")
    assert tus.offset(url) == 400


@pytest.mark.promise("E3", "in part")
def test_what_a_patch_needs(tus):
    url = tus.create(10).headers["Location"]
    plain = {**tus.headers, "Upload-Offset": "0"}
    for other in ("application/octet-stream", "application/json", ""):
        check_problem(
            tus.client.patch(url, data=b"1", headers={**plain, "Content-Type": other}), 415, "unsupported_media_type"
        )
    check_problem(tus.client.patch(url, data=b"1", headers={**tus.headers, **BYTES}), 400, "missing_upload_header")
    check_problem(tus.patch(url, "x", b"1"), 422, "invalid_fields")
    check_problem(tus.patch(NOWHERE, 0, b"1"), 404, "not_found")
    assert tus.head(NOWHERE).status_code == 404
    assert tus.offset(url) == 0


@pytest.mark.promise("E3", "in part")
def test_each_request_needs_the_receipt_of_the_report(house, tus):
    url = tus.create(10).headers["Location"]
    other = uploader(house.phone)[1]
    unknown = Tus(house.client, "00000-00000-00000-000000")
    for stranger in (other, unknown):
        asked = [stranger.head(url), stranger.patch(url, 0, b"1"), stranger.delete(url)]
        assert [answer.status_code for answer in asked] == [404] * 3
    bare = [house.client.open(url, method=method, headers=TUS) for method in ("HEAD", "PATCH", "DELETE")]
    assert [answer.status_code for answer in bare] == [401] * 3
    assert tus.offset(url) == 0


@pytest.mark.promise("E3", "in part")
def test_a_checksum_that_does_not_fit_drops_what_came(tus):
    url, data = tus.create(PIECE * 2 + 50).headers["Location"], os.urandom(PIECE + 20)
    for algorithm in ("sha1", "sha256"):
        wrong = f"{algorithm} {b64encode(hashlib.new(algorithm, b'other').digest()).decode()}"
        check_problem(tus.patch(url, 0, data, **{"Upload-Checksum": wrong}), 460, "checksum_mismatch")
        assert tus.offset(url) == 0
    right = f"sha1 {b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"
    assert tus.patch(url, 0, data, **{"Upload-Checksum": right}).headers["Upload-Offset"] == str(len(data))
    check_problem(tus.patch(url, len(data), b"1", **{"Upload-Checksum": "md4 AAAA"}), 400, "malformed_request")
    check_problem(tus.patch(url, len(data), b"1", **{"Upload-Checksum": "sha1 !"}), 422, "invalid_fields")


@pytest.mark.promise("E3", "in part")
def test_a_client_without_patch_and_delete_says_so_in_a_header(house, tus):
    url = tus.create(10).headers["Location"]
    sent = {**tus.headers, **BYTES, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert house.client.post(url, data=b"123", headers=sent).headers["Upload-Offset"] == "3"
    assert house.client.post(url, headers={**tus.headers, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert tus.head(url).status_code == 404
    elsewhere = {"X-HTTP-Method-Override": "DELETE", **tus.headers}
    assert house.client.get("/api/v1/reports/mine", headers=elsewhere).status_code == 200


@pytest.mark.promise("E3", "in part")
def test_an_upload_that_is_taken_back_is_gone(house, tus):
    url = tus.create(1000).headers["Location"]
    tus.patch(url, 0, b"x" * 500)
    name = f"{url.rpartition('/')[2]}.upload"
    assert name in stored(house)
    assert tus.delete(url).status_code == 204
    assert name not in stored(house)
    assert [tus.head(url).status_code, tus.delete(url).status_code] == [404, 404]


@pytest.mark.promise("E3", "in part")
def test_ten_files_and_no_more(tus):
    urls = [tus.create(5).headers["Location"] for _ in range(10)]
    check_problem(tus.create(5), 422, "evidence_too_many")
    assert "10" in tus.create(5).json["detail"]
    assert tus.delete(urls[0]).status_code == 204
    assert tus.create(5).status_code == 201


@pytest.mark.promise("E3", "in part")
def test_who_was_not_answered_asks_and_is_told_that_all_is_there(tus):
    data = picture()
    url = f"{URL}/{tus.send(data)}"
    assert tus.offset(url) == len(data)
    assert tus.patch(url, len(data), b"").status_code == 204
    check_problem(tus.patch(url, 0, data), 409, "wrong_offset")


@pytest.mark.promise("E3", "in part")
@SLOW_START
@given(
    length=st.none() | st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20),
    said=st.none() | st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60),
)
def test_whatever_stands_in_the_headers_is_understood_or_refused(house, length, said):
    headers = {**house.receipt, **TUS, "Accept-Language": "en"}
    headers |= {} if length is None else {"Upload-Length": length}
    headers |= {} if said is None else {"Upload-Metadata": said}
    answer = house.client.post(URL, headers=headers)
    assert answer.status_code in {201, 400, 413, 422}
    if answer.status_code == 201:
        assert house.client.delete(answer.headers["Location"], headers={**house.receipt, **TUS}).status_code == 204
    else:
        assert answer.mimetype == "application/problem+json"


@pytest.mark.promise("E3", "in part")
@SLOW_START
@given(name=st.text(max_size=200))
def test_any_name_is_a_plain_one_afterwards(house, name):
    tus = Tus(house.client, house.filed["receipt"])
    created = tus.create(7, **{"Upload-Metadata": metadata(filename=name.encode("utf-8", "replace").decode())})
    assert created.status_code == 201
    shown = created.json["name"]
    assert 0 < len(shown) <= 120
    assert not set(shown) & set("/\\\n\r\t\0\u202e")
    assert tus.delete(created.headers["Location"]).status_code == 204
