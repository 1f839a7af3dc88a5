"""Files that demands carry, and who may read them."""

from governance.kernel.papers.file_kinds import WITH_ROW, as_row_says, file_kind

KIND = "projects.demand"
PHOTO = file_kind(KIND, "demand", "照片和材料", readers=WITH_ROW)
FACES = file_kind(
    KIND, "demand_faces", "照片和材料（可辨认面部）", readers=as_row_says("登记人，本地受理、交办和答复需求的人员")
)
ANSWER_PAPER = file_kind(KIND, "answer", "办理照片和材料", readers=WITH_ROW)
