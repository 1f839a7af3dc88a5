"""From which day a proposed version may be in force.

A version begins after the day on which it is confirmed, so that nothing that
was done before, no meeting held and no deadline told, is judged by it; a working
day at least, today included, is left to whoever confirms it; and not
later than two years from now.  Only a statute that was in force already is
older than its entry here: the version of a rule bound by law may then begin on
the statute's own day, with the statute's text and the reason for entering it late.
Source: 立法法 (2023) 第一百零四条 (no retroaction).
"""

from datetime import timedelta

from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults

from .attachments import LAW

AHEAD = 24  # months


def require_beginning(rule, valid_from, *, basis, note, papers):
    """Refuse a day on which the version that follows `rule` may not begin.

    Refused: `begins_too_early`, `begins_too_late`, `no_time_to_confirm`, `begins_in_past`, `law_not_shown`.
    """

    def refuse(sentence, code, field="valid_from"):
        raise Refused(sentence, code, field=field)

    today = clock.today()
    if valid_from <= rule.valid_from:
        refuse(f"新版本须晚于现行版本的施行日（{clock.zh_date(rule.valid_from)}）", "begins_too_early")
    latest = clock.add_months(today, AHEAD)
    if valid_from > latest:
        refuse(f"施行日最晚为{clock.zh_date(latest)}（提出之日起两年内），请核对年份", "begins_too_late")
    if valid_from > today:
        earliest = earliest_beginning()
        if valid_from < earliest:
            words = clock.zh_date(earliest)
            refuse(f"新版本须由另一人在施行前的工作日确认，最早自{words}起施行", "no_time_to_confirm")
        return
    if not may_look_back(rule):
        words = clock.zh_date(earliest_beginning())
        refuse(f"本区自定的规则不溯及既往，新版本最早自{words}起施行", "begins_in_past")
    faults = Faults()
    with faults.noted():
        if "《" not in basis:
            words = "施行日不晚于今天的，依据须写明已先行施行的法律、法规名称和条款，例如《……》第……条"
            refuse(words, "law_not_shown", "basis")
    with faults.noted():
        if not papers:
            refuse("施行日不晚于今天的，须上传已先行施行的法律、法规文本", "law_not_shown", "papers")
    with faults.noted():
        if not note.strip():
            refuse("施行日不晚于今天的，请在修订说明中写明为何现在才登记", "law_not_shown", "note")
    faults.refuse()


def earliest_beginning():
    """The first day on which a version proposed today may begin: the day after the next working day, today included."""
    today = clock.today()
    return (today if clock.is_workday(today) else clock.add_workdays(today, 1)) + timedelta(1)


def may_look_back(rule):
    """Whether a version of this rule may begin in the past: what law binds may, what the district sets may not."""
    return bool(rule.bound)


def shows_its_law(rule):
    """Whether the text of the statute came with a proposed version that begins in the past."""
    return files.attachments_of(rule, LAW).exists()
