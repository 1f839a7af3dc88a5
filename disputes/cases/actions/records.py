"""What is asked of the record of a case, when it is registered and when it is edited (domain.md §2.2)."""

from disputes.cases.grounds import GROUNDS
from disputes.cases.models.cases import MediationCase
from disputes.cases.workflow import CASE
from disputes.committees.models import MediationCommittee
from governance.kernel.steps.entry_rules import as_entered
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import within

from . import parties as party_rules


def read_record(case, given, faults, wrong=frozenset()):
    """Set summary and committee of a new case and return its parties; all that is wrong is noted in `faults`.

    given -- {"parties", "application", "oral_record", "committee"}; wrong -- names of fields on which nothing may rest
    """
    rows, oral_record = (), (given.get("oral_record") or "").strip()
    if "parties" not in wrong:
        with faults.noted():
            rows = party_rules.check_parties(given["parties"])
    if not wrong & {"origin", "is_oral", "station", "application", "oral_record"}:
        faults.note(lambda: check_application(case, given.get("application"), oral_record))
    if not wrong & {"title", "parties"}:
        faults.note(lambda: check_title(case, rows or given["parties"]))
    if oral_record and "summary" not in wrong:
        with faults.noted():
            summary = f"{case.summary}\n口头申请记录：{oral_record}".strip()
            case.summary = within(case, "summary", summary, field="oral_record", what="纠纷简要情况和口头申请记录")
    if not wrong & {"area", "committee", "station"}:
        with faults.noted():
            case.committee = committee_for(case, given.get("committee"))
    return rows


@CASE.rehearsal("register")
def rehearse_register(case, given, faults, wrong):
    """Note what would be refused of a case some fields of which are wrong."""
    read_record(as_entered(case, given), given, faults, wrong)


def read_changes(case, parties, known, faults, wrong=frozenset()):
    """The parties as they are to be, None where they stay; what is wrong with an edited case is noted in `faults`."""
    rows = None
    if parties is not None:
        with faults.noted():
            rows = party_rules.check_parties(parties, known)
    if not wrong & {"title", "parties"}:
        faults.note(lambda: check_title(case, rows if rows is not None else [{"name": one.name} for one in known]))
    if "area" not in wrong:
        faults.note(lambda: check_own_committee(case))
    return rows


def check_own_committee(case):
    """The place stays within the area of the committee that has the case."""
    if case.committee_id and not case.area.is_within(case.committee.area):
        raise GROUNDS.refused(
            f"{case.area.name}不在{case.committee.name}的辖区内，请先转办", "foreign_committee", field="area"
        )


@CASE.rehearsal("edit")
def rehearse_edit(case, given, faults, wrong):
    """Note what would be refused of an edited case some fields of which are wrong."""
    known = list(case.parties.filter(is_current=True))
    read_changes(as_entered(case, given), given.get("parties"), known, faults, wrong)


def check_application(case, application, oral_record):
    if case.origin == MediationCase.Origin.APPLICATION:
        if case.is_oral and not oral_record.strip():
            raise GROUNDS.refused(
                "口头申请须记录申请人的陈述，请填写口头申请记录", "application_missing", field="oral_record"
            )
        if not case.is_oral and not application:
            raise GROUNDS.refused(
                "书面申请须上传申请书；没有书面申请的请勾选“口头申请”", "application_missing", field="application"
            )
    if (case.origin == MediationCase.Origin.LAW_STATION) != (case.station_id is not None):
        raise Refused("来源为法学会站点的，须选择站点；其他来源不填站点", "station_missing", field="station")


def check_title(case, rows):
    name = party_rules.find_name(case.title, rows)
    if name:
        raise GROUNDS.refused(
            "事由会出现在搜索中，不能写当事人的姓名，请改为只写事情和地点", "title_names_party", field="title"
        )


def committee_for(case, chosen):
    """The committee that takes the case: the chosen one if the place is in its area, else the nearest."""
    if chosen is None:
        nearest = MediationCommittee.objects.for_place(case.area).select_related("area").first()
        if nearest is None and case.station_id is None:
            raise Refused(f"{case.area.name}没有在任的调委会，请先登记调委会", "no_committee", field="committee")
        return nearest
    if not case.area.is_within(chosen.area):
        raise GROUNDS.refused(
            f"{case.area.name}不在{chosen.name}的辖区内，请另选调委会", "foreign_committee", field="committee"
        )
    return chosen
