"""E1, E2: what each cleaner takes, tells and refuses, in this process."""

import json
import sys
from io import BytesIO
from types import SimpleNamespace

import av
import pypdfium2
import pytest
from PIL import Image, ImageCms

from security.evidence import child, images, sandbox, sounds
from security.evidence.child import DAMAGED, TOO_DEMANDING, TWO_FACED, VIDEO, Cleaned, Refused
from tests.security.cleaners import MORE, here
from tests.support.evidence import document, film, picture, recording

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LIMITS = {**MORE, "memory_mb": 512, "seconds": 20}


def refusal_of(clean, data, **changes):
    with pytest.raises(Refused) as refused:
        clean(data, {**MORE, **changes})
    return refused.value.code


def answer_of(monkeypatch, clean, data):
    """What a cleaning process says about a file, and what follows."""
    out = BytesIO()
    entered = []
    monkeypatch.setattr(sys, "argv", ["clean", json.dumps(LIMITS)])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(data)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    monkeypatch.setattr(sandbox, "enter", lambda **limits: entered.append(limits))
    child.run(clean)
    assert entered == [{"memory_mb": 512, "cpu_s": 20}]
    said, rest = out.getvalue().split(b"\n", 1)
    return json.loads(said), rest


def raising(error):
    def clean(_data, _limits):
        raise error

    return clean


@pytest.mark.promise("E2", "in part")
@pytest.mark.parametrize(
    ("error", "code"),
    [(Refused(VIDEO), VIDEO), (MemoryError(), TOO_DEMANDING), (OSError("x"), DAMAGED), (SyntaxError(), DAMAGED)],
)
def test_whatever_a_decoder_stumbles_over_is_a_code(monkeypatch, error, code):
    assert answer_of(monkeypatch, raising(error), b"data") == ({"refused": code}, b"")


@pytest.mark.promise("E2", "in part")
def test_a_file_of_two_faces_reaches_no_decoder(monkeypatch):
    assert answer_of(monkeypatch, raising(AssertionError()), b"<?php x") == ({"refused": TWO_FACED}, b"")


def test_a_cleaned_file_comes_after_what_is_said_of_it(monkeypatch):
    kept = Cleaned("image/png", b"one\ntwo", frozenset({"time", "gps"}))
    said, rest = answer_of(monkeypatch, lambda *_: kept, b"data")
    assert said == {"media_type": "image/png", "size": 7, "removed": ["gps", "time"]}
    assert rest == b"one\ntwo"


def profiled(mode, form, profile):
    out = BytesIO()
    Image.new(mode, (20, 20), (200, 100, 50, 0)[: len(mode)]).save(out, form, icc_profile=profile)
    return out.getvalue()


@pytest.mark.promise("E1", "in part")
@pytest.mark.parametrize(
    ("mode", "form", "profile", "colour"),
    [
        ("RGB", "JPEG", SRGB, (200, 100, 50)),
        ("RGBA", "PNG", SRGB, (200, 100, 50)),
        ("RGB", "PNG", b"no profile at all", (200, 100, 50)),
        ("CMYK", "JPEG", b"no profile at all", (55, 155, 205)),
    ],
)
def test_a_colour_profile_is_applied_or_left_out_and_always_named(mode, form, profile, colour):
    kept = images.clean(profiled(mode, form, profile), MORE)
    assert kept.removed == {"profile"}
    picture = Image.open(BytesIO(kept.data))
    assert "icc_profile" not in picture.info
    assert picture.getpixel((5, 5))[:3] == pytest.approx(colour, abs=9)


@pytest.mark.promise("E1", "in part")
def test_what_stands_in_exif_is_named():
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0132], exif[0x010E] = "maker", "me", "2026:11:18 10:00:00", "words"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    exif.get_ifd(0x8769)[0x9003] = "2026:11:18 10:00:00"
    kept = images.clean(picture("JPEG", exif=exif.tobytes()), MORE)
    assert kept.removed == {"device", "author", "time", "comment", "gps"}
    assert not Image.open(BytesIO(kept.data)).getexif()


@pytest.mark.promise("E1", "in part")
def test_of_a_moving_picture_one_is_left():
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), (90 * number, 0, 0)) for number in range(3)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=50)
    kept = images.clean(out.getvalue(), MORE)
    assert "other_pictures" in kept.removed
    assert getattr(Image.open(BytesIO(kept.data)), "n_frames", 1) == 1


@pytest.mark.promise("E2", "in part")
def test_too_many_pixels_pages_and_minutes_are_refused_before_they_are_opened():
    assert refusal_of(images.clean, picture("PNG"), most_pixels=10) == TOO_DEMANDING
    assert refusal_of(sounds.clean, recording(), most_minutes=0) == TOO_DEMANDING
    with pytest.raises(Refused, match=TOO_DEMANDING):
        here(document(51))
    with pytest.raises(Refused, match=DAMAGED):
        images.clean(picture("PNG")[:-8], MORE)


@pytest.mark.promise("E1", "in part")
def test_what_a_document_carries_beside_its_pages_is_named():
    made = pypdfium2.PdfDocument(document())
    made.new_attachment("list.txt").set_data(b"names")
    out = BytesIO()
    made.save(out)
    kept = here(out.getvalue() + b"\n% /JavaScript\n%%EOF\n")
    assert {"attachments", "active", "text_layer"} <= kept.removed
    assert b"names" not in kept.data
    assert len(pypdfium2.PdfDocument(kept.data)) == 1


@pytest.mark.promise("E1", "in part")
@pytest.mark.parametrize(("form", "coder"), [("ipod", "aac"), ("adts", "aac"), ("mp3", "libmp3lame"), ("flac", "flac")])
def test_of_a_recording_only_the_sound_is_left(form, coder):
    kept = here(recording(form, coder))
    with av.open(BytesIO(kept.data)) as sound:
        assert [stream.type for stream in sound.streams] == ["audio"]
        assert sound.streams.audio[0].layout.name == "mono"
    if form != "adts":
        assert "author" in here(recording(form, coder, artist="somebody")).removed


@pytest.mark.promise("E2", "in part")
def test_a_recording_without_sound_is_refused():
    assert refusal_of(sounds.clean, film("mp4")) == VIDEO
    assert refusal_of(sounds.clean, silent(samples=None)) == DAMAGED
    assert refusal_of(sounds.clean, silent(samples=0)) == DAMAGED


def silent(samples):
    """A WAV of no samples, or a Matroska file with words in it and no sound."""
    if samples == 0:
        head = b"fmt " + bytes((16, 0, 0, 0, 1, 0, 1, 0)) + (44100).to_bytes(4, "little")
        head += (88200).to_bytes(4, "little") + bytes((2, 0, 16, 0)) + b"data" + bytes(4)
        return b"RIFF" + (len(head) + 4).to_bytes(4, "little") + b"WAVE" + head
    out = BytesIO()
    with av.open(out, "w", format="matroska") as container:
        words = container.add_stream("ass")
        container.start_encoding()
        packet = av.Packet(b"0,0,Default,,0,0,0,,words")
        packet.stream, packet.pts, packet.dts, packet.duration = words, 0, 0, 1000
        container.mux(packet)
    return out.getvalue()
