"""The indexes of governance: one for each query that pages run."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import governance.kernel.pages.search


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0006_search_function"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="area",
            index=models.Index(fields=["parent", "order", "code"], name="area_children"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=models.Index(fields=["level", "path"], name="area_level"),
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="area_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="area_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["object_type", "object_id", "kind"], name="attachment_of_object"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["sha256"], name="attachment_fingerprint"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("assignee", None), ("closed_at", None)),
                fields=["desk", "permission", "due_on", "id"],
                include=("object_type",),
                name="deadline_on_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["due_on", "id"],
                include=("area", "stopped_on"),
                name="deadline_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["next_rung_on", "id"], name="deadline_rung"
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["object_type", "object_id"], name="deadline_of_object"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["assignee"], name="deadline_assignee"),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=models.Index(fields=["area", "-id"], name="deliberation_area"),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=models.Index(fields=["status", "-id"], name="deliberation_status"),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=models.Index(fields=["held_on", "id"], name="deliberation_held"),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="deliberation_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="deliberation_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["saved_at"], name="draft_age"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["object_type", "object_id", "-id"], name="event_of_object"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["kind", "-id"], name="event_of_kind"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["created_at", "id"], name="event_in_time"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor", "created_at"], name="event_of_actor"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("ip__isnull", False)), fields=["ip", "created_at"], name="event_of_address"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["next_try_at", "id"], name="delivery_due"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["owner", "-id"], name="job_of_owner"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["state", "heartbeat_at"],
                name="job_unfinished",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("attempts__gte", 3), ("errors", 0), ("state", "failed")),
                fields=["finished_at"],
                name="job_broken_off",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-id"], name="notice_inbox"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("read_at", None)), fields=["recipient"], name="notice_unread"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("mail_wanted", True), ("mailed_at", None)),
                fields=["mail_next_try_at", "id"],
                name="notice_unsent",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("mailed_at__isnull", False), ("pace", "daily")),
                fields=["mailed_at"],
                include=["recipient"],
                name="notice_last_digest",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", False)), fields=["channel", "sent_at"], name="dispatch_told"
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(condition=models.Q(("sent_at", None)), fields=["channel", "id"], name="dispatch_owed"),
        ),
        migrations.AddIndex(
            model_name="actionitem",
            index=models.Index(fields=["status", "due_on", "id"], name="action_open"),
        ),
        migrations.AddIndex(
            model_name="orgfill",
            index=models.Index(condition=models.Q(("ends_on", None)), fields=["area"], name="fill_in_force"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area", "pinyin", "id"], name="person_of_area"),
        ),
        migrations.AddIndex(
            model_name="orgmember",
            index=models.Index(
                condition=models.Q(("ends_on", None)), fields=["organisation", "order"], name="member_in_force"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["kind", "status", "-id"], name="organisation_kind"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["area", "kind"], name="organisation_area"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["term_until"], name="organisation_term"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="organisation_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="jointconference",
            index=models.Index(fields=["area", "-held_on", "-id"], name="conference_by_day"),
        ),
        migrations.AddIndex(
            model_name="forcemember",
            index=models.Index(condition=models.Q(("ends_on", None)), fields=["area", "force"], name="force_in_force"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["area", "role", "id"], name="appointment_in_office"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["role", "-id"], name="appointment_of_role"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["-starts_on", "-id"], name="appointment_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["person"], name="appointment_of_person"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(condition=models.Q(("status", "active")), fields=["ends_on"], name="appointment_term"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["area", "-issued_at", "-id"], name="supervision_of_area"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["status", "-issued_at", "-id"], name="supervision_state"),
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(fields=["-issued_at", "-id"], name="supervision_in_time"),
        ),
        migrations.AddIndex(
            model_name="roll",
            index=models.Index(fields=["area", "kind", "-valid_from"], name="roll_of_area"),
        ),
        migrations.AddIndex(
            model_name="roll",
            index=models.Index(fields=["status", "-id"], name="roll_status"),
        ),
        migrations.AddIndex(
            model_name="roll",
            index=models.Index(fields=["as_of", "id"], name="roll_as_of"),
        ),
        migrations.AddIndex(
            model_name="upkeeprun",
            index=models.Index(fields=["ended_at"], name="upkeep_run_in_time"),
        ),
        migrations.AddIndex(
            model_name="upkeeprun",
            index=models.Index(
                condition=models.Q(("is_good", True), ("parts", "")),
                fields=["task", "-ended_at"],
                name="upkeep_run_last_good",
            ),
        ),
        migrations.AddIndex(
            model_name="calendarchange",
            index=models.Index(fields=["-created_at", "-id"], name="calendar_change_newest"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="person_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="person_bigrams"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="appointment_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="appointment_bigrams"
            ),
        ),
    ]
