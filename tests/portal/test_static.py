"""Static files can be collected: every file a style sheet names is there, every copy has its hash."""

from django.core.management import call_command

from portal.trimmed import ADDRESSES
from portal.vendor import PACKAGES, HashedStorage


def test_collecting_gives_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "portal.vendor.HashedStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = HashedStorage().hashed_files
    whole = [f"{prefix}/{file}" for prefix, (_, files) in PACKAGES.items() for file in files]
    for name in (*whole, *ADDRESSES):
        assert (tmp_path / names[name]).exists()
    assert (tmp_path / f"{names['portal.css']}.br").exists()
    assert names["portal.css"] != "portal.css"
    icons = (tmp_path / names["vendor/bootstrap-icons/bootstrap-icons.min.css"]).read_text()
    font = names["vendor/bootstrap-icons/fonts/bootstrap-icons.woff2"].rpartition("/")[2]
    assert f'{font}"' in icons  # and no query behind it: the offline copy asks for the same address
