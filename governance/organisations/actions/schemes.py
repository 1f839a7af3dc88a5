"""The 1+6 scheme, the six forces, and what fills them in a compound.  Source: domain.md §1.3."""

from datetime import timedelta

from django.db.models import F

from governance.areas.workflow import AREA
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import save_valid
from governance.organisations.models import Force, ForceMember, ForceSeat, OrgFill, OrgScheme, OrgSlot
from governance.organisations.workflow import ENDED, IN_FORCE, SCHEME


@SCHEME.step("publish")
def publish(scheme, *, actor, work, code, name, valid_from, slots, note=""):
    """Put a scheme, or a new version of one, into force.

    slots -- rows {"code", "name", "kinds": "a,b", "is_required"}; the first is the core

    The version in force ends the day before; what fills a slot moves to the
    slot of the same code of the new version.
    Refusals: starts_in_future, starts_too_early, slot_twice.  Event `governance.org_scheme.publish`.
    """
    refuse_future(valid_from, "valid_from", "启用日期不能晚于今天", "starts_in_future")
    refuse_same_code(slots)
    before = OrgScheme.objects.select_for_update().filter(code=code, status=IN_FORCE).first()
    if before is not None:
        if valid_from <= before.valid_from:
            raise Refused(
                f"现行版本自 {before.valid_from} 起施行，新版本须晚于此日启用", "starts_too_early", field="valid_from"
            )
        before.status, before.valid_until = ENDED, valid_from - timedelta(1)
        save_valid(before)
    scheme.code, scheme.name, scheme.valid_from, scheme.note, scheme.created_by = code, name, valid_from, note, actor

    def after(saved):
        made = {row["code"]: save_slot(saved, no, row) for no, row in enumerate(slots)}
        if before is not None:
            move_fills(before, made, valid_from)

    work.after(after)
    return {"facts": [["位置", f"{len(slots)} 个"]]}


def refuse_same_code(slots):
    """Refuse two slots of one code (slot_twice)."""
    codes = [row["code"] for row in slots]
    if len(set(codes)) != len(codes):
        raise Refused("同一代码的位置只能有一个", "slot_twice", field="slots")


def save_slot(scheme, no, row):
    """Create or change the slot of this number; number 0 is the core."""
    slot, _ = OrgSlot.objects.update_or_create(
        scheme=scheme,
        no=no,
        defaults={
            "code": row["code"],
            "name": row["name"],
            "kinds": [kind for kind in row["kinds"].replace("，", ",").split(",") if kind],
            "is_core": no == 0,
            "is_required": row["is_required"],
        },
    )
    return slot


def move_fills(before, slots, day):
    """Move what fills the slots of the old version to the slots of the same code of the new one."""
    fills = OrgFill.objects.filter(slot__scheme=before, ends_on=None).select_related("slot")
    new = [
        OrgFill(area_id=fill.area_id, slot=slots[fill.slot.code], organisation_id=fill.organisation_id, starts_on=day)
        for fill in fills
        if fill.slot.code in slots
    ]
    fills.update(ends_on=day)
    OrgFill.objects.bulk_create(new, batch_size=1000)


@SCHEME.step("edit")
def edit(scheme, *, actor, name, slots, note="", **data):
    """Correct the names, kinds and duties of the slots, or add one; slots in use remain.

    Refusals: slot_twice, slot_in_use.  Event `governance.org_scheme.edit`.
    """
    refuse_same_code(slots)
    changed = assign(scheme, {"name": name, "note": note})
    known = {slot.code: slot for slot in scheme.slots.all()}
    kept = {row["code"] for row in slots}
    for code, slot in known.items():
        if code not in kept:
            if OrgFill.objects.filter(slot=slot).exists():
                raise Refused(f"“{slot.name}”已有填报，请发布新版本来取消它", "slot_in_use", field="slots")
            slot.delete()
    OrgSlot.objects.filter(scheme=scheme).update(no=F("no") + 100)  # out of the way of the new order
    for no, row in enumerate(slots):
        if row["code"] in known:
            OrgSlot.objects.filter(pk=known[row["code"]].pk).update(no=no)
        save_slot(scheme, no, row)
    return changed


@SCHEME.step("set_forces")
def set_forces(scheme, *, actor, forces, note=""):
    """Name the forces that work together in a compound's grid; a force that is left out is no longer in use.

    forces -- rows {"code", "name"} in order.  Refusals: force_twice.  Event `governance.org_scheme.set_forces`.
    """
    codes = [row["code"] for row in forces]
    if len(set(codes)) != len(codes):
        raise Refused("同一代码的力量只能有一个", "force_twice", field="forces")
    for order, row in enumerate(forces, 1):
        Force.objects.update_or_create(
            code=row["code"], defaults={"name": row["name"], "order": order, "is_active": True}
        )
    Force.objects.exclude(code__in=codes).update(is_active=False)
    return {"facts": [["力量", "、".join(row["name"] for row in forces)]]}


@SCHEME.step("end")
def end(scheme, *, actor, note=""):
    """End the scheme; what filled it stays in the register."""
    scheme.valid_until = clock.today()


# ------------------------------------------------------------ in a compound
@AREA.step("fill")
def fill(area, *, actor, slots, note=""):
    """Register which bodies fill the slots of the scheme in force.

    slots -- {OrgSlot: [Organisation]}; a body that is left out no longer fills the slot
    Refusals: wrong_kind.  Event `governance.area.fill` with the changes.
    """
    today, changes = clock.today(), []
    for slot, wanted in slots.items():
        wrong = next((body for body in wanted if slot.kinds and body.kind not in slot.kinds), None)
        if wrong is not None:
            raise Refused(f"“{wrong.name}”不是“{slot.name}”可填的组织类别", "wrong_kind")
        present = {row.organisation_id: row for row in area.fills.filter(slot=slot, ends_on=None)}
        gone = [row for pk, row in present.items() if pk not in {body.pk for body in wanted}]
        new = [body for body in wanted if body.pk not in present]
        OrgFill.objects.filter(pk__in=[row.pk for row in gone]).update(ends_on=today)
        for body in new:
            save_valid(OrgFill(area=area, slot=slot, organisation=body, starts_on=today, created_by=actor))
        if gone or new:
            changes.append([slot.name, f"{len(present)} 个", "、".join(body.name for body in wanted)[:200] or "空缺"])
    return {"changes": changes}


@AREA.step("muster")
def muster(area, *, actor, forces, note=""):
    """Register the members of each of the six forces in the compound, and how many there should be.

    forces -- {Force: {"expected": int, "organisations": [...], "people": [...]}}
    Event `governance.area.muster` with the changes.
    """
    today, changes = clock.today(), []
    for force, wanted in forces.items():
        ForceSeat.objects.update_or_create(area=area, force=force, defaults={"expected": wanted["expected"]})
        present = {
            (row.person_id, row.organisation_id): row for row in area.force_members.filter(force=force, ends_on=None)
        }
        keys = {(person.pk, None): {"person": person} for person in wanted["people"]}
        keys |= {(None, body.pk): {"organisation": body} for body in wanted["organisations"]}
        gone = [row.pk for key, row in present.items() if key not in keys]
        new = [member for key, member in keys.items() if key not in present]
        ForceMember.objects.filter(pk__in=gone).update(ends_on=today)
        for member in new:
            save_valid(ForceMember(area=area, force=force, starts_on=today, created_by=actor, **member))
        if gone or new:
            changes.append([force.name, f"{len(present)} 名", f"{len(keys)} 名"])
    return {"changes": changes}
