"""The tables of governance, and of the kernel, which it hosts, with what can never be true of a row."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.models.addresses
import governance.kernel.upkeep.crypto
import governance.roles


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "这个账号已经有人使用"},
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-zA-Z][a-zA-Z0-9_.-]{2,}$", "账号以字母开头，只用字母、数字和 _ . -，至少 3 位"
                            )
                        ],
                        verbose_name="账号",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("status", models.CharField(default="active", editable=False, max_length=8, verbose_name="状态")),
                ("must_change_password", models.BooleanField(default=True, verbose_name="首次登录须改密码")),
                ("password_changed_at", models.DateTimeField(blank=True, null=True)),
                ("session_epoch", models.PositiveIntegerField(default=0, editable=False)),
                ("calendar_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "reset_by",
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
                    "switch_by",
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
                    "factor_by",
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
                    "link_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示账号")),
            ],
            options={
                "verbose_name": "账号",
            },
        ),
        migrations.CreateModel(
            name="ChainBlock",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ChainNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=63)),
                ("row", models.CharField(max_length=80)),
                ("writer", models.CharField(max_length=63)),
                ("process", models.IntegerField()),
                ("nonce", models.CharField(max_length=40)),
                ("mac", models.CharField(max_length=64)),
                ("xact", models.BigIntegerField()),
                ("was", models.CharField(max_length=32)),
                ("becomes", models.CharField(max_length=32)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ChainPending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=63)),
                ("writer", models.CharField(max_length=63)),
                ("process", models.IntegerField()),
                ("nonce", models.CharField(max_length=40)),
                ("mac", models.CharField(max_length=64)),
                ("xact", models.BigIntegerField()),
                ("was", models.CharField(max_length=32)),
                ("becomes", models.CharField(max_length=32)),
                ("row", models.BigIntegerField()),
                ("noted_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("name", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Force",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="GuardRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("key", models.CharField(max_length=8)),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                ("series", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WorkDay",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("is_workday", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="暂定")),
            ],
            options={
                "verbose_name": "工作日历",
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="Area",
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
                ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("official_name", models.CharField(blank=True, max_length=80, verbose_name="法定名称")),
                (
                    "aliases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="别名",
                    ),
                ),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("district", "区"),
                            ("street", "镇街"),
                            ("community", "社区（村）"),
                            ("compound", "小区"),
                            ("building", "楼栋"),
                            ("stair_unit", "单元"),
                            ("household", "户"),
                        ],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                ("path", models.CharField(db_collation="C", max_length=200, unique=True)),
                ("depth", models.PositiveSmallIntegerField(editable=False)),
                ("order", models.PositiveIntegerField(default=0, verbose_name="排序")),
                ("household_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="户数")),
                ("status", models.CharField(default="current", editable=False, max_length=8, verbose_name="状态")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="停用日期（最后一日）")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                    ),
                ),
                (
                    "compound",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="governance.area",
                        verbose_name="上级",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                    ),
                ),
                (
                    "succeeded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="governance.area",
                        verbose_name="并入",
                    ),
                ),
            ],
            options={
                "verbose_name": "区域",
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
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
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("title", models.CharField(max_length=60, verbose_name="议题")),
                ("proposer", models.CharField(max_length=60, verbose_name="提请单位")),
                ("source_type", models.CharField(blank=True, max_length=60)),
                ("source_id", models.BigIntegerField(blank=True, null=True)),
                ("source_url", governance.kernel.models.addresses.AddressField(blank=True, max_length=200)),
                ("summary", models.TextField(blank=True, verbose_name="情况说明")),
                (
                    "requested_amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="申请财政（元）"
                    ),
                ),
                (
                    "fund_request",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="申请社区基金（元）"
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False, verbose_name="临时增加")),
                ("urgent_reason", models.CharField(blank=True, max_length=200, verbose_name="临时增加理由")),
                ("by_consensus", models.BooleanField(default=False, verbose_name="协商一致")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approve", "同意"),
                            ("approve_with_conditions", "附条件同意"),
                            ("defer", "缓议"),
                            ("reject", "不同意"),
                            ("refer", "转办"),
                        ],
                        max_length=24,
                        verbose_name="会议结论",
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
                        max_length=8,
                        verbose_name="支持类别",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="核定财政金额（元）"
                    ),
                ),
                ("conditions", models.TextField(blank=True, verbose_name="条件与要求")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("status", models.CharField(default="listed", editable=False, max_length=8, verbose_name="状态")),
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
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="governance.agendaitem",
                    ),
                ),
                (
                    "urgent_approved_by",
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
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "议题",
                "ordering": ["conference", "no"],
            },
        ),
        migrations.CreateModel(
            name="AreaName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("official_name", models.CharField(blank=True, max_length=80, verbose_name="法定名称")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="止")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="原因")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="governance.area"
                    ),
                ),
            ],
            options={
                "ordering": ["area", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("name", models.CharField(max_length=160, verbose_name="文件名")),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                ("content_type", models.CharField(max_length=100, verbose_name="格式")),
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="指纹")),
                ("path", models.CharField(max_length=120, unique=True)),
                ("small_path", models.CharField(blank=True, max_length=120)),
                ("small_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="上传时间"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Budget",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="额度（元）")),
                ("document", models.CharField(blank=True, max_length=60, verbose_name="依据文号")),
                ("status", models.CharField(default="set", editable=False, max_length=8, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="区域",
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
                "verbose_name": "年度额度",
            },
        ),
        migrations.CreateModel(
            name="Compound",
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
                ("build_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="建成年份")),
                ("is_old", models.BooleanField(default=False, verbose_name="老旧小区")),
                ("has_property_company", models.BooleanField(default=False, verbose_name="有物业企业")),
                ("origin_unit", models.CharField(blank=True, max_length=60, verbose_name="原厂矿单位")),
                ("usage", models.CharField(blank=True, default="住宅", max_length=20, verbose_name="用途")),
                ("resident_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="居民人数")),
                ("party_member_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="党员人数")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="profile", to="governance.area"
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
                "verbose_name": "小区",
            },
        ),
        migrations.CreateModel(
            name="ConferenceMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_chair", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("signed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="签到")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("occurrence", models.PositiveIntegerField(default=1)),
                ("rule", models.CharField(blank=True, max_length=60, verbose_name="期限规则")),
                ("title", models.CharField(max_length=120, verbose_name="事项")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="编号")),
                ("task", models.CharField(max_length=40, verbose_name="环节")),
                ("url", governance.kernel.models.addresses.AddressField(max_length=200)),
                ("permission", models.CharField(max_length=60)),
                ("opened_on", models.DateField(verbose_name="开始")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("counted_on", models.DateField(blank=True, null=True)),
                ("day_column", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("stopped_on", models.DateField(blank=True, null=True, verbose_name="暂停计时")),
                ("rung", models.SmallIntegerField(blank=True, null=True)),
                ("next_rung_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "late_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "未说明"),
                            ("others", "等待其他单位或当事人"),
                            ("complex", "情况复杂，须多次办理"),
                            ("papers", "材料不齐"),
                            ("hands", "人手不足或人员变动"),
                            ("force", "节假日、天气等客观原因"),
                            ("neglect", "未及时办理"),
                        ],
                        db_default="",
                        default="",
                        max_length=8,
                        verbose_name="逾期原因",
                    ),
                ),
                (
                    "late_reason",
                    models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="逾期说明"),
                ),
                ("followed_n", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="督办次数")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="辖区",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="办理层级",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理期限",
            },
        ),
        migrations.CreateModel(
            name="Deliberation",
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
                ("title", models.CharField(max_length=60, verbose_name="议题")),
                ("body", models.CharField(max_length=24, verbose_name="议事主体")),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("project", "微项目（不改变、不经营共有部分）"),
                            ("general", "一般事项"),
                            ("money", "资金使用"),
                            ("community_affairs", "社区（村）公共事务"),
                            ("election", "推选（楼栋长、议事会成员等）"),
                            ("party_election", "党内选举"),
                            ("owners_rules", "制定或修改业主大会议事规则"),
                            ("covenant", "制定或修改管理规约"),
                            ("owners_committee", "选举或更换业主委员会"),
                            ("company", "选聘或解聘物业服务企业"),
                            ("fee_plan", "物业费标准和调整方案"),
                            ("common_income", "公共收益分配和使用"),
                            ("committee_expenses", "业主委员会工作经费"),
                            ("repair_fund_use", "使用维修资金"),
                            ("emergency_repair", "紧急维修使用维修资金"),
                            ("repair_fund_raise", "筹集维修资金"),
                            ("rebuild", "改建、重建建筑物及其附属设施"),
                            ("common_parts", "改变共有部分用途或利用共有部分经营"),
                            ("business_use", "住宅改为经营性用房"),
                        ],
                        max_length=20,
                        verbose_name="事项类别",
                    ),
                ),
                ("building", models.CharField(blank=True, max_length=40, verbose_name="所在楼栋")),
                (
                    "method",
                    models.CharField(
                        choices=[("meeting", "会议"), ("written", "书面征求意见")],
                        default="meeting",
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("notice_on", models.DateField(verbose_name="通知张贴日期")),
                ("held_on", models.DateField(verbose_name="召开日期")),
                ("held_time", models.TimeField(blank=True, null=True, verbose_name="时间")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                ("chair", models.CharField(blank=True, max_length=40, verbose_name="主持人")),
                ("clerk", models.CharField(blank=True, max_length=40, verbose_name="记录人")),
                ("agenda", models.TextField(blank=True, verbose_name="议程")),
                ("announced", models.JSONField(blank=True, editable=False, null=True, verbose_name="通知所载")),
                ("entitled", models.PositiveIntegerField(blank=True, null=True, verbose_name="应到")),
                ("present", models.PositiveIntegerField(blank=True, null=True, verbose_name="实到")),
                (
                    "entitled_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="应到专有面积（㎡）"
                    ),
                ),
                (
                    "present_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="实到专有面积（㎡）"
                    ),
                ),
                (
                    "convener",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("committee", "居（村）民委员会召集"),
                            ("members", "居民（村民）或者户的代表提议召集"),
                            ("delegates", "居民（村民）代表提议召集"),
                        ],
                        max_length=10,
                        verbose_name="召集方式",
                    ),
                ),
                ("proposers", models.PositiveIntegerField(blank=True, null=True, verbose_name="提议人数")),
                ("party_studied_on", models.DateField(blank=True, null=True, verbose_name="党组织研究讨论日期")),
                (
                    "short_notice_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="提前不足规定日数的特殊情况"),
                ),
                (
                    "matter_told",
                    models.CharField(blank=True, editable=False, max_length=400, verbose_name="文字所指的事项"),
                ),
                (
                    "matter_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="经核实不属于所指事项的理由"),
                ),
                (
                    "owners_matters",
                    models.CharField(
                        blank=True,
                        choices=[("none", "已逐项核对，均不涉及"), ("some", "涉及")],
                        max_length=4,
                        verbose_name="是否涉及须由业主共同决定的重大事项",
                    ),
                ),
                (
                    "count_by",
                    models.CharField(
                        blank=True,
                        choices=[("households", "户的代表"), ("adults", "年满十八周岁的人")],
                        max_length=10,
                        verbose_name="计算口径",
                    ),
                ),
                (
                    "roll_heads",
                    models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="名册应到"),
                ),
                (
                    "roll_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="名册专有面积（㎡）",
                    ),
                ),
                (
                    "roll_text",
                    models.CharField(blank=True, editable=False, max_length=400, verbose_name="应到依据"),
                ),
                (
                    "deviation_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="与名册不一致的原因"),
                ),
                ("minutes", models.TextField(blank=True, verbose_name="议事记录")),
                ("dissent", models.TextField(blank=True, verbose_name="主要不同意见及答复")),
                ("is_quorate", models.BooleanField(editable=False, null=True)),
                ("passed", models.BooleanField(editable=False, null=True)),
                ("rule", models.JSONField(blank=True, editable=False, null=True)),
                ("rule_text", models.CharField(blank=True, editable=False, max_length=400)),
                ("publicised_on", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                ("publicity_until", models.DateField(blank=True, editable=False, null=True, verbose_name="公示截止")),
                (
                    "publicity_entered_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="公示登记日期"),
                ),
                ("publicity_place", models.CharField(blank=True, max_length=60, verbose_name="公示地点")),
                ("stopped_on", models.DateField(blank=True, editable=False, null=True, verbose_name="暂停计算")),
                (
                    "paused_days",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False, verbose_name="异议处理天数"
                    ),
                ),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("status", models.CharField(default="called", editable=False, max_length=12, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliberations",
                        to="governance.area",
                        verbose_name="小区",
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
                "verbose_name": "民主议事",
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voter", models.CharField(max_length=40, verbose_name="户号（席位）")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                ("owner", models.CharField(blank=True, max_length=40, verbose_name="买受人")),
                ("is_unsold", models.BooleanField(default=False, verbose_name="建设单位未售或未交付")),
                ("head", models.CharField(max_length=60, verbose_name="计票人")),
                (
                    "exclusive_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="专有面积（㎡）"
                    ),
                ),
                ("by_proxy", models.CharField(blank=True, max_length=40, verbose_name="受托人")),
                (
                    "choice",
                    models.CharField(
                        choices=[("yes", "同意"), ("no", "反对"), ("abstain", "弃权"), ("absent", "未到")],
                        max_length=8,
                        verbose_name="表决",
                    ),
                ),
                (
                    "more_choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("yes", "同意"), ("no", "反对"), ("abstain", "弃权"), ("absent", "未到")],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "deliberation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="governance.deliberation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent", models.CharField(max_length=40, verbose_name="受托人")),
                ("units", models.PositiveIntegerField(verbose_name="代理户数")),
                ("has_letter", models.BooleanField(verbose_name="有书面委托书")),
                ("has_agent_id", models.BooleanField(verbose_name="有受托人身份证件")),
                ("has_owner_id", models.BooleanField(verbose_name="有委托人身份证件")),
                (
                    "deliberation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="governance.deliberation",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", governance.kernel.models.addresses.AddressField(max_length=300)),
                ("title", models.CharField(max_length=60, verbose_name="表单")),
                ("is_new", models.BooleanField(default=False, verbose_name="新建")),
                ("data", governance.kernel.upkeep.crypto.EncryptedTextField()),
                ("saved_at", models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="保存时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecentChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("keys", models.JSONField(default=list)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="recent_choice_once_per_kind")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80, verbose_name="事项")),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("actor_name", models.CharField(blank=True, max_length=80, verbose_name="经办人")),
                ("ip", models.GenericIPAddressField(null=True, verbose_name="IP 地址")),
                ("data", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="时间"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handler", models.CharField(max_length=120)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("done_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="governance.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ForceSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("expected", models.PositiveSmallIntegerField(default=1, verbose_name="应到人数")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="force_seats", to="governance.area"
                    ),
                ),
                (
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="governance.force"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=120, verbose_name="回避事由")),
                ("declared_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="governance.agendaitem",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="governance.conferencemember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="任务")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "排队中"), ("running", "进行中"), ("done", "已完成"), ("failed", "未完成")],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("params", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("errors", models.PositiveIntegerField(default=0, verbose_name="错误数")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="结果")),
                ("source", models.CharField(blank=True, max_length=120)),
                ("result", models.CharField(blank=True, max_length=120)),
                ("result_name", models.CharField(blank=True, max_length=160, verbose_name="结果文件")),
                ("source_sha256", models.CharField(blank=True, max_length=64)),
                ("result_sha256", models.CharField(blank=True, max_length=64)),
                ("code", models.CharField(blank=True, editable=False, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=governance.kernel.clock.clock.now, editable=False, verbose_name="提交时间"
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="JointConference",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("no", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("title", models.CharField(max_length=60, verbose_name="会议名称")),
                ("held_on", models.DateField(verbose_name="会议日期")),
                ("held_time", models.TimeField(blank=True, null=True, verbose_name="时间")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                ("guests", models.CharField(blank=True, max_length=200, verbose_name="列席")),
                ("requirements", models.TextField(blank=True, verbose_name="有关要求")),
                ("distribution", models.CharField(blank=True, max_length=200, verbose_name="分送")),
                ("minutes", models.TextField(blank=True, verbose_name="会议纪要")),
                ("minutes_no", models.CharField(blank=True, editable=False, max_length=40, verbose_name="纪要文号")),
                ("held_at", models.DateTimeField(editable=False, null=True)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                ("issued_at", models.DateTimeField(editable=False, null=True)),
                ("sealed_text", models.TextField(blank=True, editable=False)),
                ("previous_seal", models.CharField(blank=True, editable=False, max_length=64)),
                ("seal", models.CharField(blank=True, editable=False, max_length=64)),
                ("status", models.CharField(default="planned", editable=False, max_length=16, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conferences",
                        to="governance.area",
                        verbose_name="区域",
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
                "verbose_name": "联席会议",
            },
        ),
        migrations.AddField(
            model_name="conferencemember",
            name="conference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="governance.jointconference"
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="conference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="governance.jointconference"
            ),
        ),
        migrations.CreateModel(
            name="Motion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=200, verbose_name="表决事项")),
                ("yes", models.PositiveIntegerField(blank=True, null=True, verbose_name="同意")),
                ("no_votes", models.PositiveIntegerField(blank=True, null=True, verbose_name="反对")),
                ("abstain", models.PositiveIntegerField(blank=True, null=True, verbose_name="弃权")),
                (
                    "yes_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="同意面积"
                    ),
                ),
                (
                    "no_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="反对面积"
                    ),
                ),
                (
                    "abstain_area",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="弃权面积"
                    ),
                ),
                ("passed", models.BooleanField(editable=False, null=True)),
                ("formula", models.CharField(blank=True, editable=False, max_length=800)),
                (
                    "deliberation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="motions",
                        to="governance.deliberation",
                    ),
                ),
            ],
            options={
                "ordering": ["deliberation", "no"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="编号")),
                ("url", governance.kernel.models.addresses.AddressField(blank=True, max_length=200)),
                ("level", models.CharField(default="info", max_length=8)),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "pace",
                    models.CharField(
                        choices=[
                            ("at_once", "随时发送"),
                            ("working", "工作时间发送"),
                            ("daily", "每个工作日汇总一次"),
                        ],
                        db_default="working",
                        default="working",
                        max_length=8,
                    ),
                ),
                ("mail_wanted", models.BooleanField(default=False)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0)),
                ("mail_next_try_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒消息",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=16)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dispatches", to="governance.notice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
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
                ("raised_by", models.CharField(max_length=40, verbose_name="异议人")),
                ("raised_on", models.DateField(verbose_name="提出日期")),
                ("text", models.TextField(verbose_name="异议内容")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("status", models.CharField(default="open", editable=False, max_length=12, verbose_name="状态")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="governance.deliberation",
                    ),
                ),
            ],
            options={
                "verbose_name": "异议",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("branch", "小区党支部"),
                            ("self_gov_committee", "小区自治委员会"),
                            ("owners_committee", "业主委员会"),
                            ("property_company", "物业服务企业"),
                            ("grid", "网格"),
                            ("leads", "片组邻队伍"),
                            ("volunteer_team", "志愿者队伍"),
                            ("social_org", "社会组织"),
                            ("resident_unit", "驻区单位"),
                            ("unit", "部门（单位）"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "branch_kind",
                    models.CharField(
                        blank=True,
                        choices=[("single", "单建"), ("joint", "联建"), ("functional", "功能型")],
                        max_length=12,
                        verbose_name="设置方式",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("member_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="成员数")),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="成立日期")),
                ("term_until", models.DateField(blank=True, null=True, verbose_name="任期至")),
                ("document", models.CharField(blank=True, max_length=60, verbose_name="批复（备案）文号")),
                ("status", models.CharField(default="proposed", editable=False, max_length=12, verbose_name="状态")),
                ("dissolved_on", models.DateField(blank=True, editable=False, null=True, verbose_name="撤销日期")),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="governance.area",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "covers",
                    models.ManyToManyField(
                        blank=True, related_name="covered_by", to="governance.area", verbose_name="覆盖范围"
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
                "verbose_name": "组织",
            },
        ),
        migrations.AddField(
            model_name="conferencemember",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.organisation",
                verbose_name="成员单位",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="owner_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.organisation",
                verbose_name="牵头单位",
            ),
        ),
        migrations.CreateModel(
            name="ActionItem",
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
                ("text", models.CharField(max_length=200, verbose_name="任务")),
                ("due_on", models.DateField(verbose_name="完成时限")),
                ("result", models.TextField(blank=True, verbose_name="办理结果")),
                ("status", models.CharField(default="open", editable=False, max_length=8, verbose_name="状态")),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="governance.agendaitem"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="区域",
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
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "行动事项",
            },
        ),
        migrations.CreateModel(
            name="OrgScheme",
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
                ("code", models.CharField(max_length=20, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("valid_from", models.DateField(verbose_name="启用日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="停用日期（最后一日）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("status", models.CharField(default="current", editable=False, max_length=8, verbose_name="状态")),
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
                "verbose_name": "组织体系",
            },
        ),
        migrations.CreateModel(
            name="OrgSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("code", models.CharField(max_length=20, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("kinds", models.JSONField(default=list, verbose_name="可填组织类别")),
                ("is_core", models.BooleanField(default=False, verbose_name="核心")),
                ("is_required", models.BooleanField(default=True, verbose_name="必设")),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="governance.orgscheme"
                    ),
                ),
            ],
            options={
                "ordering": ["scheme", "no"],
            },
        ),
        migrations.CreateModel(
            name="OrgFill",
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
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fills", to="governance.area"
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fills",
                        to="governance.organisation",
                        verbose_name="组织",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fills",
                        to="governance.orgslot",
                        verbose_name="位置",
                    ),
                ),
            ],
            options={
                "verbose_name": "组织体系填报",
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="用途")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("hint", models.CharField(max_length=8, verbose_name="开头")),
                (
                    "resources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None, verbose_name="资源"
                    ),
                ),
                ("may_write", models.BooleanField(default=False, verbose_name="可以办理")),
                (
                    "created_at",
                    models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="新建时间"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("used_on", models.DateField(null=True, verbose_name="最近使用")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "接口密钥",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="UpkeepRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.CharField(
                        choices=[("verify", "核验"), ("backup", "备份")], max_length=8, verbose_name="事项"
                    ),
                ),
                ("parts", models.CharField(blank=True, max_length=200, verbose_name="范围")),
                ("by", models.CharField(max_length=80, verbose_name="执行者")),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                (
                    "ended_at",
                    models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="结束时间"),
                ),
                ("is_good", models.BooleanField(verbose_name="正常")),
                ("outcome", models.CharField(max_length=300, verbose_name="结果")),
            ],
            options={
                "verbose_name": "系统维护记录",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("started_at"))),
                        name="upkeep_run_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField(default=0)),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="password_link",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "设置密码的链接",
            },
        ),
        migrations.CreateModel(
            name="PasswordRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128)),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="old_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "恢复码",
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", governance.kernel.upkeep.crypto.EncryptedTextField()),
                ("last_step", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "动态验证码",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("began_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("seen_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "登录设备",
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                ("search_text", models.TextField(blank=True, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("pinyin", models.CharField(blank=True, db_index=True, editable=False, max_length=80)),
                (
                    "phone",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="手机号"),
                ),
                ("phone_index", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("phone_masked", models.CharField(blank=True, editable=False, max_length=20)),
                (
                    "id_number",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="身份证号"),
                ),
                ("id_index", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("identity_pending", models.BooleanField(default=False, editable=False)),
                (
                    "politics",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party", "中共党员"),
                            ("probationary", "中共预备党员"),
                            ("league", "共青团员"),
                            ("democratic", "民主党派"),
                            ("masses", "群众"),
                        ],
                        max_length=12,
                        verbose_name="政治面貌",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="备注")),
                (
                    "status",
                    models.CharField(default="current", editable=False, max_length=8, verbose_name="状态"),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="governance.person",
                        verbose_name="并入",
                    ),
                ),
                (
                    "merge_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.person",
                        verbose_name="拟并入",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
            ],
            options={
                "verbose_name": "人员",
            },
        ),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="governance.organisation",
                        verbose_name="组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="governance.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "组织成员",
                "ordering": ["order", "id"],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="leader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.person",
                verbose_name="负责人",
            ),
        ),
        migrations.AddField(
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
        migrations.AddField(
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
        migrations.CreateModel(
            name="ForceMember",
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
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="止")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="force_members", to="governance.area"
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
                    "force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="governance.force",
                        verbose_name="力量",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="governance.organisation",
                        verbose_name="组织",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="governance.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "六方力量成员",
            },
        ),
        migrations.CreateModel(
            name="ConferenceUnit",
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
                ("is_chair", models.BooleanField(default=False, verbose_name="召集人")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("status", models.CharField(default="active", editable=False, max_length=8, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.area"
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.organisation",
                        verbose_name="成员单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="governance.person",
                        verbose_name="代表",
                    ),
                ),
            ],
            options={
                "verbose_name": "联席会议成员单位",
                "ordering": ["area", "order"],
            },
        ),
        migrations.AddField(
            model_name="conferencemember",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="governance.person",
                verbose_name="代表",
            ),
        ),
        migrations.CreateModel(
            name="Appointment",
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
                ("search_text", models.TextField(blank=True, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("role", models.CharField(choices=governance.roles.choices, max_length=24, verbose_name="岗位")),
                ("is_building_head", models.BooleanField(default=False, verbose_name="兼楼栋长")),
                (
                    "work_phone",
                    models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="工作电话"),
                ),
                ("block", models.CharField(blank=True, max_length=60, verbose_name="负责范围")),
                ("group_no", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="组别")),
                ("household_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="联系户数")),
                (
                    "chosen_by",
                    models.CharField(
                        choices=[
                            ("appointed", "任命"),
                            ("elected", "选举"),
                            ("recommended", "推选"),
                            ("open_election", "海选"),
                            ("hired", "聘任"),
                        ],
                        default="recommended",
                        max_length=16,
                        verbose_name="产生方式",
                    ),
                ),
                ("chosen_at", models.CharField(blank=True, max_length=120, verbose_name="产生会议或选举")),
                ("starts_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="任期自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="任期至")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                ("end_reason", models.CharField(blank=True, max_length=120, verbose_name="离任原因")),
                ("status", models.CharField(default="active", editable=False, max_length=8, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
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
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="governance.area",
                        verbose_name="负责区域",
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
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="governance.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="user",
                to="governance.person",
                verbose_name="人员",
            ),
        ),
        migrations.CreateModel(
            name="PostSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=24, verbose_name="岗位")),
                ("expected", models.PositiveSmallIntegerField(default=1, verbose_name="应配人数")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="post_seats", to="governance.area"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("code", models.CharField(max_length=60, verbose_name="代码")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("limit", "办理期限"),
                            ("minimum", "最短期间"),
                            ("right", "权利期间"),
                            ("setting", "参数"),
                        ],
                        default="setting",
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("value", models.CharField(max_length=60, verbose_name="数值")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("d", "自然日"),
                            ("wd", "工作日"),
                            ("month", "个月"),
                            ("year", "年"),
                            ("minute", "分钟"),
                            ("yuan", "元"),
                            ("percent", "%"),
                            ("count", "个"),
                            ("share", "比例"),
                            ("text", "文本"),
                        ],
                        max_length=8,
                        verbose_name="单位",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("starts_at", models.CharField(blank=True, max_length=60, verbose_name="起算点")),
                ("remind", models.JSONField(blank=True, null=True, verbose_name="提前提醒（天）")),
                ("escalate", models.JSONField(blank=True, null=True, verbose_name="逾期通知")),
                (
                    "moves",
                    models.CharField(
                        choices=[("none", "不顺延"), ("holiday", "遇法定节假日顺延"), ("rest_day", "遇休息日顺延")],
                        default="holiday",
                        max_length=8,
                        verbose_name="顺延",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("duty", "法定职责"), ("right", "个人权利"), ("custom", "本区约定")],
                        default="custom",
                        max_length=8,
                        verbose_name="性质",
                    ),
                ),
                ("bound", models.CharField(blank=True, max_length=60, verbose_name="法定界限")),
                (
                    "bound_side",
                    models.CharField(
                        blank=True,
                        choices=[("least", "不低于"), ("most", "不超过"), ("exact", "不可变更")],
                        max_length=8,
                        verbose_name="界限",
                    ),
                ),
                ("is_statutory", models.BooleanField(default=False, verbose_name="法定期限")),
                ("is_repeated", models.BooleanField(default=False, verbose_name="周期性")),
                (
                    "comparison",
                    models.CharField(
                        blank=True, choices=[(">=", "不低于"), (">", "超过")], max_length=2, verbose_name="比较"
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        blank=True,
                        choices=[("all", "全体应到"), ("present", "到会（参与）")],
                        max_length=8,
                        verbose_name="基数",
                    ),
                ),
                ("counts", models.JSONField(blank=True, default=list, verbose_name="计数口径")),
                ("valid_from", models.DateField(verbose_name="施行日")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("says", models.CharField(blank=True, max_length=300, verbose_name="条文要点")),
                ("lapses", models.BooleanField(default=False, editable=False, verbose_name="到期不再延续")),
                (
                    "status",
                    models.CharField(default="published", editable=False, max_length=10, verbose_name="状态"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "withdrawal_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提请撤回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status__in", ("published", "leaving"))),
                        expressions=[
                            ("code", "="),
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_to"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                    function="DATERANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="rule_versions_do_not_overlap",
                        violation_error_message="同一规则在这段时间内已有版本，请先给旧版本填写失效日",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="rule_ends_after_it_begins",
                        violation_error_message="失效日不能早于施行日",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit", "text"),
                            models.Q(
                                ("unit__in", ["d", "wd", "month", "year", "minute", "count"]),
                                ("value__regex", "^-?[0-9]+$"),
                            ),
                            models.Q(("unit__in", ["yuan", "percent"]), ("value__regex", "^-?[0-9]+(\\.[0-9]+)?$")),
                            models.Q(("unit", "share"), ("value__regex", "^[0-9]+/[1-9][0-9]*$")),
                            _connector="OR",
                        ),
                        name="rule_value_fits_its_unit",
                        violation_error_message="数值与单位不符：天数、月数、个数填整数，金额填数字，比例填分数（如 2/3）",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit", "share"), _negated=True),
                            models.Q(
                                models.Q(("comparison", ""), _negated=True), models.Q(("base", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="rule_share_says_how_it_compares",
                        violation_error_message="比例类规则须写明“不低于”或“超过”，以及基数",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bound", ""), ("bound_side", "")),
                            models.Q(
                                models.Q(("bound", ""), _negated=True), models.Q(("bound_side", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="rule_bound_has_a_side",
                        violation_error_message="法定界限须写明是不低于、不超过还是不可变更",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nature", "right"), _negated=True),
                            models.Q(("unit__in", ("d", "wd", "month", "year")), _negated=True),
                            ("moves", "rest_day"),
                            _connector="OR",
                        ),
                        name="rule_right_ends_on_a_workday",
                        violation_error_message="个人权利的期间遇休息日顺延，不得取消",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            ("proposed_by", None),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="rule_confirmed_by_another",
                        violation_error_message="规则的新版本须由提出人以外的人确认",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by", None),
                            models.Q(("status__in", ("published", "leaving")), _negated=True),
                            models.Q(("confirmed_by", None), _negated=True),
                            _connector="OR",
                        ),
                        name="rule_proposal_stands_confirmed",
                        violation_error_message="规则的新版本未经确认，不能施行",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("code",),
                        name="rule_proposed_once",
                        violation_error_message="这条规则已有待确认的新版本，请先处理",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", governance.kernel.models.addresses.AddressField(max_length=200)),
                ("name", models.CharField(max_length=20, verbose_name="视图名称")),
                ("query", models.CharField(max_length=1000)),
                ("columns", models.CharField(blank=True, default="", max_length=400)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100)),
                ("path", governance.kernel.models.addresses.AddressField(max_length=200)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Supervision",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("no", models.PositiveIntegerField(verbose_name="序号")),
                ("number", models.CharField(max_length=40, verbose_name="督办单号")),
                (
                    "level",
                    models.CharField(
                        choices=[("district", "区级"), ("street", "街道")], max_length=8, verbose_name="层级"
                    ),
                ),
                ("was_due_on", models.DateField(verbose_name="应办结日期")),
                ("requirement", models.TextField(max_length=500, verbose_name="督办要求")),
                ("issued_at", models.DateTimeField(verbose_name="督办时间")),
                ("reply_due_on", models.DateField(verbose_name="答复期限")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="办理情况")),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="承诺办结日期")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("status", models.CharField(default="issued", editable=False, max_length=10, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
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
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="governance.deadline",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办",
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("state", models.CharField(max_length=40)),
                ("n", models.BigIntegerField(default=0)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.area"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[("yes", "同意"), ("conditional", "附条件同意"), ("no", "不同意"), ("abstain", "弃权")],
                        max_length=12,
                        verbose_name="表决",
                    ),
                ),
                ("opinion", models.CharField(blank=True, max_length=200, verbose_name="意见")),
                ("voted_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="governance.agendaitem"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="governance.conferencemember",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="deadline",
            name="counted_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", False), ("level", "district"), _connector="OR"),
                name="area_root_is_the_district",
                violation_error_message="只有区级可以没有上级",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_from", None),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="area_ends_after_it_began",
                violation_error_message="停用日期不能早于启用日期",
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
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="attachment_is_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("area", "year"),
                name="budget_once_per_year",
                violation_error_message="该区域这一年度的额度已登记，请修改原有额度",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="budget_is_positive",
                violation_error_message="额度须大于 0 元",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                fields=("object_type", "object_id", "rule", "task", "occurrence"), name="deadline_once_per_occurrence"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(("present", None), ("present__lte", models.F("entitled")), _connector="OR"),
                name="deliberation_present_within_entitled",
                violation_error_message="实到人数不能超过应到人数",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("present_area", None), ("present_area__lte", models.F("entitled_area")), _connector="OR"
                ),
                name="deliberation_area_within_entitled",
                violation_error_message="实到面积不能超过应到面积",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_on__gte", models.F("notice_on"))),
                name="deliberation_held_after_notice",
                violation_error_message="召开日期不能早于通知日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publicised_on", None),
                    models.Q(
                        ("publicised_on__gte", models.F("held_on")),
                        ("publicity_until__gte", models.F("publicised_on")),
                    ),
                    _connector="OR",
                ),
                name="deliberation_posted_after_it_was_held",
                violation_error_message="公示开始日期不能早于召开日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed", None), ("status__in", ["called", "held"])),
                    models.Q(
                        ("passed__isnull", False),
                        (
                            "status__in",
                            ["counted", "publicised", "final", "challenged", "reopened", "overturned"],
                        ),
                    ),
                    ("status", "void"),
                    _connector="OR",
                ),
                name="deliberation_result_is_computed",
                violation_error_message="议事结果由系统按票数计算，不能手工填写",
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(
                fields=("deliberation", "voter"),
                name="ballot_once_per_voter",
                violation_error_message="同一户不能重复签到",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("user", "path"), name="draft_once_per_form"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("event", "handler"), name="delivery_once_per_handler"),
        ),
        migrations.AddConstraint(
            model_name="forceseat",
            constraint=models.UniqueConstraint(fields=("area", "force"), name="force_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("item", "member"), name="interest_once"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__lte", models.F("total"))), name="job_progress_within_total"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("state__in", ["queued", "running"])),
                    models.Q(("finished_at__isnull", False), ("state__in", ["done", "failed"])),
                    _connector="OR",
                ),
                name="job_finished_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.UniqueConstraint(fields=("deliberation", "no"), name="motion_once"),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("abstain", None), ("no_votes", None), ("yes", None)),
                    models.Q(("abstain__isnull", False), ("no_votes__isnull", False), ("yes__isnull", False)),
                    _connector="OR",
                ),
                name="motion_counts_come_together",
                violation_error_message="同意、反对、弃权须一并填写",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("recipient", "key"), name="notice_once_per_fact"),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(fields=("notice", "channel"), name="dispatch_once_per_channel"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("status", "open")),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("status__in", ["answered", "retracted"]),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_answered_has_answer",
                violation_error_message="答复或撤回异议须写明内容和日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                models.F("deliberation"),
                models.F("raised_by"),
                django.db.models.functions.text.MD5("text"),
                condition=models.Q(("status", "open")),
                name="objection_once_while_open",
                violation_error_message="同一异议人的相同异议正待答复，不再重复登记",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "removed"), _negated=True),
                fields=("conference", "no"),
                name="agenda_no_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "listed"), ("source_id__isnull", False)),
                fields=("source_type", "source_id"),
                name="agenda_source_waits_once",
                violation_error_message="此事项已在一次会议的议程中",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "decided"), _negated=True),
                    models.Q(("decision", ""), _negated=True),
                    _connector="OR",
                ),
                name="agenda_decided_has_decision",
                violation_error_message="请选择会议结论",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                name="agenda_amount_not_negative",
                violation_error_message="核定金额不能为负数",
            ),
        ),
        migrations.AddConstraint(
            model_name="orgscheme",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="scheme_once", violation_error_message="同一代码在这一天已有版本"
            ),
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
        migrations.AddConstraint(
            model_name="orgslot",
            constraint=models.UniqueConstraint(fields=("scheme", "no"), name="slot_once"),
        ),
        migrations.AddConstraint(
            model_name="orgfill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("area", "slot", "organisation"),
                name="fill_once_in_force",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="id_number_by",
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
            model_name="person",
            name="merge_proposed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("phone_index", ""), _negated=True),
                    ("identity_pending", False),
                    ("status", "current"),
                ),
                fields=("name", "phone_index"),
                name="person_name_and_phone_once",
                violation_error_message="同名同手机号的人已经登记：请刷新后重新办理；仍不成功的，请核对是否同一人，是的请办理合并",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("id_index", ""), _negated=True), ("identity_pending", False)),
                fields=("id_index",),
                name="person_id_number_once",
                violation_error_message="这个身份证号已登记在另一人名下",
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
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "branch"), _negated=True),
                    models.Q(("branch_kind", ""), _negated=True),
                    _connector="OR",
                ),
                name="organisation_branch_has_its_kind",
                violation_error_message="党支部须选择设置方式（单建、联建或功能型）",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("term_until", None),
                    ("founded_on", None),
                    ("term_until__gte", models.F("founded_on")),
                    _connector="OR",
                ),
                name="organisation_term_after_founding",
                violation_error_message="任期止日不能早于成立日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "dissolved"), _negated=True),
                fields=("area", "kind", "name"),
                name="organisation_once",
                violation_error_message="该区域已有同类同名的组织",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointconference",
            constraint=models.UniqueConstraint(
                fields=("area", "year", "no"), name="conference_once", violation_error_message="该年度已有同次序的会议"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointconference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["issued", "tracking", "closed"]), _negated=True),
                    models.Q(("seal", ""), _negated=True),
                    _connector="OR",
                ),
                name="conference_issued_is_sealed",
                violation_error_message="印发的纪要须封存",
            ),
        ),
        migrations.AddConstraint(
            model_name="forcemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", True), ("person__isnull", False)),
                    models.Q(("organisation__isnull", False), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="force_member_is_person_or_organisation",
                violation_error_message="请选择一名人员或一个组织",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceunit",
            constraint=models.UniqueConstraint(
                fields=("area", "unit"),
                name="conference_unit_once",
                violation_error_message="这个单位已经是该区域联席会议的成员单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferencemember",
            constraint=models.UniqueConstraint(fields=("conference", "unit"), name="conference_member_once"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="appointment_ends_after_it_starts",
                violation_error_message="任期止日不能早于起日",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on", None), ("status", "active")),
                    models.Q(("ended_on__isnull", False), ("status", "ended")),
                    _connector="OR",
                ),
                name="appointment_ended_has_a_day",
                violation_error_message="离任须写明日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_building_head", False), ("role", "neighbour_head"), _connector="OR"),
                name="building_head_is_a_neighbour_head",
                violation_error_message="只有邻长可以兼任楼栋长",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit", None),
                    models.Q(
                        (
                            "role__in",
                            ("branch_secretary", "patch_leader", "group_leader", "neighbour_head", "volunteer_lead"),
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="appointment_unit_is_granted",
                violation_error_message="单位只随安全管理员授予的岗位，登记的岗位不属于部门",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "active")),
                fields=("person", "role", "area"),
                name="appointment_once",
                violation_error_message="此人已在该区域担任这一岗位",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="username_once",
                violation_error_message="这个账号已经有人使用，大小写不分",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("calendar_digest", ""), _negated=True),
                fields=("calendar_digest",),
                name="calendar_digest_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postseat",
            constraint=models.UniqueConstraint(fields=("area", "role"), name="post_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("user", "path", "name"), name="view_once_per_name"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="submission_once_per_key"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("issued", "answered"))),
                fields=("deadline",),
                name="supervision_open_once",
                violation_error_message="这一事项已有未办结的督办单，不必重复督办",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                fields=("year", "no"), name="supervision_number_once", violation_error_message="督办单号已使用"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "answered"), _negated=True),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="supervision_answered_has_answer",
                violation_error_message="请写明办理情况",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("status__in", ("issued", "answered"))),
                    models.Q(
                        models.Q(("status__in", ("issued", "answered")), _negated=True), ("closed_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="supervision_ended_has_a_moment",
                violation_error_message="办结或撤回须有时间",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("kind", "area", "month", "state"), name="tally_one_cell"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("item", "member"), name="vote_once"),
        ),
        migrations.CreateModel(
            name="Roll",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owners", "业主名册"),
                            ("residents", "居民户数和成年人数"),
                            ("delegates", "居民代表会议成员名册"),
                            ("villagers", "村民户数和成年人数"),
                            ("villager_delegates", "村民代表会议成员名册"),
                            ("party", "有表决权党员名册"),
                            ("council", "小区议事会成员名册"),
                            ("owners_committee", "业主委员会委员名册"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="统计截止日")),
                ("source", models.CharField(max_length=120, verbose_name="数据来源")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                ("valid_to", models.DateField(blank=True, editable=False, null=True, verbose_name="使用至")),
                (
                    "unit_count",
                    models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="专有部分（套）"),
                ),
                (
                    "head_count",
                    models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="计票人数（户）"),
                ),
                (
                    "total_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=14,
                        null=True,
                        verbose_name="专有面积合计（㎡）",
                    ),
                ),
                ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="户数")),
                ("adults", models.PositiveIntegerField(blank=True, null=True, verbose_name="年满十八周岁人数")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "change_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="变动原因"),
                ),
                (
                    "heads_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="计票人核对说明"),
                ),
                ("status", models.CharField(default="draft", editable=False, max_length=12, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rolls",
                        to="governance.area",
                        verbose_name="区域",
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
                "verbose_name": "名册",
            },
            bases=(governance.kernel.models.addresses.Addressed, models.Model),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="roll",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.roll",
                verbose_name="名册",
            ),
        ),
        migrations.CreateModel(
            name="RollMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "seat",
                    models.CharField(
                        choices=[("member", "成员"), ("delegate", "代表"), ("committee", "居（村）委会成员")],
                        default="member",
                        max_length=12,
                        verbose_name="身份",
                    ),
                ),
                ("is_woman", models.BooleanField(default=False, verbose_name="妇女")),
                ("duty", models.CharField(blank=True, max_length=40, verbose_name="职务或席位")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="任职起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="任职止")),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="governance.roll"
                    ),
                ),
            ],
            options={
                "verbose_name": "名册成员",
                "ordering": ["roll", "no"],
            },
        ),
        migrations.CreateModel(
            name="RollUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="户号")),
                ("exclusive_area", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="专有面积（㎡）")),
                (
                    "holding",
                    models.CharField(
                        choices=[("owner", "已交付"), ("unsold", "未售"), ("undelivered", "已售未交付")],
                        default="owner",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("buyer", models.CharField(blank=True, max_length=60, verbose_name="买受人（多套）")),
                ("head", models.CharField(max_length=40, verbose_name="计票人")),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="governance.roll"
                    ),
                ),
            ],
            options={
                "verbose_name": "专有部分",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RollOwner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="排序")),
                ("name", models.CharField(max_length=60, verbose_name="姓名或名称")),
                (
                    "id_number",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="证件号码"),
                ),
                ("id_index", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owners", to="governance.rollunit"
                    ),
                ),
            ],
            options={
                "verbose_name": "业主",
                "ordering": ["unit", "order"],
            },
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ["filed", "superseded"])),
                expressions=[
                    ("area", "="),
                    ("kind", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="roll_one_version_a_day",
                violation_error_message="同一名册在这段时间内已有备案的版本",
            ),
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["draft", "submitted"])),
                fields=("area", "kind"),
                name="roll_one_open",
                violation_error_message="这一名册已有一份编制中或待备案的版本，请在那一份上办理",
            ),
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filed_on", None), ("status__in", ["draft", "submitted"]), ("valid_from", None)),
                    models.Q(
                        ("filed_on__isnull", False),
                        ("status__in", ["filed", "superseded"]),
                        ("valid_from__isnull", False),
                    ),
                    ("status", "void"),
                    _connector="OR",
                ),
                name="roll_filed_has_its_days",
                violation_error_message="备案的名册须写明备案日期和启用日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                name="roll_ends_after_it_begins",
                violation_error_message="名册的停用日期不能早于启用日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("households", None), ("adults", None), ("adults__gte", models.F("households")), _connector="OR"
                ),
                name="roll_adult_in_each_household",
                violation_error_message="年满十八周岁人数不能少于户数，户的代表须年满十八周岁",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollmember",
            constraint=models.UniqueConstraint(fields=("roll", "no"), name="roll_member_once"),
        ),
        migrations.AddConstraint(
            model_name="rollmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("starts_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="roll_member_ends_after_start",
                violation_error_message="任职止日不能早于起日",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollunit",
            constraint=models.UniqueConstraint(
                fields=("roll", "code"), name="roll_unit_once", violation_error_message="同一户号在名册中只能出现一次"
            ),
        ),
        migrations.AddConstraint(
            model_name="rollunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("exclusive_area__gt", 0)),
                name="roll_unit_has_area",
                violation_error_message="专有面积须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollowner",
            constraint=models.UniqueConstraint(fields=("unit", "order"), name="roll_owner_order"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(fields=("deliberation", "agent"), name="mandate_once_per_agent"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("has_agent_id", True), ("has_letter", True), ("has_owner_id", True)),
                name="mandate_has_its_papers",
                violation_error_message="委托他人投票，须有书面委托书和委托人、受托人的身份证件",
            ),
        ),
        migrations.CreateModel(
            name="CalendarChange",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("day", "更正一天"), ("year", "全年放假安排")],
                        editable=False,
                        max_length=4,
                        verbose_name="类型",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年份")),
                ("days", models.JSONField(editable=False)),
                ("basis", models.CharField(editable=False, max_length=200, verbose_name="所依据的通知文号")),
                ("status", models.CharField(default="proposed", editable=False, max_length=10, verbose_name="状态")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
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
                "verbose_name": "工作日历的更改",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("created_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="calendar_change_confirmed_by_another",
                        violation_error_message="工作日历的更改须由登记人以外的人确认",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            models.Q(("confirmed_by__isnull", False), ("created_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="calendar_change_made_is_confirmed",
                        violation_error_message="工作日历的更改未经确认，不能生效",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("year",),
                        name="calendar_change_once_a_year_at_a_time",
                        violation_error_message="这一年已有待确认的更改，请先处理",
                    ),
                ],
            },
            bases=(governance.kernel.models.addresses.Addressed, models.Model),
        ),
        migrations.CreateModel(
            name="IdentityCheck",
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
                ("status", models.CharField(default="open", editable=False, max_length=8, verbose_name="状态")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="核对单位",
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
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.person",
                        verbose_name="已登记的人员",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.person",
                        verbose_name="新登记的人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "身份证号核对",
            },
            bases=(governance.kernel.models.addresses.Addressed, models.Model),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("person",),
                name="identity_check_open_once",
                violation_error_message="此人的身份证号已在核对",
            ),
        ),
        migrations.CreateModel(
            name="NumberEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("id_index", models.CharField(max_length=64)),
                ("entered_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
                ("is_refused", models.BooleanField(default=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="number_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "填写过的身份证号",
                "constraints": [models.UniqueConstraint(fields=("user", "id_index"), name="number_entry_once")],
            },
        ),
    ]
