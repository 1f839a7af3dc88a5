"""The leads of the demo: secretaries of communities and branches, 381 patch, 1309 group and 7045 neighbour leads."""

from datetime import date

from governance import roles
from governance.areas.demo import is_village
from governance.areas.models import Area, PostSeat
from governance.demo_world import World
from governance.kernel.upkeep.statistics import analyze

from .giving import given, without_password_event
from .models.accounts import User
from .models.people import Person
from .models.posts import Appointment

SIDES = ("东片", "西片", "南片", "北片", "中片")


def make(world: World):
    people, posts, seats = [], [], []

    def hold(role, area, **fields):
        person = world.person(fields.pop("home", area))
        people.append(person)
        posts.append(world.post(role, area, person, **fields))
        return person

    for street in world.of_level("street"):
        if street.name not in ("月塘街道", "桂花街道"):
            hold("street_admin", street, chosen_by=Appointment.Chosen.APPOINTED)
    for community in world.of_level("community"):
        secretary = next((user.person for user in world.users.values() if is_secretary(user, community)), None)
        world.secretaries[community.pk] = secretary or hold(
            "community_secretary", community, chosen_by=Appointment.Chosen.ELECTED
        )
    for row in world.allocation:
        community = world.areas[row["code"]]
        below = world.compounds(community)
        patches = world.spread(row["patch_leaders"], len(below), least=1)
        groups = world.spread(row["group_leaders"], len(below), least=2)
        for compound, n_patches, n_groups in zip(below, patches, groups, strict=True):
            make_leads(world, hold, compound, n_patches, n_groups)
            seats.append(PostSeat(area=compound, role="patch_leader", expected=n_patches))
            seats.append(PostSeat(area=compound, role="group_leader", expected=n_groups))
    world.save_people(people)
    analyze(Area, Person)
    Appointment.objects.bulk_create(posts, batch_size=2000)
    PostSeat.objects.bulk_create(seats)
    make_branch_account(world)
    make_other_accounts(world)


def is_secretary(user, community):
    return user.username.startswith("secretary") and user.person.area_id == community.pk


def make_leads(world, hold, compound, n_patches, n_groups):
    """Create the leads of one compound."""
    term = date(world.today.year + 1, 6, 30)
    elected = Appointment.Chosen.ELECTED
    world.secretaries[compound.pk] = hold("branch_secretary", compound, chosen_by=elected, ends_on=term)
    heads = world.heads[compound.pk] = []
    buildings = world.buildings[compound.pk]
    for n in range(n_patches):
        side = SIDES[n % 5] if n_patches > 1 else "全片"
        heads.append(hold("patch_leader", compound, block=side, ends_on=term))
    for n in range(n_groups):
        heads.append(hold("group_leader", compound, block=f"第{n + 1}组", group_no=n + 1, ends_on=term))
    places = [(building, n) for building in buildings for n in range(world.seats[building.pk])]
    vacant = len(places) - world.head_counts[compound.pk]
    left_out = set(world.rng.sample(range(len(places)), vacant))
    headless = {building.pk for building in buildings if world.rng.random() < 0.04}
    for n, (building, unit) in enumerate(places):
        if n in left_out:
            continue
        is_head = building.pk not in headless
        headless.add(building.pk)  # the first neighbour head of a building is its head
        hold(
            "neighbour_head",
            building if is_village(building) else world.stair_units[building.pk][unit],
            home=compound,
            is_building_head=is_head,
            block=f"{building.name}第{unit + 1}邻" if is_village(building) else f"{building.name} {unit + 1} 单元",
            group_no=n * n_groups // len(places) + 1,
            household_count=world.rng.randint(12, 24),
            chosen_by=Appointment.Chosen.OPEN_ELECTION if is_head else Appointment.Chosen.RECOMMENDED,
            chosen_at="楼栋长海选" if is_head else "居民推选",
            ends_on=term,
        )


def make_branch_account(world):
    """The contract's account `branch`: the secretary of the first compound of 野鸭冲社区."""
    compound = world.compounds(world.area("野鸭冲社区"))[0]
    user = world.user("branch", world.secretaries[compound.pk])
    user.save()
    world.users["branch"] = user


def make_other_accounts(world):
    """Every community's secretary and every street's administrator signs in, so that work is on the nearest desk."""
    leaders = Appointment.objects.in_office().filter(
        role__in=("street_admin", "community_secretary"), person__user=None
    )
    User.objects.bulk_create(
        world.user(f"{post.role.split('_')[-1]}-{post.area.code[6:]}", post.person)
        for post in leaders.select_related("area", "person").order_by("area__code", "id")
    )


def tell_given(world):
    """Write the events that gave posts, accounts and passwords of the demo, for those without one yet, oldest first."""
    posts = Appointment.objects.exclude(given("governance.appointment")).select_related("area").order_by("pk")
    users = User.objects.exclude(given("governance.user")).select_related("person__area").order_by("pk")
    office, guard, keeper = (world.users.get(name) for name in ("office", "secadmin", "sysadmin"))
    events = []
    for post in posts.iterator(2000):
        if post.role in roles.ADMINISTRATORS:
            how = "found", None, "创建首位管理员"
        else:
            how = ("appoint", office, "登记任职") if post.role in roles.REGISTRY else ("grant", guard, "授予岗位")
        step, actor, label = how
        told = {"to": post.status, "row_version": post.version}
        events.append(
            world.event(f"governance.appointment.{step}", post, actor, label=label, at=post.starts_on, **told)
        )
    for user in users:
        told = {"to": user.status, "row_version": user.version, "facts": [["账号", user.username]]}
        label, at = "新建账号", user.created_at
        events.append(world.event("governance.user.open_account", user, keeper, label=label, at=at, **told))
    for user in without_password_event().select_related("person__area"):
        at = user.password_changed_at
        events.append(world.event("governance.user.set_password", user, user, label="本人设置密码", at=at))
    world.save_events(events)
