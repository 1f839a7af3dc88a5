"""A kind for rural townships; areas are current until they end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0010_registry"),
    ]

    operations = [
        migrations.AlterField(
            model_name="area",
            name="kind",
            field=models.CharField(
                choices=[
                    ("district", "区"),
                    ("subdistrict", "街道"),
                    ("town", "镇"),
                    ("township", "乡"),
                    ("community", "社区"),
                    ("village", "村"),
                    ("compound", "小区"),
                    ("building", "楼栋"),
                    ("stair_unit", "单元"),
                    ("household", "户"),
                ],
                max_length=12,
                verbose_name="类别",
            ),
        ),
        migrations.AlterField(
            model_name="area",
            name="status",
            field=models.CharField(
                choices=[("current", "现行"), ("ended", "已停用")],
                default="current",
                editable=False,
                max_length=8,
                verbose_name="状态",
            ),
        ),
    ]
