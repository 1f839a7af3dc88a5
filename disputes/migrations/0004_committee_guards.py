"""A mediation committee stands at its level of the tree, and no administrator (三员) has a seat in it."""

import json

from django.db import migrations

# See guard_level of the areas.
COMMITTEES = {
    "district": ["区级调委会只设在区，请改选区域", "district"],
    "street": ["镇街调委会只设在镇街，请改选区域", "street"],
    "community": ["社区（村）调委会只设在社区（村），请改选区域", "community"],
    "special": ["行业性、专业性调委会只设在区或镇街，请改选区域", "district", "street"],
}
LEVEL = f"""
CREATE TRIGGER committee_level_fits BEFORE INSERT OR UPDATE OF level, area_id ON disputes_mediationcommittee
    FOR EACH ROW EXECUTE FUNCTION guard_level('level', '{json.dumps(COMMITTEES)}');
"""
# Either side locks the person first: of a seat and a post that are given at once the second one sees the first.
APART = """
CREATE FUNCTION guard_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM governance_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'disputes_mediator' AND EXISTS (
        SELECT 1 FROM governance_appointment
        WHERE person_id = NEW.person_id AND status = 'active' AND role IN ('sys_admin', 'sec_admin', 'audit_admin')
    ) OR TG_TABLE_NAME = 'governance_appointment' AND EXISTS (
        SELECT 1 FROM disputes_mediator WHERE person_id = NEW.person_id AND left_on IS NULL
    ) THEN
        RAISE EXCEPTION '系统、安全、审计管理员须专任，不兼任调委会职务' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seat_of_no_administrator BEFORE INSERT OR UPDATE OF person_id, left_on ON disputes_mediator
    FOR EACH ROW WHEN (NEW.left_on IS NULL) EXECUTE FUNCTION guard_seat();
CREATE TRIGGER administrator_without_seat
    BEFORE INSERT OR UPDATE OF person_id, role, status ON governance_appointment
    FOR EACH ROW WHEN (NEW.status = 'active' AND NEW.role IN ('sys_admin', 'sec_admin', 'audit_admin'))
    EXECUTE FUNCTION guard_seat();
"""
BACK = """
DROP TRIGGER administrator_without_seat ON governance_appointment;
DROP TRIGGER seat_of_no_administrator ON disputes_mediator;
DROP FUNCTION guard_seat();
DROP TRIGGER committee_level_fits ON disputes_mediationcommittee;
"""


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_case_tallies"), ("governance", "0010_post_guards")]
    operations = [migrations.RunSQL(LEVEL + APART, BACK)]
