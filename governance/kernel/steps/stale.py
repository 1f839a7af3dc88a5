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
from .events import is_told_of_itself, row_of_events
from .saving import changed_columns

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


def refusal(step, obj, seen):
    """The BusinessError for a step that is taken on a version of the row that somebody saw; None where it may go on."""
    if seen is ANY or (seen is None and not step.needs_version):
        return None
    if seen is None:
        return VersionRequired()
    if seen == obj.version:
        return None
    changes = changes_since(obj, seen)
    return ChangedMeanwhile(f"{sentence(obj, changes)}。{AGAIN}", changes)


def names_changed(step, obj, facts):
    """{"fields": names of the changed columns} for the event of a step whose body does not tell the changes itself."""
    names = changed_columns(obj) if step.needs_version and "changes" not in facts else []
    return {"fields": names} if names else {}


def changes_since(obj, seen):
    """What was done to a row after a version of it, newest first: [{"step", "label", "actor", "at", "fields"}].

    fields -- what they changed, in the words of the form
    """
    if (seen := cleaning.row_key(seen)) is None:
        return []
    own = {"data__row__isnull": True} if is_told_of_itself(obj) else {"data__row": obj.pk}
    found = Event.objects.filter(data__row_version__gt=seen, **row_of_events(obj), **own)
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
    told = [label for label, *_ in (*event.data.get("changes", ()), *event.data.get("facts", ()))]
    return list(dict.fromkeys([*told, *event.data.get("fields", ())]))[:MOST_FIELDS]


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


def who_was_faster(workflow, obj):
    """The user who took the last step and when, as words after the refusal of a later user."""
    own = Event.objects.filter(kind__in=[f"{workflow.kind}.{name}" for name in workflow.steps])
    last = own.filter(object_type=obj._meta.label_lower, object_id=obj.pk).first()
    if last is None or last.actor_id is None:
        return ""
    return f"（{last.actor_name}已于{clock.zh_moment(last.created_at)}办理“{last.label}”）"
