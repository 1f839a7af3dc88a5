"""An e-mail address that somebody else entered waits until its owner takes it; a notice of the change goes to the old one.

Addresses of before stay in use: their owners were told when they were entered.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0022_note_sessions")]
    operations = [
        migrations.AddField(
            "user",
            "email_proposed",
            models.EmailField("待本人确认的电子邮箱", blank=True, default="", editable=False, max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            "notice",
            "mail_address",
            models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
    ]
