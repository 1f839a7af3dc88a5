"""人民调解协议书 as .docx: who agreed on what, by when, from when it is in force, and both ways afterwards.

The parties stand on it in full: it is theirs.  Source: 人民调解法 28–33; domain.md §3.5.
"""

from disputes.cases.models.parties import Party
from disputes.cases.models.proceedings import Term
from governance.kernel.clock import rules
from governance.kernel.clock.clock import zh_date
from governance.kernel.clock.serials import chinese
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.figures.formats import with_basis
from governance.kernel.papers.documents import print_document
from governance.kernel.papers.kinds import PaperField, paper_kind

CONFIRM_WINDOW = "mediation_confirm_window"
BY_HAND = "＿" * 6
WAYS = {
    Term.Mode.AT_ONCE: "当场履行",
    Term.Mode.PAYMENT: "一次性给付",
    Term.Mode.INSTALMENT: "分期给付",
}
WRITTEN = (
    "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效，"
    "具有法律约束力，当事人应当按照约定履行。"
)
ORAL = "本协议为口头协议，自各方当事人达成协议之日起生效，具有法律约束力，当事人应当按照约定履行。"


def print_agreement(case, *, actor):
    """The bytes of the agreement; event `disputes.mediation_case.print`, which carries no case text."""
    return print_document(AGREEMENT_PAPER, {"case": case}, obj=case, actor=actor)


def agreement_values(case):
    """What the agreement says, by field."""
    agreement = case.agreement
    people = list(case.parties.filter(is_current=True))
    terms = list(agreement.terms.all())
    return {
        "number": case.number,
        "committee": case.committee.name,
        "facts": agreement.facts,
        "claims": case.claims,
        "made_on": zh_date(agreement.made_on),
        "effective_on": zh_date(agreement.effective_on),
        "effect": effect_words(agreement),
        "copies": f"本协议一式 {agreement.copies} 份，当事人、人民调解委员会各持一份。人民调解不收取任何费用。",
        "mediators": case.mediators_label,
        "oral_record": agreement.oral_record,
        "parties": [party_values(party) for party in people],
        "terms": [term_values(number, term, in_full(term.obligor, people)) for number, term in enumerate(terms, 1)],
    }


def party_values(party):
    """One party in full, with whoever acts for it."""
    acts = f"代理人{party.representative}" if party.representative else ""
    if acts and party.representative_relation:
        acts += f"（{party.representative_relation}）"
    others = f"等 {party.people_count} 人" if party.people_count > 1 else ""
    return {
        "side": party.get_side_display(),
        "name": f"{party.name}{others}",
        "id_number": party.id_number,
        "phone": party.phone,
        "address": party.address,
        "representative": acts,
        "sentence": "，".join(
            filter(
                None,
                (
                    f"{party.name}{others}",
                    acts,
                    f"{'统一社会信用代码' if party.kind == Party.Kind.ORGANISATION else '身份证号'}{party.id_number}"
                    if party.id_number
                    else "",
                    f"住{party.address}" if party.address else "",
                    f"联系电话{party.phone}" if party.phone else "",
                ),
            )
        )
        + "。",
    }


def in_full(obligor, people):
    """Who owes a duty, kept masked, as the paper names the person; room to write where two parties are masked alike."""
    names = {party.name for party in people if party.masked_name == obligor}
    if len(names) > 1:
        return BY_HAND
    return names.pop() if names else obligor


def term_values(number, term, obligor):
    """One duty as a sentence: who does what, in which way, by which day, money in capitals and figures."""
    money = f"{yuan_words(term.amount)}（¥{term.amount:,.2f}）" if term.amount else ""
    what = term.text.rstrip("。")
    if obligor and obligor not in what:
        what = f"{obligor}{what}"
    by = "" if term.mode == Term.Mode.AT_ONCE else f"{zh_date(term.due_on)}前履行完毕"
    parts = (what, f"金额{money}" if money else "", WAYS.get(term.mode, ""), by)
    return {
        "no": chinese(number),
        "obligor": obligor,
        "text": term.text,
        "mode": term.get_mode_display(),
        "amount": f"{term.amount:,.2f}" if term.amount else "",
        "amount_words": yuan_words(term.amount) if term.amount else "",
        "due_on": zh_date(term.due_on),
        "sentence": f"{'，'.join(filter(None, parts))}。",
    }


