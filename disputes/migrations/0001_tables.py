"""The tables of disputes, with what can never be true of a row."""

import django.contrib.postgres.fields
import django.db.models.deletion
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
            name="LawStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                ("short_name", models.CharField(max_length=12, unique=True, verbose_name="字号简称")),
                (
                    "level",
                    models.CharField(
                        choices=[("township", "乡级"), ("village", "村级")], max_length=10, verbose_name="级别"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="设立日期")),
                ("duty_hours", models.CharField(blank=True, max_length=60, verbose_name="值班时间")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="所在区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "法学会服务站点",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MediationCase",
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
                ("open_text", models.TextField(blank=True, editable=False)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("entered_for", models.CharField(blank=True, max_length=40, verbose_name="代谁反映（陈述人）")),
                ("entered_for_note", models.CharField(blank=True, max_length=120, verbose_name="代录依据")),
                (
                    "number",
                    models.CharField(blank=True, default="", editable=False, max_length=40, verbose_name="案号"),
                ),
                (
                    "title",
                    models.CharField(help_text="只写事情和地点，不写当事人姓名", max_length=60, verbose_name="事由"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family", "婚姻家庭"),
                            ("neighbour", "邻里"),
                            ("housing", "房屋宅基地"),
                            ("contract", "合同"),
                            ("business", "生产经营"),
                            ("damages", "损害赔偿"),
                            ("land", "山林土地"),
                            ("demolition", "征地拆迁"),
                            ("environment", "环境"),
                            ("traffic", "道路交通"),
                            ("medical", "医疗"),
                            ("labour", "劳动"),
                            ("property", "物业"),
                            ("online", "电子商务"),
                            ("tourism", "旅游"),
                            ("consumer", "消费"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("application", "当事人申请"),
                            ("own_initiative", "主动调解"),
                            ("court", "法院委派（委托）"),
                            ("police", "公安移交"),
                            ("petition", "信访移交"),
                            ("law_station", "法学会站点"),
                            ("other", "其他"),
                        ],
                        default="application",
                        max_length=16,
                        verbose_name="来源",
                    ),
                ),
                ("origin_note", models.CharField(blank=True, max_length=120, verbose_name="来源说明")),
                ("is_oral", models.BooleanField(default=False, verbose_name="口头申请")),
                ("status", models.CharField(default="registered", editable=False, max_length=14, verbose_name="状态")),
                (
                    "area_path",
                    models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=200),
                ),
                ("place", models.CharField(blank=True, editable=False, max_length=120, verbose_name="地点")),
                ("location", models.CharField(blank=True, max_length=80, verbose_name="具体位置")),
                (
                    "demand_id",
                    models.BigIntegerField(blank=True, editable=False, null=True, unique=True, verbose_name="来自需求"),
                ),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="纠纷简要情况")),
                ("claims", models.TextField(blank=True, max_length=1000, verbose_name="当事人诉求")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="涉及金额（元）"
                    ),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[("low", "低"), ("medium", "中"), ("high", "高")],
                        default="low",
                        max_length=8,
                        verbose_name="风险等级",
                    ),
                ),
                ("parties_label", models.CharField(blank=True, editable=False, max_length=60, verbose_name="当事人")),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "registered_on",
                    models.DateField(
                        default=governance.kernel.clock.clock.today, editable=False, verbose_name="登记日期"
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, editable=False, null=True, verbose_name="受理日期")),
                (
                    "listed_on",
                    models.DateField(
                        default=governance.kernel.clock.clock.today, editable=False, verbose_name="受理（登记）日期"
                    ),
                ),
                ("due_on", models.DateField(editable=False, verbose_name="期限")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="办结日期")),
                ("outcome_reason", models.CharField(blank=True, editable=False, max_length=500, verbose_name="理由")),
                (
                    "told_where",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="告知的其他途径"),
                ),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party_asks", "当事人要求终止"),
                            ("not_found", "当事人下落不明"),
                            ("taken_over", "已由其他机关受理"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="终止情形",
                    ),
                ),
                ("mediators_label", models.CharField(blank=True, editable=False, max_length=80, verbose_name="调解员")),
                (
                    "handlers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
                    ),
                ),
                (
                    "rights_told_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="权利义务告知日期"),
                ),
                (
                    "extension",
                    models.CharField(blank=True, default="", editable=False, max_length=8, verbose_name="延期"),
                ),
                (
                    "extension_days",
                    models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="延长天数"),
                ),
                (
                    "extension_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="延期理由"),
                ),
                ("is_urgent", models.BooleanField(default=False, editable=False, verbose_name="紧急报告")),
                ("urgent_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="报告时间")),
                ("urgent_to", models.CharField(blank=True, editable=False, max_length=60, verbose_name="报告给")),
                (
                    "urgent_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="激化情形"),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                        verbose_name="发生地",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
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
                    "extension_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leader",
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
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="disputes.lawstation",
                        verbose_name="法学会站点",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.area",
                    ),
                ),
            ],
            options={
                "verbose_name": "调解案件",
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[("written", "书面协议"), ("oral", "口头协议")], max_length=8, verbose_name="协议形式"
                    ),
                ),
                ("made_on", models.DateField(verbose_name="达成日期")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("facts", models.TextField(max_length=3000, verbose_name="纠纷事实与各方责任")),
                ("copies", models.PositiveSmallIntegerField(default=3, verbose_name="一式份数")),
                ("is_signed", models.BooleanField(default=False, verbose_name="当事人和调解员已签名")),
                ("is_sealed", models.BooleanField(default=False, verbose_name="已盖调委会印章")),
                ("oral_record", models.TextField(blank=True, max_length=2000, verbose_name="口头协议记录")),
                ("fee", models.DecimalField(decimal_places=2, default=0, max_digits=8, verbose_name="收费（元）")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="disputes.mediationcase",
                    ),
                ),
            ],
            options={
                "verbose_name": "调解协议",
            },
        ),
        migrations.CreateModel(
            name="MediationCommittee",
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
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "已有同名的调委会"}, max_length=60, unique=True, verbose_name="名称"
                    ),
                ),
                (
                    "short_name",
                    models.CharField(
                        error_messages={"unique": "这个字号已被另一调委会使用"},
                        help_text="写在案号里，例如“野鸭冲”",
                        max_length=12,
                        unique=True,
                        verbose_name="字号简称",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("district", "区级"),
                            ("street", "镇街"),
                            ("community", "社区（村）"),
                            ("special", "行业性、专业性"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("term_from", models.DateField(verbose_name="任期自")),
                ("term_until", models.DateField(verbose_name="任期至")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地点")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="办公电话")),
                ("status", models.CharField(default="in_office", editable=False, max_length=10, verbose_name="状态")),
                ("is_demo", models.BooleanField(default=False, editable=False, verbose_name="演示数据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediation_committees",
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
            ],
            options={
                "verbose_name": "人民调解委员会",
                "ordering": ["area__path", "id"],
            },
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="committee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="disputes.mediationcommittee",
                verbose_name="调委会",
            ),
        ),
        migrations.CreateModel(
            name="Mediator",
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
                ("gender", models.CharField(choices=[("f", "女"), ("m", "男")], max_length=1, verbose_name="性别")),
                (
                    "post",
                    models.CharField(
                        choices=[("head", "主任"), ("deputy", "副主任"), ("member", "委员"), ("hired", "聘任调解员")],
                        default="member",
                        max_length=8,
                        verbose_name="职务",
                    ),
                ),
                ("is_full_time", models.BooleanField(default=False, verbose_name="专职")),
                ("joined_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="任职日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离任日期")),
                ("leave_reason", models.CharField(blank=True, max_length=120, verbose_name="离任原因")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediators",
                        to="disputes.mediationcommittee",
                        verbose_name="调委会",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediator_posts",
                        to="governance.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "人民调解员",
                "ordering": ["committee", "id"],
            },
        ),
        migrations.AddField(
            model_name="mediationcase",
            name="mediator",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disputes.mediator",
            ),
        ),
        migrations.CreateModel(
            name="CaseMediator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_lead", models.BooleanField(default=False, verbose_name="主办")),
                ("is_chosen_by_parties", models.BooleanField(default=False, verbose_name="当事人选定")),
                ("assigned_on", models.DateField(default=governance.kernel.clock.clock.today, verbose_name="指派日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="退出日期")),
                ("conflict", models.CharField(blank=True, max_length=200, verbose_name="回避理由")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediators",
                        to="disputes.mediationcase",
                    ),
                ),
                (
                    "mediator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="disputes.mediator"
                    ),
                ),
            ],
            options={
                "verbose_name": "承办调解员",
                "ordering": ["-is_lead", "id"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(default=1, verbose_name="序号")),
                (
                    "side",
                    models.CharField(
                        choices=[("applicant", "申请人"), ("respondent", "被申请人")],
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "自然人"), ("organisation", "单位")],
                        default="person",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名（名称）")),
                (
                    "id_number",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="证件号"),
                ),
                ("id_index", models.CharField(blank=True, default="", max_length=64)),
                (
                    "phone",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="电话"),
                ),
                ("phone_index", models.CharField(blank=True, default="", max_length=64)),
                (
                    "address",
                    governance.kernel.upkeep.crypto.EncryptedTextField(blank=True, default="", verbose_name="住址"),
                ),
                ("people_count", models.PositiveSmallIntegerField(default=1, verbose_name="人数")),
                ("is_minor", models.BooleanField(default=False, verbose_name="未成年人")),
                ("is_earning", models.BooleanField(default=False, verbose_name="以自己的劳动收入为主要生活来源")),
                (
                    "representative",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="法定（委托）代理人"),
                ),
                (
                    "representative_relation",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="代理关系"),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[("yes", "同意调解"), ("unknown", "尚未表示"), ("no", "明确拒绝")],
                        default="unknown",
                        max_length=8,
                        verbose_name="调解意愿",
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="disputes.mediationcase"
                    ),
                ),
            ],
            options={
                "verbose_name": "当事人",
                "ordering": ["no", "id"],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=300, verbose_name="条款")),
                ("obligor", models.CharField(max_length=40, verbose_name="履行方")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("at_once", "当场履行"),
                            ("payment", "一次性给付"),
                            ("instalment", "分期给付"),
                            ("act", "实施行为（维修、清理等）"),
                            ("cease", "停止侵害、不再发生"),
                            ("apology", "赔礼道歉"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="履行方式",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="履行期限")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="金额（元）"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="disputes.agreement"
                    ),
                ),
            ],
            options={
                "verbose_name": "协议条款",
                "ordering": ["no"],
            },
        ),
        migrations.CreateModel(
            name="CaseRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("inquiry", "调查"), ("session", "调解")], max_length=8, verbose_name="类型"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("face_to_face", "面对面"),
                            ("separate", "背对背"),
                            ("on_site", "现场"),
                            ("phone", "电话或视频"),
                        ],
                        default="face_to_face",
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="开始")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="结束")),
                ("place", models.CharField(max_length=80, verbose_name="地点")),
                ("participants", models.CharField(blank=True, max_length=200, verbose_name="参加人")),
                ("text", models.TextField(max_length=4000, verbose_name="记录")),
                ("result", models.CharField(blank=True, default="", max_length=8, verbose_name="结果")),
                ("is_signed", models.BooleanField(default=False, verbose_name="已签名")),
                ("unsigned_reason", models.CharField(blank=True, max_length=120, verbose_name="未签名原因")),
                ("created_at", models.DateTimeField(default=governance.kernel.clock.clock.now, editable=False)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="disputes.mediationcase"
                    ),
                ),
            ],
            options={
                "verbose_name": "调查（调解）记录",
                "ordering": ["-held_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "kind", "no"), name="case_record_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at", None),
                            ("ends_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="case_record_ends_after_it_starts",
                        violation_error_message="结束时间须晚于开始时间",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee", 0)),
                name="mediation_is_free",
                violation_error_message="人民调解不收取任何费用",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("form", "written"), ("is_sealed", True), ("is_signed", True)),
                    models.Q(("form", "oral"), models.Q(("oral_record", ""), _negated=True)),
                    _connector="OR",
                ),
                name="agreement_has_its_form",
                violation_error_message="书面协议须签名盖章，口头协议须有记录",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on", models.F("made_on")),
                    models.Q(("effective_on__gt", models.F("made_on")), ("form", "written")),
                    _connector="OR",
                ),
                name="agreement_in_force_once_made_and_signed",
                violation_error_message="书面协议自最后签名、盖章之日起生效，口头协议自达成之日起生效",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcommittee",
            constraint=models.CheckConstraint(
                condition=models.Q(("term_until__gt", models.F("term_from"))),
                name="mediation_committee_term_has_a_length",
                violation_error_message="任期止日须晚于起日",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None)),
                fields=("committee", "person"),
                name="mediator_once_in_a_committee",
                violation_error_message="此人已是本调委会的调解员",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="case_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            ("accepted", "assigned", "investigating", "mediating", "agreed", "failed", "terminated"),
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        ("accepted_on__isnull", False),
                        models.Q(("committee__isnull", False), ("station__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="case_accepted_has_number_committee_and_day",
                violation_error_message="受理须有案号、受理日期和承办的调委会",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_on__gte", models.F("accepted_on")), ("status__in", ("agreed", "failed", "terminated"))
                    ),
                    models.Q(
                        models.Q(("status__in", ("agreed", "failed", "terminated")), _negated=True), ("closed_on", None)
                    ),
                    _connector="OR",
                ),
                name="case_ended_has_a_day_after_acceptance",
                violation_error_message="办结日期不能早于受理日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "law_station"), ("station__isnull", False)),
                    models.Q(models.Q(("origin", "law_station"), _negated=True), ("station", None)),
                    _connector="OR",
                ),
                name="case_of_a_station_names_it",
                violation_error_message="来源为法学会站点的，须选择站点；其他来源不填站点",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rights_told_on", None), ("rights_told_on__gte", models.F("registered_on")), _connector="OR"
                ),
                name="case_rights_told_after_registration",
                violation_error_message="权利义务告知日期不能早于登记日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="mediationcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                name="case_amount_is_positive",
                violation_error_message="涉及金额须大于 0",
            ),
        ),
        migrations.AddConstraint(
            model_name="casemediator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("case", "mediator"), name="mediator_once_on_a_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="casemediator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("is_lead", True)),
                fields=("case",),
                name="case_has_one_lead_mediator",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_minor", False), models.Q(("representative", ""), _negated=True), _connector="OR"
                ),
                name="party_minor_has_representative",
                violation_error_message="未成年当事人须有法定代理人",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(("people_count__gte", 1)), name="party_counts_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(fields=("agreement", "no"), name="term_numbered_once"),
        ),
    ]
