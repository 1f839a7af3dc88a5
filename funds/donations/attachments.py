"""Files that gifts carry, and who may read them: bank slips and consent papers name the donors."""

from governance.kernel.papers.file_kinds import as_row_says, file_kind

KIND = "funds.donation"
READERS = as_row_says("本地登记捐赠、确认到账和监督的人员")

EVIDENCE = file_kind(KIND, "evidence", "捐赠、到账凭据", readers=READERS)
CONSENT = file_kind(KIND, "consent", "监护人同意书", readers=READERS)
REFUND = file_kind(KIND, "refund", "退还凭据", readers=READERS)
TICKET = file_kind(KIND, "ticket", "捐赠票据", readers=READERS)
