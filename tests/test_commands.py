"""Commands of the operator: first administrators, one pass of the clock, backup and restore."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from governance.areas.attachments import EVIDENCE
from governance.demo_world import invented_id_number
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.papers import files
from governance.kernel.upkeep import backups
from governance.models import Area, Person, User
from governance.people.actions import posts as people
from tests.clients import PASSWORD
from tests.factories.base import make_district, user_with

NAMES = {
    "sysadmin": f"王建国,19900000001,{invented_id_number(1)}",
    "secadmin": f"李建军,19900000002,{invented_id_number(2)}",
}


def told(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


# ------------------------------------------------------------ createadmin
@pytest.mark.django_db
def test_the_first_administrators_can_sign_in_and_hold_each_other(client):
    make_district()
    words = told("createadmin", **NAMES)
    link = next(line.split("：")[-1] for line in words.splitlines() if line.startswith("sysadmin"))
    given = {"id_number": invented_id_number(1), "new_password": PASSWORD, "repeat": PASSWORD}
    assert client.post(link.removeprefix(project.PORTAL_URL), given).status_code == 302
    assert client.post("/login/", {"username": "sysadmin", "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200
    assert User.objects.get(username="sysadmin").has("governance.accounts")
    assert User.objects.get(username="secadmin").has("governance.rights")
    assert not User.objects.get(username="sysadmin").has("governance.rights")
    assert Event.objects.filter(kind="governance.user.found").count() == 2
    with pytest.raises(CommandError, match="已有安全管理员"):
        told("createadmin", **NAMES)
    assert User.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"secadmin": f"王建军,19900000003,{invented_id_number(1)}"}, "不同的人"),
        ({"sysadmin": f"x=1,19900000001,{invented_id_number(1)}"}, "姓名有误"),
        ({"sysadmin": "王建国"}, "依次写明"),
    ],
)
def test_wrong_administrators_are_refused(names, words):
    make_district()
    with pytest.raises(CommandError, match=words):
        told("createadmin", **NAMES | names)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_administrators_need_a_district():
    with pytest.raises(CommandError, match="load_areas"):
        told("createadmin", **NAMES)


# ------------------------------------------------------------ remind
@pytest.mark.django_db
def test_one_pass_reminds_once():
    place = make_district()
    secretary = user_with("community_secretary", place.community, email="secretary@example.org")
    due_on = clock.add_workdays(clock.today(), 0 if clock.is_workday(clock.today()) else 1)
    Deadline.objects.create(
        object_type="projects.micro_project",
        object_id=1,
        title="加装路灯",
        task="社区初审",
        url="/projects/1/",
        permission="projects.check",
        area=place.compound,
        opened_on=due_on - timedelta(9),
        due_on=due_on,
        next_rung_on=due_on,
    )
    with clock.travel(due_on):
        assert "发出提醒 1 条" in told("remind")
        assert "发出提醒 0 条" in told("remind")
    notice = Notice.objects.get(recipient=secretary)
    assert notice.mailed_at is not None


# ------------------------------------------------------------ backup and restore
@pytest.fixture
def filled(transactional_db):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    people.save_person(Person(), actor=secretary, name="王小邻", phone="19900001234", area=place.building)
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    upload = SimpleUploadedFile("路灯.png", picture.getvalue(), content_type="image/png")
    files.attach(place.compound, upload, kind=EVIDENCE, actor=secretary)
    return place


@pytest.fixture
def second(filled, tmp_path):
    """A second, empty database and folder; gives the environment that names them."""
    database = connection.settings_dict
    name = f"{database['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    host, port = database["HOST"], f":{database['PORT']}" if database["PORT"] else ""
    inside, query = ("", f"?host={host}") if host.startswith("/") else (f"{host}{port}", "")
    yield os.environ | {
        "DATABASE_URL": f"postgresql://{database['USER']}{secret}@{inside}/{name}{query}",
        "SECRET_KEY": project.SECRET_KEY,
        "VAR": str(tmp_path / "var2"),
    }
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def manage(environment, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )


READ = (
    "from governance.models import *; from governance.kernel.papers import files;"
    "print(Person.objects.get(name='王小邻').phone, Event.objects.count(), len(files.mismatches(deep=True)))"
)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_whole_in_another_database(second, tmp_path):
    folder = tmp_path / "backup"
    assert "2 个文件" in told("backup", folder)  # the photograph, and its small one
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["rows"]["governance_area"] == Area.objects.count()
    done = manage(second, "restore", folder)
    assert done.returncode == 0, done.stderr
    read = manage(second, "shell", "-v", "0", "-c", READ)
    assert read.stdout.split() == ["19900001234", str(Event.objects.count()), "0"], read.stderr
    forced = manage(second, "restore", folder, "--force")
    assert forced.returncode == 0, forced.stderr
    assert "原有文件移到" in forced.stdout


@pytest.mark.django_db(transaction=True)
def test_data_and_another_key_stand_in_the_way_of_a_restore(filled, tmp_path, settings):
    folder = tmp_path / "backup"
    backups.save(folder)
    with pytest.raises(CommandError, match="已有数据"):
        told("restore", folder)
    settings.SECRET_KEY = "another-secret-of-fifty-characters-0123456789abcdef"
    with pytest.raises(CommandError, match="另一把密钥"):
        told("restore", folder)
    assert Area.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_changed_backup_is_refused_and_nothing_is_touched(filled, tmp_path):
    folder = tmp_path / "backup"
    backups.save(folder)
    (path,) = (folder / "uploads").rglob("*.png")
    path.write_text("另一些字")
    before = Area.objects.count()
    with pytest.raises(CommandError, match="与清单不符"):
        told("restore", folder, force=True)
    path.unlink()
    with pytest.raises(CommandError, match="与清单不符"):
        told("restore", folder, force=True)
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(CommandError, match="不是备份目录"):
        told("restore", folder, force=True)
    assert Area.objects.count() == before
    with pytest.raises(CommandError, match="已有内容"):
        told("backup", folder)
