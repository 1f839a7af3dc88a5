"""The form field for files: checked, counted, and kept while a form comes back."""

import os
import time

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from governance.kernel.papers import uploads
from governance.kernel.steps import filefield
from governance.kernel.steps.filefield import MultiFileField, PhotosField
from governance.kernel.upkeep import callers
from governance.models import User
from tests.kernel.samples import image, pdf, upload


class PhotoForm(forms.Form):
    title = forms.CharField()
    photos = PhotosField(label="照片", most=2, least=1)


def post(data, *chosen):
    return PhotoForm(MultiValueDict(data), MultiValueDict({"photos": list(chosen)}))


def test_the_field_gives_checked_files():
    form = post({"title": ["一"]}, upload("a.jpg", image()), upload("b.png", image("PNG")))
    assert form.is_valid()
    assert [checked.name for checked in form.cleaned_data["photos"]] == ["a.jpg", "b.png"]
    assert form.is_multipart()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "请上传文件"),
        ([("a.jpg", b"MZ")], "a.jpg：文件内容与扩展名不符"),
        ([("a.pdf", b"%PDF-")], "请上传 jpg"),
        ([("a.jpg", image()), ("b.jpg", image()), ("c.jpg", image())], "最多上传 2 个"),
    ],
)
def test_the_field_refuses_beside_itself(chosen, sentence):
    form = post({"title": ["一"]}, *(upload(*one) for one in chosen))
    assert not form.is_valid()
    assert sentence in str(form.errors["photos"])


@pytest.mark.parametrize(("most", "several"), [(1, False), (3, True)])
def test_a_chooser_for_one_file_takes_one(most, several):
    class Form(forms.Form):
        paper = MultiFileField(label="批复", required=False, most=most)

    assert (" multiple" in str(Form()["paper"])) is several


def test_a_chooser_names_types_beside_extensions():
    """Phones open the camera by MIME types; a desk greys out what a form does not take by extensions."""
    photos = PhotosField(label="照片").widget.attrs["accept"].split(",")
    assert {".jpg", ".jfif", ".webp", "image/jpeg", "image/webp", "image/*"} <= set(photos)
    assert not any("pdf" in name for name in photos)
    papers = MultiFileField(label="材料").widget.attrs["accept"].split(",")
    assert {".pdf", "application/pdf", uploads.WORD, "image/*"} <= set(papers)
    sheet = MultiFileField(label="名单", extensions=("xlsx",)).widget.attrs["accept"].split(",")
    assert sheet == [".xlsx", uploads.EXCEL]


def test_a_file_under_a_wrong_name_keeps_it_while_the_form_comes_back():
    form = post({"title": [""]}, upload("下载.jfif", image()))
    token = str(form["photos"]).split('name="photos-held" value="')[1].split('"')[0]
    again = post({"title": ["一"], "photos-held": [token]})
    assert again.is_valid()
    kept = again.cleaned_data["photos"][0]
    assert (kept.name, kept.given, kept.content_type) == ("下载.jpg", "下载.jfif", "image/jpeg")


def test_chosen_files_survive_a_form_that_comes_back(settings):
    form = post({"title": [""]}, upload("现场.jpg", image()))
    assert not form.is_valid()
    html = str(form["photos"])
    assert "现场.jpg" in html
    token = html.split('name="photos-held" value="')[1].split('"')[0]
    again = post({"title": ["一"], "photos-held": [token]})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["photos"][0].name == "现场.jpg"
    forged = post({"title": ["一"], "photos-held": ["../../etc/passwd"]})
    assert "已过期" in str(forged.errors["photos"])


class OneFile(forms.Form):
    title = forms.CharField()
    paper = MultiFileField(label="批复", most=1, least=1)


def one_file(data, *chosen):
    return OneFile(MultiValueDict(data), MultiValueDict({"paper": list(chosen)}))


def test_a_new_choice_replaces_the_kept_one_where_one_file_is_asked_for(settings):
    html = str(one_file({"title": [""]}, upload("旧.jpg", image()))["paper"])
    token = html.split('name="paper-held" value="')[1].split('"')[0]
    assert 'data-replaced-by="id_paper"' in html
    again = one_file({"title": ["一"], "paper-held": [token]}, upload("新.jpg", image()))
    assert again.is_valid(), again.errors
    assert [file.name for file in again.cleaned_data["paper"]] == ["新.jpg"]
    kept = one_file({"title": ["一"], "paper-held": [token]})
    assert kept.is_valid()
    assert [file.name for file in kept.cleaned_data["paper"]] == ["旧.jpg"]


def test_several_files_add_up(settings):
    html = str(post({"title": [""]}, upload("旧.jpg", image()))["photos"])
    token = html.split('name="photos-held" value="')[1].split('"')[0]
    both = post({"title": ["一"], "photos-held": [token]}, upload("新.jpg", image()))
    assert both.is_valid(), both.errors
    assert [file.name for file in both.cleaned_data["photos"]] == ["旧.jpg", "新.jpg"]
    assert "data-replaced-by" not in html


def test_a_refused_single_file_is_not_kept(settings):
    form = one_file({"title": [""]}, upload("旧.jpg", image()))
    form.add_error("paper", "第 3 行 户号：不能为空")
    assert "paper-held" not in str(form["paper"])


def test_a_held_file_must_fit_the_field_it_is_sent_to(settings):
    token = filefield.put_aside(uploads.check(upload("公告.pdf", pdf())))
    form = post({"title": ["一"], "photos-held": [token]})
    assert "请上传 jpg" in str(form.errors["photos"])


def test_a_held_file_is_its_accounts_own(rf):
    """Whoever gets to know the token of a colleague gets neither the file nor its small picture."""
    own, other = rf.post("/"), rf.post("/")
    own.user, other.user = User(pk=7), User(pk=8)
    with callers.calling(None, own):
        html = str(post({"title": [""]}, upload("现场.jpg", image()))["photos"])
        token = html.split('name="photos-held" value="')[1].split('"')[0]
        assert post({"title": ["一"], "photos-held": [token]}).is_valid()
    for request in (other, rf.post("/")):
        with callers.calling(None, request):
            form = post({"title": ["一"], "photos-held": [token]})
            assert not form.is_valid()
            assert "用另一个账号选的" in str(form.errors["photos"])
            assert "现场.jpg" not in str(form["photos"])


def test_held_files_go_after_a_day(settings):
    filefield.put_aside(uploads.check(upload("a.png", image("PNG"))))
    places = list((settings.UPLOAD_ROOT / "held").iterdir())
    assert len(places) == 2  # the picture and its small one
    assert filefield.sweep_held() == 0
    old = time.time() - filefield.HELD_FOR - 60
    for place in places:
        os.utime(place, (old, old))
    assert filefield.sweep_held() == 2


def test_the_api_describes_what_the_field_takes():
    described = MultiFileField(extensions=("pdf",), most=3).describe()
    assert described == {"type": "files", "extensions": ["pdf"], "most": 3, "least": 0}
