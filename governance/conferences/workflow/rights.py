"""The permissions of joint conferences, and the guards that several of their workflows share."""

from governance.kernel.steps.guards import others
from governance.kernel.steps.permissions import permission

RUN = permission("governance.conference", "组织联席会议", held_by=("district_office", "street_admin"))
CHAIR = permission("governance.chair", "主持联席会议", held_by=("district_leader", "street_leader"))
ATTEND = permission("governance.attend", "参加联席会议", held_by=("dept_officer", "street_admin"), by_unit=True)
SIGN = permission("governance.sign", "签发会议纪要", held_by=("district_leader", "street_leader"))
ACT = permission("governance.act", "办理议定事项", held_by=("dept_officer", "street_admin"), by_unit=True)


def over_the_conference(permission):
    """The conference's own area counts, not the matter's: a street has no say in the district's sittings."""

    @others("other_conference")
    def guard(row, user):
        area = conference_of(row).area
        if user is None or user.scope(permission).covers(area):
            return ""
        return f"属于{area.name}联席会议，由该会议办理"

    return guard


def conference_of(row):
    """The sitting of an item, or of the action that an item led to."""
    return row.conference if hasattr(row, "conference_id") else row.item.conference


RUNS_IT, CHAIRS_IT = over_the_conference(RUN), over_the_conference(CHAIR)


@others("not_the_chair")
def is_the_chair(row, user):
    """What the chair does is done by the person who presides over this sitting."""
    conference = row if hasattr(row, "chair_id") else row.conference
    if user and conference.chair_id and user.person_id != conference.chair_id:
        return f"由主持人{conference.chair.name}办理"
    return ""


def chair_account(conference):
    """The account of the person who presides, or None."""
    return getattr(conference.chair, "user", None) if conference.chair_id else None
