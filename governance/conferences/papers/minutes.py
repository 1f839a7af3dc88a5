"""The minutes as an official paper, in the portal's layout or by the office's own template."""

from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.papers.kinds import PaperField, paper_kind

from .draft import decision_words, due_words

ATTENDANCE = (
    ("出席", "present"),
    ("请假", "excused"),
    ("缺席", "absent"),
    ("列席", "guests"),
    ("记录", "recorder"),
)
COLUMNS = (  # of the list of decisions
    ("序号", "no"),
    ("议题", "title"),
    ("会议决定", "decision"),
    ("核定财政资金（元）", "amount"),
    ("居民自筹（元）", "own_share"),
    ("牵头单位", "owner"),
    ("完成时限", "due_on"),
)
WIDTHS = {"no": 1, "title": 3.6, "decision": 3, "amount": 2.6, "own_share": 2.4, "owner": 2.6, "due_on": 2.8}
SIGNED_BY_HAND = "　" * 6  # room for a name


def minutes_values(conference):
    """What the minutes say, by field."""
    members = list(conference.members.select_related("unit", "person"))
    items = list(conference.items.decided().select_related("owner_unit", "conference"))
    return {
        "area": conference.area.name,
        "masthead": f"{conference.area.name}基层治理联席会议纪要",
        "number": conference.minutes_no or f"〔{conference.year}〕  号",
        "issued_on": zh_date(clock.local_date(conference.issued_at)) if conference.issued_at else "",
        "signed_by": conference.chair.name if conference.signed_at and conference.chair else "",
        "title": conference.title if conference.title.endswith("纪要") else f"{conference.title}纪要",
        "held_on": zh_date(conference.held_on),
        "place": conference.place,
        "chair": conference.chair.name if conference.chair else "",
        "body": conference.minutes,
        "requirements": conference.requirements,
        "present": named(member for member in members if member.signed_in_at),
        "excused": named(member for member in members if member.is_excused),
        "absent": named(member for member in members if member.is_absent),
        "guests": conference.guests,
        "recorder": conference.recorder.name if conference.recorder else "",
        "distribution": conference.distribution or "各成员单位",
        "office": f"{conference.area.name}基层治理联席会议办公室",
        "items": [
            {
                "no": number,
                "title": item.title,
                "decision": decision_words(item),
                "amount": "" if item.amount is None else f"{item.amount:,.2f}",
                "own_share": f"{item.own_share:,.2f}" if item.names_own_share else "",
                "owner": item.owner_unit.name if item.owner_unit else "",
                "due_on": due_words(item) if item.due_on else "",
            }
            for number, item in enumerate(items, 1)
        ],
        "total": f"{sum(item.amount or 0 for item in items):,.2f}",
        "own_total": f"{sum(item.own_share for item in items if item.names_own_share):,.2f}",
    }


def named(members):
    """李明（区民政局）、…; a seat without a person by its unit."""
    return "、".join(f"{one.person.name}（{one.unit.name}）" if one.person else one.unit.name for one in members)


def minutes_paper(paper, conference):
    """Masthead, number, day and signer, title, body, attendance, distribution, list of decisions.

    Minutes carry no seal; what there is nothing to say of is left out.
    """
    said = minutes_values(conference)
    paper.masthead(said["masthead"])
    signer = said["signed_by"] or SIGNED_BY_HAND
    paper.number(f"{said['number']}　　{said['issued_on'] or '（待印发）'}　　签发：{signer}")
    paper.blank()
    paper.title(said["title"])
    for line in said["body"].split("\n"):
        head = heading_of(line)
        if head:
            paper.heading(head)
        else:
            paper.text(line.strip())
    paper.part("有关要求", said["requirements"])
    paper.blank()
    for label, value in ATTENDANCE:
        paper.field(label, said[value])
    if said["items"]:
        paper.attachments(["议定事项清单"])
    paper.field("分送", said["distribution"])
    if said["issued_on"]:
        paper.text(f"{said['office']}　{said['issued_on']}印发", align="right")
    if said["items"]:
        list_of_decisions(paper, said["items"], said["total"], said["own_total"])


def list_of_decisions(paper, items, total, own_total):
    """The list that goes with the minutes, on a page of its own; the residents' own share where there is one."""
    has_own = any(one["own_share"] for one in items)
    columns = [column for column in COLUMNS if has_own or column[1] != "own_share"]
    paper.page_break()
    paper.title("议定事项清单")
    paper.table(
        [label for label, _ in columns],
        [[one[name] or "—" for _, name in columns] for one in items],
        widths=[WIDTHS[name] for _, name in columns],
        align={0: "center", 3: "right", **({4: "right"} if has_own else {})},
        foot=["合计", "", "", total, *([own_total] if has_own else []), "", ""],
    )


def heading_of(line):
    """The words of a line such as “二、关于…”, "" for other lines."""
    head, mark, rest = line.strip().partition("、")
    return rest if mark and head and all(char in "一二三四五六七八九十" for char in head) and len(head) <= 3 else ""


MINUTES = paper_kind(
    "conference_minutes",
    "联席会议纪要",
    minutes_paper,
    values=minutes_values,
    fields=[
        PaperField("area", "召开会议的区域", "荷塘区"),
        PaperField("masthead", "纪要标志", "荷塘区基层治理联席会议纪要"),
        PaperField("number", "纪要文号", "〔2026〕3号"),
        PaperField("issued_on", "印发日期；未印发为空", "2026年3月30日"),
        PaperField("signed_by", "签发人；未签发为空", "李明"),
        PaperField("title", "标题", "2026年第3次联席会议纪要"),
        PaperField("held_on", "会议日期", "2026年3月26日"),
        PaperField("place", "会议地点", "区委三楼会议室"),
        PaperField("chair", "主持人", "李明"),
        PaperField("body", "纪要正文，含各项议定事项", "会议听取了情况说明。\n会议同意该事项。"),
        PaperField("requirements", "有关要求", "各单位按时办结。"),
        PaperField("present", "出席：姓名（单位）", "李明（区委组织部）、王芳（区民政局）"),
        PaperField("excused", "请假：姓名（单位）", "张伟（区卫健局）"),
        PaperField("absent", "缺席（没有请假）：姓名（单位）；没有为空", ""),
        PaperField("guests", "列席", "陈芳（社区居委会）"),
        PaperField("recorder", "记录人", "王芳"),
        PaperField("distribution", "分送", "各成员单位"),
        PaperField("office", "印发机关", "荷塘区基层治理联席会议办公室"),
        PaperField(
            "items",
            "议定事项",
            columns=(
                PaperField("no", "序号", "1"),
                PaperField("title", "议题", "楼道照明改造"),
                PaperField("decision", "会议决定", "同意该事项，给予全额补助"),
                PaperField("amount", "核定财政资金（元）", "32,000.00"),
                PaperField("own_share", "居民自筹（元）；没有为空", "8,000.00"),
                PaperField("owner", "牵头单位", "月塘街道"),
                PaperField("due_on", "完成时限", "2026年6月30日"),
            ),
        ),
        PaperField("total", "核定财政资金合计（元）", "64,000.00"),
        PaperField("own_total", "居民自筹合计（元）", "16,000.00"),
    ],
)
