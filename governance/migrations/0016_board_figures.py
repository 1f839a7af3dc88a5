"""What the rates of the board came to at the end of each month: written once, never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION refuse_kept_figure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '月末指标只能追加，不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER kept_figure_append_only BEFORE UPDATE OR DELETE ON governance_keptfigure
    FOR EACH ROW EXECUTE FUNCTION refuse_kept_figure();
CREATE TRIGGER awaits_block AFTER INSERT ON governance_keptfigure REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
"""
BACK = """
DROP TRIGGER awaits_block ON governance_keptfigure;
DROP TRIGGER kept_figure_append_only ON governance_keptfigure;
DROP FUNCTION refuse_kept_figure();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0015_note_guards")]
    operations = [
        migrations.CreateModel(
            name="KeptFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="指标")),
                ("month", models.DateField(verbose_name="月份")),
                ("numerator", models.PositiveBigIntegerField(verbose_name="分子")),
                ("denominator", models.PositiveBigIntegerField(verbose_name="分母")),
                (
                    "by_day",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="逐日分子",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "月末指标",
                "constraints": [models.UniqueConstraint(fields=("month", "area", "code"), name="kept_figure_once")],
            },
        ),
        migrations.RunSQL(KEEP, BACK),
    ]
