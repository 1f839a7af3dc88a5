"""Stale edits: whoever takes a step says which version of the row they saw; an older one is refused, with who did what.

Where a step leads to another state, the state tells that somebody else was
faster.  Where the row may stay in its state nothing would tell, so pages and
programs must name the version that the person saw (`Step.needs_version`); a
step that only adds (`Step.adds`: a vote, a visit, an objection) disturbs
nobody's work and asks for none.  Actions called by the portal itself name
none and are refused nothing (`ANY`).
"""

from governance.kernel.clock import clock
from governance.kernel.models.events import Event

from . import cleaning
from .errors import BusinessError, WrongState
from .events import row_of_events

ANY = object()  # of the portal's own calls: nobody saw a form
MOST = 3  # changes that a refusal names, the newest first
MOST_FIELDS = 8  # and fields of one of them
AGAIN = "请核对最新内容后再提交"


class VersionRequired(BusinessError):
    """The request does not say which version of the row the person saw."""

    status = 428
    code = "version_required"

    def __init__(self, message=f"没有写明您看到的是哪一版，为免覆盖他人的修改，没有提交，{AGAIN}"):
        super().__init__(message)


class ChangedMeanwhile(WrongState):
    """The row is no longer as the person saw it; `details["changes"]` says who changed what since then."""

    code = "changed_meanwhile"

    def __init__(self, message, changes):
        super().__init__(message)
        self.details = {"changes": changes}


def refusal(workflow, step, obj, seen):
    """The BusinessError for a step that is taken on a version of the row that somebody saw; None where it may go on."""
    if seen is ANY or (seen is None and not step.needs_version):
        return None
    if seen is None:
        return VersionRequired()
    if seen == obj.version:
        return None
    changes = changes_since(workflow, obj, seen)
    return ChangedMeanwhile(f"{sentence(obj, changes)}。{AGAIN}", changes)


def marks(obj):
    """What an event keeps so that it is known later which version of which row it made."""
    is_own = row_of_events(obj) == {"object_type": obj._meta.label_lower, "object_id": obj.pk}
    return {"row_version": obj.version, **({} if is_own else {"row": obj.pk})}


def changes_since(workflow, obj, seen):
    """The steps taken on a row after a version of it, newest first: [{"step", "label", "actor", "at", "fields"}].

    fields -- what they changed, in the words of the form
    """
    if (seen := cleaning.row_key(seen)) is None:
        return []
    kinds = [f"{workflow.kind}.{name}" for name in workflow.steps]
    found = Event.objects.filter(kind__in=kinds, data__row_version__gt=seen, **row_of_events(obj))
    if "row" in marks(obj):
        found = found.filter(data__row=obj.pk)
    return [
        {
            "step": event.kind.rpartition(".")[2],
            "label": event.label,
            "actor": event.actor_name,
            "at": event.created_at,
            "fields": fields_of(event),
        }
        for event in found[:MOST]
    ]


def fields_of(event):
    """What a step changed or noted, in words, each once."""
    told = [*event.data.get("changes", ()), *event.data.get("facts", ())]
    return list(dict.fromkeys(label for label, *_ in told))[:MOST_FIELDS]


def sentence(obj, changes):
    """Who changed what, and when, after somebody saw the row."""
    if not changes:
        when = getattr(obj, "updated_at", None)
        return f"这条记录在您打开之后{f'于{clock.zh_moment(when)}' if when else ''}被修改过"
    return f"这条记录在您打开之后被修改过：{'；'.join(map(one_sentence, changes))}"


def one_sentence(change):
    who = change["actor"] or "系统"
    what = f"（{'、'.join(change['fields'])}）" if change["fields"] else ""
    return f"{who}已于{clock.zh_moment(change['at'])}办理“{change['label']}”{what}"
