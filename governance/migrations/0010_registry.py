"""Members of organisations, needed posts, the state of areas, and Chinese search over both."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.pages.search


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrgMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="创建时间"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="更新时间"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("duty", models.CharField(max_length=30, verbose_name="职务")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("starts_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
            ],
            options={
                "verbose_name": "组织成员",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="PostSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=24, verbose_name="岗位")),
                ("expected", models.PositiveSmallIntegerField(default=1, verbose_name="应配人数")),
            ],
        ),
        migrations.AddField(
            model_name="area",
            name="status",
            field=models.CharField(
                choices=[("new", "新建"), ("current", "现行"), ("ended", "已停用")],
                default="new",
                editable=False,
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="search_text",
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
        migrations.AlterField(
            model_name="area",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="停用日期（最后一日）"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="area_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["term_until"], name="organisation_term"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="organisation_bigrams"
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ended"), _negated=True), ("valid_until__isnull", False), _connector="OR"
                ),
                name="area_ended_has_a_day",
                violation_error_message="停用须写明日期",
            ),
        ),
        migrations.AddField(
            model_name="orgmember",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="orgmember",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="governance.organisation",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="orgmember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="governance.person",
                verbose_name="人员",
            ),
        ),
        migrations.AddField(
            model_name="postseat",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="post_seats", to="governance.area"
            ),
        ),
        migrations.AddIndex(
            model_name="orgmember",
            index=models.Index(
                condition=models.Q(("ends_on", None)), fields=["organisation", "order"], name="member_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="orgmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("organisation", "person"),
                name="member_once",
                violation_error_message="此人已是该组织成员",
            ),
        ),
        migrations.AddConstraint(
            model_name="orgmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="member_ends_after_start",
                violation_error_message="止日不能早于起日",
            ),
        ),
        migrations.AddConstraint(
            model_name="postseat",
            constraint=models.UniqueConstraint(fields=("area", "role"), name="post_seat_once"),
        ),
    ]
