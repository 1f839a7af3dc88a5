import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.kernel.clock.clock
import governance.kernel.upkeep.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0053_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=60, verbose_name="表单")),
                ("is_new", models.BooleanField(default=False, verbose_name="新建")),
                ("data", governance.kernel.upkeep.crypto.EncryptedTextField()),
                ("saved_at", models.DateTimeField(default=governance.kernel.clock.clock.now, verbose_name="保存时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="draft_age")],
                "constraints": [models.UniqueConstraint(fields=("user", "path"), name="draft_once_per_form")],
            },
        ),
    ]
