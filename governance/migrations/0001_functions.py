"""Extensions and the bigram function that indexes of the first tables need."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

BIGRAMS = """
CREATE FUNCTION bigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(words, place, 2)), '{}')
    FROM generate_series(1, greatest(length(words) - 1, 0)) AS place
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION bigrams(text)"),
    ]
