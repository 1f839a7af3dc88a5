"""What the portal removes at night: files without a row, old drafts, old records of work."""

from celery import shared_task

from governance.kernel.papers import files
from governance.kernel.steps import drafts, filefield

from . import jobs, retention


@shared_task(name="governance.sweep", ignore_result=True)
def sweep():
    """Remove files of old jobs, of rolled-back steps and of forms never sent, old drafts, old logs.  Safe to repeat.

    Returns how many of each went.
    """
    swept = {"jobs": jobs.sweep(), "strays": files.sweep(), "held": filefield.sweep_held(), "drafts": drafts.sweep()}
    return swept | {"outlived": retention.prune()}
