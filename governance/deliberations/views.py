"""Pages of deliberations."""

from urllib.parse import quote

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse

from governance.kernel.clock import clock
from governance.kernel.models.addresses import new_address
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page, RowPage
from governance.kernel.papers.documents import docx_response
from governance.kernel.papers.uploads import EXCEL
from governance.people.models.accounts import User
from governance.roles import VIEW
from governance.rolls.kinds import BY_BODY, place_of
from governance.rolls.models import Roll
from governance.rolls.workflow import FILE, PREPARE

from . import bases, bodies, competences, majorities, publicity, recounting, registers
from .actions.notice import notice_days
from .actions.printing import print_notice, print_result
from .attachments import HANDLERS
from .corrections import corrections
from .formula import blocks
from .lists import list_sheet, listing, size_of_list
from .mandates import flagged
from .models import Deliberation
from .papers.results import notice_title_of, title_of
from .tables import DeliberationFilter, DeliberationTable
from .telling import CERTAIN, DOUBTFUL, telling_words
from .workflow import DELIBERATION

SHOWN = 500  # rows of a sign-in list on the page


class DeliberationList(ListPage):
    model, filterset, table, title = Deliberation, DeliberationFilter, DeliberationTable, "民主议事"
    permission = VIEW
    create = DELIBERATION
    tabs = (
        ("", "在办", "open"),
        ("look", "待核实", "awaiting_look"),
        ("public", "公示中（含异议处理）", "hanging"),
        ("done", "已办结", "ended", False),
        ("all", "全部"),
    )


class DeliberationDetail(DetailPage):
    """One deliberation: notice, attendance and votes against the legal lines, objections, publicity."""

    model, template, workflow = Deliberation, "governance/deliberations/deliberation.html", DELIBERATION
    permission = VIEW
    select_related = ("area__community", "area__street", "matter_checked_by")

    def more_context(self, obj):
        threshold = obj.threshold()
        days, unit, basis = notice_days(obj)
        prefetch_related_objects([obj], "motions")
        motions = list(obj.motions.all())
        return {
            **self.base(obj),
            "blocks": blocks(obj, motions),
            "is_held": obj.present is not None,
            "competence": obj.competence,
            "agents": flagged(obj),
            "corrections": corrections(obj) if obj.present is not None else [],
            **self.doubts(obj),
            "whole": bases.whole_of(obj.body),
            "base_note": bases.base_note(obj),
            "shortfall": bases.roll_shortfall(obj, motions) if obj.present is not None else "",
            "voter_label": next(one.label for one in listing(obj, None, 1).columns if one.name == "voter"),
            "by_agents": obj.body in bodies.OWNERS,
            "rule_text": obj.rule_text or majorities.describe_rule(threshold),
            "rule_note": threshold.note,
            "notice_words": f"须提前 {days} {'个工作日' if unit == 'wd' else '日'}{f'，{basis}' if basis else ''}",
            "motions": motions,
            "ballots": list(obj.ballots.all()[:SHOWN]),
            "shown": SHOWN,
            "list_size": size_of_list(obj, list(obj.ballots.values_list("head", "is_unsold"))),
            "by_area": "area" in threshold.counts,
            "objections": obj.objections.all(),
            "names_objectors": HANDLERS.may_read(obj, self.request.user),
            "objections_until": publicity.objections_until(obj),
            "why_then": publicity.why_then(obj) if obj.effective_on else "",
            "recounted": recounting.recount(obj) if obj.present is not None and not obj.is_correctable else [],
            "effect_words": publicity.effect_words(obj) if obj.awaits_check else "",
            "why_longer": publicity.why_longer(obj) if obj.publicised_on else "",
            "can_print_notice": not obj.is_void,
            "can_print": obj.passed is not None and not obj.is_void,
        }

    def doubts(self, obj):
        """What the registers of now say of the base, and the mark without which no result is shown; "" as a rule."""
        if obj.is_void or obj.is_overturned:
            return {"outdated": "", "doubt": ""}
        compared = registers.compare(obj)
        mark, _ = registers.caveat(obj, compared)
        outdated = registers.words_of_change(obj, *compared)
        return {"outdated": outdated, "doubt": mark if obj.passed is not None else ""}

    def base(self, obj):
        """The roll on which the number of those entitled rests: of the result, else the one in force on the day."""
        user = self.request.user
        found = bodies.find_electorate(obj) if obj.present is None else None
        roll = found.roll if found else obj.roll
        kind = BY_BODY.get(obj.body)
        place = place_of(kind, obj.area) if kind else None
        may_prepare = kind is not None and place is not None and bool(user.can(PREPARE, Roll(area=place)))
        is_wanted = place is not None and roll is None
        return {
            "found": found,
            "roll": roll,
            "roll_kind": kind.label if kind else "",
            "roll_is_open": roll is not None and Roll.objects.visible_to(user).filter(pk=roll.pk).exists(),
            "roll_posts": roll_posts(place) if is_wanted else "",
            "new_roll_url": f"{new_address(Roll)}?area={place.code}&kind={kind}" if may_prepare else "",
        }


