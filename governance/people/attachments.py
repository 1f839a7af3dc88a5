"""Files that posts carry, and who may read them: papers about persons, for those who appoint, grant and revoke."""

from governance.kernel.papers.file_kinds import file_kind, over

from .workflow.rights import APPOINT, GRANT_RIGHTS

EVIDENCE = file_kind("governance.appointment", "evidence", "补录证明材料", readers=over(APPOINT, GRANT_RIGHTS))
