"""The register of foundations."""

from datetime import date

import pytest

from funds.foundations import actions as foundations
from funds.models import Foundation
from governance.kernel.steps.errors import BusinessError
from tests.factories.late import proven


def test_a_foundation_is_linked_once_and_ends(case):
    facts = {"name": "演示基金会", "area": case.district.street, "linked_on": date(2025, 3, 1)}
    foundation = foundations.link(Foundation(), actor=case.street_admin, **facts, **proven())
    with pytest.raises(BusinessError) as refusal:
        foundations.link(Foundation(), actor=case.street_admin, **facts, **proven())
    assert "已经登记" in refusal.value.message
    assert foundations.end(foundation, actor=case.street_admin, note="期满").status == "ended"
    assert Foundation.objects.visible_to(case.manager).count() == 1
