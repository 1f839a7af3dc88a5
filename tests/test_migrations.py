"""A migration that was released is not changed: what is wrong with it is put right by another one."""

from tests.migrations import present, recorded


def test_released_migrations_stay_as_they_were():
    there, known = present(), recorded()
    changed = [path for path, digest in known.items() if there.get(path) != digest]
    assert not changed, f"changed or gone since they were released, undo that and add another one: {changed}"


def test_each_migration_is_on_record():
    unknown = sorted(set(present()) - set(recorded()))
    assert not unknown, f"put them on record by `python -m tests.migrations`: {unknown}"
