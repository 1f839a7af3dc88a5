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


def read_agents(deliberation, rows, mandates, stated, papers, faults, *, is_whole):
    """{agent: how many heads they voted for}; {} in a body whose members vote themselves.

    rows -- of the list, as far as they could be read; None where only totals are recorded
    mandates -- rows {agent, units, has_letter, has_agent_id, has_owner_id}; a list says by itself how many units
    stated -- how many heads took part by agents: totals must say it, also where there was none
    papers -- the scans given with this step
    is_whole -- all lines of the list were read

    Notes agents_missing, agents_differ, proxy_without_letter, of other bodies proxy_not_allowed.
    """
    if deliberation.body not in bodies.OWNERS:
        with faults.noted():
            if mandates or stated:
                body = bodies.label(deliberation.body, deliberation.held_on)
                words = f"{body}由本人出席和表决，不得委托他人，请清空受托人"
                raise GROUNDS.refused(words, "proxy_not_allowed", by=by_quorum(deliberation), field="mandates")
        return {}
    shown = shown_by_agent(mandates)
    if rows is None:
        agents = {agent: row.get("units") or 0 for agent, row in shown.items()}
        with faults.noted():
            refuse_unsaid(deliberation, agents, stated)
        with faults.noted():
            refuse_other_total(agents, stated)
    else:
        heads = heads_by_agent((row.get("by_proxy"), row["head"], row["choice"]) for row in rows)
        agents = {agent: len(found) for agent, found in heads.items()}
        with faults.noted():
            if is_whole:
                refuse_other_agents(heads, shown, stated)
    for agent, units in agents.items():
        row = shown.get(agent, {})
        missing = [words for name, words in SHOWN.items() if not row.get(name)]
        with faults.noted():
            if missing:
                raise GROUNDS.refused(
                    f"受托人“{agent}”代理 {units:,} 户，缺少{'、'.join(missing)}，不能计票",
                    "proxy_without_letter",
                    field="mandates",
                )
    with faults.noted():
        if agents and not (papers or files.attachments_of(deliberation, MANDATE).exists()):
            words = "有业主委托投票，须上传委托书和身份证件的扫描件"
            raise GROUNDS.refused(words, "proxy_without_letter", field="mandate")
    return agents


def shown_by_agent(mandates):
    return {row["agent"].strip(): row for row in mandates or ()}


def refuse_unsaid(deliberation, agents, stated):
    """Totals of owners say how many of them took part by agents, and name each agent (agents_missing).

    Refuses agents_differ where they are more than took part, proxy_without_letter where no agent is named.
    """
    word, present = deliberation.present_word, deliberation.present
    if stated is None:
        words = "请填写委托代理人参加的户数，没有的填 0；有的，逐名登记受托人并附委托书和双方身份证件"
        raise GROUNDS.refused(words, "agents_missing", field="agent_heads")
    if present is not None and stated > present:
        words = f"委托代理人参加的 {stated:,} 户超过{word} {present:,} 户，请核对"
        raise GROUNDS.refused(words, "agents_differ", field="agent_heads")
    if stated and not agents:
        words = f"有 {stated:,} 户由代理人参加，请逐名登记受托人：缺少{'、'.join(SHOWN.values())}，不能计票"
        raise GROUNDS.refused(words, "proxy_without_letter", field="mandates")


def refuse_other_total(agents, stated):
    """The agents named in totals voted for as many heads as took part by agents.  Refuses agents_differ."""
    if unsaid := [f"“{agent}”" for agent, units in agents.items() if not units]:
        words = f"请填写受托人{'、'.join(unsaid)}代理的户数"
        raise GROUNDS.refused(words, "agents_differ", field="mandates")
    total = sum(agents.values())
    if agents and stated is not None and total != stated:
        words = f"受托人各行合计代理 {total:,} 户，与委托代理人参加的 {stated:,} 户不一致，请核对"
        raise GROUNDS.refused(words, "agents_differ", field="mandates")


def refuse_other_agents(heads, shown, stated):
    """What is said of agents beside a list agrees with it: nothing is dropped silently.  Refuses agents_differ."""
    if strangers := [f"“{agent}”" for agent in shown if agent not in heads]:
        words = f"签到名单中没有由{'、'.join(strangers)}代理的户，请在名单的受托人一列写明，或者删除这一受托人"
        raise GROUNDS.refused(words, "agents_differ", field="mandates")
    for agent, found in heads.items():
        units = shown.get(agent, {}).get("units")
        if units is not None and units != len(found):
            words = f"受托人“{agent}”填写代理 {units:,} 户，签到名单中为 {len(found):,} 户，请核对"
            raise GROUNDS.refused(words, "agents_differ", field="mandates")
    total = len(set().union(*heads.values()))
    if stated is not None and stated != total:
        words = f"填写委托代理人参加 {stated:,} 户，签到名单中为 {total:,} 户；有签到名单的不用填写，请核对"
        raise GROUNDS.refused(words, "agents_differ", field="agent_heads")


def agents_facts(deliberation, meeting):
    """How many heads of owners took part by agents, also where there was none, as facts for the timeline."""
    if deliberation.body not in bodies.OWNERS:
        return []
    agents = meeting.agents
    if not agents:
        return [["委托代理人参加", "0 户"]]
    return [["委托代理人参加", f"受托人 {len(agents):,} 人，代理 {sum(agents.values()):,} 户"]]


def write_mandates(deliberation, agents, mandates):
    """Write the agents that were read, with what they showed."""
    shown = shown_by_agent(mandates)
    Mandate.objects.bulk_create(
        Mandate(
            deliberation=deliberation,
            agent=agent,
            units=units,
            **{name: bool(shown[agent].get(name)) for name in SHOWN},
        )
        for agent, units in agents.items()
    )
