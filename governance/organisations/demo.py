"""Branches, committees, teams and all that fills 1+6 and the six forces in the demo.

277 branches (one for each compound), 153 committees and 260 teams exactly as
demo_allocation.csv splits them; most compounds are complete, some are not.
"""

from datetime import date

from governance.demo_world import World, words

from .models import Force, ForceMember, ForceSeat, Organisation, OrgFill, OrgMember, OrgScheme, OrgSlot

Kind = Organisation.Kind
SLOTS = (  # domain.md §1.3, variant a
    ("branch", "小区党支部", [Kind.BRANCH]),
    ("self_governance", "小区自治委员会（业委会）", [Kind.COMMITTEE, Kind.OWNERS]),
    ("property", "物业服务企业", [Kind.COMPANY]),
    ("grid", "网格", [Kind.GRID]),
    ("leads", "片组邻（楼栋长）队伍", [Kind.LEADS]),
    ("volunteers", "志愿者队伍", [Kind.TEAM]),
    ("social", "社会组织（驻区单位）", [Kind.SOCIAL, Kind.RESIDENT_UNIT]),
)
FORCES = (
    ("branch", "小区党支部"),
    ("community", "社区居委会"),
    ("self_governance", "业委会（自治委员会）"),
    ("property", "物业企业"),
    ("volunteers", "志愿者（社会组织）"),
    ("units", "驻区单位"),
)
TEAMS = words("邻里守望 银发先锋 平安巡逻 文明劝导 绿色家园 爱心助老 红马甲")
COMPANIES = words("安和 宜居 嘉园 诚信 绿洲 恒美 万家 金管家 湘邻 新城")
UNITS = words("卫生服务中心 实验小学 农贸市场 供电所 邮政支局 信用社 幼儿园 机修厂")
SOCIALS = words("社工服务中心 老年协会 邻里互助会 文体协会 公益服务社")


def make(world: World):
    maker = Maker(world)
    maker.branches()
    maker.committees()
    maker.teams()
    maker.others()
    world.analyze(Organisation)
    maker.scheme()
    maker.forces()
    maker.members()
    maker.history()


