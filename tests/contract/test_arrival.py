"""When a request is there, told from its first bytes: as gunicorn reads it, which would wait for the rest (A6)."""

from contextlib import suppress
from io import BytesIO

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from deploy.arrival import LONGEST_BODY, LONGEST_HEAD, MOST_KEPT, STREAMED, Arrival, Standing

POST = b"POST /api/v1/findings HTTP/1.1\r\nHost: x\r\n"
LINES = (
    *(b"Content-Length: 3", b"content-length:\t12 ", b"CONTENT-LENGTH: 0", b"Content-Length: 070000"),
    *(b"Content-Length: +3", b"Content-Length: 000000007", b"Content-Length: 0_7", b"Content-Length: \xb2"),
    *(b"Transfer-Encoding: chunked", b"transfer-encoding: Chunked ", b"Transfer-Encoding: identity, chunked"),
    *(b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: identity", b"Content-Length : 9"),
    *(b"X: Content-Length: 9", b"X: y\n Content-Length: 9", b"X: y\rContent-Length: 9", b"Content-Length:9\x0b"),
    b"Expect: 100-continue",
)
PIECES = (
    *(b"3\r\nabc\r\n", b"0\r\n\r\n", b"0;x=y\r\n", b"\r\n", b"0", b"a;b=\r\n", b"3 \r\n", b"x", b"abc", b"7 ; x\r\n"),
    *(b"\r", b"\n", b"ffffffff\r\n", b"-1\r\n", b"X: y\r\n", b"+3\r\n", b"0x3\r\n", b"\t3\r\n", b"00\r\n"),
)
SIZES = st.integers(0, 3000)


class Asked(Exception):
    """The parser wanted more than was there."""


class Source:
    """A connection on which so much came, and on which nobody may wait."""

    def __init__(self, data):
        self._data = BytesIO(data)

    def recv(self, size):
        part = self._data.read(size)
        if not part:
            raise Asked
        return part


def body_of(data):
    """What gunicorn makes of it, without waiting."""
    parser = RequestParser(Config(), Source(data), ("127.0.0.1", 1))
    return next(parser).body.read()


def standings(data, cut):
    arrival = Arrival()
    return [arrival.add(data[at : at + cut]) for at in range(0, len(data), cut)]


def framed(parts, *, chunked):
    body = b"".join(parts)
    if not chunked:
        return POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts if part)
    return POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX: y\r\n\r\n"


@given(parts=st.lists(st.binary(max_size=300), max_size=6), chunked=st.booleans(), cut=st.integers(1, 200))
def test_a_request_is_whole_with_its_last_byte_and_not_before(parts, chunked, cut):
    data = framed(parts, chunked=chunked)
    *before, last = standings(data, cut)
    assert last is Standing.WHOLE
    assert set(before) <= {Standing.HEAD, Standing.BODY}
    assert body_of(data) == b"".join(parts)
    assert Arrival().add(data[:-1]) is not Standing.WHOLE


@given(lines=st.lists(st.sampled_from(LINES), max_size=4), body=st.lists(st.sampled_from(PIECES), max_size=8))
def test_of_what_is_called_whole_gunicorn_waits_for_nothing(lines, body):
    """Whatever is framed otherwise than we read it is refused; nobody waits for it with a thread."""
    data = POST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + b"".join(body)
    if Arrival().add(data) is Standing.WHOLE:
        with suppress(ParseException, OSError):
            try:
                body_of(data)
            except Asked:
                assert is_refused_unread(data)


def is_refused_unread(data):
    """A long body: the application looks at what was said of its length only."""
    return int(data.lower().split(b"\r\ncontent-length:")[1].split(b"\r\n")[0]) > LONGEST_BODY


@pytest.mark.parametrize(
    "said",
    [
        b"Content-Length: 65537\r\n",
        b"Content-Length: 99999999999999999999\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"",
    ],
)
def test_what_is_refused_as_soon_as_its_head_is_there_is_not_waited_for(said):
    assert Arrival().add(POST + said + b"\r\n") is Standing.WHOLE


@pytest.mark.parametrize("streamed", STREAMED)
@pytest.mark.parametrize("said", [b"Content-Length: 900", b"Transfer-Encoding: chunked"])
def test_files_and_lists_are_taken_in_while_they_come(streamed, said):
    head = b"POST %b6f0c HTTP/1.1\r\nHost: x\r\n" + said + b"\r\n\r\n"
    assert Arrival().add(head % streamed) is Standing.WHOLE
    assert Arrival().add(head % (b"/api/v1/findings?x=" + streamed)) is Standing.BODY


def test_what_is_done_with_a_list_once_it_is_there_is_waited_for_like_the_rest():
    head = b"POST /api/v1/registry/imports/6f0c/application?x=y HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n"
    assert Arrival().add(head) is Standing.BODY


@given(cut=SIZES.filter(bool))
def test_more_than_any_request_of_ours_is_not_kept(cut):
    assert Standing.HEAD_TOO_LONG in standings(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * (LONGEST_HEAD // 5), max(cut, 500))
    chunks = b"1\r\nx\r\n" * (MOST_KEPT // 5)
    endless = POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
    assert standings(endless, 4096)[-1] is Standing.BODY_TOO_LONG
    assert standings(POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 9000, 4096)[-1] is Standing.WHOLE
