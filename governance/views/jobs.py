"""Long work: its progress, and what came out of it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.kernel import files
from governance.kernel.pages import Page
from governance.kernel.records_jobs import Job, JobState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class JobPage(Page):
    """The progress bar; htmx asks again each second while the job runs."""

    def get(self, request, pk):
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        return self.show(
            "generic/progress.html",
            "generic/_progress.html",
            title=job.title,
            job=job,
            done=job.done,
            total=job.total,
            state=job.state,
            percent=job.percent,
            message=job.message,
            errors=job.errors,
            running=job.state in (JobState.QUEUED, JobState.RUNNING),
            result_url=f"/jobs/{job.pk}/result/" if job.result else "",
            result_name=job.result_name,
            poll_url=request.path,
            back_url=job.params.get("back_url", "/"),
        )


class JobResult(Page):
    def get(self, request, pk):
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        if not job.result:
            raise Http404
        return files.file_response(files.open_stored(job.result), job.result_name, XLSX)
