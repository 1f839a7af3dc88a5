"""What hangs on the board is what is put to the vote: a changed notice is posted anew, and the meeting is on its day.

Source: 物业管理条例 14; 居委会组织法 (2025) 26(2); 村委会组织法 (2025) 25; domain.md §2.7.
"""

from governance.deliberations import bodies
from governance.deliberations.attachments import NOTICE
from governance.deliberations.grounds import GROUNDS, by_notice
from governance.deliberations.models import Deliberation
from governance.kernel.clock import clock
from governance.kernel.steps.forms import display_value

from .notice import as_announced

PUT_TO_THE_VOTE = ("title", "matter", "body", "building", "method", "count_by", "held_on")
MOTIONS = "表决事项"


def posted_words(deliberation, texts):
    """{label: words} of what the notice puts to whose vote, and when."""
    fields = [Deliberation._meta.get_field(name) for name in PUT_TO_THE_VOTE]
    words = {
        str(field.verbose_name): display_value(deliberation, field, field.value_from_object(deliberation))
        for field in fields
    }
    words["议事主体"] = bodies.label(deliberation.body, deliberation.held_on)
    return words | {MOTIONS: numbered(texts)}


def numbered(texts):
    """1. 修照明；2. 修扶手."""
    return "；".join(f"{no}. {text}" for no, text in enumerate(texts, 1))


def check_reposted(deliberation, posted, texts, photos):
    """Refuses to put to the vote what the posted notice does not say, unless it is posted anew (notice_not_reposted).

    Nor is the notice changed for a day that has passed (notice_day_has_come).

    posted -- (its day, its words) before this step; a notice of today is only being posted
    """
    if deliberation.held_on <= clock.today():
        sentence = "改期的日期须在今天以后；已经召开的会议不能用修改后的通知补登"
        raise GROUNDS.refused(sentence, "notice_day_has_come", by=by_notice(deliberation), field="held_on")
    day, words = posted
    changed = [label for label, said in posted_words(deliberation, texts).items() if words[label] != said]
    if not changed or day == clock.today():
        return
    what = f"{'、'.join(changed)}与{clock.zh_near(day)}张贴的通知不同，须重新张贴通知，通知期从重新张贴之日起算"
    if deliberation.notice_on <= day:
        sentence = f"{what}：请填写重新张贴的日期，并上传新通知的照片"
        raise GROUNDS.refused(sentence, "notice_not_reposted", by=by_notice(deliberation), field="notice_on")
    if not photos:
        sentence = f"{what}：请上传新通知的张贴照片"
        raise GROUNDS.refused(sentence, "notice_not_reposted", by=by_notice(deliberation), field=NOTICE.name)


def motions_change(posted, texts):
    """The line of the timeline that tells changed motions; [] where they stay."""
    before, after = posted[1][MOTIONS], numbered(texts)
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
