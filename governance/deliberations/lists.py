"""What a sign-in list has for each body: flats of owners, households, members of a roll, or everybody of age."""

from collections import Counter
from dataclasses import dataclass

from governance.kernel.papers import sheets
from governance.kernel.steps.line_columns import Column
from governance.rolls.kinds import BY_BODY, OF_MEMBERS

from . import bodies
from .ballots import Ballot

CHOICES = tuple(Ballot.Choice.choices)
MOST = 2000
JOINED = {False: "同一买受人的", True: "建设单位未售、未交付的"}  # whose units count as one head


def size_of_list(deliberation, rows):
    """How long a list is in what its rows are, and in heads where several rows are one: what was joined is named.

    rows -- [(head, whether the developer's)]

    320 个专有部分，合计 317 户（同一买受人的合并计算）.  Source: 最高法建筑物区分所有权解释 (2020) 9.
    """
    if deliberation.body not in bodies.OWNERS:
        return f"{len(rows):,} {deliberation.unit}"
    heads = Counter(rows)
    if len(heads) == len(rows):
        return f"{len(rows):,} 个专有部分，计 {len(rows):,} 户"
    joined = {is_unsold for (_, is_unsold), count in heads.items() if count > 1}
    words = [JOINED[is_unsold] for is_unsold in sorted(joined)]
    return f"{len(rows):,} 个专有部分，合计 {len(heads):,} 户（{'、'.join(words)}合并计算）"


@dataclass(frozen=True)
class Listing:
    """The columns of a list and how it is explained.

    columns -- of the form and the API
    hidden  -- names of columns that the page does not ask for: the API and a pasted list may still bring them,
               so that an agent where none may be is refused and not left out
    helps   -- {column: what it takes}
    row     -- what one row stands for
    """

    columns: tuple
    hidden: tuple
    helps: dict
    row: str

    @property
    def shown(self):
        return tuple(column for column in self.columns if column.name not in self.hidden)

    @property
    def pasted(self):
        """The columns of a pasted list without heads, in their order."""
        return tuple(column for column in self.shown if column.name != "is_unsold")

    @property
    def order(self):
        """户号、姓名、受托人、第 1 项、第 2 项."""
        return "、".join(column.label for column in self.pasted)

    @property
    def hint(self):
        """How a list is pasted."""
        further = "第 2 项起不填的按弃权计算；" if len(self.choices) > 1 else ""
        return (
            f"从表格或群消息复制粘贴，{self.row}，列之间用制表符、逗号、顿号、分号或空格都可以。"
            f"没有表头的按这一次序：{self.order}；{further}表决填写同意、反对、弃权或未到"
        )

    @property
    def choices(self):
        return [column for column in self.columns if column.name.startswith("choice")]


def listing(deliberation, found, motions):
    """The list of a deliberation with so many motions.

    found -- the Electorate of the day, or None: without a roll of owners each row says its area and buyer
    """
    agent = Column("by_proxy", "受托人", required=False, max_length=40)
    votes = votes_of(motions)
    if deliberation.body in bodies.OWNERS:
        by_roll = found is not None and found.roll.lists_units
        own = [
            Column("voter", "户号", max_length=40),
            Column("name", "姓名", required=False, max_length=40),
            *([] if by_roll else OWN_AREA),
            agent,
        ]
        return Listing((*own, *votes), (), OWNERS_HELP, "每个专有部分一行")
    if BY_BODY.get(deliberation.body) in OF_MEMBERS:
        own = [
            Column("name", "姓名", required=False, max_length=40),
            Column("voter", "席位（名册序号）", required=False, max_length=40),
        ]
        return Listing((*own, *votes, agent), ("by_proxy",), MEMBERS_HELP, "每人一行")
    if deliberation.unit == "户":
        own = [Column("voter", "户（门牌）", max_length=40), Column("name", "户的代表", required=False, max_length=40)]
        return Listing((*own, *votes, agent), ("by_proxy",), HOUSEHOLDS_HELP, "每户一行")
    own = [
        Column("name", "姓名", required=False, max_length=40),
        Column("voter", "住址", required=False, max_length=40),
    ]
    return Listing((*own, *votes, agent), ("by_proxy",), ADULTS_HELP, "每人一行")


def votes_of(motions):
    first = Column("choice", "第 1 项" if motions > 1 else "表决", kind="choice", choices=CHOICES)
    return [
        first,
        *(
            Column(f"choice_{no}", f"第 {no} 项", kind="choice", choices=CHOICES, required=False)
            for no in range(2, motions + 1)
        ),
    ]


OWN_AREA = [
    Column("exclusive_area", "专有面积", kind="area", unit="㎡", required=False),
    Column("owner", "买受人（多套合计）", required=False, max_length=40),
    Column("is_unsold", "未售", kind="flag", required=False),
]
ANY = (  # the columns of all bodies, for the description of the API
    Column("voter", "户号、席位或住址", required=False, max_length=40),
    Column("name", "姓名", required=False, max_length=40),
    *OWN_AREA,
    Column("by_proxy", "受托人", required=False, max_length=40),
    *votes_of(1),
)
VOTE_HELP = {"choice": "同意、反对、弃权或未到", "further": "同意、反对或弃权；不填按弃权计算"}
OWNERS_HELP = {
    "voter": "楼栋-单元-室，与业主名册一致",
    "name": "业主或共有人的姓名，须与名册一致；不填按名册记为业主本人",
    "exclusive_area": "以登记簿记载为准",
    "owner": "同一买受人有几套的，各行填写相同的名称，合计一人",
    "is_unsold": "建设单位未售或未交付的填“是”",
    "by_proxy": "不是业主本人投票的填写；须有书面委托书和双方身份证件",
}
MEMBERS_HELP = {"name": "与名册一致，由成员本人出席", "voter": "名册上的序号或席位；同名的必须填写"}
HOUSEHOLDS_HELP = {"voter": "每户只填一行", "name": "年满十八周岁的户的代表"}
ADULTS_HELP = {"name": "年满十八周岁的本人", "voter": "同名的填写住址"}
EXAMPLES = {"voter": "1-2-302", "name": "张三", "exclusive_area": "88.50", "by_proxy": "", "is_unsold": "否"}
MEMBER_EXAMPLES = {"voter": "3"}


def list_sheet(deliberation, found, motions):
    """The sheet of the list, from which its empty workbook is made: heads, examples, what each column takes."""
    chosen = listing(deliberation, found, len(motions))
    by_number = BY_BODY.get(deliberation.body) in OF_MEMBERS
    examples = EXAMPLES | (MEMBER_EXAMPLES if by_number else {})
    texts = {f"choice_{motion.no}" if motion.no > 1 else "choice": motion.text for motion in motions}
    columns = []
    for column in chosen.shown:
        votes = column.name in texts
        help_text = chosen.helps.get(column.name, "")
        if votes:
            help_text = f"{texts[column.name]}：{VOTE_HELP['choice' if column.name == 'choice' else 'further']}"
        columns.append(
            sheets.Column(
                column.name,
                column.label,
                required=column.required,
                choices=tuple(label for _, label in CHOICES) if votes else (),
                example="同意" if votes else examples.get(column.name, ""),
                help=help_text,
            )
        )
    return sheets.Sheet(
        kind="sign_in_list",
        title="签到名单",
        columns=tuple(columns),
        write=None,
        most_rows=MOST,
        refused="有一处错误，整份名单都不登记；错误逐行写在“上传签到名单”一栏下面。",
        notes=(f"{chosen.row}；到会的和未到的都可以列入，未列入的按未到计算。",),
    )
