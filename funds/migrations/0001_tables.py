"""The tables of funds, with what can never be true of a row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.models.addresses
import governance.kernel.upkeep.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("governance", "0001_tables"),
        ("projects", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunityFund",
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
                        choices=[("community", "社区基金"), ("education", "教育基金"), ("mutual_aid", "互助互济")],
                        default="community",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "已有同名的基金"}, max_length=60, unique=True, verbose_name="基金名称"
                    ),
                ),
                ("host", models.CharField(max_length=80, verbose_name="托管慈善组织")),
                ("host_may_raise", models.BooleanField(default=True, verbose_name="托管方有公开募捐资格")),
                (
                    "host_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="托管方没有公开募捐资格的说明"),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="宗旨与资助范围")),
                ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="合作协议编号")),
                ("agreement_on", models.DateField(blank=True, null=True, verbose_name="协议签订日期")),
                ("agreement_until", models.DateField(blank=True, null=True, verbose_name="协议有效期至")),
                ("members_asked", models.JSONField(blank=True, editable=False, null=True)),
                ("opened_on", models.DateField(blank=True, editable=False, null=True, verbose_name="启用日期")),
                ("status", models.CharField(default="proposed", editable=False, max_length=12, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds",
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
                    "members_asked_by",
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
                "verbose_name": "社区基金",
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cash",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="托管资金余额（元）"),
                ),
                (
                    "goods",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="受赠物资（元）"),
                ),
                (
                    "available",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="可统筹（元）"),
                ),
                (
                    "committed",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="已承诺（元）"),
                ),
                (
                    "restricted",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="限定用途（元）"),
                ),
                (
                    "fund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="balance", to="funds.communityfund"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="科目代码")),
                ("name", models.CharField(max_length=40, verbose_name="科目")),
                ("kind", models.CharField(max_length=12)),
                ("pool", models.CharField(blank=True, max_length=12)),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="funds.communityfund"
                    ),
                ),
            ],
            options={
                "ordering": ["fund", "code"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                ("key", models.CharField(max_length=80, unique=True)),
                ("number", models.CharField(max_length=20, verbose_name="凭证号")),
                ("booked_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="日期")),
                ("memo", models.CharField(max_length=120, verbose_name="摘要")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                (
                    "source_url",
                    governance.kernel.models.addresses.AddressField(blank=True, editable=False, max_length=120),
                ),
                ("posted_in", models.BigIntegerField(editable=False, null=True)),
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
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="funds.communityfund",
                        verbose_name="基金",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="funds.entry",
                        verbose_name="冲销",
                    ),
                ),
            ],
            options={
                "verbose_name": "凭证",
            },
        ),
        migrations.CreateModel(
            name="Foundation",
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
                    "name",
                    models.CharField(
                        error_messages={"unique": "这家基金会已经登记"},
                        max_length=60,
                        unique=True,
                        verbose_name="基金会名称",
                    ),
                ),
                ("agreement_no", models.CharField(blank=True, max_length=60, verbose_name="合作协议（函件）编号")),
                ("linked_on", models.DateField(verbose_name="对接日期")),
                ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                ("scope", models.CharField(blank=True, max_length=200, verbose_name="合作内容")),
                ("status", models.CharField(default="linked", editable=False, max_length=8, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="对接区域",
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
                "verbose_name": "基金会",
            },
        ),
        migrations.CreateModel(
            name="Donation",
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
                ("number", models.CharField(editable=False, max_length=30, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("money", "资金"), ("goods", "物资")],
                        default="money",
                        max_length=8,
                        verbose_name="捐赠形式",
                    ),
                ),
                (
                    "donor_kind",
                    models.CharField(
                        choices=[
                            ("person", "个人"),
                            ("organisation", "单位"),
                            ("foundation", "基金会"),
                            ("platform", "指定募捐平台结转"),
                        ],
                        default="person",
                        max_length=12,
                        verbose_name="捐赠人类别",
                    ),
                ),
                ("donor_name", models.CharField(blank=True, max_length=60, verbose_name="捐赠人")),
                (
                    "donor_age",
                    models.CharField(
                        choices=[("adult", "年满十八周岁"), ("minor", "八至十七周岁"), ("child", "未满八周岁")],
                        default="adult",
                        max_length=8,
                        verbose_name="捐赠人年龄",
                    ),
                ),
                ("guardian_name", models.CharField(blank=True, max_length=40, verbose_name="监护人姓名")),
                ("guardian_consent", models.CharField(blank=True, max_length=120, verbose_name="监护人同意情况")),
                (
                    "own_gift_limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=12,
                        null=True,
                        verbose_name="未成年人可自行捐赠的上限（元）",
                    ),
                ),
                (
                    "donor_contact",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="联系电话"),
                ),
                ("donor_contact_masked", models.CharField(blank=True, editable=False, max_length=20)),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="匿名捐赠")),
                ("waiver_note", models.CharField(blank=True, max_length=120, verbose_name="放弃捐赠票据的说明")),
                (
                    "publicity",
                    models.CharField(
                        choices=[("name", "公开姓名（名称）"), ("masked", "公开姓氏"), ("none", "不公开")],
                        default="masked",
                        max_length=8,
                        verbose_name="公示意愿",
                    ),
                ),
                ("is_restricted", models.BooleanField(default=False, verbose_name="限定用途")),
                ("purpose", models.CharField(blank=True, max_length=120, verbose_name="指定用途")),
                ("beneficiary", models.CharField(blank=True, max_length=60, verbose_name="指定受益人")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="金额（元）"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="约定到账日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="到账（交付）日期")),
                ("slip_no", models.CharField(blank=True, max_length=60, verbose_name="到账凭据号")),
                ("confirmed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="确认入账日期")),
                ("bookings", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("ticket_code", models.CharField(blank=True, max_length=30, verbose_name="票据代码")),
                ("ticket_no", models.CharField(blank=True, max_length=30, verbose_name="票据号码")),
                ("ticket_on", models.DateField(blank=True, null=True, verbose_name="开票日期")),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("status", models.CharField(default="pledged", editable=False, max_length=12, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="区域",
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
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donations",
                        to="funds.communityfund",
                        verbose_name="基金",
                    ),
                ),
                (
                    "foundation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donations",
                        to="funds.foundation",
                        verbose_name="基金会",
                    ),
                ),
            ],
            options={
                "verbose_name": "捐赠",
            },
        ),
        migrations.CreateModel(
            name="FundMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seat",
                    models.CharField(
                        choices=[("committee", "管委会成员"), ("supervisor", "监督员")],
                        max_length=12,
                        verbose_name="席位",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="单位或身份")),
                (
                    "duty",
                    models.CharField(
                        choices=[("head", "主任"), ("deputy", "副主任"), ("member", "成员")],
                        default="member",
                        max_length=8,
                        verbose_name="职务",
                    ),
                ),
                ("term_until", models.DateField(blank=True, null=True, verbose_name="任期至")),
                ("since", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="自")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="funds.communityfund"
                    ),
                ),
            ],
            options={
                "ordering": ["fund", "seat", "id"],
            },
        ),
        migrations.CreateModel(
            name="GoodsItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="物资名称")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="数量")),
                ("unit", models.CharField(max_length=10, verbose_name="单位")),
                (
                    "unit_value",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="单价（元）"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("invoice", "有效票据"),
                            ("agreed", "按公允市价与折旧议定"),
                            ("appraised", "第三方评估"),
                        ],
                        max_length=12,
                        verbose_name="计价依据",
                    ),
                ),
                ("best_before", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "donation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="funds.donation"
                    ),
                ),
            ],
            options={
                "ordering": ["donation", "id"],
            },
        ),
        migrations.CreateModel(
            name="Grant",
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
                ("title", models.CharField(max_length=120, verbose_name="项目名称")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="项目编号")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="金额（元）")),
                ("requested_on", models.DateField(blank=True, editable=False, null=True, verbose_name="申请日期")),
                ("advice", models.CharField(blank=True, max_length=500, verbose_name="表决前监督意见")),
                ("advice_agrees", models.BooleanField(editable=False, null=True, verbose_name="监督员同意")),
                ("advised_on", models.DateField(blank=True, editable=False, null=True, verbose_name="表决前监督日期")),
                ("notified_on", models.DateField(blank=True, editable=False, null=True, verbose_name="会议通知日期")),
                ("voted_on", models.DateField(blank=True, editable=False, null=True, verbose_name="表决日期")),
                ("vote_rule", models.JSONField(blank=True, editable=False, null=True)),
                ("committed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="承诺日期")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="监督意见")),
                ("overseen_on", models.DateField(blank=True, editable=False, null=True, verbose_name="监督日期")),
                ("payee", models.CharField(blank=True, max_length=80, verbose_name="收款单位")),
                ("voucher_no", models.CharField(blank=True, max_length=60, verbose_name="拨付凭据号")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="拨付日期")),
                ("status", models.CharField(default="fundless", editable=False, max_length=12, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "advised_by",
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
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="funds.communityfund",
                        verbose_name="基金",
                    ),
                ),
                (
                    "overseen_by",
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
                    "paid_by",
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
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grant",
                        to="projects.microproject",
                        verbose_name="微项目",
                    ),
                ),
                (
                    "voted_by",
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
                "verbose_name": "资助",
            },
        ),
        migrations.CreateModel(
            name="CommitteeVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("yes", "同意"),
                            ("no", "不同意"),
                            ("abstain", "弃权"),
                            ("recused", "回避"),
                            ("absent", "缺席"),
                        ],
                        max_length=8,
                        verbose_name="表决",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="回避事由或意见")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="funds.grant"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="funds.fundmember"
                    ),
                ),
            ],
            options={
                "ordering": ["grant", "member"],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="金额（元）")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.account"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.entry"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="communityfund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "community")),
                fields=("area",),
                name="fund_one_per_community",
                violation_error_message="该区域已有社区基金",
            ),
        ),
        migrations.AddConstraint(
            model_name="communityfund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "proposed"),
                    models.Q(("agreement_on__isnull", False), models.Q(("agreement_no", ""), _negated=True)),
                    _connector="OR",
                ),
                name="fund_runs_under_an_agreement",
                violation_error_message="须先登记与托管慈善组织的合作协议",
            ),
        ),
        migrations.AddConstraint(
            model_name="communityfund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreement_until", None), ("agreement_until__gt", models.F("agreement_on")), _connector="OR"
                ),
                name="fund_agreement_ends_after_it_began",
                violation_error_message="协议有效期须晚于签订日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("fund", "code"), name="account_once_per_fund"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("fund", "number"), name="entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="entry_has_an_amount"),
        ),
        migrations.AddConstraint(
            model_name="foundation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("linked_on")), _connector="OR"),
                name="foundation_ends_after_it_was_linked",
                violation_error_message="终止日期不能早于对接日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                name="donation_amount_is_positive",
                violation_error_message="金额须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "money"), ("status__in", ("received", "confirmed", "receipted")), _negated=True),
                    ("amount__isnull", False),
                    _connector="OR",
                ),
                name="donation_of_money_in_the_book_has_a_sum",
                violation_error_message="请填写到账金额",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("confirmed", "receipted")), _negated=True),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("confirmed_on__isnull", False),
                        models.Q(("confirmed_by", models.F("created_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="donation_in_the_book_was_confirmed_by_another",
                violation_error_message="登记人不能确认自己登记的捐赠",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "receipted"), _negated=True),
                    models.Q(("ticket_no", ""), _negated=True),
                    models.Q(("waiver_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="donation_receipted_has_ticket_or_waiver",
                violation_error_message="请填写票据号码，或写明捐赠人放弃票据的情况",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", False), models.Q(("waiver_note", ""), _negated=True), _connector="OR"
                ),
                name="donation_anonymous_has_a_waiver",
                violation_error_message="匿名捐赠须写明捐赠人放弃票据的情况",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", True), models.Q(("donor_name", ""), _negated=True), _connector="OR"
                ),
                name="donation_names_its_donor",
                violation_error_message="请填写捐赠人，或勾选匿名捐赠",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("donor_age", "adult"),
                    models.Q(
                        models.Q(("guardian_name", ""), _negated=True),
                        models.Q(("guardian_consent", ""), _negated=True),
                    ),
                    models.Q(
                        ("amount__isnull", False),
                        ("amount__lte", models.F("own_gift_limit")),
                        ("donor_age", "minor"),
                    ),
                    _connector="OR",
                ),
                name="donation_of_a_minor_has_a_guardian",
                violation_error_message="未满八周岁的由监护人代为捐赠；八至十七周岁超过上限的须经监护人同意",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None)),
                fields=("fund", "name"),
                name="fund_member_sits_once",
                violation_error_message="同一人不能既在管委会又任监督员，也不能重复登记",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), models.Q(("unit", ""), _negated=True)),
                name="goods_have_quantity_and_unit",
                violation_error_message="物资须写明数量和单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="goodsitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", ""), ("unit_value", None)),
                    models.Q(("unit_value__gt", 0), models.Q(("basis", ""), _negated=True)),
                    _connector="OR",
                ),
                name="goods_value_has_a_basis",
                violation_error_message="物资计价须写明依据",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="grant_amount_is_positive",
                violation_error_message="金额须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("fundless", "released")),
                    models.Q(("fund__isnull", False), ("requested_on__isnull", False)),
                    _connector="OR",
                ),
                name="grant_is_asked_of_a_fund",
                violation_error_message="申请须落到一个社区基金",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("fundless", "requested", "opined", "refused", "settled", "released")),
                    models.Q(
                        ("committed_on__isnull", False),
                        ("notified_on__isnull", False),
                        ("vote_rule__isnull", False),
                        ("voted_on__isnull", False),
                        models.Q(("advice", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="grant_committed_was_voted",
                violation_error_message="管委会尚未表决通过，不能承诺",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notified_on", None),
                    models.Q(
                        ("notified_on__gte", models.F("requested_on")),
                        ("voted_on__gte", models.F("notified_on")),
                        ("voted_on__gte", models.F("advised_on")),
                    ),
                    _connector="OR",
                ),
                name="grant_asked_then_told_then_voted",
                violation_error_message="会议通知不能早于申请，表决不能早于会议通知和表决前监督意见",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeevote",
            constraint=models.UniqueConstraint(fields=("grant", "member"), name="committee_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="committeevote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("choice", "recused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="committee_recusal_has_a_reason",
                violation_error_message="回避须写明事由",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("cleared", "paid")), _negated=True),
                    models.Q(models.Q(("opinion", ""), _negated=True), ("overseen_by__isnull", False)),
                    _connector="OR",
                ),
                name="grant_paid_was_overseen",
                violation_error_message="监督员尚未出具意见，不能拨付",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "paid"), _negated=True),
                    models.Q(models.Q(("voucher_no", ""), _negated=True), ("paid_on__isnull", False)),
                    _connector="OR",
                ),
                name="grant_paid_has_a_voucher",
                violation_error_message="拨付须登记凭据号和日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="line_is_not_zero"
            ),
        ),
    ]
