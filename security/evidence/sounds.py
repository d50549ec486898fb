"""Recordings, sample by sample: decoded, and coded again as Opus. Run as a process. A voice stays the voice it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

import av
from av.audio.resampler import AudioResampler

from security.evidence.child import DAMAGED, TOO_DEMANDING, VIDEO, Cleaned, Limits, Refused, run
from security.evidence.traces import OTHER_PICTURES, named, written_in

RATE: Final = 48_000
BITS_PER_S: Final = 48_000

_READERS: Final[Mapping[bytes, str]] = {
    b"ID3": "mp3",
    b"\xff": "mp3",
    b"OggS": "ogg",
    b"RIFF": "wav",
    b"fLaC": "flac",
    b"#!AMR": "amr",
    b"\x1aE\xdf\xa3": "matroska",
}
"""How a file begins, and who reads it: no playlist and nothing that names another file. The rest is MP4's family."""
_RAW_AAC: Final = (b"\xff\xf1", b"\xff\xf9")


def clean(data: bytes, limits: Limits) -> Cleaned:
    """The sound alone, in mono; Refused when there are moving pictures, or too many minutes."""
    out = BytesIO()
    with av.open(BytesIO(data), format=_reader(data)) as recording:
        removed = _told(recording, data)
        _refuse_video(recording)
        with av.open(out, "w", format="ogg", container_options={"fflags": "+bitexact"}) as kept:
            coder: Any = kept.add_stream("libopus", rate=RATE, layout="mono", options={"flags": "+bitexact"})
            coder.bit_rate = BITS_PER_S
            for frame in _samples(recording, limits["most_minutes"] * 60 * RATE):
                kept.mux(coder.encode(frame))
            kept.mux(coder.encode(None))
    return Cleaned("audio/ogg", out.getvalue(), removed)


def _samples(recording: Any, most: int) -> Iterator[Any]:
    """What is heard, in one shape; the first recording in the file, and no more than `most` samples."""
    if not recording.streams.audio:
        raise Refused(DAMAGED)
    shaper, count = AudioResampler(format="s16", layout="mono", rate=RATE), 0
    for frame in recording.decode(recording.streams.audio[0]):
        for shaped in shaper.resample(frame):
            count += shaped.samples
            if count > most:
                raise Refused(TOO_DEMANDING)
            shaped.pts = None
            yield shaped
    yield from shaper.resample(None)
    if not count:
        raise Refused(DAMAGED)


def _refuse_video(recording: Any) -> None:
    """A picture of the cover does not move."""
    if any(not stream.disposition & av.stream.Disposition.attached_pic for stream in recording.streams.video):
        raise Refused(VIDEO)


def _told(recording: Any, data: bytes) -> frozenset[str]:
    """What the recording tells beside its sound."""
    tags = {*recording.metadata, *(tag for stream in recording.streams for tag in stream.metadata)}
    found = set(named(tags - {"language", "handler_name", "major_brand", "minor_version", "compatible_brands"}))
    if recording.streams.video:
        found.add(OTHER_PICTURES)
    return frozenset(found) | written_in(data)


def _reader(data: bytes) -> str:
    if data.startswith(_RAW_AAC):
        return "aac"
    return next((name for mark, name in _READERS.items() if data.startswith(mark)), "mov")


if __name__ == "__main__":
    run(clean)
