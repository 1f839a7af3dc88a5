"""The form field for attachments: refused at the field, kept when the form comes back.

Where several files are asked for, a new choice joins those kept; where one is, it takes the kept one's place.
"""

import base64

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.kernel.clock import clock
from governance.kernel.papers import signatures, stored_files
from governance.kernel.papers.uploads import (
    LIMIT,
    MEGABYTE,
    PAPERS,
    PHOTOS,
    TYPES,
    Checked,
    check,
    extension_of,
    refuse_kind,
    refuse_size,
)
from governance.kernel.upkeep import callers

HELD_FOR = 24 * 3600  # seconds
SALT = "held-file"


def put_aside(checked):
    """Put a checked file aside until the form comes back right; returns the token with which its account fetches it."""
    path = stored_files.store(checked.data, checked.extension, folder=stored_files.HELD)
    small = stored_files.store(checked.small, "jpg", folder=stored_files.HELD) if checked.small else ""
    kept = {"path": path, "small": small, "name": checked.name, "given": checked.given, "account": callers.account()}
    return signing.dumps(kept, salt=SALT)


def file_put_aside(token):
    """The file put aside under a token.  Raises ValidationError when it is gone, not ours, or another account's."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=HELD_FOR)
        if kept.get("account") != callers.account():
            raise ValidationError("这个文件是用另一个账号选的，请重新选择", code="held_file_anothers")
        data, small = (read_held(kept[part]) if kept[part] else b"" for part in ("path", "small"))
    except (signing.BadSignature, stored_files.FileMissing, stored_files.NotAsKept):
        raise ValidationError("之前选好的文件已过期，请重新选择", code="held_file_gone") from None
    return Checked(kept["name"], TYPES[extension_of(kept["name"])], data, kept["given"], small)


def read_held(path):
    with stored_files.open_stored(path) as source:
        return source.read()


def look_once(upload, rules):
    """The upload as Checked; what the look found is remembered with it, for the form that comes back.

    Raises ValidationError.
    """
    if isinstance(upload, Checked):
        return upload
    if not hasattr(upload, "found"):
        try:
            upload.found = check(upload, **rules)
        except ValidationError as refusal:
            upload.found = refusal
    if isinstance(upload.found, ValidationError):
        raise upload.found
    return upload.found


def file_that_fits(item, rules):
    """The file of an upload, or of the token under which it was put aside, perhaps for another field.

    rules -- {"extensions", "limit"} as of `uploads.check`

    Raises ValidationError.
    """
    if not isinstance(item, str):
        return look_once(item, rules)
    file = file_put_aside(item)
    refuse_kind(file, rules["extensions"])
    refuse_size(file.size, rules["limit"] or LIMIT)
    return file


def put_aside_once(upload, checked):
    """The token under which this upload is put aside, the same however often its form is shown."""
    if isinstance(upload, Checked):
        return put_aside(upload)
    if not hasattr(upload, "token"):
        upload.token = put_aside(checked)
    return upload.token


def sweep_held():
    """Remove files put aside longer than a day ago.  Nightly; returns how many went."""
    written = stored_files.written_before(clock.now().timestamp() - HELD_FOR)
    old = [path for path in written if path.startswith(f"{stored_files.HELD}/") and stored_files.has_shape(path)]
    for path in old:
        stored_files.remove(path)
    return len(old)


def accepted(extensions):
    """What a chooser offers: extensions for desks, MIME types for phones, all pictures where any is taken."""
    names = [*extensions, *(["jfif"] if "jpg" in extensions else [])]
    types = dict.fromkeys(TYPES[name] for name in extensions)
    pictures = ["image/*"] if set(extensions) & set(PHOTOS) else []  # else some phones open no camera
    return ",".join([*(f".{name}" for name in names), *types, *pictures])


def held_file(token, checked):
    """A file that stays chosen, as the page shows it; a picture as a small one."""
    picture = f"data:image/jpeg;base64,{base64.b64encode(checked.small).decode()}" if checked.small else ""
    return {"token": token, "name": checked.name, "size": checked.size_text, "picture": picture}


class FilesWidget(forms.FileInput):
    """A chooser for several files; what was chosen and is right stays chosen when the form comes back.

    takes_one -- one file is asked for: what is chosen anew replaces what was kept
    most      -- how many are asked for
    """

    allow_multiple_selected = True
    takes_one, most = False, 1
    template_name = "generic/_files.html"

    def value_from_datadict(self, data, files, name):
        get_many = getattr(files, "getlist", None)
        chosen = get_many(name) if get_many else files.get(name) or []
        chosen = chosen if isinstance(chosen, list) else [chosen]
        if self.takes_one and chosen:
            return chosen
        tokens = data.getlist(f"{name}-held") if hasattr(data, "getlist") else data.get(f"{name}-held", [])
        return [*tokens, *chosen]

    def use_required_attribute(self, initial):
        return False  # what is already held needs no new choice

    def value_omitted_from_data(self, data, files, name):
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        context["widget"]["takes_one"] = self.takes_one
        context["widget"]["takes_pictures"] = bool(set(self.rules["extensions"]) & set(PHOTOS))
        context["widget"]["most"] = self.most
        context["widget"]["limit"] = self.rules["limit"] or LIMIT
        context["widget"]["held"] = [held_file(token, checked) for token, checked in self.chosen_files(value)]
        return context

    def chosen_files(self, value):
        """(token, file) of everything already chosen that may be kept."""
        for item in value or ():
            try:
                if isinstance(item, str):
                    yield item, file_put_aside(item)
                else:
                    checked = look_once(item, self.rules)
                    yield put_aside_once(item, checked), checked
            except ValidationError:
                continue


class BoundFiles(forms.BoundField):
    """The files of a form that came back; the one of a field that asks for one is not kept where it was refused."""

    def value(self):
        return [] if self.field.most == 1 and self.errors else super().value()


class MultiFileField(forms.Field):
    """Files of one kind; cleans to a list of Checked, ready for `files.attach_all`.

    extensions -- which types: PHOTOS, PAPERS (default) or a tuple of our own
    most       -- how many at the most
    limit_mb   -- for one file, when lower than the portal's 20 MB
    """

    widget = FilesWidget
    kind = "files"

    def __init__(self, *, extensions=PAPERS, most=10, least=0, limit_mb=None, **options):
        self.extensions, self.most, self.least = extensions, most, least
        self.rules = {"extensions": extensions, "limit": limit_mb * MEGABYTE if limit_mb else None}
        options.setdefault("required", least > 0)
        super().__init__(**options)
        if most == 1:
            self.widget.takes_one = True
            self.widget.attrs.pop("multiple", None)  # FileInput sets it wherever several are possible
        self.widget.rules, self.widget.most = self.rules, most
        self.help_text = self.help_text or self.usual_help(limit_mb)

    def get_bound_field(self, form, field_name):
        return BoundFiles(form, self, field_name)

    def usual_help(self, limit_mb):
        types = "、".join(dict.fromkeys(signatures.usual(name) for name in self.extensions))
        together = f"、合计不超过 {settings.BODY_LIMIT // MEGABYTE} MB" if self.most > 1 else ""
        return (
            f"{types}，每个不超过 {limit_mb or LIMIT // MEGABYTE} MB{together}，最多 {self.most} 个。不得上传涉密文件"
        )

    def widget_attrs(self, widget):
        return {"accept": accepted(self.extensions)} | ({"multiple": True} if self.most > 1 else {})

    def clean(self, value):
        chosen = [item for item in value or () if isinstance(item, (str, UploadedFile, Checked))]
        if self.required and len(chosen) < max(1, self.least):
            message = "请上传文件" if self.least < 2 else f"请至少上传 {self.least} 个文件"
            raise ValidationError(message, code="required")
        if len(chosen) > self.most:
            raise ValidationError(f"最多上传 {self.most} 个文件，现在选了 {len(chosen)} 个", code="too_many")
        kept, wrong = [], []
        for item in chosen:
            try:
                kept.append(file_that_fits(item, self.rules))
            except ValidationError as error:
                name = getattr(item, "name", "")
                wrong.append(ValidationError(f"{name}：{error.messages[0]}" if name else error.messages[0], error.code))
        if wrong:
            raise ValidationError(wrong)
        return kept

    def has_changed(self, initial, data):
        return bool(data)

    def describe(self):
        """What the API's step list says about this field."""
        return {"type": "files", "extensions": list(self.extensions), "most": self.most, "least": self.least}


class PhotosField(MultiFileField):
    """Photographs only."""

    def __init__(self, **options):
        super().__init__(extensions=PHOTOS, **options)
