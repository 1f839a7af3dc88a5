"""The town with the sheets of demands and of the hotline in the hands of those who keep them."""

import pytest

from governance.kernel.clock import rules
from governance.kernel.upkeep import jobs
from tests.factories.base import user_with
from tests.factories.projects import make_category, make_demand
from tests.factories.rounds import Round
from tests.factories.town import make_town

DEMANDS, HOTLINE = "/projects/demands/sheet/", "/projects/demands/hotline/sheet/"


@pytest.fixture
def sheets(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    town = make_town()
    town.category.__class__.objects.filter(pk=town.category.pk).update(examples="屋顶漏水、下水道、路灯")
    make_category(town.place.district, "environment", "环境卫生", examples="垃圾、油烟、噪声")
    town.demand = make_demand(town.branch, town.compound, town.category)
    town.way = Round(town.secretary, DEMANDS, "需求概述")
    town.street = user_with("street_admin", town.place.street)
    town.hotline = Round(town.street, HOTLINE, "工单编号")
    return town
