"""Words that tell a matter: what a text names points to whoever must decide it, whatever matter was chosen.

The words stand in `governance/data/telling_words.csv`, one pattern a line, dated
like the statute they point to.  A pattern is a regular expression in which `…`
stands for up to twelve characters of the same clause, `……` for up to twenty-four
across clauses, and `{业委会}` for the words that the line of this name lists.

Source: 民法典 278(1)–(9), 279, 281(2); 湖南省物业管理条例 15, 40; domain.md §2.7.
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
UPKEEP = "upkeep"  # keeping up common parts: no matter of its own, but a project that does it touches them
ENDS = "。；;！!？?\n"
NEAR, FAR = f"[^，,{ENDS}]{{0,12}}?", f"[^{ENDS}]{{0,24}}?"
TALKS = re.compile(  # what is only talked about, told or prepared
    "协商|讨论|酝酿|听取|征求|征集|建议|调研|调查|筹备|候选|推荐|通报|汇报|学习|宣传|培训|动员"
)
DECIDES = re.compile("决定|表决|是否同意|通过|批准")
BEFORE_OWNERS = re.compile("(?:提请|提交|报请)[^，。；]{0,8}业主")


@dataclass(frozen=True)
class TellingWord:
    """One line: a pattern that points to a matter, from a day until a day.

    tells   -- the matter, or UPKEEP
    force   -- "certain": the words leave no doubt; "doubtful": they may mean something else
    unless  -- words in the same sentence with which it points to nothing
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
        """The words of a sentence that point to the matter; "" where none do."""
        if self.unless is not None and self.unless.search(sentence):
            return ""
        found = self.pattern.search(sentence)
        return found[0] if found else ""


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
    with open(TABLE, encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    lists = {row["tells"]: row["pattern"] for row in rows if row["tells"].startswith("{")}
    return tuple(word_of(row, lists) for row in rows if row["tells"] not in lists)


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
        for word in words:
            if not (said := word.found_in(sentence)):
                continue
            one = Told(word.tells, said, force_in(sentence, word.force), word.basis)
            if word.tells not in found or rank(one) < rank(found[word.tells]):
                found[word.tells] = one
    return list(found.values())


def rank(one):
    return (CERTAIN, CONSULTED, DOUBTFUL).index(one.force)


def sentences_of(texts):
    """The sentences of the texts without blanks and in the usual width, so that neither hides a word."""
    for text in texts:
        for sentence in re.split(f"[{ENDS}]", unicodedata.normalize("NFKC", text or "").replace(",", "，")):
            if clean := re.sub(r"\s+", "", sentence):
                yield clean


def force_in(sentence, force):
    """How surely a sentence means what its words say: what is only prepared or talked about is not yet decided."""
    if force != CERTAIN:
        return force
    is_talk = TALKS.search(sentence) and not DECIDES.search(sentence)
    return CONSULTED if is_talk or BEFORE_OWNERS.search(sentence) else CERTAIN
