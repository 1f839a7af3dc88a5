"""Pages and answers of the API travel compressed; files, which are packed already, go as they are.

BREACH: what somebody types comes back in pages beside what is secret.  The token
of forms is masked anew in each answer, and the length of each answer is blurred
by random bytes (Django's middleware), so the length of an answer tells nothing
about either.
"""

from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/problem+json", "application/vnd.oai.openapi")


class Compress(GZipMiddleware):
    """Answers that name the version of a row (ETag) stay as they are: a program sends that back letter for letter."""

    def process_response(self, request, response):
        if response.has_header("ETag") or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
