"""Forms of votes and declared interests."""

from django import forms

from governance.conferences.models.agenda import Vote
from governance.conferences.models.sittings import ConferenceMember
from governance.conferences.workflow.agenda import ITEM
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

VOTES = tuple(Vote.Choice.choices)
LONGEST_REASON = 200


def change_reason():
    """Why a vote that was cast is changed; the step asks for it where one is."""
    return ReasonField(
        label="更改理由", max_length=LONGEST_REASON, required=False, help_text="已经表决的，改变表决或者意见须写明理由"
    )


class VoteForm(StepForm):
    """The vote of one member unit; a vote that was cast before changes with a reason."""

    choice = forms.ChoiceField(label="表决", choices=VOTES, widget=forms.RadioSelect)
    opinion = ReasonField(
        label="意见", max_length=Vote.LONGEST_OPINION, required=False, help_text="附条件同意须写明条件"
    )
    may_ask = {"reason": change_reason()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = self.obj.votes.filter(member__unit_id__in=self.user.unit_ids).first() if self.obj.pk else None
        if mine:
            self.initial |= {"choice": mine.choice, "opinion": mine.opinion}
            self.fields["reason"] = change_reason()


def votes_field(members=(), recorded=()):
    """A vote a line, blank where a unit has not voted.

    members  -- choices of those who may vote
    recorded -- keys of those whose vote is recorded: it is changed to another, never to none
    """
    names = dict(members)

    def refuse_emptied(rows):
        return {
            (number, "choice"): [f"{names[key]}的表决已经登记，可以改为另一种表决，不能留空"]
            for number, row in rows.items()
            if "choice" in row and not row["choice"] and (key := int(row.get("member") or 0)) in recorded
        }

    columns = [
        Column("member", "成员单位", kind="choice", choices=members),
        Column("choice", "表决", kind="choice", choices=VOTES, required=False, fill=(Vote.Choice.YES, "其余全部同意")),
        Column("opinion", "意见", required=False, max_length=Vote.LONGEST_OPINION, is_reason=True),
        Column("reason", "更改理由", required=False, max_length=LONGEST_REASON, is_reason=True),
    ]
    return LinesField(columns, label="表决", max_rows=60, once="member", rules=(refuse_emptied,))


class RecordVotesForm(StepForm):
    """Votes given by hand, entered by the office for the members present.

    A vote that is recorded already stays as it is, unless its row gives a reason beside another vote.
    """

    may_ask = {"votes": votes_field()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seats = self.seats()
        given = {vote.member_id: vote for vote in self.obj.votes.all()} if self.obj.pk else {}
        self.fields["votes"] = votes_field(tuple((seat.pk, seat.unit.name) for seat in seats), given)
        self.initial["votes"] = [
            {
                "member": seat.pk,
                "choice": given[seat.pk].choice if seat.pk in given else "",
                "opinion": given[seat.pk].opinion if seat.pk in given else "",
            }
            for seat in seats
        ]

    def clean_votes(self):
        """The rows in which somebody voted."""
        rows = [row for row in self.cleaned_data["votes"] if row["choice"]]
        if not rows:
            raise forms.ValidationError("还没有登记任何单位的表决，没有表决的单位留空", code="votes_missing")
        return rows

    def seats(self):
        """The member units present and not recused."""
        if not self.obj.pk:
            return []
        recused = self.obj.interests.values("member")
        return list(
            self.obj.conference.members.exclude(signed_in_at=None).exclude(pk__in=recused).select_related("unit")
        )


class DeclareForm(StepForm):
    reason = ReasonField(label="回避事由", max_length=120)


class RecordInterestForm(DeclareForm):
    member = forms.ModelChoiceField(ConferenceMember.objects.none(), label="回避单位", empty_label="请选择")
    field_order = ("member", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            left = self.obj.interests.values("member")
            here = self.obj.conference.members.exclude(signed_in_at=None).exclude(pk__in=left)
            voted = set(self.obj.votes.values_list("member", flat=True))
            voted |= {asked["member"] for asked in self.obj.waiting_recusals}
            field = self.fields["member"]
            field.queryset = here.select_related("unit")
            field.choices = [  # one that has voted or waits for the chair is refused with its reason
                ("", field.empty_label),
                *((seat.pk, seat.unit.name) for seat in field.queryset if seat.pk not in voted),
            ]


class AskedUnitForm(StepForm):
    """Which of the recusals that wait for the chair is answered; the only one is chosen already."""

    member = forms.TypedChoiceField(label="提请回避的单位", coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.obj.waiting_recusals
        self.fields["member"].choices = [(one["member"], f"{one['unit']}（{one['reason']}）") for one in asked]
        if len(asked) == 1:
            self.initial["member"] = asked[0]["member"]


class ConfirmInterestForm(AskedUnitForm, NoteForm):
    field_order = ("member", "note")


class DismissInterestForm(AskedUnitForm, ReasonForm):
    field_order = ("member", "note")


ITEM.use_forms(
    {
        "vote": VoteForm,
        "record_votes": RecordVotesForm,
        "declare": DeclareForm,
        "record_interest": RecordInterestForm,
        "confirm_interest": ConfirmInterestForm,
        "dismiss_interest": DismissInterestForm,
    }
)
