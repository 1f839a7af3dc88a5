"""Conferences may be planned before it is known who takes the chair; an action may have no unit yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0040_conferences"),
    ]

    operations = [
        migrations.AlterField(
            model_name="actionitem",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.organisation",
                verbose_name="责任单位",
            ),
        ),
        migrations.AlterField(
            model_name="jointconference",
            name="chair",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.person",
                verbose_name="主持人",
            ),
        ),
        migrations.AlterField(
            model_name="jointconference",
            name="recorder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.person",
                verbose_name="记录人",
            ),
        ),
    ]
