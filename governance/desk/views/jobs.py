"""Long jobs: the list of one's own, the progress of one, and its result."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from governance.desk.tables import JobFilter, JobTable
from governance.kernel.models.addresses import inner
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.views import Page, leave
from governance.kernel.upkeep import jobs


class JobList(ListPage):
    """The user's own long jobs, the newest first."""

    model, filterset, table, title = Job, JobFilter, JobTable, "我的任务"
    subtitle = "结果文件保存七天"
    exportable = False


class JobDetail(Page):
    """The progress bar; htmx reloads it each second while the job runs.  A compared sheet leads on to its rows."""

    def get(self, request, pk):
        job = get_object_or_404(Job.objects.visible_to(request.user).select_related("comparison"), pk=pk)
        if job.state == JobState.DONE and hasattr(job, "comparison"):
            return leave(request, job.comparison.get_absolute_url())
        context = jobs.progress_context(
            job,
            poll_url=request.path,
            result_url=reverse("job_result", args=(pk,)) if job.result else "",
            back_url=inner(job.params.get("back_url")) or reverse("work"),
        )
        return self.show("generic/progress.html", "generic/_progress.html", attempts=job.attempts, **context)


class JobResult(Page):
    """The file that a job made, for the user who started it."""

    def get(self, request, pk):
        job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
        if not job.result:
            raise Http404
        return jobs.result_response(job)
