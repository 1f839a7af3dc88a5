"""Photographs without the place they were taken; nothing else of the picture changes."""

import struct

GPS = 0x8825
EXIF = b"Exif\x00\x00"
PNG = b"\x89PNG\r\n\x1a\n"
TEXT_CHUNKS = (b"eXIf", b"tEXt", b"iTXt", b"zTXt")


def without_place(data):
    """JPEG or PNG bytes without position: GPS leaves the Exif block, XMP and PNG texts go wholly."""
    return strip_png(data) if data.startswith(PNG) else strip_jpeg(data)


def strip_jpeg(data):
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xDA:  # the picture itself
            break
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body = data[at + 4 : at + 2 + length]
        if marker == 0xE1:
            body = exif_without_gps(body) if body.startswith(EXIF) else b""
        if body or marker != 0xE1:
            kept.append(bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body)
        at += 2 + length
    return b"".join(kept) + data[at:]


def exif_without_gps(body):
    """An Exif block with its turn (orientation) and date but no position; b"" when it cannot be read."""
    from PIL import Image  # heavy: only who takes a photograph in needs it

    exif = Image.Exif()
    try:
        exif.load(body)
        if GPS not in exif:
            return body
        del exif[GPS]
        rest = exif.tobytes()
    except (OSError, SyntaxError, ValueError, struct.error, KeyError, TypeError):
        return b""
    return rest if rest.startswith(EXIF) else EXIF + rest


def strip_png(data):
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if name not in TEXT_CHUNKS:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
