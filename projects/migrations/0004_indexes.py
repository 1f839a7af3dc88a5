"""The indexes of projects: one for each query that pages run."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import governance.kernel.pages.search


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0006_search_function"),
        ("projects", "0003_micro_project_guards"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["-created_at", "-id"], name="micro_project_newest"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["area", "-id"], name="micro_project_area"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["status", "-id"], name="micro_project_status"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(fields=["area", "category"], name="micro_project_repeat"),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=models.Index(
                condition=models.Q(("status", "approved")),
                fields=["approved_on", "id"],
                include=("area",),
                name="micro_project_approved",
            ),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="micro_project_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="microproject",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="micro_project_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="fundingsource",
            index=models.Index(fields=["project", "no"], name="funding_source_of_project"),
        ),
        migrations.AddIndex(
            model_name="fundingsource",
            index=models.Index(fields=["kind", "project"], include=("amount",), name="funding_source_by_kind"),
        ),
        migrations.AddIndex(
            model_name="budgetline",
            index=models.Index(fields=["project", "no"], name="budget_line_of_project"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["source", "status", "paid_on"], name="payment_paid"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["-visited_on", "-id"], name="visit_newest"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["area", "-visited_on"], name="visit_area"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("status", "void"), _negated=True),
                fields=["post", "visited_on"],
                name="visit_of_post",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="visit_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="visit_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["-created_at", "-id"], name="demand_newest"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["area", "-id"], name="demand_area"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["status", "-id"], name="demand_status"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["category", "-id"], name="demand_category"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["accepted_on", "id"], name="demand_accepted"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["answer_due_on", "id"], name="demand_answer_due"),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(
                condition=models.Q(("status", "answered")), fields=["answered_on"], name="demand_waits_for_rating"
            ),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="demand_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="demand_bigrams"
            ),
        ),
    ]
