"""Words that tell a matter: what a text names points to whoever must decide it, whatever matter was chosen.

The words stand in `governance/data/telling_words.csv`, one pattern a line, dated
like the statute they point to.  A pattern is a regular expression in which `…`
stands for up to twelve characters of the same clause, `……` for up to twenty-four
across clauses, and `{业委会}` for the words that the line of this name lists.

Source: 民法典 278(1)–(9), 279, 281(2); 湖南省物业管理条例 15, 40; 居委会组织法 (2025) 17–20; 村委会组织法 (2025) 19;
中国共产党基层组织选举工作条例; domain.md §2.7.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "telling_words.csv"
CERTAIN, CONSULTED, DOUBTFUL = "certain", "consulted", "doubtful"
ELECTION = "committee_election"  # of a residents' or villagers' committee, and recall: a law and rules of its own
PARTY_ELECTION = "party_election"  # of a Party organisation's committee and secretaries: a quorum of its own
UPKEEP = "upkeep"  # keeping up common parts: no matter of its own, but a project that does it touches them
ENDS = "。；;！!？?\n"
NEAR, FAR = f"[^，,{ENDS}]{{0,12}}?", f"[^{ENDS}]{{0,24}}?"
TALKS = re.compile(  # what is only talked about, told or prepared
    "协商|讨论|酝酿|听取|征求|征集|建议|调研|调查|筹备|候选|推荐|通报|汇报|学习|宣传|培训|动员"
)
DECIDES = re.compile("决定|表决|是否同意|通过|批准")
TRADITIONAL = (  # the characters of the table in their traditional form, and below them the simplified ones
    "與專業兩個爲為舉習亂於產從倉價會傳體餘內決況準減劃則辦務動區協單佔衛衞廳廂發變臺號聽啓啟員園圍場壇牆處備復學審賓對將層屆屬崗帶廣庫應歸徵擴搶護報換據攝擺攆斷機櫃標棟檔樁檢樓毀匯潔漲滲燈靈現"
    "電監蓋磚種築籌籤糞緊紅約線組細終經給續維綠締編繕繳網罷脫騰範薦營補裝規訂討訓議論設評詢請調賬貨貼費賃資趕車轉轎輛辭闢邊過這進違選遞醞醖釀鈕鐵鏟鋪鎖門問間閘險隱難頂項題額飲飾館駐佈髮麵傢檯"
)
SIMPLIFIED = (
    "与专业两个为为举习乱于产从仓价会传体余内决况准减划则办务动区协单占卫卫厅厢发变台号听启启员园围场坛墙处备复学审宾对将层届属岗带广库应归征扩抢护报换据摄摆撵断机柜标栋档桩检楼毁汇洁涨渗灯灵现"
    "电监盖砖种筑筹签粪紧红约线组细终经给续维绿缔编缮缴网罢脱腾范荐营补装规订讨训议论设评询请调账货贴费赁资赶车转轿辆辞辟边过这进违选递酝酝酿钮铁铲铺锁门问间闸险隐难顶项题额饮饰馆驻布发面家台"
)
SIMPLER = str.maketrans(TRADITIONAL, SIMPLIFIED)
BEFORE_OWNERS = re.compile("(?:提请|提交|报请)[^，。；]{0,8}业主")
JOINS = re.compile("[，、()]|及|和|与|并|或|且|后|再|另|兼|同时")  # what stands behind these is another thing
GOES_ON = re.compile("[，()]|并|且|后|再|另|同时")  # what stands behind these is no longer only talked about
FILLER = re.compile(
    "(?:服务|管理|公司|企业|小区|办公|的)*"
)  # may stand between certain words and what makes them harmless
REACH = 8  # characters that may stand between doubtful words and what makes them harmless
BLANK = "□"  # a character of no pattern
URGENT, ORDINARY = "emergency_repair", "repair_fund_use"


@dataclass(frozen=True)
class TellingWord:
    """One line: a pattern that points to a matter, from a day until a day.

    tells   -- the matter, UPKEEP or ELECTION
    force   -- "certain": the words leave no doubt; "doubtful": they may mean something else
    unless  -- words that make it point to nothing where they stand beside it; what a comma or an "and" parts from
               them, and the same words once more elsewhere in the sentence, still point to the matter
    example -- a text that it finds; honest -- one near to it that it must leave alone
    """

    tells: str
    force: str
    pattern: re.Pattern
    unless: re.Pattern | None
    basis: str
    example: str
    honest: str
    valid_from: date
    valid_to: date | None

    def is_in_force(self, on):
        return self.valid_from <= on <= (self.valid_to or date.max)

    def found_in(self, sentence):
        """(start, end) of the words of a sentence that point to the matter; None where none do."""
        while found := self.pattern.search(sentence):
            innocent = self.innocent_beside(sentence, *found.span())
            if innocent is None:
                return found.span()
            start, end = innocent
            sentence = sentence[:start] + BLANK * (end - start) + sentence[end:]
        return None

    def innocent_beside(self, sentence, start, end):
        """(start, end) of what must be left out since words of `unless` stand beside a finding; None where none do.

        At least one character of the finding is left out with them.
        """
        for other in self.unless.finditer(sentence) if self.unless else ():
            first, last = min(start, other.start()), max(end, other.end())
            between = sentence[end : other.start()] or sentence[other.end() : start]
            is_object = start <= other.start() < end <= other.end()  # the words themselves end with it
            if is_object or (self.is_near(between) and not JOINS.search(sentence, first + 1, last)):
                return min(other.start(), end - 1), max(other.end(), start + 1)
        return None

    def is_near(self, between):
        return bool(FILLER.fullmatch(between)) or (self.force == DOUBTFUL and len(between) <= REACH)


@dataclass(frozen=True)
class Told:
    """What a text points to: the matter, by which words, how surely and by which article.

    force -- "certain", "consulted" (certain words, but only talked about or prepared), "doubtful"
    """

    tells: str
    words: str
    force: str
    basis: str


@cache
def telling_words():
    """All lines that point to a matter, in the order of the table."""
    lists = word_lists()
    return tuple(word_of(row, lists) for row in rows() if row["tells"] not in lists)


@cache
def word_lists():
    """{name: its words}: what the patterns write by a name in braces."""
    return {row["tells"]: row["pattern"] for row in rows() if row["tells"].startswith("{")}


@cache
def repair_words():
    """The words of a repair or a danger, without which nothing is an emergency repair."""
    return re.compile(f"(?:{word_lists()['{抢修}']})(?!资金|基金|金)")


@cache
def committee_words():
    """The words of what an owners' committee decides itself.  Source: 物业管理条例 15."""
    return re.compile(word_lists()["{业委会职责}"])


