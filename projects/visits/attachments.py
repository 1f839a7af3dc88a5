"""Files that home visits carry, and who may read them."""

from governance.kernel.papers.file_kinds import WITH_ROW, as_row_says, file_kind

KIND = "projects.visit"
PHOTO = file_kind(KIND, "visit", "走访照片", readers=WITH_ROW)
FACES = file_kind(
    KIND, "visit_faces", "走访照片（可辨认面部）", readers=as_row_says("登记人，本地受理和交办需求的人员")
)
