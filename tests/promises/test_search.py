"""The search finds what it is to find; otherwise the promises that rest on it would be empty."""

import base64
import gzip
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.promises.search import found

CANARY = "Kanari-3f9a0c71"
WRITINGS = {
    "utf-8": str.encode,
    "utf-16 little": lambda text: text.encode("utf-16-le"),
    "utf-16 big": lambda text: text.encode("utf-16-be"),
    "lower case": lambda text: text.lower().encode(),
    "json": lambda text: json.dumps({"text": f"孩子{text}"}).encode(),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "upper-case hexadecimal": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 of more": lambda text: base64.b64encode(f"孩子,{text},每天".encode()),
    "base64url": lambda text: base64.urlsafe_b64encode(f"??>{text}>>?".encode()),
    "base64 of utf-16": lambda text: base64.b64encode(f"a{text}b".encode("utf-16-le")),
    "gzip": lambda text: gzip.compress(text.encode() * 3),
    "zlib, fast": lambda text: zlib.compress(text.encode(), 1),
    "zlib, small": lambda text: zlib.compress(text.encode() * 3, 9),
    "gzip of base64": lambda text: gzip.compress(base64.b64encode(text.encode())),
    "gzip of zlib": lambda text: gzip.compress(zlib.compress(text.encode())),
}


@pytest.mark.promise("A1")
@pytest.mark.parametrize("writing", WRITINGS)
@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_a_planted_canary_is_found_in_every_writing(writing, before, after):
    assert found([CANARY, "another"], before + WRITINGS[writing](CANARY) + after) == [CANARY]


@pytest.mark.promise("A2")
@given(secret=st.binary(min_size=8, max_size=32), before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_a_planted_key_is_found_as_it_is_in_hexadecimal_and_in_base64(secret, before, after):
    for planted in (before + secret + after, secret.hex().encode(), base64.b64encode(before + secret + after)):
        assert found([secret], planted) == [secret]


@pytest.mark.promise("A1")
@given(data=st.binary(max_size=400))
def test_nothing_is_found_where_nothing_is(data):
    assert found([CANARY, CANARY.encode()], data) == []