def roll_posts(place):
    """Which posts prepare the rolls of a place and which file them, as a sentence."""
    preparers, filers = (User.objects.posts_over(permission, place) for permission in (PREPARE, FILE))
    prepared = f"这份名册由{preparers}编制" if preparers else "目前没有能编制这份名册的岗位"
    return f"{prepared}，{f'由{filers}备案后启用' if filers else '也没有能备案的岗位'}。"


class DeliberationNotice(RowPage):
    """The notice of a meeting as a Word file to be posted; printing is recorded."""

    model = Deliberation
    permission = VIEW
    select_related = ("area__community", "area__street")

    def get(self, request, pk):
        deliberation = self.get_object(pk)
        if deliberation.is_void:
            raise Http404
        with transaction.atomic():
            data = print_notice(deliberation, actor=request.user)
        return docx_response(data, f"{deliberation.title}{notice_title_of(deliberation)}")


class DeliberationResult(RowPage):
    """The result as a Word file to be posted; printing is recorded."""

    model = Deliberation
    permission = VIEW
    select_related = ("area__community", "area__street")

    def get(self, request, pk):
        deliberation = self.get_object(pk)
        if deliberation.passed is None or deliberation.is_void:
            raise Http404
        with transaction.atomic():
            data = print_result(deliberation, actor=request.user)
        return docx_response(data, f"{deliberation.title}{title_of(deliberation)}")


class DeliberationListTemplate(RowPage):
    """The empty workbook of the sign-in list of one deliberation, with its help page."""

    model = Deliberation
    permission = VIEW
    select_related = ("area__community",)

    def get(self, request, pk):
        from governance.kernel.papers import workbooks  # openpyxl is heavy and needed only here

        deliberation = self.get_object(pk)
        sheet = list_sheet(deliberation, bodies.find_electorate(deliberation), list(deliberation.motions.all()))
        response = HttpResponse(workbooks.template(sheet), content_type=EXCEL)
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('签到名单模板.xlsx')}"
        return response


class Competences(Page):
    """Which body may take up which matter where: statute, to read and not to change.  Source: domain.md §2.7."""

    title, permission = "议事事项与主体", "a post"

    def may_open(self, user):
        return bool(user.posts)

    def get(self, request):
        today = clock.today()
        known = Deliberation.Matter.choices
        matters = [
            (label, examples_of(matter, today), [shown(line) for line in competences.for_matter(matter, today)])
            for matter, label in known
        ]
        return self.show("governance/deliberations/competences.html", matters=matters, today=today)


def examples_of(matter, on):
    """Texts that name a matter, and what a form asks of whoever chose another one."""
    asks = {CERTAIN: "须改选事项类别", DOUBTFUL: "改选或者写明理由"}
    found = [word for word in telling_words() if word.tells == matter and word.is_in_force(on)]
    return "；".join(f"“{word.example}”{asks[word.force]}" for word in found)


def shown(line):
    return {"line": line, "body": bodies.label(line.body)}


class DeliberationStep(StepPage):
    model, workflow = Deliberation, DELIBERATION
    select_related = ("area__community",)
