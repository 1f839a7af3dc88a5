"""A demand is never deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION project_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '登记过的项目和需求只能撤回或办结，不能删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER demand_no_delete BEFORE DELETE ON projects_demand
    FOR EACH ROW EXECUTE FUNCTION project_refuse_delete();
"""
BACK = """
DROP TRIGGER demand_no_delete ON projects_demand;
DROP FUNCTION project_refuse_delete();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
