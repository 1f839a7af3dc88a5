"""The table of attachments: what was uploaded, by whom, and the fingerprint of its bytes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock


def size_text(size):
    """Bytes as people read them: 340 KB, 2.5 MB, 1.5 GB."""
    if size >= 1 << 30:
        return f"{size / (1 << 30):.1f} GB"
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, size // 1024)} KB"


def stored_paths(rows):
    """The paths of all files of ours that attachments name."""
    return {path for pair in rows.values_list("path", "small_path") for path in pair if path}


class AttachmentQuerySet(models.QuerySet):
    def of(self, obj):
        """The files of one row, oldest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=obj.pk)


class Attachment(models.Model):
    """One uploaded file of one business row.

    The bytes are under settings.UPLOAD_ROOT at `path`, a random name; `name`
    is what the person called it.  A picture has a small one beside it, at
    `small_path`, for pages that show many.  Who may read it is declared with its `kind`
    (`kernel/papers/file_kinds.py`).  Rows are never changed or deleted.
    """

    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    kind = models.CharField("类别", max_length=40)
    name = models.CharField("文件名", max_length=160)
    caption = models.CharField("说明", max_length=120, blank=True)
    content_type = models.CharField("格式", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("指纹", max_length=64)
    path = models.CharField(max_length=120, unique=True)
    small_path = models.CharField(max_length=120, blank=True)
    small_sha256 = models.CharField(max_length=64, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间", default=clock.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["id"]
        verbose_name = "附件"
        constraints = [
            models.CheckConstraint(name="attachment_is_not_empty", condition=Q(size__gt=0)),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_id", "kind"], name="attachment_of_object"),
            models.Index(fields=["sha256"], name="attachment_fingerprint"),
        ]

    def __str__(self):
        return self.name

    @property
    def extension(self):
        """Lower-case, without the dot."""
        return self.name.rpartition(".")[2].lower()

    @property
    def is_picture(self):
        """Whether a page shows it as a picture."""
        return self.content_type.startswith("image/")

    @property
    def size_text(self):
        return size_text(self.size)
