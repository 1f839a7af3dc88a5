"""Files that cases carry, and who may read them: each is case text, which is need-to-know."""

from governance.kernel.papers.file_kinds import as_row_says, file_kind

KIND = "disputes.mediation_case"
READERS = as_row_says("可以看案情的人：承办调解员、登记单位、调委会主任及其直接主管、包案领导")

APPLICATION = file_kind(KIND, "application", "申请书", readers=READERS)
RIGHTS_NOTICE = file_kind(KIND, "rights_notice", "权利义务告知书", readers=READERS)
INQUIRY = file_kind(KIND, "inquiry", "调查记录", readers=READERS)
SESSION = file_kind(KIND, "session", "调解记录", readers=READERS)
AGREEMENT = file_kind(KIND, "agreement", "调解协议书", readers=READERS)
ROUTES_TOLD = file_kind(KIND, "routes_told", "告知记录", readers=READERS)
