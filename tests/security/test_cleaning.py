"""E1: of a file only what it shows is left; E2: what is no such file, or too much of one, is refused."""

import json
import shutil
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from security.evidence import documents, images, sounds
from security.evidence.child import DAMAGED, TOO_DEMANDING, TWO_FACED, VIDEO, Refused
from security.evidence.cleaning import NOT_TAKEN, Busy, Cleaning, _spoken_with, cleaned, cleaner_of, slot
from security.evidence.faces import is_two_faced
from security.evidence.traces import ALL
from tests.security.test_vectors import give_up
from tests.support.evidence import document, film, picture, recording

MORE = {
    "most_pixels": 64_000_000,
    "kept_side_px": 4096,
    "most_pages": 50,
    "page_side_px": 600,
    "most_minutes": 120,
}
COST = Cleaning(seconds=30, memory_mb=1536, most_bytes=100 << 20, at_once=2, more=MORE)
CANARY = "Kanarienvogel"
SAYS_NOTHING = {
    *("SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FilePermissions", "FileType"),
    *("FileModifyDate", "FileAccessDate", "FileInodeChangeDate", "FileTypeExtension", "MIMEType", "ImageWidth"),
    *("ImageHeight", "ImageSize", "Megapixels", "EncodingProcess", "BitsPerSample", "ColorComponents"),
    *("YCbCrSubSampling", "JFIFVersion", "ResolutionUnit", "XResolution", "YResolution", "BitDepth", "ColorType"),
    *("Compression", "Filter", "Interlace", "VP8Version", "HorizontalScale", "VerticalScale", "PDFVersion"),
    *("Linearized", "PageCount", "OpusVersion", "AudioChannels", "SampleRate", "OutputGain", "Vendor", "Encoder"),
}
"""All that exiftool may find: the shape of the file itself, and of this machine's copy."""
TELLS = [
    *("-GPSLatitude=31.2304", "-GPSLatitudeRef=N", "-GPSLongitude=121.4737", "-GPSLongitudeRef=E"),
    *(f"-Make={CANARY}", f"-Model={CANARY}", f"-SerialNumber={CANARY}", f"-LensModel={CANARY}"),
    *(f"-Artist={CANARY}", f"-Copyright={CANARY}", f"-OwnerName={CANARY}", f"-XMP-dc:Creator={CANARY}"),
    *("-DateTimeOriginal=2026:11:18 10:00:00", f"-Software={CANARY}", f"-ImageDescription={CANARY}"),
    *(f"-UserComment={CANARY}", f"-XMP-xmpMM:HistoryAction={CANARY}", f"-XMP-xmpMM:HistorySoftwareAgent={CANARY}"),
    *("-XMP-exif:GPSLatitude=31.2304", f"-XMP-dc:Description={CANARY}", f"-XMP-xmp:CreatorTool={CANARY}"),
]
EXPECTED = {"gps", "device", "author", "time", "software", "history", "comment"}


def clean_one(data, cleaner=None, cost=COST):
    """Through the process of its own."""
    with cleaned(cleaner or cleaner_of(data[:8192]), [data], cost) as clean:
        kept = b"".join(clean.pieces)
        assert len(kept) == clean.size
        return clean, kept


def refusal_of(data, cost=COST, cleaner=None):
    with pytest.raises(Refused) as refused:
        clean_one(data, cleaner, cost)
    return refused.value.code


def here(data):
    """In this process: quicker, and the same code."""
    return {"images": images, "documents": documents, "sounds": sounds}[cleaner_of(data[:8192])].clean(data, MORE)


def is_taken(data):
    try:
        here(data)
    except Exception:  # noqa: BLE001 - whatever the decoder says
        return False
    return True


def exiftool(*arguments):
    if not shutil.which("exiftool"):
        give_up("exiftool is missing, so nobody looked for what is left in cleaned files")
    return subprocess.run(["exiftool", *map(str, arguments)], capture_output=True, text=True, check=False)


def found_in(folder):
    """Everything that exiftool finds, by file name."""
    answer = exiftool("-json", "-a", "-u", "-U", folder)
    return {each["FileName"]: each for each in json.loads(answer.stdout)}


