"""What comes with a fact that is entered late: its paper and who vouches for it."""

from tests.factories.projects import picture

VOUCHER = "李明，社区专干"


def proven(field="evidence_photos"):
    """The paper in this field of the step, and the voucher."""
    return {field: [picture("纸质材料.jpg")], "vouched_by": VOUCHER}
