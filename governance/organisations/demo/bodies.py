"""Branches, committees, teams and the other bodies of the demo.

277 branches (one for each compound), 153 committees and 260 teams exactly as
demo_allocation.csv splits them; most compounds are complete, some are not.
"""

from datetime import date

from governance.demo_world import World, split_words
from governance.kernel.upkeep.statistics import analyze
from governance.organisations.models import Organisation
from governance.organisations.workflow import ACTIVE, EXPIRED

Kind = Organisation.Kind
TEAMS = split_words("邻里守望 银发先锋 平安巡逻 文明劝导 绿色家园 爱心助老 红马甲")
COMPANIES = split_words("安和 宜居 嘉园 诚信 绿洲 恒美 万家 金管家 湘邻 新城")
UNITS = split_words("卫生服务中心 实验小学 农贸市场 供电所 邮政支局 信用社 幼儿园 机修厂")
SOCIALS = split_words("社工服务中心 老年协会 邻里互助会 文体协会 公益服务社")


def make(world: World):
    """Create the bodies; returns which of them serve a compound: {kind: {compound id: [body]}}."""
    maker = Maker(world)
    maker.make_branches()
    maker.make_committees()
    maker.make_teams()
    maker.make_others()
    analyze(Organisation)
    return maker.of


class Maker:
    """Creates the bodies kind by kind; `of` holds which bodies serve a compound, {kind: {compound id: [body]}}."""

    def __init__(self, world):
        self.world, self.rng = world, world.rng
        self.of = {kind: {} for kind in Kind.values}

    def new_body(self, kind, name, area, **fields):
        year = self.world.today.year
        fields = {"founded_on": date(year - self.rng.choice((2, 2, 3, 4)), self.rng.randint(1, 12), 18), **fields}
        return Organisation(
            kind=kind,
            name=name,
            area=area,
            status=fields.pop("status", ACTIVE),
            is_demo=True,
            **fields,
        )

    def save(self, bodies):
        Organisation.objects.bulk_create(bodies, batch_size=1000)
        return bodies

    def serve(self, body, *compounds):
        for compound in compounds:
            self.of[body.kind].setdefault(compound.pk, []).append(body)

    def draw_term(self):
        """The end of the present term: mostly in one or two years, for a few within the next three months."""
        if self.rng.random() < 0.03:
            return self.world.day(-self.rng.randint(5, 85))
        return date(self.world.today.year + self.rng.choice((1, 1, 2)), self.rng.choice((6, 9)), 30)

    # ---- the three kinds with a figure of their own
    def make_branches(self):
        """Exactly one branch for each compound, so that coverage is full."""
        compounds = self.world.compounds()
        bodies = self.save(
            [
                self.new_body(
                    Kind.BRANCH,
                    f"{compound.name}党支部",
                    compound,
                    branch_kind="single",
                    leader=self.world.secretaries[compound.pk],
                    member_count=self.rng.randint(8, 46),
                    term_until=self.draw_term(),
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

    def make_committees(self):
        """Self-governance committees where the allocation has them; owners' committees in most other old places."""
        bodies = []
        for row in self.world.allocation:
            below = self.world.compounds(self.world.areas[row["code"]])
            with_committee = below[:1] + self.rng.sample(below[1:], len(below) - 1)
            for n, compound in enumerate(with_committee):
                if n < row["self_gov_committees"]:
                    bodies.append(
                        self.new_body(
                            Kind.COMMITTEE,
                            f"{compound.name}自治委员会",
                            compound,
                            leader=self.world.secretaries[compound.pk],
                            member_count=self.rng.choice((5, 7, 7, 9)),
                            term_until=self.draw_term(),
                        )
                    )
                elif self.rng.random() < 0.75:
                    expired = self.rng.random() < 0.06
                    over = self.world.day(self.rng.randint(20, 200)) if expired else self.draw_term()
                    bodies.append(
                        self.new_body(
                            Kind.OWNERS,
                            f"{compound.name}业主委员会",
                            compound,
                            member_count=self.rng.choice((5, 7, 9)),
                            term_until=over,
                            status=EXPIRED if expired else ACTIVE,
                            **({"founded_on": date(self.world.today.year - 5, 5, 18)} if expired else {}),
                        )
                    )
        for body in self.save(bodies):
            self.serve(body, body.area)
            if body.kind == Kind.COMMITTEE:
                self.world.committees[body.area_id] = body

    def make_teams(self):
        bodies = []
        for row in self.world.allocation:
            below = self.world.compounds(self.world.areas[row["code"]])
            for n in range(row["volunteer_teams"]):
                compound = below[n % len(below)]
                name = f"{compound.name}{TEAMS[(n // len(below) + compound.order) % len(TEAMS)]}志愿服务队"
                bodies.append(
                    self.new_body(
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

    # ---- what else fills the scheme
    def make_others(self):
        bodies, served = [], []

        def add(body, *compounds):
            bodies.append(body)
            served.append(compounds)

        for street in self.world.of_level("street"):
            companies = [
                self.new_body(Kind.COMPANY, f"{name}物业（演示）有限公司{street.name[:2]}项目部", street)
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
                add(self.new_body(Kind.GRID, f"{community.name}第{n // 2 + 1}网格", community), *below[n : n + 2])
            for compound in below:
                add(
                    self.new_body(
                        Kind.LEADS,
                        f"{compound.name}片组邻队伍",
                        compound,
                        member_count=len(self.world.heads[compound.pk]) + self.world.head_counts[compound.pk],
                    ),
                    compound,
                )
            reached = [compound for compound in below if self.rng.random() < 0.96]
            half = len(reached) // 2
            add(self.new_body(Kind.SOCIAL, f"{community.name}{self.rng.choice(SOCIALS)}", community), *reached[:half])
            add(
                self.new_body(Kind.RESIDENT_UNIT, f"{community.name}{self.rng.choice(UNITS)}", community),
                *reached[half:],
            )
        self.save(bodies)
        for body, compounds in zip(bodies, served, strict=True):
            self.serve(body, *compounds)