@pytest.fixture(scope="module")
def telling(tmp_path_factory):
    """Files that tell everything there is to tell, as exiftool and the coders write it."""
    folder, thumbnail = tmp_path_factory.mktemp("telling"), tmp_path_factory.mktemp("small") / "t.jpg"
    thumbnail.write_bytes(picture("JPEG", (32, 24)))
    for number in range(1, 13):
        (folder / f"a{number}.jpg").write_bytes(picture("JPEG", colour=(number * 10, 90, 90)))
        form, suffix = (("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic"))[number % 3]
        (folder / f"b{number}.{suffix}").write_bytes(picture(form, colour=(number * 10, 80, 80)))
    for number in range(1, 9):
        (folder / f"c{number}.pdf").write_bytes(document(number, author=CANARY, title=CANARY, producer=CANARY))
    exiftool("-overwrite_original", "-q", *TELLS, f"-ThumbnailImage<={thumbnail}", folder)
    for number in range(1, 9):
        exiftool("-overwrite_original", "-q", "-n", f"-Orientation={number}", folder / f"a{number}.jpg")
    exiftool("-overwrite_original", "-q", f"-Comment={CANARY}", f"-IPTC:By-line={CANARY}", folder / "a12.jpg")
    for number in range(1, 4):
        for name, form, coder in (("mp3", "mp3", "libmp3lame"), ("m4a", "ipod", "aac"), ("flac", "flac", "flac")):
            tags = {"title": CANARY, "artist": CANARY, "location": "+31.23+121.47/", "date": "2026-11-18"}
            (folder / f"d{number}.{name}").write_bytes(recording(form, coder, **tags, comment=f"{CANARY} {number}"))
    return folder


@pytest.mark.slow
@pytest.mark.promise("E1")
def test_exiftool_finds_nothing_that_tells_in_any_of_forty_files(telling, tmp_path):
    files = sorted(telling.iterdir())
    assert len(files) >= 40
    before = found_in(telling)
    assert all(CANARY in str(before[file.name]) for file in files)
    assert sum("GPSLatitude" in str(found) for found in before.values()) >= 24
    assert sum("ThumbnailImage" in found for found in before.values()) >= 12
    for file in files:
        kept = here(file.read_bytes())
        assert CANARY.encode() not in kept.data
        assert kept.removed, file.name
        assert kept.removed <= ALL
        (tmp_path / file.name).write_bytes(kept.data)
    after = found_in(tmp_path)
    assert after.keys() == before.keys()
    for name, found in after.items():
        assert set(found) <= SAYS_NOTHING, name
        assert CANARY not in str(found), name
        assert found.get("Vendor", "ffmpeg") == "ffmpeg"  # the bare name of what wrote it, without a version


@pytest.mark.slow
@pytest.mark.promise("E1")
def test_the_reporter_is_told_what_was_taken_out(telling):
    for file in sorted(telling.iterdir()):
        removed = here(file.read_bytes()).removed
        if file.suffix in {".jpg", ".webp", ".png", ".heic"}:
            assert removed >= EXPECTED, (file.name, removed)
        if file.suffix == ".jpg":
            assert "thumbnail" in removed
        if file.suffix == ".pdf":
            assert removed >= {"author", "comment", "text_layer", "gps"}, (file.name, removed)
        if file.suffix in {".m4a", ".mp3", ".flac"}:
            assert removed >= {"author", "comment", "time"}, (file.name, removed)
    assert images.clean(picture("PNG"), MORE).removed == frozenset()


@pytest.mark.slow
@pytest.mark.promise("E1")
def test_every_picture_stands_upright_afterwards(telling):
    """The mark is in the corner of the picture as it is meant to be seen; the eight ways to store it are all tried."""
    wide = Image.open(BytesIO(picture("JPEG")))
    for number, file in ((number, telling / f"a{number}.jpg") for number in range(1, 9)):
        kept = Image.open(BytesIO(here(file.read_bytes()).data))
        size = wide.size if number < 5 else wide.size[::-1]
        assert kept.size == size, number
        corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[number]
        at = tuple(3 if side == 0 else length - 4 for side, length in zip(corner, size, strict=True))
        assert kept.getpixel(at)[2] > 150, number


