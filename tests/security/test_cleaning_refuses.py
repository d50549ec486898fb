"""E2: what is no picture, document or sound, or too much of one, is refused."""

import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from security.evidence import documents, images
from security.evidence.child import DAMAGED, TOO_DEMANDING, TWO_FACED, VIDEO, Refused
from security.evidence.cleaning import NOT_TAKEN, Cleaning, cleaner_of
from security.evidence.faces import is_two_faced
from tests.security.cleaners import MORE, here, refusal_of
from tests.support.evidence import document, film, picture, recording


def is_taken(data):
    try:
        here(data)
    except Exception:  # noqa: BLE001 - whatever the decoder says
        return False
    return True


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    "data",
    [
        b"#!/bin/sh\nrm -rf /\n",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + bytes(300),
        b"\x7fELF" + bytes(300),
        b"PK\x03\x04" + bytes(300),
        b"GIF89a" + bytes(300),
        b"BM" + bytes(300),
        b"just text",
        bytes(5000),
        b"x",
        "老师布置的作业".encode(),
    ],
)
def test_other_kinds_are_refused_by_their_content_before_any_process_starts(data):
    with pytest.raises(Refused, match=NOT_TAKEN):
        cleaner_of(data)


@pytest.mark.promise("E2")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF", "PDF"])
def test_what_is_cut_short_is_refused(form):
    data = document(3) if form == "PDF" else picture(form, (640, 480))
    for end in (len(data) // 3, len(data) * 3 // 4, len(data) - 20):
        assert not is_taken(data[:end]), end
    assert refusal_of(data[: len(data) * 2 // 3]) == DAMAGED


@pytest.mark.promise("E2")
def test_what_only_begins_like_a_picture_is_refused():
    script = b"\xff\xd8\xff\xe0" + b"alert('x');" * 500
    assert refusal_of(script) == DAMAGED
    assert refusal_of(b"%PDF-1.7\n" + bytes(2000) + b"%%EOF") == DAMAGED
    assert refusal_of(b"ID3\x04" + bytes(9000)) == DAMAGED
    assert refusal_of(b"\x00\x00\x00\x1cftypM4A " + bytes(3000)) == DAMAGED


@pytest.mark.promise("E2", "in part")
@settings(max_examples=120)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF", "PDF"]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)))
)
def test_any_damage_is_a_refusal_or_a_picture(form, changes):
    data = bytearray(document() if form == "PDF" else picture(form))
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    cleaner = {"PDF": documents}.get(form, images)
    try:
        kept = cleaner.clean(bytes(data), {**MORE, "most_pixels": 100_000})
    except Exception:  # noqa: BLE001 - decoders raise what they like, and `run` takes all of it for damage
        return
    assert kept.media_type in {"image/jpeg", "image/png", "image/webp", "application/pdf"}
    assert kept.data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"%PDF-"))


@given(st.binary(max_size=3000))
def test_looking_at_the_first_bytes_never_fails(data):
    assert is_two_faced(data) in {True, False}
    with suppress(Refused):
        assert cleaner_of(data) in {"images", "documents", "sounds"}


def archive(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, b"x" * 100)
    return out.getvalue()


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    "made",
    [
        lambda: picture("JPEG") + archive("a.jar"),
        lambda: picture("PNG") + archive("a", "b") + b"\0" * 10,
        lambda: document() + archive("evil.docx"),
        lambda: picture("JPEG", comment=b"<script>alert(1)</script>"),
        lambda: picture("JPEG", comment=b"%PDF-1.4 1 0 obj"),
        lambda: picture("JPEG", comment=b"<!DOCTYPE html><title>x"),
        lambda: picture("JPEG", comment=b"<?php system($_GET[0]); ?>"),
        lambda: document().replace(b"\n", b"\n<HTML><body onload=x>\n", 1),
    ],
    ids=["jpeg-zip", "png-zip", "pdf-zip", "jpeg-script", "jpeg-pdf", "jpeg-html", "jpeg-php", "pdf-html"],
)
def test_what_is_two_things_at_once_is_refused(made):
    data = made()
    assert is_two_faced(data)
    assert refusal_of(data) == TWO_FACED


def test_ordinary_files_are_one_thing():
    for data in (picture("JPEG"), picture("PNG"), picture("HEIF"), document(3), recording(), picture("JPEG") + b"PK"):
        assert not is_two_faced(data)


def huge_png(side):
    """A few hundred kilobytes that would be gigabytes of pixels."""
    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    body = zlib.compress(bytes(1000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))


def chunk(name, data):
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def packed_text_png():
    """A comment that unpacks to 200 MB."""
    coder = zlib.compressobj(9)
    packed = b"".join(coder.compress(bytes(1 << 20)) for _ in range(200)) + coder.flush()
    whole = picture("PNG")
    return whole[:33] + chunk(b"zTXt", b"Comment\0\0" + packed) + whole[33:]


@pytest.mark.slow
@pytest.mark.promise("E2")
def test_bombs_are_refused():
    assert refusal_of(huge_png(60_000)) == TOO_DEMANDING
    assert refusal_of(huge_png(8_500)) == TOO_DEMANDING
    assert refusal_of(packed_text_png()) in {TOO_DEMANDING, DAMAGED}
    assert refusal_of(document(51)) == TOO_DEMANDING
    long = {**MORE, "most_minutes": 0}
    assert refusal_of(recording(), Cleaning(30, 1536, 1 << 20, 1, long)) == TOO_DEMANDING


def long_wav():
    """Ten minutes."""
    sound = bytes(range(251)) * 100_000
    shape = b"fmt " + (16).to_bytes(4, "little") + bytes((1, 0, 1, 0)) + (44100).to_bytes(4, "little")
    head = shape + (88200).to_bytes(4, "little") + bytes((2, 0, 16, 0)) + b"data" + len(sound).to_bytes(4, "little")
    return b"RIFF" + (len(sound) + len(head) + 4).to_bytes(4, "little") + b"WAVE" + head + sound


@pytest.mark.slow
@pytest.mark.promise("E2")
def test_memory_time_and_size_are_bounded():
    real = picture("PNG", (4500, 4000))
    assert refusal_of(real, Cleaning(30, 200, 100 << 20, 1, MORE)) in {TOO_DEMANDING, DAMAGED}
    assert refusal_of(long_wav(), Cleaning(1, 1536, 100 << 20, 1, MORE)) == TOO_DEMANDING
    assert refusal_of(picture("PNG", (300, 200)), Cleaning(30, 1536, 10, 1, MORE)) == TOO_DEMANDING


@pytest.mark.promise("E2")
@pytest.mark.parametrize("form", ["mp4", "mov", "3gp", "matroska"])
def test_moving_pictures_are_refused_by_name(form):
    assert refusal_of(film("mp4" if form == "3gp" else form)) == VIDEO
