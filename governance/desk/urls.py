"""Addresses of one person's own pages; they lie at the top of the portal."""

from django.urls import path

from .views import calendar, differences, drafts, jobs, parts, work

urlpatterns = [
    path("", work.Work.as_view(), name="work"),
    path("inbox/", work.Inbox.as_view(), name="inbox"),
    path("inbox/<int:pk>/", work.OpenNotice.as_view(), name="notice"),
    path("drafts/<int:pk>/", drafts.ShowDraft.as_view(), name="draft_again"),
    path("drafts/<int:pk>/drop/", drafts.DropDraft.as_view(), name="draft_drop"),
    path("search/", work.Search.as_view(), name="search"),
    path("help/parts/", parts.Parts.as_view(), name="parts"),
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.JobDetail.as_view(), name="job"),
    path("jobs/<int:pk>/rows/", differences.Differences.as_view(), name="job_rows"),
    path("jobs/<int:pk>/result/", jobs.JobResult.as_view(), name="job_result"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar"),
]
