"""What the residents voted on when they decided a project, and what may no longer become of it (domain.md §2.1).

One motion decides one project of that name, place and contents, with the money they were told of.  Less money, other
prices, dates, households and implementers change nothing of that; anything else is voted on anew.
"""

from decimal import Decimal

from .basis import article

FIXED = ("title", "area", "kind", "place", "common_parts", "content")
FREE_SOURCES = ("charity", "market")  # others' gifts burden neither the residents nor public money
TOTAL = "total"


def amounts_of(sources):
    """{kind of source: yuan} with their total; sources -- rows, or dicts as the forms give them."""
    found = {TOTAL: Decimal(0)}
    for source in sources:
        kind, amount = (source["kind"], source["amount"]) if isinstance(source, dict) else (source.kind, source.amount)
        found[kind] = found.get(kind, Decimal(0)) + amount
        found[TOTAL] += amount
    return found


def fixed_values(project):
    return {name: getattr(project, project._meta.get_field(name).attname) for name in FIXED}


def voted_on(project):
    """What is kept of the project with its motion: the fixed fields and the amounts, as they are now."""
    amounts = {kind: str(amount) for kind, amount in amounts_of(project.sources.all()).items()}
    return {**fixed_values(project), "amounts": amounts}


def find_changes(project, sources, voted):
    """[(field, sentence)] of what differs from that which the residents voted on.

    voted -- as `voted_on` keeps it
    """
    deliberation = project.deliberation
    way = f"须重新民主议事：请撤回本项目，另行申报并重新议事{article(deliberation)}"
    found = [
        (
            name,
            f"“{project._meta.get_field(name).verbose_name}”已由“{deliberation.title}”表决，不能改动；"
            f"补充说明请写在“居民需求”或者预算明细的规格里，确需改变的，{way}",
        )
        for name, value in fixed_values(project).items()
        if value != voted[name]
    ]
    labels = {TOTAL: "预算合计", **dict(project.sources.model.Kind.choices)}
    for kind, amount in amounts_of(sources).items():
        before = Decimal(voted["amounts"].get(kind, 0))
        if kind not in FREE_SOURCES and amount > before:
            words = f"“{labels[kind]}”由议定时的 {before:,.2f} 元增加到 {amount:,.2f} 元，超出居民议定的数额"
            found.append(("sources", f"{words}，请减少；确需增加的，{way}"))
    return found
