"""A case keeps which committee's series its number belongs to, also where another committee takes it over."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE disputes_mediationcase SET numbered_by_id = committee_id WHERE number <> '' AND station_id IS NULL;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0004_committee_guards")]
    operations = [
        migrations.AddField(
            model_name="mediationcase",
            name="numbered_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.mediationcommittee",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number", ""), ("station__isnull", False), ("numbered_by__isnull", False), _connector="OR"
                ),
                name="case_number_has_its_series",
                violation_error_message="案号须记明由哪个调委会编列",
            ),
        ),
    ]
