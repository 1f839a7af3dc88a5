"""The kinds of papers of a deliberation, and what each says by field, for templates of the office's own.

Posted in public: voters and objectors are no fields.
"""

from governance.deliberations import bodies, majorities, publicity, registers
from governance.kernel.clock.clock import zh_date
from governance.kernel.papers.kinds import PaperField, paper_kind

from . import consultations, results
from .posting import publicity_words

MOTIONS = ("第几项", "1"), ("内容", "更换楼道灯具")
COMMON = [
    PaperField("title", "标题", "表决结果公告"),
    PaperField("area", "小区（村）", "幸福里小区"),
    PaperField("subject", "议题", "楼道照明改造"),
    PaperField("body", "议事主体", "小区议事会"),
    PaperField("matter", "事项类别", "小区公共事务"),
    PaperField("held_on", "会议日期", "2026年3月26日"),
    PaperField("held_time", "会议时间；没有为空", "14:30"),
    PaperField("place", "地点", "社区活动室"),
    PaperField("chair", "主持人", "李明"),
    PaperField("notice_on", "通知张贴日期", "2026年3月10日"),
    PaperField("rule", "到会和通过的规则", "到会不低于三分之二，全体应到的过半数同意为通过"),
]


def common_values(deliberation):
    """What every paper of a deliberation says."""
    return {
        "area": deliberation.area.name,
        "subject": deliberation.title,
        "body": bodies.label(deliberation.body, deliberation.held_on),
        "matter": deliberation.get_matter_display(),
        "held_on": zh_date(deliberation.held_on),
        "held_time": f"{deliberation.held_time:%H:%M}" if deliberation.held_time else "",
        "place": deliberation.place,
        "chair": deliberation.chair,
        "notice_on": zh_date(deliberation.notice_on),
    }


def notice_values(deliberation, notice_period):
    """What the notice says, by field."""
    return common_values(deliberation) | {
        "title": results.notice_title_of(deliberation),
        "rule": majorities.describe_rule(deliberation.threshold()),
        "takes_part": results.who_takes_part(deliberation),
        "agenda": deliberation.agenda,
        "notice_period": notice_period,
        "motions": [{"no": motion.no, "text": motion.text} for motion in deliberation.motions.all()],
    }


def result_values(deliberation):
    """What the result says, by field."""
    _, caveat = registers.caveat(deliberation)
    begins = "生效" if deliberation.passes_something else "结果确定"
    if deliberation.body in majorities.CONSULTING:
        begins = consultations.CARRIED_OUT if deliberation.passes_something else consultations.UNCARRIED
    return common_values(deliberation) | {
        "title": results.title_of(deliberation),
        "rule": deliberation.rule_text,
        "caveat": caveat or "",
        "roll": deliberation.roll_text,
        "attendance": "；".join(condition.sentence for condition in deliberation.quorum()),
        "publicity": publicity_words(deliberation, begins) if deliberation.is_quorate else "",
        "elsewhere": publicity.elsewhere(deliberation),
        "dissent": deliberation.dissent,
        "motions": [
            {
                "no": motion.no,
                "text": motion.text,
                "yes": majorities.format_number(motion.yes),
                "no_votes": majorities.format_number(motion.no_votes),
                "abstained": majorities.format_number(motion.abstain),
                "result": registers.qualified(
                    deliberation, motion.result_of(deliberation, motion.conditions(deliberation))
                ),
            }
            for motion in deliberation.motions.all()
        ],
    }


RESULT_FIELDS = [
    *COMMON,
    PaperField("caveat", "结果存疑或者经复核的说明；没有为空", ""),
    PaperField("roll", "应到依据的名册", "按2026年名册，应到 9 人"),
    PaperField("attendance", "到会情况", "到会 8/9 人，要求不低于三分之二（6 人），已达到"),
    PaperField("publicity", "公示和生效", "2026年3月27日起在公示栏公示至2026年4月3日"),
    PaperField("elsewhere", "有异议向谁反映", "可以向街道反映"),
    PaperField("dissent", "主要不同意见及答复；没有为空", "有人提出先修屋面，已说明"),
    PaperField(
        "motions",
        "表决事项",
        columns=(
            *(PaperField(name, *words) for name, words in zip(("no", "text"), MOTIONS, strict=True)),
            PaperField("yes", "同意（人数）", "7"),
            PaperField("no_votes", "不同意（人数）", "1"),
            PaperField("abstained", "弃权（人数）", "0"),
            PaperField("result", "结果", "通过"),
        ),
    ),
]
NOTICE = paper_kind(
    "deliberation_notice",
    "民主议事通知",
    results.notice_paper,
    values=notice_values,
    fields=[
        *COMMON,
        PaperField("takes_part", "参加人和要求", "全体议事会成员；须本人参加，不能委托"),
        PaperField("agenda", "议程；没有为空", "一、通报情况\n二、表决"),
        PaperField("notice_period", "通知张贴的期间和依据", "距会议 15 日"),
        PaperField(
            "motions",
            "表决（协商）事项",
            columns=tuple(PaperField(name, *words) for name, words in zip(("no", "text"), MOTIONS, strict=True)),
        ),
    ],
)
RESULT = paper_kind(
    "deliberation_result", "民主议事结果公告", results.result_paper, values=result_values, fields=RESULT_FIELDS
)
CONSULTATION = paper_kind(
    "consultation_result",
    "议事协商结果公告",
    consultations.consultation_paper,
    values=result_values,
    fields=RESULT_FIELDS,
)