def effect_words(agreement):
    """From when it binds, and both ways afterwards."""
    begins = WRITTEN if agreement.form == agreement.Form.WRITTEN else ORAL
    window = rules.get(CONFIRM_WINDOW, agreement.effective_on)
    asked = f"双方认为有必要的，可以自协议生效之日起 {window.value} 日内共同向有管辖权的人民法院申请司法确认"
    return f"{begins}{with_basis(asked, window.basis)}。一方不履行的，另一方可以向人民法院起诉。"


def agreement_paper(paper, case):
    """Parties, facts and each one's responsibility, the duties, when they hold, signatures and the seal."""
    said = agreement_values(case)
    paper.title("人民调解协议书")
    paper.number(said["number"], align="right")
    for party in said["parties"]:
        paper.field(party["side"], party["sentence"])
    paper.heading("纠纷主要事实、争议事项和各方责任")
    paper.text(said["facts"])
    paper.text(f"争议事项：{said['claims']}" if said["claims"] else "")
    paper.heading("经调解，自愿达成如下协议")
    for term in said["terms"]:
        paper.text(f"（{term['no']}）{term['sentence']}")
    paper.text(f"口头协议记录：{said['oral_record']}" if said["oral_record"] else "")
    paper.heading("效力和其他")
    paper.text(said["effect"])
    paper.text(said["copies"])
    paper.blank()
    paper.signature(*(f"{party['side']}{party['name']}（签名、盖章或按指印）" for party in said["parties"]))
    paper.signature("人民调解员（签名）", "记录人（签名）")
    paper.seal(said["committee"])


AGREEMENT_PAPER = paper_kind(
    "mediation_agreement",
    "人民调解协议书",
    agreement_paper,
    values=agreement_values,
    is_form=True,
    fields=[
        PaperField("number", "编号", "（2026）野鸭冲人调字第1号"),
        PaperField("committee", "人民调解委员会", "野鸭冲社区人民调解委员会"),
        PaperField("facts", "纠纷主要事实和各方责任", "楼上防水层老化，双方各担一半"),
        PaperField("claims", "争议事项；没有为空", "赔偿天花板损失"),
        PaperField("made_on", "达成日期", "2026年3月26日"),
        PaperField("effective_on", "生效日期", "2026年3月26日"),
        PaperField("effect", "效力、司法确认和起诉", "本协议自签名盖章之日起生效。"),
        PaperField("copies", "一式几份、各方持有", "本协议一式 3 份。"),
        PaperField("mediators", "人民调解员", "测试调解员"),
        PaperField("oral_record", "口头协议记录；书面的为空", ""),
        PaperField(
            "parties",
            "各方当事人",
            columns=(
                PaperField("side", "申请人或被申请人", "申请人"),
                PaperField("name", "姓名（名称）", "张某"),
                PaperField("id_number", "证件号", "430202190001010011"),
                PaperField("phone", "联系电话", "19900000011"),
                PaperField("address", "住址", "荷馨苑5栋2单元601"),
                PaperField("representative", "代理人；没有为空", ""),
                PaperField("sentence", "以上各项连成一句", "张某，住荷馨苑5栋2单元601。"),
            ),
        ),
        PaperField(
            "terms",
            "协议条款",
            columns=(
                PaperField("no", "序号", "一"),
                PaperField("obligor", "履行方", "李某"),
                PaperField("text", "条款", "修复屋面防水层"),
                PaperField("mode", "履行方式", "一次性给付"),
                PaperField("amount", "金额（元）；没有为空", "1,000.00"),
                PaperField("amount_words", "金额（大写）；没有为空", "人民币壹仟元整"),
                PaperField("due_on", "履行期限", "2026年4月26日"),
                PaperField("sentence", "以上各项连成一句", "李某修复屋面防水层，2026年4月26日前履行完毕。"),
            ),
        ),
    ],
)
