from django.db import migrations, models

# Minutes that are sealed said 请假 of every unit that had not come: their prints go on saying so.
SEALED_AS_PRINTED = """
ALTER TABLE governance_conferencemember DISABLE TRIGGER USER;
UPDATE governance_conferencemember m SET is_excused = TRUE
  FROM governance_jointconference c
 WHERE c.id = m.conference_id AND c.seal <> '' AND m.signed_in_at IS NULL;
ALTER TABLE governance_conferencemember ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0024_own_paper_templates")]
    operations = [
        migrations.AddField("conferencemember", "is_excused", models.BooleanField(default=False, verbose_name="请假")),
        migrations.RunSQL(SEALED_AS_PRINTED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "conferencemember",
            models.CheckConstraint(
                condition=models.Q(("is_excused", False), ("signed_in_at", None), _connector="OR"),
                name="conference_member_excused_is_away",
                violation_error_message="已签到的单位没有请假",
            ),
        ),
    ]
