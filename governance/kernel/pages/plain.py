"""Forms of pages that are no step (a reason, a name, one step on many rows): their words are not lost either.

Where the token or the session of such a form is over, nothing is done; its author sees the words again, and a button
that sends them to where they were meant for.  Passwords and codes are never repeated, files have to be chosen again.
"""

import json
import re
import uuid

from django.shortcuts import render
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.models.pages import Draft
from governance.kernel.steps.drafts import LARGEST, LONGEST_PATH, make_room
from governance.kernel.steps.submissions import MARK

SECRET = re.compile(r"password|code|repeat|id_number|csrf")
MARKS = {"all", "back", "bulk", "do", "next", "pick", "seen"}  # what the page itself put in: nobody typed it
FILES = "_files"  # kept with the words: files had been chosen


def typed(posted):
    """{name: values} of what was posted, without secrets; {} where nobody typed a word, so that nothing is lost."""
    values = {name: posted.getlist(name) for name in posted if name != MARK and not SECRET.search(name)}
    return values if words(values) else {}


def words(values):
    """What people typed or chose, in the order of the form."""
    shown = [values[name] for name in values if name not in MARKS and not name.startswith("_")]
    return [word for many in shown for word in many if word.strip()]


def keep(author, address, posted, *, has_files):
    """Keep the words as a draft; returns the address that shows them, "" where there are none or they are too long."""
    values = typed(posted)
    data = json.dumps(values | ({FILES: ["1"]} if has_files else {}), ensure_ascii=False)
    if not values or len(data) > LARGEST or len(address) > LONGEST_PATH:
        return ""
    Draft.objects.filter(user=author, path=address).delete()
    draft = Draft.objects.create(user=author, path=address, title="没有提交的内容", data=data, saved_at=clock.now())
    make_room(author)
    return reverse("draft_again", args=[draft.pk])


def show(request, address, values, *, has_files=False, draft=None, status=200):
    """The words, and the form that sends them to the address."""
    context = {
        "title": "核对后提交",
        "words": words(values),
        "values": [
            (name, value) for name, many in values.items() if name not in (FILES, "_submission") for value in many
        ],
        "address": address,
        "picked": len(values.get("pick", ())),
        "has_files": has_files or FILES in values,
        "draft": draft,
        "submission": uuid.uuid4().hex,
    }
    return render(request, "generic/again.html", context, status=status)
