"""Brings files and database to the state this code needs; script/server runs it before the web server.

python -m portal.ready          checks the configuration; migrations, the demo when the database is empty, static files
"""

import hashlib
import os
import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError

from portal import reachable
from portal.configuration import Fault
from portal.database import act_as_owner
from portal.database_faults import fault

DEMO_LEADER = "leader"  # the first account of the demo
OPEN_TRAFFIC = (
    "PORTAL_URL",
    Fault("以 http: 开头，密码和会话未加密传输", "begins with http:, so passwords and sessions travel unencrypted"),
)
TOLD = {  # what Django's checks of a deployment find, as a variable and its fault
    "security.W004": OPEN_TRAFFIC,
    "security.W009": (
        "SECRET_KEY",
        Fault("太弱，应有 50 个以上随机字符", "is weak: it should have 50 random characters or more"),
    ),
    "security.W011": OPEN_TRAFFIC,
    "security.W016": OPEN_TRAFFIC,
}


class NotReady(Exception):
    """The text says what is wrong and how to put it right."""


def report(stage):
    print(stage, flush=True)


def check_configuration():
    """Everything that the environment names fits and answers, before anything is changed."""
    if found := reachable.faults():
        raise NotReady("\n".join(found))
    check_channels()
    if not settings.DEMO:
        check_deployment()


def check_deployment():
    """Django's own checks of a deployment: its errors end the start, its warnings are told."""
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    said, serious = [], []
    for each in found:
        if each.is_silenced():
            continue
        name, told = TOLD.get(each.id, (None, None))
        (serious if each.is_serious() else said).append(told.sentence(name) if told else f"{each.id}: {each.msg}")
    for sentence in dict.fromkeys(said):
        report(sentence)
    if serious:
        raise NotReady("\n".join(dict.fromkeys(serious)))


def check_channels():
    """Every address of NOTIFY_URLS is one we can send to; it is named by its place only, for it holds a secret."""
    from governance.kernel.upkeep.outside import is_address

    for place, url in enumerate(settings.NOTIFY_URLS, 1):
        if not is_address(url):
            raise NotReady(
                f"NOTIFY_URLS: address no. {place} is none that apprise knows (a comma within is %2C)."
                f" / NOTIFY_URLS 第 {place} 个地址不是 apprise 认识的地址（其中的逗号写成 %2C）。"
            )


def migrate():
    report("Bringing the database up to date …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_rules", verbosity=0)


def tell_of_one_role():
    """Say so where the role that runs the portal may change its tables."""
    from governance.kernel.upkeep import privileges

    if not settings.DEMO:
        for sentence in privileges.warnings():
            report(sentence)


def load_demo():
    """Load the demo district into an empty database; refuse to open a real one with demo settings."""
    people = get_user_model().objects
    if not people.exists():
        report("Loading the demo district …")
        call_command("demo", verbosity=0)
    elif not people.filter(username=DEMO_LEADER).exists():
        raise NotReady("The database holds a registry of its own, not the demo: use script/server --no-demo.")


def collect_static():
    """Collect and compress static files, when one of them has changed since the last time."""
    from portal import trimmed  # reads the settings, which tell what is wrong with them only in `main`

    state = hashlib.sha256(trimmed.state().encode())
    for file in sorted(settings.BASE_DIR.glob("static/**/*")):
        if file.is_file():
            state.update(str(file).encode() + file.read_bytes())
    for name in ("package-lock.json", "requirements.txt", "portal/vendor.py", "portal/styles.py"):
        state.update((settings.BASE_DIR / name).read_bytes())
    stamp = settings.STATIC_ROOT / ".state"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    report("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    act_as_owner()
    os.environ["STATEMENT_TIMEOUT"] = "0"  # building an index may take its time
    try:
        django.setup()
        check_configuration()
        migrate()
        tell_of_one_role()
        if settings.DEMO:
            load_demo()
        collect_static()
    except (NotReady, ImproperlyConfigured) as problem:
        sys.exit(str(problem))
    except (DatabaseError, InterfaceError) as problem:
        if not (said := fault(problem)):
            raise
        sys.exit(said)


if __name__ == "__main__":
    main()
