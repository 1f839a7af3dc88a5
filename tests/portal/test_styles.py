"""The portal's style sheet is joined from its layers."""

from django.contrib.staticfiles import finders
from django.core.management import call_command

from portal import styles


def test_every_layer_is_joined_in_the_order_of_the_cascade(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(styles, "JOINED", tmp_path)
    text = styles.join_layers().read_text(encoding="utf-8")
    layers = [(styles.SOURCES / f"{name}.css").read_text(encoding="utf-8") for name in styles.LAYERS]
    places = [text.index(layer) for layer in layers]
    assert places == sorted(places)
    assert {path.stem for path in styles.SOURCES.glob("*.css")} == set(styles.LAYERS)


def test_a_changed_layer_changes_the_sheet(tmp_path, monkeypatch):
    layers = tmp_path / "css"
    layers.mkdir()
    for name in styles.LAYERS:
        (layers / f"{name}.css").write_text(f"/* {name} */")
    monkeypatch.setattr(styles, "SOURCES", layers)
    monkeypatch.setattr(styles, "JOINED", tmp_path / "joined")
    assert "/* pages */" in styles.join_layers().read_text()
    (layers / "pages.css").write_text("/* other */")
    sheet = styles.join_layers()
    assert "/* other */" in sheet.read_text()
    assert [path.name for path in sheet.parent.iterdir()] == ["portal.css"]


def test_the_sheet_is_found_and_collected_instead_of_its_layers(settings, tmp_path):
    assert finders.find("portal.css")
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "portal.css").exists()
    assert (tmp_path / "portal.js").exists()
    assert not (tmp_path / "css").exists()
