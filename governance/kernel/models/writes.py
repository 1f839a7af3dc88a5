"""Several writes in one statement: what a step writes beside its own row goes to the database in one question.

    writes = Writes()
    writes.insert([Submission(user=user, key=key, …)])
    writes.delete(Draft.objects.filter(user=user, path=path))
    writes.run()

Each part sees the database as it was before all of them, so no part may rest on another.  What PostgreSQL refuses of
one part, it refuses of all: errors come out of `run` as of a single INSERT.
Source: PostgreSQL manual 7.8.4, data-modifying statements in WITH.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import sql
from django.db.models.constants import OnConflict


class Writes:
    """INSERTs, UPDATEs and DELETEs that are asked at once, in the order in which they were named."""

    def __init__(self):
        self.parts = []

    def insert(self, rows, *, ignore_conflicts=False):
        """New rows of one model; their keys are not read back.  ignore_conflicts -- leave out what is there already."""
        if not rows:
            return
        query = sql.InsertQuery(type(rows[0]), on_conflict=OnConflict.IGNORE if ignore_conflicts else None)
        query.insert_values([field for field in query.get_meta().concrete_fields if is_written(field, rows[0])], rows)
        self.parts.append(query)

    def update(self, queryset, **values):
        """As `queryset.update(…)`."""
        query = queryset.query.chain(sql.UpdateQuery)
        query.add_update_values(values)
        self.parts.append(query)

    def delete(self, queryset):
        """Rows to which no other row refers: nothing cascades."""
        self.parts.append(queryset.query.chain(sql.DeleteQuery))

    def run(self):
        """Ask all of it, and forget it; nothing is asked where there is nothing to write."""
        parts, self.parts = self.parts, []
        statements = [statement for part in parts for statement in statements_of(part)]
        if not statements:
            return
        *others, (last, params) = statements
        named = ", ".join(f"w{place} AS ({text})" for place, (text, _) in enumerate(others))
        values = [value for _, some in others for value in some]
        with connections[router.db_for_write(parts[0].model)].cursor() as cursor:
            cursor.execute(f"WITH {named} {last}" if others else last, [*values, *params])


def is_written(field, row):
    """Whether an INSERT names the column: not one that the database fills in by itself."""
    return not field.generated and not (field.primary_key and row.pk is None)


def statements_of(query):
    """[(SQL, parameters)] of a part; [] where no row can be meant."""
    compiler = query.get_compiler(using=router.db_for_write(query.model))
    try:
        made = compiler.as_sql()
    except EmptyResultSet:
        return []
    return made if isinstance(made, list) else [made] if made[0] else []
