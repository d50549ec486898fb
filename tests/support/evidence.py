"""Files as phones make them, and a tus client over the test client."""

from base64 import b64encode
from functools import cache
from io import BytesIO

import av
import pillow_heif
from PIL import Image, PngImagePlugin

from tests.support.phone import homework

URL = "/api/v1/reports/mine/evidence"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
SIZE = (64, 48)


class Tus:
    """Uploads for one receipt."""

    def __init__(self, client, receipt, *, locale="en"):
        self.client = client
        self.headers = {**TUS, "Authorization": f"Receipt {receipt}", "Accept-Language": locale}

    def create(self, length, name="photo.jpg", **headers):
        said = {"Upload-Metadata": f"filename {b64encode(name.encode()).decode()}"}
        sent = {**self.headers, "Upload-Length": str(length), **said, **headers}
        return self.client.post(URL, headers=sent)

    def head(self, url):
        return self.client.head(url, headers=self.headers)

    def offset(self, url):
        answer = self.head(url)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["Upload-Offset"])

    def patch(self, url, offset, data, **headers):
        sent = {**self.headers, **BYTES, "Upload-Offset": str(offset), **headers}
        return self.client.patch(url, data=data, headers=sent)

    def delete(self, url):
        return self.client.delete(url, headers=self.headers)

    def send(self, data, name="photo.jpg"):
        """A whole file; its id."""
        created = self.create(len(data), name)
        assert created.status_code == 201, created.json
        answer = self.patch(created.headers["Location"], 0, data)
        assert answer.status_code == 204, answer.json
        return created.json["id"]

    def refused(self, data, name="photo.jpg"):
        """A whole file that is not taken; the code, and where it would be."""
        url = self.create(len(data), name).headers["Location"]
        answer = self.patch(url, 0, data)
        assert answer.status_code == 422, answer.status_code
        return answer.json["code"], url


def uploader(phone, **changes):
    """A report, and its uploads."""
    filed = phone.file(homework(**changes)).json
    return filed, Tus(phone.client, filed["receipt"])


@cache
def picture(form="JPEG", size=SIZE, colour=(200, 120, 40), **options):
    """A picture of one colour, but for a mark in its top left corner."""
    pillow_heif.register_heif_opener()
    image = Image.new("RGB", size, colour)
    image.paste((0, 0, 255), (0, 0, size[0] // 4, size[1] // 4))
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@cache
def telling_png(text):
    """A PNG with a comment."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return picture("PNG", pnginfo=info)


def document(pages=1, **information):
    """A PDF; its information is what was told."""
    images = [Image.new("RGB", (200, 280), (255, 255, 10 * number)) for number in range(pages)]
    out = BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], **information)
    return out.getvalue()


@cache
def recording(form="ipod", coder="aac", seconds=1, **tags):
    """A sound."""
    out = BytesIO()
    with av.open(out, "w", format=form) as container:
        container.metadata.update(tags)
        rate = 48000 if coder == "libopus" else 44100
        stream = container.add_stream(coder, rate=rate, layout="mono")
        shaper = av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=rate)
        fifo = av.AudioFifo()
        for frame in shaper.resample(_wave(seconds)):
            fifo.write(frame)
        while frame := fifo.read(stream.codec_context.frame_size or 1024, partial=True):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _wave(seconds):
    frame = av.AudioFrame(format="s16", layout="mono", samples=seconds * 44100)
    frame.sample_rate, frame.pts = 44100, 0
    frame.planes[0].update(bytes(at * at % 251 for at in range(frame.planes[0].buffer_size)))
    return frame


@cache
def film(form="mp4", **tags):
    """Moving pictures."""
    out = BytesIO()
    with av.open(out, "w", format=form) as container:
        container.metadata.update(tags)
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(5):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), (number * 40, 0, 0)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
