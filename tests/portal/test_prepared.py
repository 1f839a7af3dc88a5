"""The database of the tests is copied from one prepared before: it must be the one the migrations make."""

import shutil

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal import prepared
from portal.embedded import server_user


@pytest.mark.django_db
def test_the_tests_database_has_every_migration():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


OWN = {
    "portal": ("database", "embedded", "prepared", "settings"),
    "governance/kernel/upkeep": ("guards", "living"),
}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout: one migration, a module it names, and one it does not."""
    for name in ("requirements.txt", "constraints.txt"):
        shutil.copy(prepared.ROOT / name, tmp_path)
    for folder, names in OWN.items():
        (tmp_path / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / folder / f"{name}.py").write_text("")
    (tmp_path / "shop/migrations").mkdir(parents=True)
    (tmp_path / "shop/migrations/0001_initial.py").write_text("import shop.fields\nfrom shop import words\n")
    for name in ("fields", "words", "pages"):
        (tmp_path / f"shop/{name}.py").write_text("")
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["shop/migrations/0001_initial.py", "shop/fields.py", "shop/words.py", "constraints.txt"]
)
def test_what_the_migrations_need_makes_a_new_one(checkout, changed):
    before = prepared.fingerprint(server_user())
    with open(checkout / changed, "a") as file:
        file.write("# changed\n")
    assert prepared.fingerprint(server_user()) != before


def test_a_new_migration_makes_a_new_one_and_a_page_does_not(checkout):
    before = prepared.fingerprint(server_user())
    (checkout / "shop/pages.py").write_text("# changed\n")
    assert prepared.fingerprint(server_user()) == before
    (checkout / "shop/migrations/0002_more.py").write_text("")
    assert prepared.fingerprint(server_user()) != before
