"""Agents who voted for many: the rule only points them out, and owners may ask for the letters.

Source: 湖南省物业管理条例 16; domain.md §2.7.
"""

from governance.kernel.clock import rules


def flagged(deliberation):
    """[(mandate, sentence)] of all agents; the sentence is "" unless one voted for more than the rule leaves unmarked.

    Rule `mandates_flag`; it only points them out.
    """
    rule = rules.find("mandates_flag", deliberation.held_on)
    most = int(rule.value) if rule else None
    return [
        (mandate, f"代理 {mandate.units:,} 户，超过 {most:,} 户，请核对委托书" if most and mandate.units > most else "")
        for mandate in deliberation.mandates.all()
    ]
