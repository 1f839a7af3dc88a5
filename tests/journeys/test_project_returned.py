"""An application that the community returns for correction, through the API."""

from datetime import date

from governance.kernel.clock import clock
from governance.kernel.clock.ladders import remind
from governance.kernel.steps.events import deliver_events
from tests.clients import Person, Program
from tests.journeys.application import CHECKED, LINES, SOURCES, TEXTS, handed_in
from tests.journeys.desk import TUESDAY, waits_for


def test_what_was_returned_comes_back_with_its_difference(town):
    """The community returns an application; the next version shows what was changed, old beside new."""
    with clock.travel(TUESDAY):
        branch, secretary = Program(town.branch), Program(town.secretary)
        pk = handed_in(town, branch, secretary)
        refusal = secretary.refused("projects/micro-projects", pk, "send_back", note="金额偏高")
        assert refusal["errors"]["reasons"] == ["请至少选择一项理由，申报人会看到"]
        reasons = [
            one["value"] for one in secretary.offered("projects/micro-projects", pk, "send_back")["reasons"]["choices"]
        ]
        secretary.take("projects/micro-projects", pk, "send_back", reasons=reasons[:1], note="扶手单价偏高，请重新询价")
        assert branch.get(f"projects/micro-projects/{pk}/")["status"] == "returned"
        assert waits_for(town.branch) == {("补正后再提交", "荷馨苑楼道照明改造")}
        deliver_events()
        assert branch.inbox()[0] == ("退回补正：荷馨苑楼道照明改造", f"/projects/{pk}/")

    with clock.travel(date(2026, 3, 29)):
        remind()
        assert branch.inbox()[0] == ("还有 3 天到期：补正后再提交", f"/projects/{pk}/")
        assert branch.refused("projects/micro-projects", pk, "save", **corrected(town, fiscal="9000.00"))["code"] == (
            "sources_not_equal_total"
        )
        other = corrected(town, fiscal="8550.00") | {"content": "更换声控灯，加装扶手（含拆除）"}
        refusal = branch.refused("projects/micro-projects", pk, "save", **other)
        assert (refusal["code"], list(refusal["errors"])) == ("changed_since_vote", ["content"])
        branch.take("projects/micro-projects", pk, "save", **corrected(town, fiscal="8550.00"))
        again = branch.take("projects/micro-projects", pk, "submit", agrees_to_publish=True)
        assert (again["number"], again["status"]) == ("HT-WXM-2026-0001", "submitted")
        for address in (f"/projects/{pk}/", f"/projects/{pk}/versions/"):
            page = Person(town.secretary).open(address)
            assert "60 米 × 62.50 = 3,750.00 元" in page
            assert "60 米 × 55.00 = 3,300.00 元" in page
            assert "更换声控灯，加装扶手" in page
        assert (
            secretary.take("projects/micro-projects", pk, "check", note="已补正", **CHECKED)["status"] == "community_ok"
        )
    assert branch.history("projects/micro-projects", pk)[-5:] == ["submit", "send_back", "save", "submit", "check"]


def corrected(town, fiscal):
    """The application again with a cheaper handrail, taken down and put up."""
    lines = [LINES[0], LINES[1] | {"unit_price": "55.00", "quote_basis": "含拆除"}]
    sources = [SOURCES[0] | {"amount": fiscal}, *SOURCES[1:]]
    return {
        **TEXTS,
        "title": "荷馨苑楼道照明改造",
        "area": town.compound.code,
        "category": "facility",
        "kind": "works",
        "support_asked": "full",
        "implementer": town.implementer.pk,
        "lines": lines,
        "sources": sources,
    }
