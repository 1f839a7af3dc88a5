"""What signing in lends to other pages: the demand for a recent code before much is given out."""

from django.urls import reverse

from governance.kernel.pages.proofs import proved_by
from governance.people import second_factor

from . import halves


@proved_by
def ask_for_code(request):
    """The page that takes a code, for accounts that are asked for one and have shown none lately."""
    is_open = halves.is_fresh(request) or not second_factor.asks_for_codes(request.user)
    return "" if is_open else reverse("code_again")
