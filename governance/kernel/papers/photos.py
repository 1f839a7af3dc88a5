"""Photographs as they are kept: the picture to its last byte, and of what a camera adds only turn, moment and colours.

Texts, the place of taking, previews, makers' notes and whatever stands behind the end of the picture go.  The picture
itself is not compressed again: evidence stays as sharp as it was taken.
"""

import re
import struct

from .signatures import PNG

EXIF, ICC = b"Exif\x00\x00", b"ICC_PROFILE\x00"
TURN, MOMENT, DETAILS, TAKEN_AT = 0x0112, 0x0132, 0x8769, 0x9003
PNG_END = b"IEND"
PNG_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"tRNS",
    b"cHRM",
    b"gAMA",
    b"iCCP",
    b"sBIT",
    b"sRGB",
    b"pHYs",
    b"bKGD",
    b"IDAT",
    PNG_END,
}
WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_FEATURES, WEBP_EXIF, WEBP_TEXTS = b"VP8X", 0x08, 0x04  # the chunk that says what follows, and its flags
SCAN, END = 0xDA, 0xD9
TABLES = {0xDB, 0xC4, 0xCC, 0xDD, 0xDC, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
AFTER_SCAN = re.compile(rb"\xff+[\x01-\xcf\xd8-\xfe]")  # no stuffed byte, no restart


def cleaned(data):
    """The bytes of a JPEG, PNG or WebP as they are kept.

    Raises ValueError where its parts do not follow each other.
    """
    try:
        if data.startswith(b"RIFF"):
            return clean_webp(data)
        return clean_png(data) if data.startswith(PNG) else clean_jpeg(data)
    except struct.error as error:
        raise ValueError("a part is cut off") from error


def clean_jpeg(data):
    kept, at = [data[:2]], 2
    while at < len(data):
        if data[at] != 0xFF:
            raise ValueError("no part begins here")
        marker = data[at + 1] if at + 1 < len(data) else END
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == END:
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        body = clean_segment(marker, data[at + 4 : end])
        if marker == SCAN:
            found = AFTER_SCAN.search(data, end)
            end = found.start() if found else len(data)
            body += data[at + 2 + length : end]
        if body:
            kept.append(bytes([0xFF, marker]) + struct.pack(">H", length if marker == SCAN else len(body) + 2) + body)
        at = end
    return b"".join([*kept, bytes([0xFF, END])])


def clean_segment(marker, body):
    """What stays of one part of a JPEG, b"" where nothing does."""
    if marker == 0xE1 and body.startswith(EXIF):
        return clean_exif(body)
    stays = marker in TABLES or marker in (SCAN, 0xE0, 0xEE) or (marker == 0xE2 and body.startswith(ICC))
    return body if stays else b""


def clean_exif(body):
    """An Exif block with its turn (orientation) and moment alone; b"" when it has none or cannot be read."""
    from PIL import Image  # heavy: only who takes a photograph in needs it

    given, kept = Image.Exif(), Image.Exif()
    try:
        given.load(body)
        for tag in {TURN, MOMENT} & given.keys():
            kept[tag] = given[tag]
        if taken_at := given.get_ifd(DETAILS).get(TAKEN_AT):
            kept[DETAILS] = {TAKEN_AT: taken_at}
        rest = kept.tobytes() if len(kept) else b""
    except (OSError, SyntaxError, ValueError, struct.error, KeyError, TypeError):
        return b""
    return rest if rest.startswith(EXIF) or not rest else EXIF + rest


def clean_png(data):
    kept, at, name = [PNG], len(PNG), b""
    while name != PNG_END:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if name in PNG_CHUNKS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def clean_webp(data):
    """The chunks of the picture, of its Exif the turn and the moment; the first one tells what is left."""
    (size,) = struct.unpack("<I", data[4:8])
    end, at, kept, has_exif = min(8 + size, len(data)), 12, [], False
    while at + 8 <= end:
        name, (length,) = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + length]
        if len(body) < length:
            raise ValueError("a part is cut off")
        if name == b"EXIF":
            body = clean_exif(body if body.startswith(EXIF) else EXIF + body).removeprefix(EXIF)
            has_exif = has_exif or bool(body)
        if name in WEBP_CHUNKS or (name == b"EXIF" and body):
            kept.append([name, body])
        at += 8 + length + length % 2
    for part in kept:
        if part[0] == WEBP_FEATURES:
            flags = part[1][0] & ~WEBP_TEXTS & ~WEBP_EXIF
            part[1] = bytes([flags | (WEBP_EXIF if has_exif else 0)]) + part[1][1:]
    chunks = b"".join(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in kept)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
