"""Files that a deliberation carries, and who may read them.

What hung on the notice board or shows the meeting is for everybody who sees it.
Papers with names, doors, signatures or identity papers are for those who call
and hold it, answer objections or review it, and for nobody else who sees the result.
"""

from governance.kernel.papers.file_kinds import WITH_ROW, file_kind, over

from .workflow import ANSWER, CALL, REVIEW

KIND = "governance.deliberation"
HANDLERS = over(CALL, ANSWER, REVIEW)

PHOTOS = file_kind(KIND, "photos", "现场照片", readers=WITH_ROW)
POSTING = file_kind(KIND, "publicity_photos", "公示照片", readers=WITH_ROW)
NOTICE = file_kind(KIND, "notice_photos", "通知张贴照片", readers=WITH_ROW)
SIGN_IN = file_kind(KIND, "sign_in", "签到表", readers=HANDLERS)
TALLY = file_kind(KIND, "tally", "计票单", readers=HANDLERS)
MANDATE = file_kind(KIND, "mandate", "委托书和身份证件", readers=HANDLERS)
DEVIATION = file_kind(KIND, "deviation", "应到依据材料", readers=HANDLERS)
STUDY = file_kind(KIND, "party_study", "党组织研究讨论记录", readers=HANDLERS)
OBJECTION = file_kind(KIND, "objection", "异议材料", readers=HANDLERS)
EVIDENCE = file_kind(KIND, "evidence", "补录证明材料", readers=HANDLERS)
# By the field of the form that takes them.
PAPERS = {kind.name: kind for kind in (PHOTOS, NOTICE, SIGN_IN, TALLY, MANDATE, DEVIATION, STUDY)}
