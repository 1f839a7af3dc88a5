"""The telephone of a post, open to all who see the post; never the number under which its holder is registered."""

from governance.kernel.steps.errors import Refused
from governance.kernel.upkeep.crypto import blind_indexes
from governance.people.workflow.posts import POST

PRIVATE = "这是登记在本人名下的手机号，平台按个人信息保护；工作电话对工作人员公开，请填写单位座机或公务手机"


@POST.step("set_work_phone")
def set_work_phone(post, *, actor, work_phone="", note=""):
    """Enter, change or take away the telephone of a post, also of one that carries rights.

    Refusals: nothing_changed, private_phone.  Event `governance.appointment.set_work_phone`.  Source: domain.md §7.
    """
    if work_phone == post.work_phone:
        raise Refused("与已登记的相同，没有要更改的内容", "nothing_changed", field="work_phone")
    post.work_phone = work_phone
    refuse_private_phone(post)
    return {"facts": [["工作电话", work_phone or "不再公布"]]}


def refuse_private_phone(post):
    """Refuse as the post's telephone, which everybody sees, the one that its holder is registered with."""
    index = post.person.phone_index
    if post.work_phone and index and index in blind_indexes(post.work_phone):
        raise Refused(PRIVATE, "private_phone", field="work_phone")
