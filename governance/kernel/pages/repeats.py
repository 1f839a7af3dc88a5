"""Forms that are no step: a double click, or a form sent again, gets the first answer and does nothing."""

from django.contrib import messages
from django.shortcuts import redirect

from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.submissions import KeyReused, Repeated, content_digest, once, replay


def answer_once(request, work):
    """Do the work of a form once and answer; a repeat is led to where the first one led.

    work -- fn() -> (address, answer): what is kept for a repeat, and what this request gets.  Refusals are raised.

    Other content under an old token does nothing either: the sentence says so, at the same address.
    """
    user, key, content = request.user, request.POST.get("_submission", ""), content_digest(request.POST, request.FILES)

    def run():
        request.has_used_token = True  # what is shown now carries tokens of its own
        address, answer = work()
        return 302, address, answer

    try:
        replay(user, key, request.path, content)
        return once(user, key, request.path, content, run)
    except Repeated as repeated:
        return redirect(repeated.submission.body)
    except KeyReused as other:
        messages.error(request, other.message)
        return redirect(other.submission.body)
    except BusinessError:
        request.has_used_token = False
        raise