@pytest.mark.promise("E1", "in part")
def test_a_picture_keeps_its_colours_and_what_is_seen_through():
    glass = Image.new("RGBA", (40, 30), (10, 200, 30, 77))
    out = BytesIO()
    glass.save(out, "PNG")
    kept = Image.open(BytesIO(images.clean(out.getvalue(), MORE).data))
    assert (kept.mode, kept.size, kept.getpixel((5, 5))) == ("RGBA", (40, 30), (10, 200, 30, 77))
    small = images.clean(picture("PNG", (3000, 40)), {**MORE, "kept_side_px": 300})
    assert Image.open(BytesIO(small.data)).size == (300, 4)


@pytest.mark.slow
@pytest.mark.promise("E1", "in part")
@pytest.mark.parametrize(
    ("made", "media_type", "begins"),
    [
        (lambda: picture("JPEG"), "image/jpeg", b"\xff\xd8\xff"),
        (lambda: picture("PNG"), "image/png", b"\x89PNG"),
        (lambda: picture("WEBP"), "image/webp", b"RIFF"),
        (lambda: picture("HEIF"), "image/jpeg", b"\xff\xd8\xff"),
        (lambda: document(2), "application/pdf", b"%PDF-1.4"),
        (lambda: recording("ipod", "aac"), "audio/ogg", b"OggS"),
        (lambda: recording("mp4", "aac"), "audio/ogg", b"OggS"),
        (lambda: recording("3gp", "aac"), "audio/ogg", b"OggS"),
        (lambda: recording("mp3", "libmp3lame"), "audio/ogg", b"OggS"),
        (lambda: recording("wav", "pcm_s16le"), "audio/ogg", b"OggS"),
        (lambda: recording("adts", "aac"), "audio/ogg", b"OggS"),
        (lambda: recording("ogg", "libopus"), "audio/ogg", b"OggS"),
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf", "m4a", "mp4", "3gp", "mp3", "wav", "aac", "opus"],
)
def test_what_is_taken_comes_out_of_its_process_clean(made, media_type, begins):
    data = made()
    clean, kept = clean_one(data)
    assert clean.media_type == media_type
    assert kept.startswith(begins)


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


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pass", DAMAGED),
        ("print('no json')", DAMAGED),
        ("print('[1]')", DAMAGED),
        ('print(\'{"media_type": "text/html", "size": 1}\')', DAMAGED),
        ('print(\'{"media_type": "image/png", "size": "1"}\')', DAMAGED),
        ('print(\'{"media_type": "image/png", "size": 0}\')', TOO_DEMANDING),
        ('print(\'{"media_type": "image/png", "size": 999999999}\')', TOO_DEMANDING),
        ('print(\'{"media_type": "image/png", "size": 9}\')', TOO_DEMANDING),
        ("import os; os.kill(os.getpid(), 9)", TOO_DEMANDING),
        ("import os; os.abort()", DAMAGED),
    ],
)
def test_whatever_a_broken_process_says_the_file_is_refused(code, expected):
    command = [sys.executable, "-c", f"import sys; sys.stdin.buffer.read(); {code}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        with pytest.raises(Refused) as refused:
            b"".join(_spoken_with(process, [b"x"], COST).pieces)
        assert refused.value.code == expected


def test_a_process_that_does_not_listen_is_given_up():
    command = [sys.executable, "-c", "pass"]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
        pytest.raises(Refused, match=DAMAGED),
    ):
        _spoken_with(process, (bytes(1 << 16) for _ in range(100)), COST)


@pytest.mark.promise("E3", "in part")
def is_free(folder):
    try:
        with slot(folder, 2, 0.1):
            return True
    except Busy:
        return False


def test_only_so_many_files_are_cleaned_at_a_time(tmp_path):
    with slot(tmp_path, 2, 0), slot(tmp_path, 2, 0), pytest.raises(Busy), slot(tmp_path, 2, 0.1):
        pass
    assert is_free(tmp_path)
