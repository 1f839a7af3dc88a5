"""A Party branch has one secretary at a time; where an installation has two in office, one of them has to leave first."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

DOUBLES = """
DO $$
DECLARE
    found text;
BEGIN
    SELECT string_agg(DISTINCT format('%s（%s）', area.name, area.code), '、') INTO found
      FROM governance_appointment one
      JOIN governance_appointment other
        ON other.area_id = one.area_id AND other.role = one.role AND other.id > one.id AND other.status = 'active'
       AND daterange(other.starts_on, other.ends_on, '[]') && daterange(one.starts_on, one.ends_on, '[]')
      JOIN governance_area area ON area.id = one.area_id
     WHERE one.status = 'active' AND one.role = 'branch_secretary';
    IF found IS NOT NULL THEN
        RAISE EXCEPTION '以下区域同时有两名在任的小区党支部书记：%。请先在原版本中为其中一名办理离任，再升级', found;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0028_leave_and_own_shares")]
    operations = [
        migrations.RunSQL(DOUBLES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("role__in", ("branch_secretary",)), ("status", "active")),
                expressions=[
                    ("area", "="),
                    ("role", "="),
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="appointment_one_at_a_time",
                violation_error_message="此处这一岗位只设一名，与现任的任期重叠；请先为现任办理离任",
            ),
        ),
    ]
