"""What deliberations do by the clock."""

from governance.kernel.clock import messages
from governance.kernel.steps.events import on, on_clock
from governance.people.models.accounts import User

from .actions import deliberations
from .models import Deliberation
from .workflow import REVIEW, VOID


@on("governance.roll.void")
def tell_who_reviews(event):
    """Whoever may review a result learns of each whose base rests on the roll that was voided."""
    resting = Deliberation.objects.filter(roll=event.object_id).exclude(status=VOID).select_related("area")
    for deliberation in resting.order_by("id"):
        messages.notify(
            User.objects.holding(REVIEW, deliberation.area),
            key=f"deliberation:{deliberation.pk}:event:{event.pk}",
            title="议事所依据的名册已作废，请复核应到依据",
            body=f"{deliberation.area.name} {deliberation.title}：{deliberation.roll_text}",
            url=deliberation.get_absolute_url(),
            level="warn",
        )


on_clock(deliberations.finalise_due)
