"""The indexes of funds: one for each query that pages run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0002_book_guards"),
        ("governance", "0006_search_function"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["fund", "booked_on", "id"], name="entry_of_fund"),
        ),
        migrations.AddIndex(
            model_name="foundation",
            index=models.Index(fields=["area", "status"], name="foundation_of_area"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["area", "-id"], name="donation_of_area"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["fund", "status", "-id"], name="donation_of_fund"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["received_on", "id"], name="donation_by_day"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["-created_at", "-id"], name="donation_newest"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["area", "status"], name="grant_of_area"),
        ),
    ]
