"""The statistical file: all of it or nothing, every line's reason, and a second run that only renames."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance.areas import naming
from governance.areas.actions import areas as actions
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Area, AreaName
from tests.factories.base import user_with

pytestmark = pytest.mark.django_db
FILE = Path("governance/data/hetang_divisions.csv")
HEAD = "code12,name,level,kind,parent_code,parent_name,source"
GOOD = f"""{HEAD}
430203000000,芦淞区,district,district,430200000000,株洲市,x
430203001000,庆云街道,township,subdistrict,430203000000,芦淞区,x
430203001001,六〇一社区居委会,community,community,430203001000,庆云街道,x
430203001201,白关村委会,community,,430203001000,庆云街道,x
"""


def load(tmp_path, text, encoding="utf-8", **options):
    path = tmp_path / "divisions.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    out, err = StringIO(), StringIO()
    try:
        call_command("load_areas", str(path), stdout=out, stderr=err, **options)
    except CommandError as error:
        return None, err.getvalue() + str(error)
    return out.getvalue(), ""


def test_the_district_is_loaded_with_codes_paths_and_names():
    call_command("load_areas", str(FILE), verbosity=0)
    assert dict.fromkeys(Area.objects.values_list("level", flat=True)).keys() == {"district", "street", "community"}
    assert Area.objects.count() == 70
    community = Area.objects.get(code="430202002021")
    assert (community.name, community.official_name) == ("六零一社区", "六零一社区居委会")
    assert community.path == "/002/021/"
    assert community.depth == 2
    assert set(community.aliases) == {"601社区", "六〇一社区"}
    assert "601" in community.search_text
    assert community.community_id == community.pk
    assert community.street.name == "茨菇塘街道"
    assert Area.objects.get(code="430202006229").name == "星星村"
    assert Area.objects.get(code="430202100").kind == "town"
    assert Area.objects.get(name="永福社区").official_name == "永福居委会"


def test_a_second_run_changes_nothing():
    call_command("load_areas", str(FILE), verbosity=0)
    events, versions = Event.objects.count(), list(Area.objects.values_list("version", flat=True))
    out = StringIO()
    call_command("load_areas", str(FILE), stdout=out)
    assert "新增 0 个，更名 0 个，未变 70 个" in out.getvalue()
    assert Event.objects.count() == events
    assert list(Area.objects.values_list("version", flat=True)) == versions


def test_another_district_of_the_same_shape_in_any_encoding(tmp_path):
    assert load(tmp_path, GOOD, "gb18030")[0]
    assert Area.objects.get(code="430203001201").kind == "village"
    assert Area.objects.get(code="430203001001").name == "六〇一社区"


def test_a_changed_name_is_a_dated_renaming(tmp_path):
    load(tmp_path, GOOD)
    with clock.travel(date(2026, 11, 20)):
        assert load(tmp_path, GOOD.replace("六〇一社区居委会", "红旗社区居委会"), date="2026-11-01")[0]
    area = Area.objects.get(code="430203001001")
    old = AreaName.objects.get(area=area)
    assert area.name == "红旗社区"
    assert old.name == "六〇一社区"
    assert old.valid_until == date(2026, 10, 31)
    assert "六〇一社区" in area.aliases  # still found by its old name
    assert Event.objects.filter(kind="governance.area.rename", object_id=area.pk).count() == 1


VILLAGE = "430203001201,白关村委会,community,,430203001000"
LOST = "430203002201,白关村委会,community,,430203002000"  # its street is not in the file
BAD = [
    ("unknown parent", GOOD.replace(VILLAGE, LOST), 5, "不在文件中"),
    ("double code", GOOD + "430203001001,另一社区,community,community,430203001000,庆云街道,x\n", 6, "重复"),
    ("code not under parent", GOOD.replace("430203001201", "430203009201"), 5, "前 9 位不一致"),
    ("bad length", GOOD.replace("430203001201", "43020300120"), 5, "12 位数字"),
    ("letters in the code", GOOD.replace("430203001201", "43020300120X"), 5, "12 位数字"),
    ("code of another level", GOOD.replace("430203001201", "430203001000"), 5, "位数与层级"),
    ("no name", GOOD.replace("白关村委会", ""), 5, "缺少名称"),
    ("a formula for a name", GOOD.replace("白关村委会", "=1+1"), 5, "不能以"),
    ("wrong level", GOOD.replace("白关村委会,community", "白关村委会,hamlet"), 5, "无法识别"),
    ("wrong kind", GOOD.replace("白关村委会,community,,", "白关村委会,community,town,"), 5, "类别"),
    ("same name beside it", GOOD.replace("白关村委会", "六〇一社区"), 5, "同名"),
    ("parent's name does not fit", GOOD.replace("庆云街道,x\n430203001201", "建设街道,x\n430203001201"), 4, "不一致"),
    ("second root", GOOD + "430204000000,石峰区,district,district,430200000000,株洲市,x\n", 6, "只能有一个区"),
    ("no root", "\n".join(line for line in GOOD.splitlines() if "district" not in line), 2, "不在文件中"),
    ("missing column", GOOD.replace("parent_code", "above"), 1, "缺少列"),
    ("too few cells", GOOD + "430203001202,甲村\n", 6, "列数"),
    ("nothing in it", HEAD + "\n", 1, "0 行"),
    ("a workbook", b"PK\x03\x04" + b"0" * 100, 1, "Excel"),
    ("another encoding", GOOD.encode("utf-16"), 1, "CSV"),
]


@pytest.mark.parametrize(("_case", "text", "line", "words"), BAD, ids=[case for case, *_ in BAD])
def test_a_wrong_file_is_refused_whole_with_its_reason(tmp_path, _case, text, line, words):
    out, errors = load(tmp_path, text)
    assert out is None
    assert f"第 {line} 行" in errors
    assert words in errors
    assert not Area.objects.exists()
    assert not Event.objects.exists()


def test_every_wrong_line_is_named_at_once(tmp_path):
    text = GOOD.replace("白关村委会", "").replace("430203001001", "1")
    _, errors = load(tmp_path, text)
    assert "第 4 行" in errors
    assert "第 5 行" in errors
    assert "2 处问题" in errors


def test_the_register_objects_too(tmp_path):
    load(tmp_path, GOOD)
    other = GOOD.replace("430203", "430204").replace("芦淞区", "石峰区")
    assert "已有“芦淞区”" in load(tmp_path, other)[1]
    closed = Area.objects.get(code="430203001201")
    actions.close(closed, actor=boss(), note="撤村")
    assert "已停用" in load(tmp_path, GOOD)[1]
    assert Area.objects.count() == 4


def boss():
    return user_with("district_office", Area.objects.get(path="/"))


def test_a_missing_file_is_reported():
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("load_areas", "nowhere.csv")


@pytest.mark.parametrize(
    ("official", "short", "other"),
    [
        ("六零一社区居委会", "六零一社区", ["601社区", "六〇一社区"]),
        ("四三零社区居委会", "四三零社区", ["430社区", "四三〇社区"]),
        ("红旗村社区居委会", "红旗村社区", []),
        ("星星村委会", "星星村", []),
        ("东园村", "东园村", []),
        ("十二社区", "十二社区", []),
        ("601社区居民委员会", "601社区", ["六零一社区", "六〇一社区"]),
    ],
)
def test_short_names_and_other_spellings(official, short, other):
    assert naming.short_name(official) == short
    assert naming.aliases(short) == other
