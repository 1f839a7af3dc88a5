"""Areas are never deleted, code and level never change, and posts, bodies and rolls stand at their levels."""

import json

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_area() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above governance_area;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '区域不能删除，请办理停用或并入' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'UPDATE' THEN
        IF NEW.code <> OLD.code THEN
            RAISE EXCEPTION '区域代码不能更改' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.level <> OLD.level THEN
            RAISE EXCEPTION '区域层级不能更改' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.parent_id IS NOT NULL THEN
        SELECT * INTO above FROM governance_area WHERE id = NEW.parent_id;
        IF NOT starts_with(NEW.code, above.code) THEN
            RAISE EXCEPTION '代码 % 须以上级代码 % 开头', NEW.code, above.code
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER area_guard BEFORE INSERT OR DELETE OR UPDATE OF code, level ON governance_area
    FOR EACH ROW EXECUTE FUNCTION guard_area();
"""
# Of any table with `area_id`: the column that decides, and {its value: [the sentence, and the levels]}.
LEVEL = """
CREATE FUNCTION guard_level() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fitting jsonb := TG_ARGV[1]::jsonb -> (to_jsonb(NEW) ->> TG_ARGV[0]);
BEGIN
    IF fitting IS NOT NULL AND NOT fitting ? (SELECT level FROM governance_area WHERE id = NEW.area_id) THEN
        RAISE EXCEPTION '%', fitting ->> 0 USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
POSTS = {
    "district_leader": ["“区领导”岗位只设在区，请改选区域", "district"],
    "district_office": ["“联席办”岗位只设在区，请改选区域", "district"],
    "dept_officer": ["“职能部门经办人”岗位只设在区或镇街，请改选区域", "district", "street"],
    "street_leader": ["“街道领导”岗位只设在镇街，请改选区域", "street"],
    "street_admin": ["“街道管理员”岗位只设在镇街，请改选区域", "street"],
    "street_staff": ["“街道工作人员”岗位只设在镇街，请改选区域", "street"],
    "community_secretary": ["“社区（村）书记”岗位只设在社区（村），请改选区域", "community"],
    "community_staff": ["“社区专干”岗位只设在社区（村），请改选区域", "community"],
    "branch_secretary": ["“小区党支部书记”岗位只设在小区或楼栋，请改选区域", "compound", "building"],
    "patch_leader": ["“片长”岗位只设在小区，请改选区域", "compound"],
    "group_leader": ["“组长”岗位只设在小区或楼栋，请改选区域", "compound", "building"],
    "neighbour_head": ["“邻长”岗位只设在小区、楼栋或单元，请改选区域", "compound", "building", "stair_unit"],
    "volunteer_lead": ["“志愿队负责人”岗位只设在社区（村）或小区，请改选区域", "community", "compound"],
    "mediator": ["“人民调解员”岗位只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "committee_head": ["“调委会主任”岗位只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "justice_office": ["“司法所”岗位只设在区或镇街，请改选区域", "district", "street"],
    "petition_officer": ["“信访专干”岗位只设在区或镇街，请改选区域", "district", "street"],
    "peace_office": ["“平安办”岗位只设在区或镇街，请改选区域", "district", "street"],
    "fund_manager": ["“基金管理员”岗位只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "fund_supervisor": ["“基金监督员”岗位只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "finance_officer": ["“财务”岗位只设在区、镇街或社区（村），请改选区域", "district", "street", "community"],
    "auditor": ["“审计监督员”岗位只设在区，请改选区域", "district"],
    "sys_admin": ["“系统管理员”岗位只设在区，请改选区域", "district"],
    "sec_admin": ["“安全管理员”岗位只设在区，请改选区域", "district"],
    "audit_admin": ["“审计管理员”岗位只设在区，请改选区域", "district"],
}
BODIES = {
    "branch": ["小区党支部只设在社区（村）、小区或楼栋，请改选区域", "community", "compound", "building"],
    "self_gov_committee": ["小区自治委员会只设在小区，请改选区域", "compound"],
    "owners_committee": ["业主委员会只设在小区，请改选区域", "compound"],
    "property_company": [
        "物业服务企业只设在区、镇街、社区（村）或小区，请改选区域",
        "district",
        "street",
        "community",
        "compound",
    ],
    "grid": ["网格只设在社区（村）或小区，请改选区域", "community", "compound"],
    "leads": ["片组邻队伍只设在社区（村）或小区，请改选区域", "community", "compound"],
    "volunteer_team": ["志愿者队伍只设在镇街、社区（村）或小区，请改选区域", "street", "community", "compound"],
    "social_org": [
        "社会组织只设在区、镇街、社区（村）或小区，请改选区域",
        "district",
        "street",
        "community",
        "compound",
    ],
    "resident_unit": ["驻区单位只设在镇街、社区（村）或小区，请改选区域", "street", "community", "compound"],
    "unit": ["部门（单位）只设在区或镇街，请改选区域", "district", "street"],
}
ROLLS = {
    "owners": ["业主名册按小区登记，请改选区域", "compound"],
    "owners_committee": ["业主委员会委员名册按小区登记，请改选区域", "compound"],
    "council": ["小区议事会成员名册按社区（村）或小区登记，请改选区域", "compound", "community"],
    "party": ["有表决权党员名册按社区（村）、小区或楼栋登记，请改选区域", "compound", "community", "building"],
    "residents": ["居民户数和成年人数按社区（村）登记，请改选区域", "community"],
    "delegates": ["居民代表会议成员名册按社区（村）登记，请改选区域", "community"],
    "villagers": ["村民户数和成年人数按社区（村）登记，请改选区域", "community"],
    "villager_delegates": ["村民代表会议成员名册按社区（村）登记，请改选区域", "community"],
}
TRIGGERS = f"""
CREATE TRIGGER appointment_level BEFORE INSERT OR UPDATE OF role, area_id ON governance_appointment
    FOR EACH ROW EXECUTE FUNCTION guard_level('role', '{json.dumps(POSTS)}');
CREATE TRIGGER organisation_level BEFORE INSERT OR UPDATE OF kind, area_id ON governance_organisation
    FOR EACH ROW EXECUTE FUNCTION guard_level('kind', '{json.dumps(BODIES)}');
CREATE TRIGGER roll_level BEFORE INSERT OR UPDATE OF kind, area_id ON governance_roll
    FOR EACH ROW EXECUTE FUNCTION guard_level('kind', '{json.dumps(ROLLS)}');
"""
BACK = """
DROP TRIGGER roll_level ON governance_roll;
DROP TRIGGER organisation_level ON governance_organisation;
DROP TRIGGER appointment_level ON governance_appointment;
DROP FUNCTION guard_level();
DROP TRIGGER area_guard ON governance_area;
DROP FUNCTION guard_area();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_rule_guards")]
    operations = [migrations.RunSQL(GUARD + LEVEL + TRIGGERS, BACK)]
