"""The files of other people's packages that pages load, and nothing else of those packages."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PACKAGES = {  # (prefix of the address, folder below node_modules): files
    ("vendor/bootstrap", "bootstrap/dist"): [
        "css/bootstrap.min.css",
        "css/bootstrap.min.css.map",  # named inside the file before it; hashing follows the name
        "js/bootstrap.bundle.min.js",
        "js/bootstrap.bundle.min.js.map",
    ],
    ("vendor/bootstrap-icons", "bootstrap-icons/font"): [
        "bootstrap-icons.min.css",
        "fonts/bootstrap-icons.woff",
        "fonts/bootstrap-icons.woff2",
    ],
    ("vendor/echarts", "echarts/dist"): ["echarts.common.min.js"],
    ("vendor/htmx", "htmx.org/dist"): ["htmx.min.js"],
}


class VendorFinder(BaseFinder):
    """Finds the listed files in node_modules under addresses that begin with `vendor/`."""

    def find(self, path, find_all=False):
        found = []
        for (prefix, folder), files in PACKAGES.items():
            file = settings.BASE_DIR / "node_modules" / folder / path.removeprefix(f"{prefix}/")
            if path.removeprefix(f"{prefix}/") in files and file.exists():
                found.append(str(file))
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns):
        for (prefix, folder), files in PACKAGES.items():
            storage = FileSystemStorage(settings.BASE_DIR / "node_modules" / folder)
            storage.prefix = prefix
            for file in files:
                yield file, storage

    def check(self, **kwargs):
        return []
