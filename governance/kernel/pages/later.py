"""What of a long page stands below its first screen: it arrives when somebody scrolls to it.

A page asks `look_of(request)` what is wanted.  On its first screen it leaves `{% later rest %}` in the place of the
rest, a Rest with two addresses of the same page: htmx fetches the rest by itself, and without JavaScript the link shows
the page whole.  The same view answers both, so whoever may not see the page sees no part of it.  What is printed is
fetched before (portal.js); what is exported is made whole.
"""

from dataclasses import dataclass

from .views import is_fragment

PART, ALL, BELOW = "part", "all", "below"  # names in the address, and the part
FIRST, WHOLE = "first", "whole"


@dataclass(frozen=True)
class Rest:
    """What stands below.

    words -- names it in the link: 项目、走访、议事
    url   -- gives it; whole_url -- gives the page with it
    """

    words: str
    url: str
    whole_url: str


def look_of(request):
    """BELOW where htmx asks for the rest, WHOLE where the address says so, else FIRST."""
    if request.GET.get(PART) == BELOW:
        return BELOW if is_fragment(request) else WHOLE
    return WHOLE if ALL in request.GET else FIRST
