"""What keeps a demand from being recorded; each rule is one function, asked by the step and by its form.

Source: domain.md §2.12.
"""

from governance.kernel.clock import clock
from governance.kernel.steps.carried import refuse_strangers
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import refuse_all
from projects.demands.models.categories import Level
from projects.demands.models.demands import Demand
from projects.demands.workflow import ANSWER, DEMAND, STATES

LEVELS = (Level.COMPOUND, Level.COMMUNITY, Level.STREET)  # of the area too; departments have no place in the tree


def note_faults(demand, photos, faults):
    """Note all that is wrong with a record, as far as it is filled in.

    photos -- Attachments of the visit that go along
    """
    faults.note(
        lambda: check_place(demand),
        lambda: check_category(demand),
        lambda: check_reporter(demand),
        lambda: check_order_channel(demand),
        lambda: check_order_is_new(demand),
    )
    if demand.visit_id is not None and demand.area_id is not None:
        faults.note(
            lambda: check_visit_stands(demand),
            lambda: check_visit_place(demand),
            lambda: check_channel(demand),
            lambda: refuse_strangers(photos, [demand.visit], "visit_photos"),
        )


def check_place(demand):
    if not (demand.place or "").strip():
        raise Refused("请写明具体地点，例如“3 栋 2 单元门口”", "place_missing", field="place")


def check_category(demand):
    if demand.category_id is None:
        raise Refused("请选择需求类别", "category_missing", field="category")
    refuse_ended(demand)


def refuse_ended(row):
    """Refuse a new demand or project in a category that is no longer in force: category_ended."""
    last = row.category.valid_until
    if row._state.adding and last and last < clock.today():
        raise Refused("这一需求类别已停用，请选择现行类别", "category_ended", field="category")


def check_reporter(demand):
    """An anonymous demand names nobody."""
    if demand.is_anonymous and (demand.reporter_name or demand.reporter_phone):
        raise Refused("匿名反映不登记姓名和电话，请清空，或取消匿名", "reporter_not_wanted", field="reporter_name")


def check_order_channel(demand):
    """Only what the hotline sent has an order of it."""
    has_order = demand.outer_number or demand.outer_due_on
    if has_order and demand.channel != Demand.Channel.HOTLINE:
        sentence = "工单编号和办理期限只在来源渠道为“12345 转办”时填写，请改选来源渠道，或清空这两项"
        raise Refused(sentence, "order_other_channel", field="channel")


def check_order_is_new(demand):
    """An order of the hotline is registered once, wherever that was."""
    if not demand.outer_number:
        return
    if Demand.objects.filter(outer_number=demand.outer_number).exclude(pk=demand.pk).exists():
        sentence = "这个编号的 12345 工单已经登记，不重复登记；在需求列表按工单编号查找，查不到的由其他辖区办理"
        raise Refused(sentence, "order_known", field="outer_number")


def check_visit_stands(demand):
    visit = demand.visit
    if demand._state.adding and (visit.is_void or visit.is_missed):
        why = "已作废" if visit.is_void else "没有见到人（没在家）"
        raise Refused(f"走访记录{visit.number}{why}，请从需求列表登记", "visit_void", field="visit")


def check_visit_place(demand):
    """The demand lies in the compound where the visit was."""
    compound = demand.visit.area.compound
    if compound.pk != (demand.area.compound_id or compound.pk):
        raise Refused(f"本次走访在{compound.name}，需求所在区域须与走访一致", "visit_elsewhere", field="area")


def check_channel(demand):
    if demand.channel != Demand.Channel.VISIT:
        raise Refused("由走访登记的需求，来源渠道请选“走访”", "visit_other_channel", field="channel")


# ------------------------------------------------------------ routed
@DEMAND.entry_rule("merge")
def fits_into(demand, *, into):
    """The other demand is another one about the same, of the same compound, and still handled; all faults at once."""
    if into.pk == demand.pk:
        raise Refused("不能与自身合并，请选择另一件需求", "merge_itself", field="into")
    refuse_all(
        lambda: refuse_other_category(demand, into),
        lambda: refuse_other_compound(demand, into),
        lambda: refuse_ended_demand(into),
    )


def refuse_other_category(demand, into):
    if into.category.code != demand.category.code:
        raise Refused(
            f"类别不同不能合并：本件属“{demand.category}”，所选属“{into.category}”",
            "merge_other_category",
            field="into",
        )


def refuse_other_compound(demand, into):
    if (into.area.compound_id or into.area_id) != (demand.area.compound_id or demand.area_id):
        raise Refused("只能与同一小区的需求合并", "merge_other_place", field="into")


def refuse_ended_demand(into):
    if into.status in STATES.group("ended"):
        raise Refused("所选需求已办结或无效，请选择还在办理的", "merge_ended", field="into")


@DEMAND.entry_rule("assign")
def level_is_here(demand, *, level):
    """The place has the level that is to answer."""
    if level not in LEVELS:
        raise Refused("请选择由小区、社区还是镇街办理", "level_missing", field="level")
    if getattr(demand.area, level) is None:
        raise Refused(f"{demand.area.name}没有这一层级，请改由上一级办理", "level_not_here", field="level")


@DEMAND.entry_rule("assign")
def handler_may_answer(demand, *, handler=None):
    """Whoever is to answer holds a post over the place."""
    if handler is not None and not handler.scope(ANSWER).covers(demand.area):
        raise Refused(f"{handler.name}的岗位不管辖{demand.area.name}，请另选经办人", "handler_may_not", field="handler")
