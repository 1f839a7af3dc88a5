"""The texts on which refusals rest: a concept declares them once, by the code of the refusal.

    GROUNDS = Grounds(
        {"party_refuses": "《人民调解法》第十七条", "extension_too_long": BY_RULE, "conflict_unchecked": DISTRICT},
        plain=("terms_missing",),
    )
    raise GROUNDS.refused("人民调解不收取任何费用", "mediation_is_free", field="fee")

The sentence ends with its text, so that whoever is refused can look it up.  A
code that is `plain` only keeps an entry in order (a field left empty, a row
twice) and rests on no text.  A test walks over all refusals of the concepts
that declare grounds: each code stands in one of the two.
"""

from django.core.exceptions import ImproperlyConfigured

from governance.kernel.figures.formats import with_basis

from .errors import Refused

BY_RULE = "rule"  # the basis of the dated rule that decides, which the caller names
DISTRICT = "本区默认"  # the district's own custom

ADJUSTABLE = "（可调整）"  # what the basis of a rule adds for those who may change it


class Grounds:
    """What the refusals of one concept rest on.

    texts -- {code: article, BY_RULE or DISTRICT}
    plain -- codes of refusals that rest on no text
    """

    def __init__(self, texts, *, plain=()):
        self.texts, self.plain = dict(texts), frozenset(plain)
        if both := self.plain & self.texts.keys():
            raise ImproperlyConfigured(f"{sorted(both)} cannot rest on a text and be plain: keep one of both.")

    def said(self, sentence, code, *, by=""):
        """The sentence of a refusal with its text in brackets; "" stays "".

        by -- the basis of the rule that decides; where it is given it stands instead of the declared text
        """
        if not sentence:
            return ""
        text = by.removesuffix(ADJUSTABLE) or self.texts[code]
        if text == BY_RULE:
            raise ImproperlyConfigured(f"{code} rests on a rule: name its basis with by=.")
        return with_basis(sentence, text)

    def refused(self, sentence, code, *, by="", field=None):
        """The refusal, to be raised."""
        return Refused(self.said(sentence, code, by=by), code, field=field)

    def repeated(self, sentence, code, *, field=None):
        """The refusal of a sentence that a guard or a check has said already, with its text."""
        return Refused(sentence, code, field=field)
