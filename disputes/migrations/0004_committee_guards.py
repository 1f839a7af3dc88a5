"""A mediation committee stands at the level of the tree that its own level names."""

import json

from django.db import migrations

# See guard_level of the areas.
COMMITTEES = {
    "district": ["区级调委会只设在区，请改选区域", "district"],
    "street": ["镇街调委会只设在镇街，请改选区域", "street"],
    "community": ["社区（村）调委会只设在社区（村），请改选区域", "community"],
    "special": ["行业性、专业性调委会只设在区或镇街，请改选区域", "district", "street"],
}
LEVEL = f"""
CREATE TRIGGER committee_level_fits BEFORE INSERT OR UPDATE OF level, area_id ON disputes_mediationcommittee
    FOR EACH ROW EXECUTE FUNCTION guard_level('level', '{json.dumps(COMMITTEES)}');
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_case_tallies"), ("governance", "0003_area_guards")]
    operations = [migrations.RunSQL(LEVEL, "DROP TRIGGER committee_level_fits ON disputes_mediationcommittee")]
