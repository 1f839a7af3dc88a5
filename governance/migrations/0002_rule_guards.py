"""No version of a rule goes beyond what the law binds it to, whoever writes it."""

from django.db import migrations

WITHIN = """
CREATE FUNCTION rule_is_within(r governance_rule) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    mine numeric;
    law numeric;
BEGIN
    IF r.bound = '' THEN
        RETURN true;
    ELSIF r.unit = 'text' THEN
        RETURN CASE r.bound_side WHEN 'exact' THEN r.value = r.bound
            WHEN 'least' THEN r.value COLLATE "C" >= r.bound COLLATE "C"
            ELSE r.value COLLATE "C" <= r.bound COLLATE "C" END;
    ELSIF r.unit = 'share' THEN
        mine := 2 * split_part(r.value, '/', 1)::numeric * split_part(split_part(r.bound, ' ', 2), '/', 2)::numeric;
        law := 2 * split_part(split_part(r.bound, ' ', 2), '/', 1)::numeric * split_part(r.value, '/', 2)::numeric;
        mine := mine + (r.comparison = '>')::int; -- of equal shares "more than" is the stricter
        law := law + (split_part(r.bound, ' ', 1) = '>')::int;
    ELSE
        mine := abs(r.value::numeric); -- what counts back is long by its length
        law := abs(r.bound::numeric);
    END IF;
    RETURN CASE r.bound_side WHEN 'exact' THEN mine = law WHEN 'least' THEN mine >= law ELSE mine <= law END;
END $$;
"""
GUARD = """
CREATE FUNCTION guard_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT rule_is_within(NEW) THEN
        RAISE EXCEPTION '规则“%”的数值超出法定界限，不能保存', NEW.label USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.bound <> '' AND EXISTS (
        SELECT 1 FROM governance_rule other
        WHERE other.code = NEW.code AND other.bound = NEW.bound AND other.unit <> NEW.unit
    ) THEN
        RAISE EXCEPTION '规则“%”的法定期间不能改变计算单位', NEW.label USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_within_its_bound
    BEFORE INSERT OR UPDATE OF code, value, unit, comparison, bound, bound_side ON governance_rule
    FOR EACH ROW EXECUTE FUNCTION guard_rule();
"""
BACK = """
DROP TRIGGER rule_within_its_bound ON governance_rule;
DROP FUNCTION guard_rule();
DROP FUNCTION rule_is_within(governance_rule);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_event_guards"),
    ]

    operations = [migrations.RunSQL(WITHIN + GUARD, BACK)]
