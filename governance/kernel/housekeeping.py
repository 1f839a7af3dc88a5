"""What the portal clears away at night: bytes that no row needs any more, and drafts nobody came back to."""

from celery import shared_task

from . import drafts, filefield, files, jobs


@shared_task(name="governance.sweep", ignore_result=True)
def sweep():
    """Remove files of old jobs, of rolled-back steps and of forms never sent, and old drafts.  Safe to repeat.

    Returns how many of each went.
    """
    return {"jobs": jobs.sweep(), "strays": files.sweep(), "held": filefield.sweep_held(), "drafts": drafts.sweep()}
