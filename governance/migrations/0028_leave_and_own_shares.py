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
    dependencies = [("governance", "0027_two_hands")]
    operations = [
        migrations.AddField("conferencemember", "is_excused", models.BooleanField(default=False, verbose_name="请假")),
        migrations.AddField(
            "agendaitem",
            "own_share",
            models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="居民自筹（元）"),
        ),
        migrations.AddConstraint(
            "agendaitem",
            models.CheckConstraint(
                condition=models.Q(("own_share", None), ("own_share__gt", 0), _connector="OR"),
                name="agenda_own_share_is_positive",
                violation_error_message="居民自筹金额须大于 0",
            ),
        ),
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
