"""Forms that are no step: a double click, or a form sent again, gets the first answer and does nothing."""

from django.contrib import messages

from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.submissions import KeyReused, Repeated, content_digest, once, replay

from .views import leave

OTHER_CONTENT = "这张表单先前已提交过一次，这次的内容与那一次不同，尚未提交。确要另外提交的，请核对后再次提交"


def answer_once(request, work, ask=None):
    """Do the work of a form once and answer; a repeat is led to where the first one led.

    work -- fn() -> (address, answer): what is kept for a repeat, and what this request gets.  Refusals are raised.

    ask  -- fn(sentence) -> the form as it came, for one with content of its own: other content under an old token is
            an entry of its own, after this question and under the new token of the form shown.  Without it the sentence
            is told where the first one led, and nothing is done.
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
        return leave(request, repeated.submission.address)
    except KeyReused as other:
        if ask:
            request.has_used_token = True
            return ask(OTHER_CONTENT)
        messages.error(request, other.message)
        return leave(request, other.submission.address)
    except BusinessError:
        request.has_used_token = False
        raise
