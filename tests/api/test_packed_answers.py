"""What is large and the same for everybody goes out compressed; nothing that somebody said does."""

import gzip
import json

import pytest

from tests.support.phone import homework

PACKED = {"Accept-Encoding": "gzip", "Accept-Language": "en"}


@pytest.mark.parametrize("path", ["/api/v1/categories", "/api/v1/vocabulary"])
def test_forms_and_words_are_compressed_for_whoever_can_read_that(phone, path):
    client = phone.client
    plain, packed = client.get(path, headers={"Accept-Language": "en"}), client.get(path, headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) < len(plain.data) / 2
    assert {"accept-encoding", "accept-language"} <= {name.lower() for name in packed.vary}
    again = client.get(path, headers={**PACKED, "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert plain.headers["ETag"] != packed.headers["ETag"]


@pytest.mark.promise("A3", "in part")
def test_what_belongs_to_somebody_is_never_compressed(phone):
    phone.headers |= PACKED
    receipt = phone.file(homework()).json["receipt"]
    answers = [phone.mine(receipt), phone.client.post("/api/v1/challenges", headers=PACKED)]
    assert all("Content-Encoding" not in answer.headers for answer in answers)
