"""Static files as tests see them: from their sources, without collecting."""

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class CheckedStorage(StaticFilesStorage):
    """Refuses a name nobody has, as the collected files' manifest does when the portal runs."""

    def url(self, name, force=False):
        if finders.find(name) is None:
            raise ValueError(f"no static file {name!r}")
        return super().url(name)
