"""Beside a note stands the whole session that wrote it: the number of a process comes again, its beginning never does."""

from django.db import migrations, models

# Another role set within the session may not see when it began: then no mark fits, and never that of the number alone.
SIGN = """
CREATE OR REPLACE FUNCTION sign_note() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    token text := coalesce(current_setting('portal.token', true), '');
BEGIN
    NEW.writer := session_user;
    SELECT concat(pg_backend_pid(), ' ', coalesce(max(
        to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), '?'))
    INTO NEW.process FROM pg_stat_get_activity(pg_backend_pid());
    NEW.nonce := coalesce(current_setting('portal.nonce', true), '');
    NEW.xact := pg_current_xact_id()::text::bigint;
    NEW.mac := encode(sha256(convert_to(
        concat_ws(' ', token, NEW."table", NEW."row", NEW.xact, NEW.was, NEW.becomes, token), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
"""
BACK = """
CREATE OR REPLACE FUNCTION sign_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    token text := coalesce(current_setting('portal.token', true), '');
BEGIN
    NEW.writer := session_user;
    NEW.process := pg_backend_pid();
    NEW.nonce := coalesce(current_setting('portal.nonce', true), '');
    NEW.xact := pg_current_xact_id()::text::bigint;
    NEW.mac := encode(sha256(convert_to(
        concat_ws(' ', token, NEW."table", NEW."row", NEW.xact, NEW.was, NEW.becomes, token), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
"""
NUMBERS = "ALTER TABLE {} ALTER process TYPE integer USING split_part(process, ' ', 1)::integer"
MODELS = ("chainnote", "chainpending")


class Migration(migrations.Migration):
    dependencies = [("governance", "0021_gaps")]
    operations = [
        *(
            migrations.SeparateDatabaseAndState(
                [
                    migrations.RunSQL(
                        f"ALTER TABLE governance_{model} ALTER process TYPE varchar(40)",
                        NUMBERS.format(f"governance_{model}"),
                    )
                ],
                [migrations.AlterField(model, "process", models.CharField(max_length=40))],
            )
            for model in MODELS
        ),
        migrations.RunSQL(SIGN, BACK),
    ]
