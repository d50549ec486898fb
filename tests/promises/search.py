"""Look for secrets in anything a thief could carry off, however they are written."""

import base64
import re
import zlib

PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")  # how gzip (RFC 1952) and zlib (RFC 1950) begin
UNPACKED_AT_MOST = 1 << 20
DEPTH = 2


def found(secrets, data):
    """Which of `secrets` (text or bytes) is in `data`: as it is, in UTF-16, in hexadecimal, in base64, or packed."""
    wanted = {secret: written(secret) for secret in secrets}
    return sorted(
        {secret for part in parts(data) for secret, forms in wanted.items() if any(map(part.__contains__, forms))},
        key=repr,
    )


def written(secret):
    """Every way to write a secret that is looked for."""
    spellings = [secret] if isinstance(secret, bytes) else _spelled(secret)
    return {form for spelling in spellings for form in (spelling, *_hexadecimal(spelling), *_base64(spelling))}


def parts(data, depth=DEPTH):
    """`data`, and whatever is packed in it."""
    yield data
    if depth:
        for match in PACKED.finditer(data):
            yield from parts(_unpacked(data, match.start()), depth - 1)


def _spelled(text):
    cases = {text, text.lower(), text.upper()}
    return [each.encode(code) for each in cases for code in ("utf-8", "utf-16-le", "utf-16-be")]


def _hexadecimal(data):
    return data.hex().encode(), data.hex().upper().encode()


def _base64(data):
    """The characters that `data` alone decides, for each place it can have within a group of three bytes."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data)
        certain = whole[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
        yield certain
        yield certain.translate(bytes.maketrans(b"+/", b"-_"))


def _unpacked(data, start):
    try:
        return zlib.decompressobj(wbits=47).decompress(data[start : start + UNPACKED_AT_MOST], UNPACKED_AT_MOST)
    except zlib.error:
        return b""
