"""Pages and answers of the API travel compressed; files, which are packed already, go as they are.

BREACH: what somebody types comes back in pages beside what is secret.  The token
of forms is masked anew in each answer, and the length of each answer is blurred
by random bytes (Django's middleware), so the length of an answer tells nothing
about either.
"""

import secrets
from gzip import FNAME
from zlib import DEFLATED

from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from zlib_ng import zlib_ng

LEVEL = 4  # of zlib-ng: bytes as Django's, within 4 %, in less than half the time
SHORT = 200  # bytes that are not worth it
GZIP_HEADER, GZIP = 10, 31  # its bytes; with header and check sum
TEXTS = ("text/", "application/json", "application/problem+json", "application/vnd.oai.openapi")


class Compress(GZipMiddleware):
    """Answers that name the version of a row (ETag) stay as they are: a program sends that back letter for letter."""

    def process_response(self, request, response):
        if response.has_header("ETag") or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        if response.streaming or response.has_header("Content-Encoding") or len(response.content) < SHORT:
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response.content = packed(response.content, self.max_random_bytes)
            response["Content-Length"] = str(len(response.content))
            response["Content-Encoding"] = "gzip"
        return response


def packed(content, most):
    """The content as gzip, with a name of at most so many random bytes in its header, as Django's `compress_string`."""
    compressor = zlib_ng.compressobj(LEVEL, DEFLATED, GZIP)
    whole = compressor.compress(content) + compressor.flush()
    name = b"a" * secrets.randbelow(most) + b"\0"
    header = bytearray(whole[:GZIP_HEADER])
    header[3] = FNAME
    return bytes(header) + name + whole[GZIP_HEADER:]
