"""On which text a version of a rule rests: what the law binds names the article, not a meeting's decision.

Source: domain.md §0, §2.15a.
"""

import re

from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import Refused

ARTICLE = re.compile("《[^《》]{2,}》[^《》]{0,40}?第 ?[一二三四五六七八九十百千零〇0-9]+ ?条")


def is_statutory(rule):
    """Whether the law sets the rule, and not the district."""
    return bool(rule.bound) or rule.is_statutory


def require_text(rule, basis):
    """Refuse a basis of a statutory rule that names no article (basis_names_no_law).

    What its versions rested on before stands as well: of some texts the article is still to be found.
    """
    if not is_statutory(rule) or ARTICLE.search(basis):
        return
    if Rule.objects.filter(code=rule.code, basis=basis).standing().exists():
        return
    raise Refused(
        f"“{rule.label}”由法律规定，依据须写明法律、法规的名称和条款，例如《……》第……条；"
        f"依据没有变的，照写“{rule.basis}”；本区在法定界限内从严的，在条款之后写明会议决定",
        "basis_names_no_law",
        field="basis",
    )
