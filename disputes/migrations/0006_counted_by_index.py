"""Lists of cases are counted from an index: it holds what they are filtered by."""

from django.db import migrations, models

INDEXES = (  # name, columns in order, columns beside
    ("case_listed", ("-listed_on", "-id"), ("status",)),
    ("case_of_place", ("area_path", "-listed_on", "-id"), ("status", "kind")),
    ("case_of_kind", ("kind", "-listed_on", "-id"), ("status",)),
)


class Migration(migrations.Migration):
    dependencies = [("disputes", "0005_case_number_series")]
    operations = [
        operation
        for name, fields, include in INDEXES
        for operation in (
            migrations.RemoveIndex("mediationcase", name),
            migrations.AddIndex("mediationcase", models.Index(fields=fields, include=include, name=name)),
        )
    ]
