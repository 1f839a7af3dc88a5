"""Votes by agents: owners only, with the letter and both identity papers (湖南省物业管理条例 16)."""

from collections import defaultdict

from governance.deliberations import bodies
from governance.deliberations.attachments import MANDATE
from governance.deliberations.ballots import Mandate
from governance.deliberations.grounds import GROUNDS, by_quorum
from governance.kernel.clock import rules
from governance.kernel.papers import files

SHOWN = {"has_letter": "书面委托书", "has_agent_id": "受托人身份证件", "has_owner_id": "委托人身份证件"}


def heads_by_agent(votes):
    """{agent: heads they voted for} of the votes cast by agents.

    votes -- [(agent or "", head, choice)]
    """
    found = defaultdict(set)
    for agent, head, choice in votes:
        if agent and choice != "absent":
            found[agent].add(head)
    return found


def note_agents(deliberation, rows, faults):
    """Note agents in a body of others than owners: its members come and vote themselves (proxy_not_allowed).

    The law lets owners vote by an agent, and residents only in elections of their committee.
    Source: 湖南省物业管理条例 16, 20; 居委会组织法 (2025) 19, 27–29, 32.
    """
    by_agent = [row for row in rows if row.get("by_proxy") and row["choice"] != "absent"]
    if not by_agent or deliberation.body in bodies.OWNERS:
        return
    rule = rules.find(f"proxies_{deliberation.body}", deliberation.held_on)
    why = "" if rule else "，法律没有规定可以委托"
    basis = rule.basis if rule else by_quorum(deliberation)
    body = bodies.label(deliberation.body, deliberation.held_on)
    for row in by_agent:
        sentence = f"{body}由成员本人出席和表决，不得委托他人{why}，请删除受托人“{row['by_proxy']}”"
        faults.add(row, "proxy_not_allowed", sentence, by=basis)


def check_mandates(deliberation, rows, mandates, papers, faults):
    """Note owners' votes by agents without letter or identity papers, each agent.

    rows -- of the list, as far as they could be read
    mandates -- rows {agent, has_letter, has_agent_id, has_owner_id}; papers -- the scans given with this step

    Notes proxy_without_letter; of other bodies nobody votes by an agent, see `note_agents`.
    """
    if deliberation.body not in bodies.OWNERS:
        return
    agents = heads_by_agent((row.get("by_proxy"), row["head"], row["choice"]) for row in rows)
    shown = {row["agent"].strip(): row for row in mandates or ()}
    for agent, heads in agents.items():
        row = shown.get(agent, {})
        missing = [words for name, words in SHOWN.items() if not row.get(name)]
        with faults.noted():
            if missing:
                raise GROUNDS.refused(
                    f"受托人“{agent}”代理 {len(heads):,} 户，缺少{'、'.join(missing)}，不能计票",
                    "proxy_without_letter",
                    field="mandates",
                )
    with faults.noted():
        if agents and not (papers or files.attachments_of(deliberation, MANDATE).exists()):
            words = "有业主委托投票，须上传委托书和身份证件的扫描件"
            raise GROUNDS.refused(words, "proxy_without_letter", field="mandate")


def write_mandates(deliberation, signed, mandates):
    """Replace the agents of this meeting by those of the list."""
    deliberation.mandates.all().delete()
    agents = heads_by_agent((ballot.by_proxy, ballot.head, ballot.choice) for ballot in signed)
    shown = {row["agent"].strip(): row for row in mandates or ()}
    Mandate.objects.bulk_create(
        Mandate(
            deliberation=deliberation,
            agent=agent,
            units=len(heads),
            **{name: bool(shown[agent].get(name)) for name in SHOWN},
        )
        for agent, heads in agents.items()
        if agent in shown
    )
