"""The page of a long job says what happened to it."""

import pytest

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job, JobState
from tests.factories.base import make_district, user_with

BEGUN_ANEW = "从头重新开始"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "attempts", "says"),
    [
        (JobState.QUEUED, 0, False),
        (JobState.RUNNING, 1, False),
        (JobState.QUEUED, 1, True),
        (JobState.RUNNING, 2, True),
        (JobState.DONE, 2, False),
    ],
)
def test_the_page_says_that_a_job_began_anew_after_its_worker_ended(client, state, attempts, says):
    owner = user_with("community_secretary", make_district().community)
    ended = clock.now() if state == JobState.DONE else None
    job = Job.objects.create(
        kind="roster", title="导入名册", owner=owner, state=state, attempts=attempts, finished_at=ended
    )
    client.force_login(owner)
    assert (BEGUN_ANEW in client.get(job.get_absolute_url()).content.decode()) is says
