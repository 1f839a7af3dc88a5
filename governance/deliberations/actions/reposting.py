"""What hangs on the board is what is put to the vote: a changed notice is posted anew, and the meeting is on its day.

Source: 物业管理条例 14; 居委会组织法 (2025) 26(2); 村委会组织法 (2025) 25; domain.md §2.7.
"""

from dataclasses import dataclass
from datetime import date

from governance.deliberations import bodies
from governance.deliberations.attachments import NOTICE
from governance.deliberations.grounds import GROUNDS, by_notice
from governance.deliberations.models import Deliberation
from governance.kernel.clock import clock
from governance.kernel.steps.forms import display_value

from .notice import as_announced

PUT_TO_THE_VOTE = ("title", "matter", "body", "building", "method", "count_by", "held_on")
PRINTED = ("held_time", "place", "chair", "agenda", "short_notice_reason", "matter_reason")  # beside it, on the notice
MOTIONS = "表决事项"


def posted_words(deliberation, texts):
    """{label: words} of what the notice puts to whose vote, and when."""
    words = words_of(deliberation, PUT_TO_THE_VOTE)
    words["议事主体"] = bodies.label(deliberation.body, deliberation.held_on)
    return words | {MOTIONS: numbered(texts)}


def printed_words(deliberation):
    """{label: words} of what else stands on the notice."""
    return words_of(deliberation, PRINTED)


def words_of(deliberation, names):
    fields = [Deliberation._meta.get_field(name) for name in names]
    return {
        str(field.verbose_name): display_value(deliberation, field, field.value_from_object(deliberation))
        for field in fields
    }


@dataclass(frozen=True)
class Posted:
    """A notice as it hangs: since when, what it puts to the vote, what else is printed on it."""

    on: date
    words: dict
    printed: dict


def as_posted(deliberation, texts):
    return Posted(deliberation.notice_on, posted_words(deliberation, texts), printed_words(deliberation))


def numbered(texts):
    """1. 修照明；2. 修扶手."""
    return "；".join(f"{no}. {text}" for no, text in enumerate(texts, 1))


def check_reposted(deliberation, posted, texts, photos):
    """Refuses to change what the posted notice says, unless it is posted anew (notice_not_reposted).

    What is put to the vote needs a new notice with its own day and period; what else is printed on it, a photograph of
    the corrected one.  The day of a posting is never put back, and a later one is shown by its photograph.
    Nor is the notice changed for a day that has passed (notice_day_has_come).

    posted -- as it was before this step; a notice of today is only being posted, and one that replaces another is
              not made older than it is
    """
    if deliberation.held_on <= clock.today():
        sentence = "改期的日期须在今天以后；已经召开的会议不能用修改后的通知补登"
        raise GROUNDS.refused(sentence, "notice_day_has_come", by=by_notice(deliberation), field="held_on")
    is_first = clock.local_date(deliberation.created_at) == clock.today()
    if posted.on == clock.today() and (is_first or deliberation.notice_on == posted.on):
        return
    day, again = clock.zh_near(posted.on), deliberation.notice_on
    voted = other_labels(posted.words, posted_words(deliberation, texts))
    changed = voted or other_labels(posted.printed, printed_words(deliberation))
    if voted:
        what = f"{'、'.join(voted)}与{day}张贴的通知不同，须重新张贴通知，通知期从重新张贴之日起算"
    elif changed:
        what = f"{'、'.join(changed)}与{day}张贴的通知不同，须张贴更正后的通知"
    else:
        what = f"通知已于{day}张贴，不能改为以前张贴" if again < posted.on else "通知重新张贴"
    if again < posted.on or (voted and again == posted.on):
        sentence = f"{what}：请填写重新张贴的日期，并上传新通知的照片"
        raise GROUNDS.refused(sentence, "notice_not_reposted", by=by_notice(deliberation), field="notice_on")
    if (changed or again != posted.on) and not photos:
        sentence = f"{what}：请上传新通知的张贴照片"
        raise GROUNDS.refused(sentence, "notice_not_reposted", by=by_notice(deliberation), field=NOTICE.name)


def other_labels(before, now):
    """The labels whose words differ."""
    return [label for label, said in now.items() if before[label] != said]


def motions_change(posted, texts):
    """The line of the timeline that tells changed motions; [] where they stay."""
    before, after = posted.words[MOTIONS], numbered(texts)
    return [] if before == after else [[MOTIONS, before, after]]


def check_announced_day(deliberation):
    """The meeting is held on the day that its notice named, else it was not announced (held_not_as_announced)."""
    announced = as_announced(deliberation).held_on
    if deliberation.held_on == announced:
        return
    if deliberation.held_on < announced:
        what = f"不能早于通知所载的{clock.zh_near(announced)}"
    else:
        what = f"不是通知所载的{clock.zh_near(announced)}，改期召开的须另行通知：请将这次议事作废，按新的日期重新通知"
    word = "表决截止日期" if deliberation.is_written else "召开日期"
    raise GROUNDS.refused(f"{word}{what}", "held_not_as_announced", by=by_notice(deliberation), field="held_on")
