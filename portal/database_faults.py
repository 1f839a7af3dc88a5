"""What a command says of a database that gives no answer, refuses it or was not migrated: one sentence."""

import os

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.database import OWNER

NO_RIGHT = "42501"  # PostgreSQL's code: the role may not do this


def fault(error):
    """What is wrong with the database in one sentence of two languages; "" where the error is a fault of ours.

    It gives no answer, it refuses this role or this moment, or it was not migrated to what this code needs.
    """
    code, words = getattr(error.__cause__, "pgcode", None), " ".join(str(error).split())
    is_owners = os.environ.get(OWNER) and os.environ.get("MIGRATE_DATABASE_URL")
    name = "MIGRATE_DATABASE_URL" if is_owners else "DATABASE_URL"
    if isinstance(error, OperationalError | InterfaceError) and code is None:
        return f"The database of {name} gives no answer: {words} / {name} 所指的数据库没有应答。"
    if isinstance(error, OperationalError) or code == NO_RIGHT:
        return f"The database of {name} refuses: {words} / {name} 所指的数据库拒绝执行。"
    if is_behind():
        return (
            f"The database of {name} was not migrated to this version: run manage.py migrate first."
            f" / {name} 所指的数据库还没有建表，或版本较旧：请先运行 manage.py migrate。"
        )
    return ""


def is_behind():
    """Whether migrations of this code are not applied yet."""
    connection.close()  # the failed transaction would refuse the question
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
