"""Office packages (zip archives) written anew, part by part: nothing stands between, beside or behind the parts.

The parts stay packed as they came.  Of what an archive can hold beside them (bytes in gaps and behind a part's own end,
comments, extra fields, other names in the headers of the parts) nothing is kept.
"""

import struct
import zipfile
import zlib

LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION = 20  # of the format that is needed to unpack
NAMED_IN_UTF8, ANY_LEVEL = 0x800, 0x006  # bits of a part's flags that stay
PORTION = 1024 * 1024  # bytes unpacked together


def written_anew(data, parts):
    """The archive with these parts (zipfile.ZipInfo) in their order, and nothing else.

    Raises zipfile.BadZipFile for parts that overlap, come twice or are not what the directory says.
    """
    if len({part.filename for part in parts}) < len(parts) or sum(part.compress_size for part in parts) > len(data):
        raise zipfile.BadZipFile("parts come twice or overlap")
    body, directory = bytearray(), bytearray()
    for part in parts:
        packed, name = packed_content(data, part), name_of(part)
        facts = part.flag_bits & (NAMED_IN_UTF8 | ANY_LEVEL), part.compress_type, *moment_of(part)
        sizes = part.CRC, len(packed), part.file_size
        directory += CENTRAL.pack(CENTRAL_MARK, VERSION, VERSION, *facts, *sizes, len(name), 0, 0, 0, 0, 0, len(body))
        directory += name
        body += LOCAL.pack(LOCAL_MARK, VERSION, *facts, *sizes, len(name), 0) + name + packed
    end = END.pack(END_MARK, 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return bytes(body + directory + end)


def packed_content(data, part):
    """The packed bytes of a part up to their own end, after they were unpacked once and compared with the directory."""
    head = data[part.header_offset : part.header_offset + LOCAL.size]
    if len(head) < LOCAL.size or not head.startswith(LOCAL_MARK):
        raise zipfile.BadZipFile("a part has no header")
    begin = part.header_offset + LOCAL.size + sum(LOCAL.unpack(head)[-2:])
    packed = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        length, checksum = len(packed), zlib.crc32(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        packed, length, checksum = unpacked(packed, part.file_size)
    else:
        raise NotImplementedError("another way of packing than Office's")
    if (length, checksum) != (part.file_size, part.CRC):
        raise zipfile.BadZipFile("a part is not what the directory says")
    return packed


def unpacked(packed, most):
    """(the packed bytes without what stands behind their end, length and checksum of the content)"""
    stream, rest, length, checksum = zlib.decompressobj(-zlib.MAX_WBITS), packed, 0, 0
    while not stream.eof:
        try:
            content = stream.decompress(rest, PORTION)
        except zlib.error as problem:
            raise zipfile.BadZipFile("a part does not unpack") from problem
        rest, length, checksum = stream.unconsumed_tail, length + len(content), zlib.crc32(content, checksum)
        if length > most or not (content or rest or stream.eof):
            raise zipfile.BadZipFile("a part is longer than the directory says, or has no end")
    return packed[: len(packed) - len(stream.unused_data)], length, checksum


def name_of(part):
    return part.orig_filename.encode("utf-8" if part.flag_bits & NAMED_IN_UTF8 else "cp437")


def moment_of(part):
    """(time, date) of a part as archives write them."""
    year, month, day, hour, minute, second = part.date_time
    return hour << 11 | minute << 5 | second // 2, max(0, year - 1980) << 9 | month << 5 | day
