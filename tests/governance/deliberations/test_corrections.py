"""A record is corrected with a reason and a paper of its own; the result says so, and a counted one is counted anew."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from docx import Document

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
REASON = {"correction_reason": "第 2 页计票单漏计"}


def correct(row, actor, **data):
    with clock.travel(row.held_on):
        return acts.correct(row, actor=actor, **data)


def unchanged(row, **values):
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in values} == values


# ------------------------------------------------------------ reason and paper
def test_changed_votes_need_a_reason_and_a_fresh_tally(place, secretary):
    row = made.held(secretary, place.compound)
    more = made.totals(present=36, yes=30)
    papers = Attachment.objects.count()
    words = refuses("correction_reason_missing", lambda: correct(row, secretary, **more))
    assert "本区默认" in words
    refuses("correction_paper_missing", lambda: correct(row, secretary, **{**more, "tally": []}, **REASON))
    assert Attachment.objects.count() == papers
    unchanged(row, present=30, status="held")
    assert row.motions.get().yes == 24
    row = correct(row, secretary, **more, **REASON)
    assert (row.present, row.motions.get().yes, row.status) == (36, 30, "held")
    kept = Event.objects.filter(kind="governance.deliberation.correct").get().data["correction"]
    assert kept["reason"] == REASON["correction_reason"]
    assert "实到 30 人，第 1 项同意 24、反对 4、弃权 2" in kept["before"]
    assert "实到 36 人，第 1 项同意 30、反对 4、弃权 2" in kept["after"]


def test_who_voted_is_part_of_the_record(place, secretary):
    rows = [{"voter": f"席位{n}", "choice": "yes" if n % 2 else "no"} for n in range(1, 11)]
    row = made.held(secretary, place.compound, {"ballots": rows})
    swapped = [{**one, "choice": "no" if one["choice"] == "yes" else "yes"} for one in rows]
    refuses("correction_reason_missing", lambda: correct(row, secretary, ballots=swapped))
    assert row.ballots.order_by("id").first().choice == "yes"
    row = correct(row, secretary, ballots=swapped, sign_in=[photo("签到表.png")], **REASON)
    assert row.ballots.order_by("id").first().choice == "no"


def test_the_event_and_the_answer_tell_whose_vote_was_what(place, secretary):
    """One voter changes, one was never there, one was left out: sums alone would hide it.  Names are masked."""
    rows = [{"voter": f"席位{n}", "choice": "yes" if n > 1 else "no"} for n in range(1, 11)]
    row = made.held(secretary, place.compound, {"ballots": rows})
    other = [{"voter": "席位1", "choice": "yes"}, *rows[2:], {"voter": "席位11", "choice": "no"}]
    row = correct(row, secretary, ballots=other, sign_in=[photo("签到表.png")], **REASON)
    event = Event.objects.filter(kind="governance.deliberation.correct").get()
    assert event.data["correction"]["rows"] == [
        ["1 席**", "反对", "同意"],
        ["11 席***", "", "反对"],
        ["2 席**", "同意", ""],
    ]
    line = dict(event.data["facts"])["更正的表决"]
    assert line == "1 席**：反对 → 同意；11 席***：未登记 → 反对；2 席**：同意 → 删去"
    assert line in row.step_message


def test_words_alone_are_corrected_without_a_paper(place, secretary):
    row = made.held(secretary, place.compound)
    row = correct(row, secretary, **{**made.totals(), "tally": []}, minutes="补记发言")
    assert row.minutes == "补记发言"
    assert "correction" not in Event.objects.filter(kind="governance.deliberation.correct").get().data


def test_a_smaller_base_needs_its_own_reason_and_paper_each_time(place, secretary):
    deviates = {"entitled": 35, "deviation_reason": "一人去世", "deviation": [photo("证明.png")]}
    row = made.held(secretary, place.compound, made.totals(**deviates))
    smaller = made.totals(entitled=30, deviation_reason="六人已辞职", **REASON)
    words = refuses("deviation_paper_missing", lambda: correct(row, secretary, **smaller))
    assert "本区默认" in words
    unchanged(row, entitled=35, deviation_reason="一人去世")
    row = correct(row, secretary, **smaller, deviation=[photo("辞职书.png")])
    assert (row.entitled, row.deviation_reason) == (30, "六人已辞职")


# ------------------------------------------------------------ after the count
def test_a_counted_result_is_corrected_and_counted_anew(client, place, secretary):
    row = made.counted(secretary, place.compound, made.totals(present=23, yes=23, no_votes=0, abstain=0))
    assert row.outcome == "会议不成立"
    client.force_login(secretary)
    url = f"{row.get_absolute_url()}correct/"
    given = {
        "held_on": str(row.held_on), "present": "33", "tallies-0-no": "1", "tallies-0-yes": "33",
        "tallies-0-no_votes": "0", "tallies-0-abstain": "0",
    }  # fmt: skip
    with clock.travel(row.held_on):
        refused = client.post(url, given)
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {"correction_reason", "tally"}
        row.refresh_from_db()
        assert (row.present, row.is_quorate) == (23, False)
        given |= {**REASON, "tally": photo()}
        assert client.post(url, given).status_code == 302
        page = client.get(row.get_absolute_url()).content.decode()
        paper = client.get(f"{row.get_absolute_url()}result.docx")
    row.refresh_from_db()
    assert (row.status, row.present, row.is_quorate, row.passed, row.outcome) == (
        "counted", 33, True, True, "协商一致",
    )  # fmt: skip
    data = Event.objects.filter(kind="governance.deliberation.correct").get().data
    assert (data["passed"], data["quorate"], data["from"], data["to"]) == (True, True, "counted", "counted")
    text = "\n".join(one.text for one in Document(io.BytesIO(b"".join(paper))).paragraphs)
    for shown in (page, text):
        for words in ("2026年3月10日由", secretary.signature(), REASON["correction_reason"]):
            assert words in shown
        assert "更正前：应到 36 人，实到 23 人" in shown


def test_a_publicised_result_is_not_corrected(place, secretary):
    row = made.publicised(secretary, place.compound)
    refuses("wrong_state", lambda: correct(row, secretary, **made.totals(present=31, yes=25), **REASON))
    unchanged(row, present=30, status="publicised")


# ------------------------------------------------------------ the preview
def test_the_count_shows_its_result_before_it_counts(client, place, secretary):
    row = made.held(secretary, place.compound, made.totals(present=23, yes=23, no_votes=0, abstain=0))
    client.force_login(secretary)
    page = client.get(f"{row.get_absolute_url()}count/").content.decode()
    assert "到会 23/36 人，要求不低于三分之二（24 人），还差 1 人" in page
    assert "计票结果为会议不成立" in page
    unchanged(row, status="held", passed=None, is_quorate=None)


def test_the_preview_says_what_becomes_of_each_motion(client, place, secretary):
    row = made.called(secretary, place.compound, motions=["修照明", "修扶手"])
    tallies = [
        {"no": 1, "yes": 10, "no_votes": 20, "abstain": 0},
        {"no": 2, "yes": 25, "no_votes": 5, "abstain": 0},
    ]
    with clock.travel(row.held_on):
        row = made.recorded(row, secretary, **{**made.totals(), "tallies": tallies})
    client.force_login(secretary)
    page = client.get(f"{row.get_absolute_url()}count/").content.decode()
    assert "第 1 项未协商一致；第 2 项协商一致" in page


# ------------------------------------------------------------ a failed quorum has its own word
def test_a_failed_quorum_is_told_apart_everywhere(client, place, secretary):
    few = made.counted(secretary, place.compound, made.totals(present=23, yes=23, no_votes=0, abstain=0))
    against = made.counted(secretary, place.compound, made.totals(yes=10, no_votes=20, abstain=0))
    agreed = made.counted(secretary, place.compound)
    client.force_login(secretary)
    page = client.get(few.get_absolute_url()).content.decode()
    assert "会议不成立" in page
    assert "未协商一致" not in page
    api = "/api/v1/governance/deliberations/"
    found = {
        value: {row["id"]: row["outcome"] for row in client.get(f"{api}?passed={value}").json()["results"]}
        for value in ("true", "false", "inquorate")
    }
    assert found == {
        "true": {agreed.pk: "协商一致"}, "false": {against.pk: "未协商一致"}, "inquorate": {few.pk: "会议不成立"},
    }  # fmt: skip
    listed = client.get("/governance/deliberations/?passed=inquorate").content.decode()
    assert few.title in listed
    assert against.title not in listed


# ------------------------------------------------------------ an emergency
def test_an_emergency_repair_shortens_custom_notice_only(client, place, secretary):
    """民法典 281(2): the owners' committee may be called at once, with a reason; the assembly's 15 days are statute."""
    given = {"matter": "emergency_repair", "title": "3 栋外墙抢修", "held_on": made.NOTICE + timedelta(1), "roll": 5}
    committee = {**given, "body": "owners_committee"}
    words = refuses("notice_too_short", lambda: made.called(secretary, place.compound, **committee))
    assert "第二百八十一条第二款" in words
    reason = {"short_notice_reason": "3 栋外墙脱落，危及楼下行人"}
    ordinary = {**committee, "matter": "general", "title": "值班安排", **reason}
    refuses("notice_too_short", lambda: made.called(secretary, place.compound, **ordinary))
    assembly = {**given, "body": "owners_ordinary", **reason}
    words = refuses("notice_too_short", lambda: made.called(secretary, place.compound, **assembly))
    assert "不能因所填的特殊情况缩短" in words
    row = made.called(secretary, place.compound, **committee, **reason)
    assert row.short_notice_reason == reason["short_notice_reason"]
    client.force_login(secretary)
    assert "外墙脱落" in client.get(row.get_absolute_url()).content.decode()
    with clock.travel(row.held_on):
        votes = [{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 6)]
        assert made.recorded(row, secretary, ballots=votes).status == "held"


def test_areas_are_corrected_like_heads(place, secretary):
    day = made.NOTICE + timedelta(20)
    tally = {"no": 1, "yes": 3, "no_votes": 0, "abstain": 0, "yes_area": Decimal(300), "no_area": 0, "abstain_area": 0}
    counts = {"present": 3, "present_area": Decimal(300), "tallies": [tally], "tally": [photo()], "agent_heads": 0}
    row = made.held(secretary, place.compound, counts, body="owners_ordinary", matter="general", held_on=day, roll=4)
    less = counts | {"present_area": Decimal("290"), "tallies": [tally | {"yes_area": Decimal("290")}]}
    words = refuses("area_not_of_heads", lambda: correct(row, secretary, **less, correction_reason="面积算错"))
    assert "3 户的专有面积在 300.00～300.00 ㎡之间" in words
    four = {"present": 4, "present_area": Decimal(400)}
    counts |= four | {"tallies": [tally | {"yes": 4, "yes_area": Decimal(400)}]}
    refuses("correction_reason_missing", lambda: correct(row, secretary, **counts))
    unchanged(row, present_area=Decimal("300.00"))