class Maker:
    """Makes the bodies kind by kind; `of` remembers which bodies serve a compound, {kind: {compound id: [body]}}."""

    def __init__(self, world):
        self.world, self.rng = world, world.rng
        self.of = {kind: {} for kind in Kind.values}

    def body(self, kind, name, area, **fields):
        year = self.world.today.year
        fields = {"founded_on": date(year - self.rng.choice((2, 2, 3, 4)), self.rng.randint(1, 12), 18), **fields}
        return Organisation(
            kind=kind,
            name=name,
            area=area,
            status=fields.pop("status", "active"),
            is_demo=True,
            search_text=name,
            **fields,
        )

    def save(self, bodies):
        Organisation.objects.bulk_create(bodies, batch_size=1000)
        return bodies

    def serve(self, body, *compounds):
        for compound in compounds:
            self.of[body.kind].setdefault(compound.pk, []).append(body)

    def term(self):
        """When the present term ends: mostly in one or two years, for a few within the next three months."""
        if self.rng.random() < 0.03:
            return self.world.day(-self.rng.randint(5, 85))
        return date(self.world.today.year + self.rng.choice((1, 1, 2)), self.rng.choice((6, 9)), 30)

    # ---- the three kinds with a figure of their own
    def branches(self):
        """Exactly one branch for each compound, so that coverage is full."""
        compounds = self.world.compounds()
        bodies = self.save(
            [
                self.body(
                    Kind.BRANCH,
                    f"{compound.name}党支部",
                    compound,
                    branch_kind="single",
                    leader=self.world.secretaries[compound.pk],
                    member_count=self.rng.randint(8, 46),
                    term_until=self.term(),
                    document=f"社区党委〔{self.world.today.year - 3}〕{n} 号",
                )
                for n, compound in enumerate(compounds, 1)
            ]
        )
        Organisation.covers.through.objects.bulk_create(
            [
                Organisation.covers.through(organisation_id=body.pk, area_id=compound.pk)
                for body, compound in zip(bodies, compounds, strict=True)
            ]
        )
        for body, compound in zip(bodies, compounds, strict=True):
            self.world.branches[compound.pk] = body
            self.serve(body, compound)

    def committees(self):
        """Self-governance committees where the allocation has them; owners' committees in most other old places."""
        bodies = []
        for row in self.world.allocation:
            below = self.world.compounds(self.world.areas[row["code"]])
            with_committee = below[:1] + self.rng.sample(below[1:], len(below) - 1)
            for n, compound in enumerate(with_committee):
                if n < row["self_gov_committees"]:
                    bodies.append(
                        self.body(
                            Kind.COMMITTEE,
                            f"{compound.name}自治委员会",
                            compound,
                            leader=self.world.secretaries[compound.pk],
                            member_count=self.rng.choice((5, 7, 7, 9)),
                            term_until=self.term(),
                        )
                    )
                elif self.rng.random() < 0.75:
                    expired = self.rng.random() < 0.06
                    over = self.world.day(self.rng.randint(20, 200)) if expired else self.term()
                    bodies.append(
                        self.body(
                            Kind.OWNERS,
                            f"{compound.name}业主委员会",
                            compound,
                            member_count=self.rng.choice((5, 7, 9)),
                            term_until=over,
                            status="expired" if expired else "active",
                            **({"founded_on": date(self.world.today.year - 5, 5, 18)} if expired else {}),
                        )
                    )
        for body in self.save(bodies):
            self.serve(body, body.area)
            if body.kind == Kind.COMMITTEE:
                self.world.committees[body.area_id] = body

    def teams(self):
        bodies = []
        for row in self.world.allocation:
            below = self.world.compounds(self.world.areas[row["code"]])
            for n in range(row["volunteer_teams"]):
                compound = below[n % len(below)]
                name = f"{compound.name}{TEAMS[(n // len(below) + compound.order) % len(TEAMS)]}志愿服务队"
                bodies.append(
                    self.body(
                        Kind.TEAM,
                        name,
                        compound,
                        leader=self.rng.choice(self.world.heads[compound.pk]),
                        member_count=self.rng.randint(12, 48),
                    )
                )
        for body in self.save(bodies):
            self.serve(body, body.area)
            self.world.teams.setdefault(body.area_id, []).append(body)
        for community in self.world.of_level("community"):  # a compound without a team is served by its neighbour's
            below = self.world.compounds(community)
            for compound in below:
                if compound.pk not in self.of[Kind.TEAM] and self.rng.random() < 0.9:
                    self.serve(self.of[Kind.TEAM][below[0].pk][0], compound)

    # ---- what else stands in 1+6
    def others(self):
        bodies, served = [], []

        def add(body, *compounds):
            bodies.append(body)
            served.append(compounds)

        for street in self.world.of_level("street"):
            companies = [
                self.body(Kind.COMPANY, f"{name}物业（演示）有限公司{street.name[:2]}项目部", street)
                for name in self.rng.sample(COMPANIES, 4)
            ]
            shares = {company.name: [] for company in companies}
            for compound in self.world.compounds(street):
                if self.rng.random() < 0.95:
                    shares[self.rng.choice(companies).name].append(compound)
            for company in companies:
                add(company, *shares[company.name])
        for community in self.world.of_level("community"):
            below = self.world.compounds(community)
            for n in range(0, len(below), 2):
                add(self.body(Kind.GRID, f"{community.name}第{n // 2 + 1}网格", community), *below[n : n + 2])
            for compound in below:
                add(
                    self.body(
                        Kind.LEADS,
                        f"{compound.name}片组邻队伍",
                        compound,
                        member_count=len(self.world.heads[compound.pk]) + self.world.head_counts[compound.pk],
                    ),
                    compound,
                )
            reached = [compound for compound in below if self.rng.random() < 0.96]
            half = len(reached) // 2
            add(self.body(Kind.SOCIAL, f"{community.name}{self.rng.choice(SOCIALS)}", community), *reached[:half])
            add(self.body(Kind.RESIDENT_UNIT, f"{community.name}{self.rng.choice(UNITS)}", community), *reached[half:])
        self.save(bodies)
        for body, compounds in zip(bodies, served, strict=True):
            self.serve(body, *compounds)

    def scheme(self):
        """The default scheme 1+6 and what fills it."""
        began = date(self.world.today.year - 2, 1, 1)
        scheme = OrgScheme.objects.create(
            code="1+6", name="“1+6”组织体系", valid_from=began, note="默认方案，可在系统设置中调整"
        )
        fills = []
        for no, (code, name, kinds) in enumerate(SLOTS):
            slot = OrgSlot.objects.create(
                scheme=scheme, no=no, code=code, name=name, kinds=[str(kind) for kind in kinds], is_core=no == 0
            )
            for compound in self.world.compounds():
                bodies = [body for kind in kinds for body in self.of[kind].get(compound.pk, ())]
                fills += [
                    OrgFill(area=compound, slot=slot, organisation=body, starts_on=began)
                    for body in bodies
                    if body.status == "active"
                ]
        OrgFill.objects.bulk_create(fills, batch_size=2000)

    def forces(self):
        """Who stands for each force; a seat more than there are members here and there."""
        forces = [
            Force.objects.create(code=code, name=name, order=order) for order, (code, name) in enumerate(FORCES, 1)
        ]
        began = date(self.world.today.year - 1, 3, 1)
        members, seats = [], []
        for compound in self.world.compounds():
            heads = self.world.heads[compound.pk]
            community = self.world.secretaries[compound.community_id]
            wanted = (
                [{"person": one} for one in (self.world.secretaries[compound.pk], *heads[:2])],
                [{"person": community}],
                self.bodies_of(compound, Kind.COMMITTEE, Kind.OWNERS),
                self.bodies_of(compound, Kind.COMPANY),
                self.bodies_of(compound, Kind.TEAM, Kind.SOCIAL),
                self.bodies_of(compound, Kind.RESIDENT_UNIT),
            )
            for force, found in zip(forces, wanted, strict=True):
                seats.append(
                    ForceSeat(area=compound, force=force, expected=max(len(found), 1) + (self.rng.random() < 0.05))
                )
                members += [ForceMember(area=compound, force=force, starts_on=began, **one) for one in found]
        ForceMember.objects.bulk_create(members, batch_size=2000)
        ForceSeat.objects.bulk_create(seats, batch_size=2000)

    def bodies_of(self, compound, *kinds):
        return [
            {"organisation": body}
            for kind in kinds
            for body in self.of[kind].get(compound.pk, ())
            if body.status == "active"
        ]

    # ---- people of the bodies
    def members(self):
        """Who serves in branches and committees: people who already lead in the compound."""
        rows = []

        def enrol(body, people, duties):
            rows.extend(
                OrgMember(organisation=body, person=person, duty=duty, order=order, starts_on=body.founded_on)
                for order, (person, duty) in enumerate(zip(people, duties, strict=False))
            )

        for compound in self.world.compounds():
            secretary, heads = self.world.secretaries[compound.pk], self.world.heads[compound.pk]
            enrol(
                self.world.branches[compound.pk],
                [secretary, heads[1], heads[0]],
                ("支部书记", "副书记", "组织委员"),
            )
            committee = self.world.committees.get(compound.pk)
            if committee is not None:
                enrol(
                    committee,
                    [secretary, *heads[: committee.member_count - 1]],
                    ("主任", "副主任", *["委员"] * 8),
                )
        OrgMember.objects.bulk_create(rows, batch_size=2000)

    def history(self):
        """When branches and committees were set up, and by whom."""
        office = self.world.users["office"]
        events = []
        for body in [*self.world.branches.values(), *self.world.committees.values()]:
            events.append(
                self.world.event(
                    "governance.organisation.activate",
                    body,
                    office,
                    label="批准运行",
                    at=body.founded_on,
                    note="",
                    to="active",
                )
            )
        for compound in self.world.compounds():
            events.append(
                self.world.event(
                    "governance.area.create",
                    compound,
                    office,
                    label="登记小区",
                    at=self.world.branches[compound.pk].founded_on,
                )
            )
        self.world.save_events(events)
