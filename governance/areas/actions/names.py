"""What rows are found by when their places are called otherwise: their search texts are written anew, in batches."""

from django.apps import apps
from django.db import transaction

from governance.areas.models import Area
from governance.kernel.pages.search import Searchable, prepare_texts
from governance.kernel.upkeep.jobs import Outcome, job

KIND = "names of places"
BATCH = 500


def searchable():
    """[model] of the rows whose texts name their place."""
    return [model for model in apps.get_models() if issubclass(model, Searchable) and model.search_area]


@job(KIND)
def refresh(taken, progress):
    """The job of one renamed, merged or split place.  Run twice it writes the same."""
    return Outcome(f"已更新 {refresh_below(taken.params['area'], progress)} 条记录的搜索内容")


def refresh_below(pk, progress=None):
    """Write the search texts of all rows at or below an area anew; returns how many there are.

    Each batch is locked and written in a transaction of its own, so that no save of a row meanwhile is undone.
    """
    path = Area.objects.get(pk=pk).path
    found = [model._base_manager.filter(**{f"{model.search_area}__path__startswith": path}) for model in searchable()]
    total, done = sum(rows.count() for rows in found), 0
    for rows in found:
        last = 0
        while batch := refresh_batch(rows, last):
            last, done = batch[-1].pk, done + len(batch)
            if progress is not None:
                progress(done, max(total, done))
    return done


@transaction.atomic
def refresh_batch(rows, last):
    """The next rows after a key, with new texts."""
    model = rows.model
    locked = rows.filter(pk__gt=last).select_related(model.search_area).select_for_update(of=("self",), no_key=True)
    batch = list(locked.order_by("pk")[:BATCH])
    if batch:
        prepare_texts(batch)
        model._base_manager.bulk_update(batch, model.search_columns)
    return batch
