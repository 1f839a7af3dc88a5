"""Notices to communities about what their register lacks: one open line for a gap."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.models.addresses


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0020_conference_votes"),
    ]

    operations = [
        migrations.CreateModel(
            name="GapNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
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
                ("told_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="告知日期")),
                ("told_to", models.CharField(blank=True, max_length=200, verbose_name="告知对象")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("status", models.CharField(default="told", editable=False, max_length=10, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "台账补正通知",
            },
            bases=(governance.kernel.models.addresses.Addressed, models.Model),
        ),
        migrations.CreateModel(
            name="GapLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vacancy", "缺岗"),
                            ("term", "岗位任期将满"),
                            ("body", "组织任期将满"),
                            ("phone", "缺电话"),
                            ("stale", "台账久未更新"),
                        ],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="内容")),
                ("told_at", models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="告知时间")),
                ("times", models.PositiveSmallIntegerField(default=1, verbose_name="告知次数")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销项日期")),
                ("is_mended", models.BooleanField(default=False, verbose_name="已补齐")),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="地点",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.appointment",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.postseat",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="告知人",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="governance.gapnotice",
                        verbose_name="通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账缺口",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="gapnotice",
            index=models.Index(fields=["-told_on", "-id"], name="gap_notice_newest"),
        ),
        migrations.AddIndex(
            model_name="gapnotice",
            index=models.Index(fields=["area", "-told_on"], name="gap_notice_of_area"),
        ),
        migrations.AddConstraint(
            model_name="gapline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None)), fields=("kind", "seat"), name="gap_once_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="gapline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None)), fields=("kind", "post"), name="gap_once_post"
            ),
        ),
        migrations.AddConstraint(
            model_name="gapline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None)), fields=("kind", "body"), name="gap_once_body"
            ),
        ),
        migrations.AddConstraint(
            model_name="gapline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None), ("kind", "stale")),
                fields=("kind", "place"),
                name="gap_once_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="gapline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", None), ("kind", "vacancy"), ("post", None), ("seat__isnull", False)),
                    models.Q(("body", None), ("kind__in", ("term", "phone")), ("post__isnull", False), ("seat", None)),
                    models.Q(("body__isnull", False), ("kind", "body"), ("post", None), ("seat", None)),
                    models.Q(("body", None), ("kind", "stale"), ("post", None), ("seat", None)),
                    _connector="OR",
                ),
                name="gap_line_names_its_row",
                violation_error_message="台账缺口须指明是哪个岗位、任职、组织或小区",
            ),
        ),
    ]