@cache
def conversion_words():
    """The words of a flat turned into a shop, without which nothing is decided by the owners of its building."""
    lists = word_lists()
    return re.compile(f"(?:{lists['{变用}']}){NEAR}(?:{lists['{经营用}']})|住改商|住宅商用")


@cache
def rows():
    with open(TABLE, encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def word_of(row, lists):
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to")}
    unless = re.compile(row["unless"]) if row["unless"] else None
    return TellingWord(**(row | days | {"pattern": compiled(row["pattern"], lists), "unless": unless}))


def compiled(pattern, lists):
    for name, words in lists.items():
        pattern = pattern.replace(name, f"(?:{words})")
    return re.compile(pattern.replace("……", FAR).replace("…", NEAR))


def told(texts, on):
    """[Told]: what the texts point to by the words in force on a day; one for each matter, the surest."""
    found = {}
    words = [word for word in telling_words() if word.is_in_force(on)]
    for sentence in sentences_of(texts):
        for one in told_by(sentence, words):
            if one.tells not in found or rank(one) < rank(found[one.tells]):
                found[one.tells] = one
    return list(found.values())


def told_by(sentence, words):
    """What each line finds in one sentence."""
    spans = [(word, span) for word in words if (span := word.found_in(sentence))]
    is_urgent = any(word.tells == URGENT for word, _ in spans)
    for word, span in spans:
        if not (is_urgent and word.tells == ORDINARY and repair_words().search(part_of(sentence, *span))):
            yield Told(word.tells, sentence[slice(*span)], force_in(sentence, span, word.force), word.basis)


def part_of(sentence, start, end):
    """The part of a sentence in which words stand: until the next comma or "and" on both sides."""
    before = [join.end() for join in JOINS.finditer(sentence, 0, start)]
    after = JOINS.search(sentence, end)
    return sentence[before[-1] if before else 0 : after.start() if after else len(sentence)]


def rank(one):
    return (CERTAIN, CONSULTED, DOUBTFUL).index(one.force)


def sentences_of(texts):
    """The sentences of the texts, each as `plain` gives it."""
    for text in texts:
        for sentence in re.split(f"[{ENDS}]", unicodedata.normalize("NFKC", text or "")):
            if clean := plain(sentence):
                yield clean


def plain(sentence):
    """A text in the usual width and simplified characters, without blanks, dots and dashes: none hides a word."""
    text = unicodedata.normalize("NFKC", sentence).translate(SIMPLER).replace(",", "，")
    return re.sub(r"[^\w，、()]|_", "", text)


def force_in(sentence, span, force):
    """How surely a sentence means what its words say: what is only prepared or talked about is not yet decided.

    span -- of the words: what is talked about in another clause, or before them (讨论后…), does not make them talk
    """
    if force != CERTAIN:
        return force
    is_talk = not DECIDES.search(sentence) and any(
        is_talked_of(sentence, span, talk) for talk in TALKS.finditer(sentence)
    )
    return CONSULTED if is_talk or BEFORE_OWNERS.search(sentence) else CERTAIN


def is_talked_of(sentence, span, talk):
    """Whether a word of talk belongs to the telling words, and nothing between them says that something is done."""
    start, end = span
    return not GOES_ON.search(sentence[talk.end() : start] or sentence[end : talk.start()])
