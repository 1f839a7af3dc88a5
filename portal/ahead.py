"""What a form will load as soon as it is ready is named in the head of its page, and comes along with it.

Searchable choices bring a style sheet and scripts of their own, which `portal.js` asks for where a form has such a
field.  On a slow line that question begins a second after the page.  Named at the end of the head, they come behind
what the page needs to be painted and before Bootstrap's dialogs, and are there when they are asked for.
"""

import re

LATER = re.compile(rb'data-chooser="([^"]+)"')
END = b"</head>"
KINDS = {b"css": b"style", b"js": b"script"}


def links(page):
    """For each script and style sheet that the fields of a page bring, once, a link that begins to load it."""
    addresses = dict.fromkeys(name for names in LATER.findall(page) for name in names.split())
    kinds = [(address, KINDS[address.rpartition(b".")[2]]) for address in addresses]
    return b"".join(b'<link rel="preload" href="%b" as="%b" fetchpriority="low">' % pair for pair in kinds)


class Ahead:
    """Names them in a whole page; a part of one (htmx) has no head."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            head, end, body = response.content.partition(END)
            if end and (named := links(body)):
                response.content = head + named + end + body
                response["Content-Length"] = str(len(response.content))  # CommonMiddleware has said that of before
        return response
