"""What keeps a home visit from being recorded; each rule is one function, asked by the step and by its form.

Source: domain.md §2.12.
"""

from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep.masks import names_a_number
from governance.models import Area, Level
from projects.roles import REPORT

NOBODY_HOME = "没在家"  # what a try says where nothing was added
WORDS = ("summary", "place", "behalf_note")


def note_faults(visit, actor, photos, recorded_on, faults, *, is_try=False):
    """Note what is wrong with a record; what rests on a visitor, place or day that is missing is left out.

    is_try -- nobody was at home: there is no household to count
    """
    with faults.noted():
        check_visitor(visit, actor)
    if not faults.found:
        with faults.noted():
            settle_place(visit)
            check_place(visit)
            check_key_household(visit)
            if not is_try:
                check_households(visit)
        if visit.visited_on is not None:
            with faults.noted():
                check_age(visit, recorded_on)
            with faults.noted():
                check_term(visit)
        with faults.noted():
            check_behalf(visit, actor, photos)
    with faults.noted():
        check_summary(visit)
    for name in WORDS:
        with faults.noted():
            check_words(visit, name)


def check_visitor(visit, actor):
    """The visitor is the actor, or holds a post in an area where the actor may record."""
    if visit.post_id is None:
        raise Refused("请选择走访人", "visitor_missing", field="post")
    post = visit.post
    is_own = actor is not None and post.person_id == actor.person_id
    if not is_own and not (actor is not None and actor.scope(REPORT).covers(post.area)):
        raise Refused(f"{post.person.name}不在您的管辖范围，请由本人或所在社区登记", "visitor_not_below", field="post")


def settle_place(visit):
    """The place of the visitor's post where none was chosen.  Refuses place_missing."""
    area = visit.area if visit.area_id else visit.post.area
    if area.compound_id is None:
        raise Refused("请选择走访的小区、楼栋或单元", "place_missing", field="area")
    visit.area = area


def check_place(visit):
    """The place is there, and within the visitor's post."""
    area = visit.area
    if not area.is_current:
        raise Refused(f"{area.name}已停用，请选择现行的地点", "place_ended", field="area")
    if not area.is_within(visit.post.area):
        name, covers = visit.post.person.name, visit.post.block or visit.post.area.name
        raise Refused(
            f"{name}负责{covers}，{area.name}不在这一范围，请核对走访人或地点", "visitor_elsewhere", field="area"
        )


def check_key_household(visit):
    """The key household that was visited lies within the visitor's post, and on one line with the place."""
    household = visit.key_household
    if household is None:
        return
    area, home = visit.area, household.area
    if not home.is_within(visit.post.area):
        name = visit.post.person.name
        raise Refused(f"这户重点走访户不在{name}负责的范围，请核对走访人", "household_elsewhere", field="key_household")
    if not (area.is_within(home) or home.is_within(area)):
        raise Refused(
            f"这户重点走访户在{household.building}，不在{area.name}，请核对走访地点",
            "household_elsewhere",
            field="area",
        )


def check_households(visit):
    """The visit reached a household, and no more than the place has."""
    area, number = visit.area, visit.household_count
    if number is None or number < 1:
        raise Refused("走访户数至少为 1 户", "no_household", field="household_count")
    most = households_of(area)
    if most is not None and number > most:
        raise Refused(
            f"{area.name}登记 {most} 户，走访户数不能超过，请减少 {number - most} 户或改选更大的范围",
            "too_many_households",
            field="household_count",
        )


def households_of(area):
    """The number of households of a place, or of the nearest one around it that has a number; else None."""
    if area.level == Level.HOUSEHOLD:
        return 1
    if area.household_count is not None:
        return area.household_count
    around = Area.objects.filter(path__in=area.ancestor_paths(), compound=area.compound_id)
    return around.exclude(household_count=None).order_by("-depth").values_list("household_count", flat=True).first()


def check_age(visit, recorded_on):
    """The day is past, and not too long before the record (rule visit_oldest_days)."""
    day = visit.visited_on
    refuse_future(day, "visited_on", "走访日期不能晚于今天", "visit_in_future")
    length = rules.value("visit_oldest_days", recorded_on)
    oldest = recorded_on - timedelta(length)
    if day < oldest:
        raise Refused(
            f"走访日期不能早于{clock.zh_day(oldest)}，超过 {length} 天的走访不再补录",
            "visit_too_old",
            field="visited_on",
        )


def check_term(visit):
    """The visitor held the post on the day."""
    day, post = visit.visited_on, visit.post
    ends = [end for end in (post.ends_on, post.ended_on) if end is not None]
    if day < post.starts_on or (ends and day > min(ends)):
        raise Refused(
            f"{post.person.name}在{clock.zh_day(day)}不担任{post.get_role_display()}，请核对走访人或日期",
            "visitor_not_in_office",
            field="visited_on",
        )


def check_behalf(visit, actor, photos):
    """Who records for another person says on what the record rests."""
    recorder = visit.created_by or actor
    if visit.post.person_id == recorder.person_id or is_proven(visit, photos):
        return
    raise Refused(
        "代他人登记，请上传纸质走访记录照片，或写明代录依据（例如“电话口述”）", "behalf_unproven", field="behalf_note"
    )


def check_summary(visit):
    if not (visit.summary or "").strip():
        raise Refused("请写明走访情况，没有反映问题的写“无异常”", "summary_missing", field="summary")


def check_words(visit, name):
    """No text holds a telephone or identity number."""
    if names_a_number(getattr(visit, name)):
        raise Refused(
            "走访记录写事不写人，请删去电话号码和身份证号；联系方式在登记需求时填写", "names_somebody", field=name
        )


def is_proven(visit, photos):
    kept = visit.pk is not None and files.attachments_of(visit).exists()
    return bool((visit.behalf_note or "").strip() or photos or kept)
