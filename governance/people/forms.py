"""Forms of people, posts and accounts."""

from django import forms

from governance import roles
from governance.areas.forms import PlaceField
from governance.kernel.figures.formats import some_of
from governance.kernel.steps import validators
from governance.kernel.steps.authority import gives_authority, source_of_authority
from governance.kernel.steps.backdating import TERM_START, VALIDITY, fact
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import ReasonForm, StepForm

from .identities import ANSWERS
from .models.accounts import ACCOUNT_NAME, User
from .models.numbers import enter_number
from .models.people import Person
from .models.posts import Appointment
from .workflow.accounts import ACCOUNT
from .workflow.identity import IDENTITY_CHECK
from .workflow.people import PERSON
from .workflow.posts import POST, POSTS
from .workflow.rights import APPOINT, GRANT_RIGHTS, KEEP_ACCOUNTS, MERGE_PEOPLE


class NumberedForm(StepForm):
    """A form with an identity number: whoever fills it in knows the number, see `numbers`."""

    def clean(self):
        data = super().clean()
        if data.get("id_number") and not self.errors:
            try:
                enter_number(self.user, data["id_number"])
            except Refused as refusal:
                self.add_error("id_number", refusal.message)
        return data


class WorkPhoneField(forms.CharField):
    """The telephone of a post, open to all who may see the post."""

    def __init__(self, **more):
        told = "单位座机或公务手机，对工作人员公开；个人手机不填在这里"
        super().__init__(
            **{"label": "工作电话", "max_length": 20, "required": False, "help_text": told} | more,
            validators=[validators.phone],
        )


class WorkPhoneForm(StepForm):
    """The telephone of a post; empty takes it away."""

    work_phone = WorkPhoneField(help_text="例如 0731-28800000；清空即不再公布")


class PostForm(NumberedForm):
    """The person, the post and the area; a known person is found by name and phone, a new one is registered."""

    permission = APPOINT
    sections = (
        ("人员", ["name", "phone", "id_number", "politics", "same"]),
        ("岗位", ["role", "area", "work_phone", "is_building_head", "block", "group_no", "household_count"]),
        ("产生与任期", ["chosen_by", "chosen_at", "starts_on", "ends_on"]),
    )

    name = forms.CharField(label="姓名", max_length=40, validators=[validators.person_name])
    phone = forms.CharField(label="手机号", max_length=20, required=False, validators=[validators.mobile])
    id_number = forms.CharField(
        label="身份证号", max_length=18, required=False, validators=[validators.id_number], help_text="加密保存，可不填"
    )
    politics = forms.ChoiceField(label="政治面貌", choices=[("", "未填写"), *Person.Politics.choices], required=False)
    same = forms.ChoiceField(
        label="同名认定",
        choices=[("", "无同名同岗的人"), *((answer, answer) for answer in ANSWERS)],
        required=False,
        help_text="提示“疑似同一人”时选择：同一人（手机号随之更新）或另一人",
    )
    role = forms.ChoiceField(label="岗位")
    area = PlaceField()
    work_phone = WorkPhoneField()
    is_building_head = forms.BooleanField(label="兼任楼栋长", required=False)
    block = forms.CharField(label="负责范围", max_length=60, required=False, help_text="例如 1 栋 1 单元")
    group_no = forms.IntegerField(label="组别", min_value=1, max_value=999, required=False)
    household_count = forms.IntegerField(label="联系户数", min_value=0, max_value=999, required=False)
    chosen_by = forms.ChoiceField(label="产生方式", choices=Appointment.Chosen.choices)
    chosen_at = forms.CharField(label="产生会议或选举", max_length=120, required=False)
    starts_on = forms.DateField(label="任期自")
    ends_on = forms.DateField(label="任期至", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = roles.APPOINTABLE[self.permission]
        self.fields["area"].bind(self.user, self.permission, self.initial.get("area"), POSTS.of(allowed))
        self.fields["role"].choices = [(role, f"{roles.label(role)}（{POSTS.where(role)}）") for role in allowed]

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "任期止日不能早于起日")
        return data


