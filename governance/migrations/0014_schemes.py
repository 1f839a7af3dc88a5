"""A scheme is in force until it ends; one version of a code at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_registry_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="orgscheme",
            name="status",
            field=models.CharField(
                choices=[("current", "施行中"), ("ended", "已停用")],
                default="current",
                editable=False,
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="orgscheme",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="停用日期（最后一日）"),
        ),
        migrations.AddConstraint(
            model_name="orgscheme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "current")),
                fields=("code",),
                name="scheme_one_in_force",
                violation_error_message="同一代码只能有一个施行中的版本",
            ),
        ),
        migrations.AlterConstraint(
            model_name="orgscheme",
            name="scheme_once",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="scheme_once", violation_error_message="同一代码在这一天已有版本"
            ),
        ),
    ]
