"""Steps of people and their posts."""

from django.db import transaction

from governance import roles
from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock
from governance.kernel.models.scopes import ancestors
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock, save_valid
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import blind_index, blind_indexes
from governance.kernel.upkeep.disclosure import disclose
from governance.people.identities import (
    OTHER,
    SAME,
    Register,
    has_number,
    is_called,
    judge_identity,
    likely_words,
    lock_number,
)
from governance.people.models.numbers import accept_number, refusal
from governance.people.models.people import NUMBER_TWICE, Person
from governance.people.models.posts import Appointment
from governance.people.spelling import pinyin
from governance.people.workflow.people import PERSON
from governance.people.workflow.posts import POST, needs_two_hands
from governance.people.workflow.rights import APPOINT

from .phones import refuse_private_phone


def fill(person, *, name=None, phone=None, id_number=None, **data):
    """Set values of a person and the keys that are derived from them."""
    if name is not None:
        person.name, person.pinyin = name, pinyin(name)
    if phone is not None:
        person.phone = phone
        person.phone_index = blind_index(phone) if phone else ""
        person.phone_masked = masks.phone(phone) if phone else ""
    if id_number is not None:
        person.id_number = id_number
        person.id_index = blind_index(id_number) if id_number else ""
    for field, value in data.items():
        setattr(person, field, value)


def enter_identity(person, actor, data):
    """Fill in what is known of a person, and remember who entered an identity number.

    Returns the event's data: what was entered, and what of it replaced something else (see `reactions`).
    """
    if "id_number" in data:
        data.setdefault("id_number_by", actor if data["id_number"] else None)
    given = [name for name in ("name", "phone", "id_number") if data.get(name)]
    before = {"phone": person.phone_index, "id_number": person.id_index}
    replaced = [name for name, index in before.items() if index and name in given]
    replaced = [name for name in replaced if before[name] not in blind_indexes(data[name])]
    fill(person, **data)
    accept_number(actor, data.get("id_number"))
    if given:
        judge_identity(person, actor)
    words = "、".join(str(Person._meta.get_field(name).verbose_name) for name in given)
    return {"facts": [["登记内容", words]] if words else [], "replaced": replaced}


def save_person(person, *, actor, **data):
    """Register a person or complete what is known.  Event `governance.person.save`, which names what was entered."""
    with transaction.atomic():
        new = person.pk is None
        facts = enter_identity(person, actor, data)
        if new:
            person.created_by = actor
        save_valid(person)
        record("governance.person.save", person, actor=actor, label="登记人员" if new else "修改人员信息", data=facts)
    return person


@PERSON.step("correct")
def correct(person, *, actor, note, phone="", id_number="", same_phone=False):
    """Correct a telephone or an identity number that was entered wrongly; what is left empty stays.

    same_phone -- the number belongs to somebody else as well, who is visible to the actor (one telephone of a family)

    Refusals: nothing_given, nothing_changed, account_first, phone_of_another, own_person.
    What follows for an account: see `reactions.follow_identity`.
    """
    given = {name: value for name, value in (("phone", phone), ("id_number", id_number)) if value}
    if not given:
        raise Refused("请填写要更正的手机号或身份证号", "nothing_given", field="phone")
    held = {"phone": person.phone_index, "id_number": person.id_index}
    given = {name: value for name, value in given.items() if held[name] not in blind_indexes(value)}
    if not given:
        raise Refused("与已登记的相同，没有要更正的内容", "nothing_changed", field="phone" if phone else "id_number")
    if "id_number" in given and (reason := needs_two_hands(person)):
        raise Refused(reason, "account_first", field="id_number")
    if "phone" in given and not same_phone:
        refuse_phone_of_another(person, actor, given["phone"])
    return enter_identity(person, actor, given)


def refuse_phone_of_another(person, actor, phone):
    """Ask about a telephone that somebody else has, as far as the actor may see that person (phone_of_another)."""
    others = Person.objects.visible_to(actor, APPOINT).entered().filter(phone_index__in=blind_indexes(phone))
    other = others.exclude(pk=person.pk).select_related("area").first()
    if other is not None:
        sentence = f"这个手机号已登记在{other.area.name}{other.name}名下；确为两人共用的，请勾选“两人共用”"
        raise Refused(sentence, "phone_of_another", field="phone")


def reveal(person, *, actor, reason, field="phone"):
    """Return one masked value in full and record who asked for it and why.  Event `governance.person.reveal`.

    field -- phone or id_number: who wants to call somebody learns no identity number by it

    Refuses reason_missing, not_allowed.  Source: domain.md §7; 个人信息保护法 第六条 (no more than the purpose needs).
    """
    if not (verdict := actor.can(EDIT_REGISTRY, person)):
        raise NotAllowed(verdict.reason)
    label = f"查看{Person._meta.get_field(field).verbose_name}"
    kind = "governance.person.reveal"
    return disclose(person, kind, actor=actor, reason=reason, label=label, fields=(field,))[field]


def current(person):
    return person and person.current


