"""The book defends itself: balanced entries, append-only, no fund below zero, whoever writes."""

import json

from django.db import migrations

# See guard_level of the areas.
FUNDS = {
    "community": ["社区基金只设在镇街或社区（村），请改选区域", "street", "community"],
    "education": ["教育基金只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "mutual_aid": ["互助互济只设在社区（村），请改选区域", "community"],
}
FUND_LEVEL = f"""
CREATE TRIGGER fund_level BEFORE INSERT OR UPDATE OF kind, area_id ON funds_communityfund
    FOR EACH ROW EXECUTE FUNCTION guard_level('kind', '{json.dumps(FUNDS)}');
"""
FORWARD = """
-- ---- append-only: entries, lines and accounts are never changed or removed
CREATE FUNCTION funds_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '凭证一经入账不能修改或删除，错账请用冲销凭证更正'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER funds_entry_append_only BEFORE UPDATE OR DELETE ON funds_entry
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER funds_entry_no_truncate BEFORE TRUNCATE ON funds_entry
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER funds_line_append_only BEFORE UPDATE OR DELETE ON funds_line
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER funds_line_no_truncate BEFORE TRUNCATE ON funds_line
    FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_change();
CREATE TRIGGER funds_account_append_only BEFORE UPDATE OR DELETE ON funds_account
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_change();

-- ---- the balance moves only by lines
CREATE FUNCTION funds_refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '余额由凭证自动计算，不能直接修改'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER funds_balance_by_lines_only BEFORE UPDATE ON funds_balance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION funds_refuse_balance();
CREATE TRIGGER funds_balance_stays BEFORE DELETE ON funds_balance
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_balance();
CREATE FUNCTION funds_begin_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.cash := 0; NEW.goods := 0; NEW.available := 0; NEW.committed := 0; NEW.restricted := 0;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_balance_begins_at_zero BEFORE INSERT ON funds_balance
    FOR EACH ROW EXECUTE FUNCTION funds_begin_balance();

-- ---- an entry is closed with its transaction
CREATE FUNCTION funds_post_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.posted_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_entry_is_posted BEFORE INSERT ON funds_entry
    FOR EACH ROW EXECUTE FUNCTION funds_post_entry();

CREATE FUNCTION funds_post_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE funds_moved bigint; funds_touched bigint;
BEGIN
    IF EXISTS (
        SELECT FROM posted p JOIN funds_entry e ON e.id = p.entry_id
        WHERE e.posted_in <> pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION '凭证一经入账不能再加分录' USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_entry_is_closed';
    END IF;
    IF EXISTS (
        SELECT FROM posted p JOIN funds_entry e ON e.id = p.entry_id JOIN funds_account a ON a.id = p.account_id
        WHERE a.fund_id <> e.fund_id
    ) THEN
        RAISE EXCEPTION '分录的科目不属于该基金' USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_line_of_its_fund';
    END IF;
    SELECT count(DISTINCT a.fund_id) INTO funds_touched FROM posted p JOIN funds_account a ON a.id = p.account_id;
    UPDATE funds_balance b SET
        cash = b.cash + moved.cash, goods = b.goods + moved.goods, available = b.available - moved.available,
        committed = b.committed - moved.committed, restricted = b.restricted - moved.restricted
    FROM (
        SELECT a.fund_id,
            coalesce(sum(p.amount) FILTER (WHERE a.pool = 'cash'), 0) AS cash,
            coalesce(sum(p.amount) FILTER (WHERE a.pool = 'goods'), 0) AS goods,
            coalesce(sum(p.amount) FILTER (WHERE a.pool = 'available'), 0) AS available,
            coalesce(sum(p.amount) FILTER (WHERE a.pool = 'committed'), 0) AS committed,
            coalesce(sum(p.amount) FILTER (WHERE a.pool = 'restricted'), 0) AS restricted
        FROM posted p JOIN funds_account a ON a.id = p.account_id GROUP BY a.fund_id
    ) moved
    WHERE b.fund_id = moved.fund_id;
    GET DIAGNOSTICS funds_moved = ROW_COUNT;
    IF funds_moved <> funds_touched THEN
        RAISE EXCEPTION '基金尚未开立分账' USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_book_is_open';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funds_line_moves_balance AFTER INSERT ON funds_line
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION funds_post_lines();

-- ---- at COMMIT: every entry is whole and balanced, a reversal is exact
CREATE FUNCTION funds_check_entry(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE entry funds_entry; lines integer; total numeric; debits numeric;
BEGIN
    SELECT * INTO entry FROM funds_entry WHERE id = wanted;
    SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(amount) FILTER (WHERE amount > 0), 0)
        INTO lines, total, debits FROM funds_line WHERE entry_id = wanted;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION '凭证 % 借贷不平衡，相差 % 元', entry.number, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_entry_is_balanced';
    END IF;
    IF debits <> entry.amount THEN
        RAISE EXCEPTION '凭证 % 的金额与分录不符', entry.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_entry_amount_is_its_debits';
    END IF;
    IF entry.reverses_id IS NOT NULL AND EXISTS (
        SELECT FROM funds_line l WHERE l.entry_id IN (wanted, entry.reverses_id)
        GROUP BY l.account_id HAVING sum(l.amount) <> 0
    ) THEN
        RAISE EXCEPTION '冲销凭证 % 与原凭证不符', entry.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_reversal_is_exact';
    END IF;
    IF EXISTS (SELECT FROM funds_entry e WHERE e.id = entry.reverses_id AND e.reverses_id IS NOT NULL) THEN
        RAISE EXCEPTION '冲销凭证不能再冲销' USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_reversal_is_final';
    END IF;
END $$;
CREATE FUNCTION funds_entry_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM funds_check_entry(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION funds_line_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM funds_check_entry(NEW.entry_id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER funds_entry_is_balanced AFTER INSERT ON funds_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_entry_whole();
CREATE CONSTRAINT TRIGGER funds_line_is_balanced AFTER INSERT ON funds_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_line_whole();

-- ---- at COMMIT: no fund is overdrawn; the row stays locked from the first line on
CREATE FUNCTION funds_check_cover(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE now_is funds_balance; fund text; lack text;
BEGIN
    SELECT * INTO now_is FROM funds_balance WHERE id = wanted;
    lack := CASE
        WHEN now_is.available < 0 THEN '可统筹余额不足，还差 ' || -now_is.available || ' 元'
        WHEN now_is.committed < 0 THEN '已承诺资金不足，还差 ' || -now_is.committed || ' 元'
        WHEN now_is.restricted < 0 THEN '限定用途资金不足，还差 ' || -now_is.restricted || ' 元'
        WHEN now_is.cash < 0 THEN '托管资金不足，还差 ' || -now_is.cash || ' 元'
        WHEN now_is.goods < 0 THEN '受赠物资不足，还差 ' || -now_is.goods || ' 元'
    END;
    IF lack IS NOT NULL THEN
        SELECT name INTO fund FROM funds_communityfund WHERE id = now_is.fund_id;
        RAISE EXCEPTION '%：%', fund, lack USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_balance_covers';
    END IF;
END $$;
CREATE FUNCTION funds_balance_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM funds_check_cover(NEW.id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER funds_balance_covers AFTER UPDATE ON funds_balance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funds_balance_moved();

-- ---- how a committee voted is never changed or removed
CREATE FUNCTION funds_vote_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '管委会表决记录不能修改或删除'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER funds_vote_append_only BEFORE UPDATE OR DELETE ON funds_committeevote
    FOR EACH ROW EXECUTE FUNCTION funds_vote_stays();

-- ---- all of them belong to the record that blocks of the chain vouch for
CREATE TRIGGER awaits_block AFTER INSERT ON funds_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
CREATE TRIGGER awaits_block AFTER INSERT ON funds_line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
CREATE TRIGGER awaits_block AFTER INSERT ON funds_account REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
CREATE TRIGGER awaits_block AFTER INSERT ON funds_committeevote REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();

CREATE INDEX donation_bigrams ON funds_donation USING gin (bigrams(search_text));
CREATE INDEX donation_search ON funds_donation USING gin (search_text gin_trgm_ops);
"""
BACK = """
DROP TRIGGER fund_level ON funds_communityfund;
DROP INDEX donation_search;
DROP INDEX donation_bigrams;
DROP TRIGGER awaits_block ON funds_committeevote;
DROP TRIGGER awaits_block ON funds_account;
DROP TRIGGER awaits_block ON funds_line;
DROP TRIGGER awaits_block ON funds_entry;
DROP TRIGGER funds_vote_append_only ON funds_committeevote;
DROP FUNCTION funds_vote_stays();
DROP TRIGGER funds_balance_covers ON funds_balance;
DROP TRIGGER funds_line_is_balanced ON funds_line;
DROP TRIGGER funds_entry_is_balanced ON funds_entry;
DROP TRIGGER funds_line_moves_balance ON funds_line;
DROP TRIGGER funds_entry_is_posted ON funds_entry;
DROP TRIGGER funds_balance_begins_at_zero ON funds_balance;
DROP TRIGGER funds_balance_stays ON funds_balance;
DROP TRIGGER funds_balance_by_lines_only ON funds_balance;
DROP TRIGGER funds_account_append_only ON funds_account;
DROP TRIGGER funds_line_no_truncate ON funds_line;
DROP TRIGGER funds_line_append_only ON funds_line;
DROP TRIGGER funds_entry_no_truncate ON funds_entry;
DROP TRIGGER funds_entry_append_only ON funds_entry;
DROP FUNCTION funds_balance_moved();
DROP FUNCTION funds_check_cover(bigint);
DROP FUNCTION funds_line_whole();
DROP FUNCTION funds_entry_whole();
DROP FUNCTION funds_check_entry(bigint);
DROP FUNCTION funds_post_lines();
DROP FUNCTION funds_post_entry();
DROP FUNCTION funds_begin_balance();
DROP FUNCTION funds_refuse_balance();
DROP FUNCTION funds_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_tables"), ("governance", "0003_area_guards")]
    operations = [migrations.RunSQL(FORWARD + FUND_LEVEL, BACK)]
