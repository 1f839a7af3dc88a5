"""The source of the portal, read once for all tests about it."""

import pytest
from django.conf import settings

from governance.kernel.upkeep.house.tree import Tree


@pytest.fixture(scope="session")
def tree():
    return Tree(settings.BASE_DIR)
