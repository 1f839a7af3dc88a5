"""Each kind of paper has every field of its table in a real row, and a template prints it."""

import pytest

from governance.conferences.actions.sittings import print_minutes
from governance.deliberations.actions.notice import as_announced, notice_words
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Event
from governance.kernel.papers import kinds
from tests.factories import disputes, supervisions
from tests.factories.base import user_with
from tests.factories.conferences import make_sealed_sitting
from tests.factories.town import make_town, submitted

from .made import used, words_of

pytestmark = pytest.mark.django_db


def of_project(code):
    """Context of the application, or of the deliberation on which it rests."""
    town = make_town()
    project = submitted(town)
    if code == "micro_project_application":
        return {"project": project, "reader": town.secretary}
    if code != "deliberation_notice":
        return {"deliberation": project.deliberation}
    posted = as_announced(project.deliberation)
    return {"deliberation": posted, "notice_period": notice_words(posted)}


def of_conference(code):
    _, room, _ = make_sealed_sitting()
    return {"conference": room.conference}


def of_case(code):
    rules.load_rules()
    return {"case": disputes.agreed(disputes.make_room())}


def of_supervision(code):
    with clock.travel(supervisions.TODAY):
        return {"supervision": supervisions.urged(supervisions.furnish())}


ROWS = {"conference_minutes": of_conference, "mediation_agreement": of_case, "supervision": of_supervision}


@pytest.mark.parametrize("code", sorted(kinds.KINDS))
def test_a_row_has_every_field_of_its_kind(code):
    kind = kinds.KINDS[code]
    values = kind.values_of(ROWS.get(code, of_project)(code))
    assert set(values) == set(kind.shape())
    for name, columns in kind.shape().items():
        assert isinstance(values[name], list) is bool(columns)
        if columns:
            assert all(set(row) == set(columns) for row in values[name])
    assert any(values.values())


def test_minutes_are_printed_by_the_template_and_those_printed_before_stay_told():
    place, room, _ = make_sealed_sitting()
    place.office, place.office2 = room.office, user_with("district_office", place.district, "office2")
    before = print_minutes(room.conference, actor=room.office)
    used(
        place,
        "{{ masthead }} {{ number }} 签发 {{ signed_by }}",
        "{{ body }}",
        "{% if guests %}列席：{{ guests }}{% endif %}",
        "{% for item in items %}{{ item.no }}. {{ item.title }}：{{ item.decision }}{% endfor %}",
        kind="conference_minutes",
    )
    words = words_of(print_minutes(room.conference, actor=room.office))
    assert f"荷塘区基层治理联席会议纪要 〔2026〕1号 签发 {room.leader.person.name}" in words
    assert "1. 幸福里小区楼道照明与扶手改造：同意该事项，给予全额补助" in words
    assert "列席" not in words
    first, second = Event.objects.filter(kind="governance.joint_conference.print").order_by("id")
    assert (first.data["template"], second.data["template"]) == (0, 1)
    assert words_of(before).startswith("荷塘区基层治理联席会议纪要\n")
