"""E1: of a file only what it shows is left."""

import json
import shutil
import subprocess
from io import BytesIO

import pytest
from PIL import Image

from security.evidence import images
from security.evidence.traces import ALL
from tests.security.cleaners import MORE, clean_one, here
from tests.security.test_vectors import give_up
from tests.support.evidence import document, picture, recording

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
