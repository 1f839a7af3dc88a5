"""The indexes of disputes: one for each query that pages run."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import governance.kernel.pages.search


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0001_tables"),
        ("governance", "0006_search_function"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mediationcommittee",
            index=models.Index(fields=["level", "id"], name="committee_level"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(fields=["-listed_on", "-id"], name="case_listed"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(fields=["area_path", "-listed_on", "-id"], name="case_of_place"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(fields=["kind", "-listed_on", "-id"], name="case_of_kind"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(fields=["mediator", "-listed_on", "-id"], name="case_of_mediator"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ("reported", "registered", "accepted", "assigned", "investigating", "mediating"))
                ),
                fields=["due_on", "id"],
                name="case_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ("reported", "registered", "accepted", "assigned", "investigating", "mediating"))
                ),
                fields=["area_path", "due_on", "id"],
                name="case_open_of_place",
            ),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["handlers"], name="case_handlers"),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="case_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="mediationcase",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="case_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("id_index", ""), _negated=True), fields=["id_index"], name="party_id_number"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("phone_index", ""), _negated=True), fields=["phone_index"], name="party_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="mediationcommittee",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="committee_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="mediationcommittee",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="committee_bigrams"
            ),
        ),
    ]
