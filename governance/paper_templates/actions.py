"""Templates of papers: uploaded by one person, confirmed by another, taken out of use."""

from django.db.models import Max

from governance.kernel.clock import clock
from governance.kernel.papers import files, kinds, templates
from governance.kernel.papers.uploads import WORD, Checked
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock

from .attachments import FILE, SPECIMEN
from .models import PaperTemplate
from .workflow import TEMPLATE


@TEMPLATE.step("propose")
def propose(template, *, actor, work, kind, paper, reason, note=""):
    """A template is filled with the sample row; it is used once another person has confirmed it.

    kind  -- code of a PaperKind
    paper -- [Checked], one .docx

    The filled sample is kept beside the file, for whoever confirms.
    Refused: already_proposed and what `templates.fill` refuses.  Event `governance.paper_template.propose`.
    """
    waiting = PaperTemplate.objects.waiting().filter(kind=kind).select_related("created_by__person").first()
    if waiting is not None:
        words = f"{waiting.created_by.name}上传的“{waiting}”还在等待确认，请先处理"
        raise Refused(words, "already_proposed", field="kind")
    (file,) = paper
    specimen = templates.try_out(kinds.KINDS[kind], file.data)
    last = PaperTemplate.objects.filter(kind=kind).aggregate(last=Max("no"))["last"] or 0
    template.created_by, template.kind, template.no, template.reason = actor, kind, last + 1, reason

    def keep(saved):
        files.attach(saved, file, kind=FILE, actor=actor)
        files.attach(saved, Checked(f"{saved}试填样张.docx", WORD, specimen), kind=SPECIMEN, actor=actor)

    work.after(keep)
    return {"facts": [["文书", template.kind_name], ["版次", f"第 {template.no} 版"], ["文件指纹", file.sha256[:16]]]}


@TEMPLATE.step("confirm")
def confirm(template, *, actor, work, note=""):
    """Another person confirms it: papers are printed by it from now on, the one before is kept.

    It is tried once more: the fields of the kind may have changed since it was uploaded.
    Refused: own_proposal, and what `templates.fill` refuses.  Events `governance.paper_template.confirm`, `.replace`.
    """
    kind = kinds.KINDS.get(template.kind)
    if kind is None:
        raise Refused("系统已不打印这种文书，请不予确认", "no_such_paper")
    templates.try_out(kind, bytes_of(template))
    for before in PaperTemplate.objects.in_use().filter(kind=template.kind):
        replace(lock(before), actor=None)
    template.confirmed_by, template.begun_at = actor, clock.now()


@TEMPLATE.step("refuse")
def refuse(template, *, actor, note):
    """The template is not used; the row stays with the reason.  Event `governance.paper_template.refuse`."""


@TEMPLATE.step("withdraw")
def withdraw(template, *, actor, note=""):
    """Its uploader takes it back before anybody confirmed it.  Event `governance.paper_template.withdraw`."""


@TEMPLATE.step("restore")
def restore(template, *, actor, note):
    """The portal's own layout is used again.  Event `governance.paper_template.restore`."""
    template.ended_at = clock.now()


@TEMPLATE.step("replace")
def replace(template, *, actor, note=""):
    """A later version was confirmed.  Event `governance.paper_template.replace`."""
    template.ended_at = clock.now()


def bytes_of(template):
    """The file of a template as it was uploaded.  Raises FileMissing, NotAsKept."""
    with files.open_attachment(files.attachments_of(template, FILE).get()) as source:
        return source.read()


@kinds.finds_templates
def template_of(code):
    """The template in use for a kind of paper."""
    template = PaperTemplate.objects.in_use().filter(kind=code).first()
    return template and kinds.TemplateInUse(template.no, lambda: bytes_of(template))
