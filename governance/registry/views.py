"""Pages of a place: the register of a compound or building, the summary of the levels above, the tree."""

from django.urls import reverse

from governance.areas.models import Area, Level
from governance.areas.workflow import AREA, EDIT_REGISTRY
from governance.kernel.models.addresses import list_address
from governance.kernel.pages.crumbs import crumbs_of
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.later import ALL, BELOW, FIRST, PART, Rest, look_of
from governance.kernel.pages.panels import MOST, few, panels_for
from governance.kernel.pages.showing import attachments, state_badge, step_views, timeline
from governance.kernel.pages.views import Page, RowPage
from governance.people.models.posts import Appointment
from governance.roles import GRASSROOTS, VIEW

from .register import bodies, leads, summaries, tree

TABS = (
    ("patch_leader", "片长"),
    ("group_leader", "组长"),
    ("neighbour_head", "邻长"),
    ("committee", "自治委员会"),
    ("teams", "志愿者"),
)


class AreaRoot(Page):
    """组织台账 opens at the uppermost place that the user may see."""

    permission = VIEW

    def get(self, request):
        own = Area.objects.visible_to(request.user, VIEW).order_by("depth", "path").first()
        return AreaDetail.as_view()(request, pk=own.pk)


class AreaDetail(DetailPage):
    """One place: a compound shows its whole register, upper levels a summary and the areas below."""

    model, workflow = Area, AREA
    permission = VIEW
    select_related = ("street__parent", "community", "compound", "parent", "profile", "succeeded_by")

    def get(self, request, pk):
        look = look_of(request)
        if look == BELOW:
            self.select_related = ()  # the way to the place stands above
        area = self.get_object(pk)
        if look == BELOW:
            return self.part("governance/registry/_below.html", **self.common(area), **self.below(area))
        is_long = area.level == Level.COMPOUND  # its register fills the first screen
        template = {
            Level.COMPOUND: "governance/registry/compound.html",
            Level.BUILDING: "governance/registry/building.html",
        }.get(area.level, "governance/areas/area.html" if not area.compound_id else "governance/registry/building.html")
        below = {"rest": rest_of(area)} if is_long and look == FIRST else self.below(area)
        return self.show(template, **self.common(area), **self.frame(area), **self.content(area), **below)

    def common(self, area):
        user = self.request.user
        return {
            "object": area,
            "steps": step_views(AREA, area, user),
            "can_add": bool(user.can(EDIT_REGISTRY, area)) and area.is_current,
        }

    def frame(self, area):
        """What surrounds the content; the ancestors are already loaded, so breadcrumbs need no query."""
        return {
            "title": area.name,
            "crumbs": crumbs_of(places_above(area), self.request.user),
            "badge": None if area.is_current else state_badge(area),
            "meta": area.code,
        }

    def below(self, area):
        """What other concepts have at the place, and what happened to it."""
        user = self.request.user
        return {
            "panels": panels_for("governance.area", area, user),
            **attachments(area, user),
            "timeline": timeline(area),
        }

    def content(self, area):
        if area.level == Level.COMPOUND:
            return self.compound(area)
        if area.compound_id:
            return self.building(area)
        return {
            "strip": summaries.summarise_area(area),
            "below": summaries.tabulate_children(area),
            "names": list(area.names.all()),
        }

    def compound(self, area):
        register, found = leads.Register(area), bodies.bodies_of(area)
        slots, forces = bodies.slots_of(area), bodies.forces_of(area)
        filled, required = bodies.count_required(slots)
        teams, committees = found["volunteer_team"], found["self_gov_committee"] + found["owners_committee"]
        return {
            "register": register,
            "branches": found["branch"],
            "committees": committees,
            "teams": few(teams, self.request, "teams", f"{reverse('governance:teams')}?area={area.code}"),
            "team_people": sum(team.member_count or 0 for team in teams),
            "slots": slots,
            "filled": filled,
            "required": required,
            "forces": forces,
            "shortfall": bodies.describe_shortfall(forces, committees),
            **self.tab(register, found),
        }

    def tab(self, register, found):
        """The table under the tabs: leads by role, the committee, or the volunteer teams."""
        committees = found["self_gov_committee"] or found["owners_committee"]
        members = [(body, member) for body in committees for member in body.people]
        committee_url = committees[0].get_absolute_url() if committees else ""
        counts = {role: len(register.posts[role]) for role in GRASSROOTS}
        counts |= {"committee": len(members), "teams": len(found["volunteer_team"])}
        chosen = self.request.GET.get("tab")
        chosen = chosen if chosen in dict(TABS) else "neighbour_head"
        return {
            "tabs": [
                {"key": key, "label": label, "count": counts[key], "active": key == chosen} for key, label in TABS
            ],
            "tab": chosen,
            **self.people(register.seats(chosen) if chosen in GRASSROOTS else [], register.area, chosen),
            "members": few(members if chosen == "committee" else [], self.request, "members", committee_url),
        }

    def people(self, seats, area, role):
        """The first rows of a table of leads, vacant places before holders, with the columns that panels add."""
        vacant = sum(seat.post is None for seat in seats)
        if len(seats) > MOST:
            seats = sorted(seats, key=lambda seat: seat.post is not None)
        seats = few(seats, self.request, "people", f"{list_address(Appointment)}?area={area.code}&role={role}")
        shown = leads.Leads(area, [seat.post for seat in seats if seat.post])
        columns = panels_for("governance.leads", shown, self.request.user) if seats else []
        leads.add_columns(seats, columns)
        return {"seats": seats, "vacant": vacant, "columns": columns}

    def building(self, area):
        register = leads.Register(area)
        below = [place for place in register.places if place.parent_id == area.pk]
        by_unit = {
            place.pk: [post for post in register.posts["neighbour_head"] if post.area_id == place.pk] for place in below
        }
        return {
            "register": register,
            "below": [(place, by_unit[place.pk]) for place in below],
            **self.people(register.seats("neighbour_head"), area, "neighbour_head"),
            "head": next((post for post in register.posts["neighbour_head"] if post.is_building_head), None),
        }


def rest_of(area):
    return Rest("查看本小区的项目、走访、议事和办理经过", f"?{PART}={BELOW}", f"?{ALL}=1")


def places_above(area):
    """The places from the district down to the area, from the joined ancestors."""
    above = []
    root = area.street.parent if area.street_id and area.street else None
    for place in (root, area.street, area.community, area.compound, area.parent, area):
        if place is not None and place.pk not in {seen.pk for seen in above}:
            above.append(place)
    above.sort(key=lambda place: place.depth)
    return [place for place in above if area.path.startswith(place.path)]


class AreaTree(RowPage):
    """The tree at the left of a register page, opened down to one place; loaded on its own."""

    model = Area
    permission = VIEW

    def get(self, request, pk):
        area = self.get_object(pk)
        return self.part("governance/registry/_tree.html", nodes=tree.open_tree(request.user, area))


class AreaTreeBranch(RowPage):
    """The children of one node of the tree, loaded when it is opened."""

    model = Area
    permission = VIEW

    def get(self, request, pk):
        area = self.get_object(pk)
        children = tree.list_children(request.user, area)
        nodes = [
            {"area": child, "count": count, "is_leaf": child.level == Level.COMPOUND, "children": []}
            for child, count in children
        ]
        return self.part("governance/registry/_tree_nodes.html", nodes=nodes, parent=area)
