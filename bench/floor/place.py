"""Where the database is: an address as DATABASE_URL has it, in the words of Django's settings."""

from urllib.parse import parse_qs, unquote, urlsplit


def parts(url):
    """{NAME, USER, PASSWORD, HOST, PORT} of postgresql://user:password@host/name, or ?host=/folder of a socket."""
    found = urlsplit(url)
    asked = parse_qs(found.query)
    return {
        "NAME": unquote(found.path.lstrip("/")),
        "USER": unquote(found.username or ""),
        "PASSWORD": unquote(found.password or ""),
        "HOST": asked.get("host", [found.hostname or ""])[0],
        "PORT": str(found.port or ""),
    }