def known_person(area, actor, *, name, phone="", id_number="", politics="", also=None):
    """The person registered under this identity number, or name and phone; else a new one.

    A known person whose identity number or telephone was not registered yet gets it.  Only people in sight are known;
    whoever else has the number, or name and telephone, makes the new row wait, see `judge_identity`.

    also -- a Q for people whom the actor may join although they are out of sight

    Refusals: id_number_of_another, other_id_number.
    """
    found = None
    rows = Person.objects.known_to(actor, also).order_by("identity_pending", "status", "pk")
    if id_number:
        lock_number(blind_index(id_number))
        found = current(rows.filter(has_number(id_number)).first())
        if found is not None and found.name != name:
            raise refusal(actor, f"{NUMBER_TWICE}，请核对姓名和号码", "id_number_of_another", field="id_number")
    if found is None and phone:
        found = current(rows.filter(is_called(name, phone)).first())
        if found is not None and found.id_index and id_number:
            sentence = "同名同手机号的人登记的是另一个身份证号，请核对"
            raise refusal(actor, sentence, "other_id_number", field="id_number")
    if found is None:
        return save_person(
            Person(), actor=actor, name=name, phone=phone, id_number=id_number, politics=politics, area=area
        )
    accept_number(actor, id_number)
    missing = {}
    if id_number and not found.id_index:
        missing["id_number"] = id_number
    if phone and not found.phone_index:
        missing["phone"] = phone
    return save_person(found, actor=actor, **missing) if missing else found


def likely_same_person(area, role, actor, answer, *, name, phone, id_number, politics=""):
    """The holder of this very post under the same name, where the form's answer says that it is the same person.

    None for a person whom the register knows, or who is another one.  Refuses likely_same_person without an answer.
    """
    given = {"name": name, "phone": phone, "role": role, "area_id": area.pk}
    register = Register([given], actor)
    likely = [post for post in register.likely(given) if not (id_number and post.person.id_index)]
    is_known = register.find(given) or Person.objects.known_to(actor).filter(has_number(id_number)).exists()
    if is_known or not likely or answer == OTHER:
        return None
    if answer != SAME or len(likely) > 1:
        how = f"请在“同名认定”中选择“{SAME}”或“{OTHER}”" if len(likely) == 1 else f"确为另一人的，请选择“{OTHER}”"
        raise Refused(f"{likely_words(likely[0])}。{how}", "likely_same_person", field="same")
    given = {"phone": phone, "id_number": id_number}
    return save_person(likely[0].person, actor=actor, **{field: value for field, value in given.items() if value})


def assign_post(post, actor, *, area, name="", phone="", id_number="", politics="", same="", person=None, **data):
    """Set the person, the area and the term of a new post.

    Refusals: those of `post_rules`, likely_same_person, and those of `known_person`.
    """
    assign(post, data)
    if person is None:  # last: no refusal tells in passing whom the register knows
        who = {"name": name, "phone": phone, "id_number": id_number, "politics": politics}
        person = likely_same_person(area, data["role"], actor, same, **who) or known_person(area, actor, **who)
    post.person = lock(person)  # of two posts given at once the second one sees the first
    post.area, post.created_by = area, actor
    refuse_private_phone(post)
    return {"facts": [["人员", post.person.name], ["岗位", roles.label(post.role)], ["区域", post.area.name]]}


@POST.step("appoint")
def appoint(post, *, actor, note="", **data):
    """Register that a person takes up a post.  Event `governance.appointment.appoint`."""
    return assign_post(post, actor, **data)


@POST.step("grant")
def grant(post, *, actor, note="", **data):
    """Give a post that carries rights; the security administrator cannot give one to himself.

    Event `governance.appointment.grant`.  Source: domain.md §7 (三员).
    """
    return assign_post(post, actor, **data)


@POST.step("amend")
def amend(post, *, actor, note="", **data):
    """Correct the block, the term or how the person was chosen; person, role and area stay.  Refusals: `post_rules`."""
    return assign(post, data)


def set_end(post, ended_on, note):
    """Set the last day of a post; one that has not begun is taken back as if it never had.

    Refusals: ended_in_future, ended_before_start.
    """
    post.ended_on, post.end_reason = last_day(post, ended_on=ended_on), note[:120]


@POST.entry_rule("end", "revoke")
def last_day(post, *, ended_on=None):
    """The last day of a post that ends.  Refusals as `set_end`."""
    if post.starts_on > clock.today() and ended_on in (None, clock.today()):
        return post.starts_on
    day = ended_on or clock.today()
    refuse_future(day, "ended_on", "离任日期不能晚于今天", "ended_in_future")
    if day < post.starts_on:
        raise Refused("离任日期不能早于任期起日", "ended_before_start", field="ended_on")
    return day


@POST.step("end")
def end(post, *, actor, note, ended_on=None):
    """Register that a person leaves a post; the seat becomes vacant.  Refusals as `set_end`."""
    set_end(post, ended_on, note)


@POST.step("revoke")
def revoke(post, *, actor, note, ended_on=None):
    """Take back a post that carries rights; the rights end at once.  Refusals as `set_end`."""
    set_end(post, ended_on, note)


@POST.step("expire")
def expire(post, *, actor, note=""):
    """End a post whose term is over, by the clock."""
    post.ended_on, post.end_reason = post.ends_on, "任期届满"


@POST.step("end_double")
def end_double(post, *, actor, note):
    """End the later one of two rows of one post, when the two rows of its holder are merged."""
    post.ended_on, post.end_reason = max(post.starts_on, clock.today()), note[:120]


def changes_rights(post):
    """Whether the post gives its holder what no other post held today gives: a permission at its place, or its unit."""
    others = Appointment.objects.in_office().filter(person=post.person_id).exclude(pk=post.pk)
    covering = others.filter(area__path__in=ancestors(post.area.path)).values_list("role", flat=True)
    given = roles.permissions_of(post.role) - {name for role in covering for name in roles.permissions_of(role)}
    return bool(given) or (post.unit_id is not None and not others.filter(unit=post.unit_id).exists())


def expire_posts():
    """End every post whose term is over.  Returns how many."""
    expired = 0
    for post in Appointment.objects.expired().iterator():
        expire(post, actor=None)
        expired += 1
    return expired