class GrantForm(PostForm):
    """A post that carries rights, for a person who has an account."""

    permission = GRANT_RIGHTS
    sections = ()
    username = forms.CharField(label="账号", max_length=40, help_text="填写已开通的账号")
    name = phone = id_number = politics = same = work_phone = None
    is_building_head = block = group_no = household_count = None
    unit = forms.ModelChoiceField(None, label="单位", required=False, empty_label="不属于部门")
    field_order = ["username", "role", "area", "unit", "chosen_by", "chosen_at", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Appointment._meta.get_field("unit").related_model.objects.units()
        self.fields["unit"].queryset = units.order_by("name")

    def clean_username(self):
        user = User.objects.visible_to(self.user).filter(username=self.cleaned_data["username"].strip()).first()
        if user is None:
            raise forms.ValidationError("没有这个账号，请先由系统管理员开通")
        return user

    def clean(self):
        data = super().clean()
        if user := data.pop("username", None):
            data["person"] = user.person
        return data


class AmendForm(StepForm):
    """The values that may change during a term."""

    is_building_head = forms.BooleanField(label="兼任楼栋长", required=False)
    block = forms.CharField(label="负责范围", max_length=60, required=False)
    group_no = forms.IntegerField(label="组别", min_value=1, max_value=999, required=False)
    household_count = forms.IntegerField(label="联系户数", min_value=0, max_value=999, required=False)
    ends_on = forms.DateField(label="任期至", required=False)


class EndForm(ReasonForm):
    """The day and the reason why a person leaves a post."""

    ended_on = forms.DateField(label="离任日期", required=False, help_text="不填即今天")


class OpenAccountForm(NumberedForm):
    """A new account: the user name and the person."""

    username = forms.CharField(
        label="账号", max_length=40, validators=[ACCOUNT_NAME], help_text="以字母开头，例如 yt.liumin"
    )
    name = forms.CharField(label="姓名", max_length=40, validators=[validators.person_name])
    phone = forms.CharField(label="手机号", max_length=20, validators=[validators.mobile])
    id_number = forms.CharField(
        label="身份证号",
        max_length=18,
        validators=[validators.id_number],
        help_text="加密保存；一人一个账号，本人设置密码时也要核对",
    )
    email = forms.EmailField(label="电子邮箱", required=False, help_text="本人登录后确认才启用，确认前不向它发送")
    area = PlaceField(label="所在区域")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, KEEP_ACCOUNTS, self.initial.get("area"))


class EditAccountForm(StepForm):
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="改填的由本人登录后确认才启用，确认前仍用原邮箱；清空即不再发送邮件"
    )


POST.use_forms(
    {
        "appoint": PostForm,
        "grant": GrantForm,
        "amend": AmendForm,
        "set_work_phone": WorkPhoneForm,
        "end": EndForm,
        "revoke": EndForm,
    }
)
gives_authority(
    POST,
    {
        "appoint": ("name", "phone", "id_number", "role", "area", "starts_on", "ends_on"),
        "grant": ("username", "role", "area", "unit", "starts_on", "ends_on"),
        "amend": ("ends_on",),
        "end": ("ended_on",),
        "revoke": ("ended_on",),
    },
)
TERM = {"starts_on": TERM_START, "ends_on": VALIDITY}
POST.use_days(
    {
        "appoint": TERM,
        "grant": TERM,
        "amend": {"ends_on": VALIDITY},
        "end": {"ended_on": fact()},
        "revoke": {"ended_on": fact()},
    }
)
ACCOUNT.use_forms(
    {
        "open_account": OpenAccountForm,
        "edit": EditAccountForm,
        "stop": ReasonForm,
        "propose_stop": ReasonForm,
        "drop_stop": ReasonForm,
        "propose_restart": ReasonForm,
        "drop_restart": ReasonForm,
        "propose_reset": ReasonForm,
        "drop_reset": ReasonForm,
        "propose_factor_removal": ReasonForm,
        "drop_factor_removal": ReasonForm,
    }
)


gives_authority(ACCOUNT, {"open_account": ("username", "name", "phone", "id_number", "area")})


@source_of_authority
def posts_of(user):
    """The permissions and the units of the person's posts, each with its place, as they are now."""
    fresh = User(pk=user.pk, person_id=user.person_id)
    held = {(permission, path) for permission, paths in fresh.grants_by_permission().items() for path in paths}
    return held | {("unit", unit) for unit in fresh.unit_ids}


class LikelyPerson(forms.ModelChoiceField):
    """A person of the register who may be the same one."""

    def label_from_instance(self, person):
        posts = some_of(roles.label(post.role) for post in person.appointments.active()) or "未任职"
        return (
            f"{person.name} · {person.area.name} · {person.phone_masked or '未登记手机'} · {posts}（编号 {person.pk}）"
        )


class MergeForm(ReasonForm):
    """The other row of the same person: one of the same name or telephone in the own area."""

    into = LikelyPerson(None, label="并入", empty_label="请选择", help_text="同名或同手机号、在您辖区内的人")
    field_order = ["into", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        likely = Person.objects.visible_to(self.user, MERGE_PEOPLE)
        likely = likely.alike(self.obj) if self.obj is not None and self.obj.pk else likely.none()
        self.fields["into"].queryset = likely.select_related("area").order_by("pk")


class CorrectForm(NumberedForm, ReasonForm):
    """A telephone or an identity number that was entered wrongly."""

    phone = forms.CharField(
        label="手机号", max_length=20, required=False, validators=[validators.mobile], help_text="不填则不改"
    )
    id_number = forms.CharField(
        label="身份证号", max_length=18, required=False, validators=[validators.id_number], help_text="不填则不改"
    )
    same_phone = forms.BooleanField(
        label="两人共用", required=False, help_text="提示手机号已登记在另一人名下、核对后确为两人共用的，请勾选"
    )
    field_order = ["phone", "same_phone", "id_number", "note"]


IDENTITY_CHECK.use_forms({"ask_correction": ReasonForm})
PERSON.use_forms({"propose_merge": MergeForm, "correct": CorrectForm})
gives_authority(PERSON, {"propose_merge": ("into",), "correct": ("phone", "id_number")})
