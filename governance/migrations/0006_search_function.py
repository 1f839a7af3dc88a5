"""Pairs of characters, by which Chinese text is searched; a pair may be listed twice, which is never asked for."""

from django.db import migrations

BIGRAMS = r"""
CREATE FUNCTION bigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(regexp_replace(words, '(..)', E'\\1\x01', 'g'), E'\x01')
        || string_to_array(regexp_replace(substr(words, 2), '(..)', E'\\1\x01', 'g'), E'\x01')
$$"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_conference_guards")]
    operations = [migrations.RunSQL(BIGRAMS, "DROP FUNCTION bigrams(text)")]
