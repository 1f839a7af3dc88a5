"""The tables of projects, with what can never be true of a row."""

from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.upkeep.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("governance", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="支出项")),
                ("spec", models.CharField(blank=True, max_length=60, verbose_name="规格")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="数量")),
                ("unit", models.CharField(max_length=10, verbose_name="单位")),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="单价")),
                (
                    "amount",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(
                                models.F("quantity"), "*", models.F("unit_price")
                            ),
                            precision=2,
                        ),
                        output_field=models.DecimalField(decimal_places=2, max_digits=16, verbose_name="小计"),
                    ),
                ),
                ("quote_basis", models.CharField(blank=True, max_length=60, verbose_name="询价依据")),
            ],
            options={
                "verbose_name": "预算明细",
                "ordering": ["project", "no"],
            },
        ),
        migrations.CreateModel(
            name="DemandCategory",
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
                ("code", models.SlugField(max_length=20, verbose_name="代码")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("examples", models.CharField(blank=True, max_length=200, verbose_name="常见情形")),
                ("desk", models.CharField(blank=True, max_length=60, verbose_name="默认承办")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("compound", "小区"),
                            ("community", "社区（村）"),
                            ("street", "镇街"),
                            ("dept", "区直部门"),
                        ],
                        default="community",
                        max_length=12,
                        verbose_name="默认办理层级",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("valid_from", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="启用日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="停用日期（最后一日）")),
                ("merged_into", models.CharField(blank=True, max_length=20, verbose_name="并入类别代码")),
                ("status", models.CharField(default="in_force", editable=False, max_length=8, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="适用区域",
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
                "verbose_name": "需求类别",
                "ordering": ["order", "code", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="MicroProject",
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
                ("number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=60, verbose_name="项目名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("works", "工程类"), ("service", "服务类")],
                        default="works",
                        max_length=8,
                        verbose_name="项目类型",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="建设（服务）地点")),
                (
                    "common_parts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "不涉及业主共有部分"),
                            ("upkeep", "维修养护共有部分，不改变用途"),
                            ("alter", "改变共有部分用途，或改建、增设附属设施（充电棚、停车位等）"),
                            ("business", "利用共有部分从事经营（广告、出租等）"),
                        ],
                        max_length=8,
                        verbose_name="是否涉及业主共有部分",
                    ),
                ),
                (
                    "common_parts_told",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="文字所指的共有部分"),
                ),
                (
                    "common_parts_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="经核实不属于所指情形的理由"),
                ),
                ("need", models.TextField(blank=True, max_length=500, verbose_name="居民需求")),
                ("content", models.TextField(blank=True, max_length=1000, verbose_name="建设（服务）内容")),
                ("household_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="受益户数")),
                ("people_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="受益人数")),
                ("planned_from", models.DateField(blank=True, null=True, verbose_name="计划开工")),
                ("planned_until", models.DateField(blank=True, null=True, verbose_name="计划完工")),
                ("maintenance", models.CharField(blank=True, max_length=200, verbose_name="后续管护责任")),
                (
                    "no_repeat_statement",
                    models.CharField(blank=True, max_length=300, verbose_name="不属重复建设的说明"),
                ),
                ("conflict_statement", models.CharField(blank=True, max_length=200, verbose_name="利益关系说明")),
                ("over_cap_reason", models.CharField(blank=True, max_length=300, verbose_name="超上限理由")),
                (
                    "support_asked",
                    models.CharField(
                        choices=[
                            ("full", "全额补助"),
                            ("match", "配套补助"),
                            ("award", "以奖代补"),
                            ("in_kind", "物资支持"),
                            ("fund", "社区基金支持"),
                            ("refer", "转职能部门办理"),
                            ("self", "居民自筹"),
                        ],
                        default="full",
                        max_length=8,
                        verbose_name="申请支持类别",
                    ),
                ),
                (
                    "total_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=14,
                        verbose_name="预算合计（元）",
                    ),
                ),
                (
                    "fiscal_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=14,
                        verbose_name="申请财政（元）",
                    ),
                ),
                (
                    "fund_amount",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0.00"),
                        editable=False,
                        max_digits=14,
                        verbose_name="申请社区基金（元）",
                    ),
                ),
                (
                    "motion_no",
                    models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="表决事项序号"),
                ),
                ("voted", models.JSONField(blank=True, editable=False, null=True)),
                ("resolved_on", models.DateField(blank=True, editable=False, null=True, verbose_name="议定日期")),
                ("submitted_on", models.DateField(blank=True, editable=False, null=True, verbose_name="申报日期")),
                (
                    "over_cap_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="已批准的超上限金额（元）",
                    ),
                ),
                (
                    "support_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "全额补助"),
                            ("match", "配套补助"),
                            ("award", "以奖代补"),
                            ("in_kind", "物资支持"),
                            ("fund", "社区基金支持"),
                            ("refer", "转职能部门办理"),
                            ("self", "居民自筹"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="核定支持类别",
                    ),
                ),
                (
                    "approved_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="批准财政金额（元）",
                    ),
                ),
                ("approved_on", models.DateField(blank=True, editable=False, null=True, verbose_name="立项日期")),
                ("conditions", models.TextField(blank=True, editable=False, verbose_name="立项条件")),
                ("status", models.CharField(default="draft", editable=False, max_length=16, verbose_name="状态")),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="micro_projects",
                        to="governance.agendaitem",
                        verbose_name="会议议题",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申报人",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="micro_projects",
                        to="governance.area",
                        verbose_name="小区",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.demandcategory",
                        verbose_name="需求类别",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="初审人",
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
                (
                    "deliberation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="micro_projects",
                        to="governance.deliberation",
                        verbose_name="民主议事",
                    ),
                ),
                (
                    "implementer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.organisation",
                        verbose_name="实施单位",
                    ),
                ),
                (
                    "over_cap_approved_by",
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
                "verbose_name": "微项目",
            },
        ),
        migrations.CreateModel(
            name="FundingSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fiscal", "财政"),
                            ("fund", "社区基金"),
                            ("charity", "慈善捐赠"),
                            ("market", "市场资金"),
                            ("resident", "居民筹资"),
                            ("labour", "筹工折价"),
                            ("public_revenue", "公共收益"),
                        ],
                        max_length=16,
                        verbose_name="资金来源",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="projects.budgetline",
                        verbose_name="支出项",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="projects.microproject"
                    ),
                ),
            ],
            options={
                "verbose_name": "资金来源",
                "ordering": ["project", "no"],
            },
        ),
        migrations.AddField(
            model_name="budgetline",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="projects.microproject"
            ),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("fiscal", "财政"),
                            ("fund", "社区基金"),
                            ("charity", "慈善捐赠"),
                            ("market", "市场资金"),
                            ("resident", "居民筹资"),
                            ("labour", "筹工折价"),
                            ("public_revenue", "公共收益"),
                        ],
                        default="fiscal",
                        max_length=16,
                        verbose_name="资金来源",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="拨付日期")),
                ("status", models.CharField(default="planned", max_length=8, verbose_name="状态")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="projects.microproject",
                        verbose_name="微项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "拨付",
                "ordering": ["project", "paid_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supplier", models.CharField(max_length=60, verbose_name="报价单位")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="报价（元）")),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now, editable=False)),
                (
                    "attachment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.attachment",
                        verbose_name="报价单",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotes",
                        to="projects.budgetline",
                        verbose_name="支出项",
                    ),
                ),
            ],
            options={
                "verbose_name": "报价",
                "ordering": ["line", "amount", "id"],
            },
        ),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visited_on", models.DateField(verbose_name="踏勘日期")),
                ("people", models.CharField(max_length=120, verbose_name="参加人员")),
                ("finding", models.TextField(max_length=500, verbose_name="现场情况")),
                ("is_feasible", models.BooleanField(verbose_name="具备实施条件")),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="projects.microproject"
                    ),
                ),
            ],
            options={
                "verbose_name": "现场踏勘",
                "ordering": ["project", "visited_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="次数")),
                ("data", models.JSONField(verbose_name="内容")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="提交时间"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="projects.microproject"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "申报版本",
                "ordering": ["project", "no"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                ("number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="编号")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="楼栋门牌")),
                ("visited_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="走访日期")),
                ("household_count", models.PositiveIntegerField(default=1, verbose_name="走访户数")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("daily", "日常走访"),
                            ("care", "重点人群探望"),
                            ("policy", "政策宣传"),
                            ("dispute", "矛盾排查"),
                            ("safety", "安全检查"),
                            ("other", "其他"),
                        ],
                        default="daily",
                        max_length=12,
                        verbose_name="走访类型",
                    ),
                ),
                ("summary", models.TextField(max_length=500, verbose_name="走访情况")),
                ("behalf_note", models.CharField(blank=True, max_length=120, verbose_name="代录依据")),
                ("status", models.CharField(default="recorded", editable=False, max_length=12, verbose_name="状态")),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="governance.area",
                        verbose_name="走访地点",
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
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="governance.appointment",
                        verbose_name="走访人",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访",
            },
        ),
        migrations.CreateModel(
            name="Demand",
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
                ("entered_for", models.CharField(blank=True, max_length=40, verbose_name="代谁反映（陈述人）")),
                ("entered_for_note", models.CharField(blank=True, max_length=120, verbose_name="代录依据")),
                ("number", models.CharField(blank=True, editable=False, max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=60, verbose_name="需求概述")),
                ("place", models.CharField(max_length=80, verbose_name="具体地点")),
                ("content", models.TextField(max_length=1000, verbose_name="需求内容")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("visit", "走访"),
                            ("council", "议事会"),
                            ("wechat", "微信（转录）"),
                            ("hotline", "12345 转办"),
                            ("leads", "片组邻上报"),
                            ("petition", "信访"),
                            ("survey", "调查问卷"),
                        ],
                        default="visit",
                        max_length=12,
                        verbose_name="来源渠道",
                    ),
                ),
                ("household_count", models.PositiveIntegerField(default=1, verbose_name="反映户数")),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名反映")),
                (
                    "reporter_name",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="反映人"),
                ),
                (
                    "reporter_phone",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="联系电话"),
                ),
                ("reporter_masked", models.CharField(blank=True, editable=False, max_length=40, verbose_name="反映人")),
                ("phone_masked", models.CharField(blank=True, editable=False, max_length=20, verbose_name="联系电话")),
                ("phone_index", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("compound", "小区"),
                            ("community", "社区（村）"),
                            ("street", "镇街"),
                            ("dept", "区直部门"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="办理层级",
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, editable=False, null=True, verbose_name="受理日期")),
                ("assigned_on", models.DateField(blank=True, editable=False, null=True, verbose_name="交办日期")),
                ("answer_due_on", models.DateField(blank=True, editable=False, null=True, verbose_name="答复期限")),
                ("answered_on", models.DateField(blank=True, editable=False, null=True, verbose_name="答复日期")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复内容")),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("very_good", "非常满意"),
                            ("good", "满意"),
                            ("fair", "基本满意"),
                            ("bad", "不满意"),
                            ("unrated", "未评价"),
                        ],
                        max_length=12,
                        verbose_name="评价",
                    ),
                ),
                ("is_solved", models.BooleanField(blank=True, null=True, verbose_name="反映人认为已解决")),
                ("rated_on", models.DateField(blank=True, editable=False, null=True, verbose_name="评价日期")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="办结日期")),
                (
                    "reopen_count",
                    models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="重新办理次数"),
                ),
                ("status", models.CharField(default="new", editable=False, max_length=16, verbose_name="状态")),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="governance.area",
                        verbose_name="所在区域",
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
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="projects.demand",
                        verbose_name="并入需求",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.organisation",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="projects.demandcategory",
                        verbose_name="需求类别",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="projects.microproject",
                        verbose_name="微项目",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="projects.visit",
                        verbose_name="走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "需求",
            },
        ),
        migrations.AddConstraint(
            model_name="demandcategory",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    ("area", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_until"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="demand_category_versions_do_not_overlap",
                violation_error_message="这一类别在这段时间内已有版本，请换一个代码或日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="demand_category_ends_after_it_begins",
                violation_error_message="停用日期不能早于启用日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "in_force"), ("valid_until__isnull", False), _connector="OR"),
                name="demand_category_ended_has_a_day",
                violation_error_message="停用须写明日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="micro_project_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_from", None),
                    ("planned_until", None),
                    ("planned_until__gte", models.F("planned_from")),
                    _connector="OR",
                ),
                name="micro_project_dates_in_order",
                violation_error_message="计划完工日期不能早于计划开工日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("household_count", None), ("household_count__gt", 0), _connector="OR"),
                name="micro_project_households_positive",
                violation_error_message="受益户数须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "deliberating", "resolved", "dropped", "withdrawn"]),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        ("submitted_on__isnull", False),
                        ("total_amount__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="micro_project_in_review_is_numbered",
                violation_error_message="提交申报须有编号、申报日期和大于 0 的预算",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(
                        ("approved_amount__gte", 0),
                        ("approved_amount__lte", models.F("fiscal_amount")),
                        ("approved_on__isnull", False),
                        models.Q(("support_class", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="micro_project_approved_has_amount_and_class",
                violation_error_message="立项须有支持类别和不超过申请额的批准金额",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "withdrawn"]), ("deliberation__isnull", False), _connector="OR"
                ),
                name="micro_project_deliberated_before_review",
                violation_error_message="申报前须经民主议事",
            ),
        ),
        migrations.AddConstraint(
            model_name="microproject",
            constraint=models.UniqueConstraint(
                fields=("deliberation", "motion_no"),
                name="micro_project_own_motion",
                violation_error_message="这项表决已作为另一微项目的依据，一项表决只议定一个项目",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="funding_source_is_positive",
                violation_error_message="金额须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("unit_price__gt", 0)),
                name="budget_line_is_positive",
                violation_error_message="数量和单价须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="payment_is_positive",
                violation_error_message="拨付金额须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_on", None), ("status", "planned")),
                    models.Q(("paid_on__isnull", False), ("status", "paid")),
                    _connector="OR",
                ),
                name="payment_paid_has_a_day",
                violation_error_message="已拨付的须写明拨付日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="quote_is_positive", violation_error_message="报价须大于 0"
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                fields=("line", "supplier"),
                name="quote_once_per_supplier",
                violation_error_message="这家单位已对此项报过价，三家报价须来自不同单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("project", "no"), name="version_once"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="visit_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("household_count__gte", 1)),
                name="visit_reached_a_household",
                violation_error_message="走访户数至少为 1 户",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary", ""), _negated=True),
                name="visit_says_what_was_heard",
                violation_error_message="请写明走访情况",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="demand_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", ""), _negated=True),
                name="demand_has_a_place",
                violation_error_message="请写明具体地点，例如“3 栋 2 单元门口”",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["answered", "confirmed", "closed"]), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="demand_answered_has_answer",
                violation_error_message="没有答复内容，不能答复或办结",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status", "merged"),
                        ("merged_into__isnull", False),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                    ),
                    models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="demand_merged_names_another",
                violation_error_message="合并须选择另一件需求",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "to_project"), _negated=True), ("project__isnull", False), _connector="OR"
                ),
                name="demand_to_project_has_project",
                violation_error_message="转微项目须有对应的项目",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", False), models.Q(("phone_masked", ""), ("reporter_masked", "")), _connector="OR"
                ),
                name="demand_anonymous_names_nobody",
                violation_error_message="匿名反映不登记姓名和电话",
            ),
        ),
    ]
