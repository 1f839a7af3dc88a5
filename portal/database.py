"""Which database, and as whom: one role runs the portal, another owns its tables.

DATABASE_URL          the role that runs the portal: it owns nothing and cannot switch a trigger off
MIGRATE_DATABASE_URL  the role that owns the tables: migrations, restores, signing its guards, and nothing else

Where only DATABASE_URL is named, that role does both (see `privileges.py`).
"""

import os

OWNER = "PORTAL_AS_OWNER"  # set in their own processes by the commands that change tables
OWNERS_COMMANDS = {"migrate", "restore", "sign_guards"}


def act_as_owner():
    """Let this process, whose settings are not loaded yet, work as the owner of the tables."""
    os.environ[OWNER] = "1"


def configuration(env, url, owner_url):
    """Django's configuration of the database, as the role that this process needs."""
    database = env.db_url_config(owner_url if owner_url and os.environ.get(OWNER) else url)
    options = database.setdefault("OPTIONS", {})
    database["HOST"] = options.pop("host", database["HOST"])  # a socket's folder comes as ?host=/…
    # Milliseconds for a statement and for an idle transaction; 0 is endless (manage.py: migrations, loading).
    patience = env.int("STATEMENT_TIMEOUT", default=30_000)
    # Pages find their rows first and then join what these name: to plan fourteen joins in any order took ten times
    # as long.
    options["options"] = (
        f"-c lock_timeout=3000 -c statement_timeout={patience} -c idle_in_transaction_session_timeout={2 * patience}"
        " -c join_collapse_limit=4"
    )
    return database | {
        "ENGINE": "portal.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # actions own their transactions
        "TEST": {
            "NAME": env.str("TEST_DB_NAME", default=None),
            "TEMPLATE": env.str("TEST_DB_TEMPLATE", default=None),  # a migrated database to copy
            "MIGRATE": "TEST_DB_TEMPLATE" not in os.environ,
        },
    }


def running_role(env, url, owner_url):
    """The role that runs the portal, where another one owns its tables; "" where one role does both."""
    role = env.db_url_config(url)["USER"]
    return role if owner_url and env.db_url_config(owner_url)["USER"] != role else ""
