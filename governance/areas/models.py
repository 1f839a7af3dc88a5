"""The area tree: district, street or town, community or village, compound, building, stair unit, household."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from governance import roles
from governance.kernel.models.base import Stamped
from governance.kernel.models.scopes import ancestors
from governance.kernel.pages.search import Bigrams, names_places, sounds, squeeze, text_of
from governance.kernel.steps.states import StateField

from . import naming
from .querysets import AreaQuerySet, PostSeatQuerySet
from .workflow import CURRENT, ENDED, STATES


class Level(models.TextChoices):
    DISTRICT = "district", "区"
    STREET = "street", "镇街"
    COMMUNITY = "community", "社区（村）"
    COMPOUND = "compound", "小区"
    BUILDING = "building", "楼栋"
    UNIT = "stair_unit", "单元"
    HOUSEHOLD = "household", "户"


OWN_COLUMN = {Level.STREET: "street_id", Level.COMMUNITY: "community_id", Level.COMPOUND: "compound_id"}
CHILD_LEVEL = dict(zip(list(Level)[:-1], list(Level)[1:], strict=True))
STATUTORY = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)  # they come from the statistical file, with its codes


class Area(Stamped):
    """One node of the tree.

    `code` is unique and never changes (domain.md §6.2); `path` is what each
    level adds to it, joined by "/" below the district's own "/"
    ("/002/021/X001/B005/"), so that "below" is a prefix.  `street`,
    `community` and `compound` are the node's ancestors (or itself), kept for
    grouping.  A node is never deleted: it ends on a day and may be succeeded.
    A node that was merged is below its successor from then on, so that the
    rows that refer to it are still found there (`actions.areas.merge`).
    """

    TALLIED = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)  # levels whose tallies the triggers keep

    class Kind(models.TextChoices):
        DISTRICT = "district", "区"
        SUBDISTRICT = "subdistrict", "街道"
        TOWN = "town", "镇"
        TOWNSHIP = "township", "乡"
        COMMUNITY = "community", "社区"
        VILLAGE = "village", "村"
        COMPOUND = "compound", "小区"
        BUILDING = "building", "楼栋"
        UNIT = "stair_unit", "单元"
        HOUSEHOLD = "household", "户"

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    official_name = models.CharField("法定名称", max_length=80, blank=True)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="别名")
    search_text = models.TextField(blank=True, editable=False)
    level = models.CharField("层级", max_length=12, choices=Level.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    depth = models.PositiveSmallIntegerField(editable=False)
    street = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    community = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    compound = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveIntegerField("排序", default=0)
    household_count = models.PositiveIntegerField("户数", null=True, blank=True)
    status = StateField(states=STATES, max_length=8, editable=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_until = models.DateField("停用日期（最后一日）", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )
    source = models.CharField("来源", max_length=200, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "区域"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="area_root_is_the_district",
                condition=Q(parent__isnull=False) | Q(level=Level.DISTRICT),
                violation_error_message="只有区级可以没有上级",
            ),
            models.CheckConstraint(
                name="area_ends_after_it_began",
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="停用日期不能早于启用日期",
            ),
            models.CheckConstraint(
                name="area_ended_has_a_day",
                condition=~Q(status=ENDED) | Q(valid_until__isnull=False),
                violation_error_message="停用须写明日期",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "order", "code"], name="area_children"),
            models.Index(fields=["level", "path"], name="area_level"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="area_search"),
            GinIndex(Bigrams("search_text"), name="area_bigrams"),
        ]

    def __str__(self):
        return self.name

    @property
    def area(self):
        """An area is its own area: scopes and steps read `area` of every row."""
        return self

    @property
    def area_id(self):
        return self.pk

    @property
    def is_current(self):
        """Not merged and not closed."""
        return self.status == CURRENT

    def save(self, *args, **kwargs):
        self.prepare()
        super().save(*args, **kwargs)
        own = OWN_COLUMN.get(self.level)
        if own and getattr(self, own) is None and self.succeeded_by_id is None:
            setattr(self, own, self.pk)
            type(self).objects.filter(pk=self.pk).update(**{own: self.pk})

    def prepare(self):
        """Set what follows from the name: the other ways to write it, and the text that the search reads."""
        written = dict.fromkeys([*self.aliases, *naming.aliases(self.name)])
        self.aliases = [alias for alias in written if alias != self.name]
        self.search_text = text_of(self.name, *self.other_names(), self.code)

    def other_names(self):
        """What it is found by beside its name; `aliases` hold the former names, too."""
        return [self.official_name, *self.aliases, sounds(self.name)]

    @property
    def words(self):
        """What finds it, without its code: what other rows copy from it."""
        return self.search_text.removesuffix(f"{squeeze(self.code)}\n")

    def at_hand(self):
        """Itself and those of the places above it that are read already."""
        read = [self._state.fields_cache.get(name) for name in ("parent", "compound", "community")]
        return [self, *(place for place in read if place is not None)]

    def place_below(self, parent, segment):
        """Put a new node below its parent; level, path and ancestors follow from it."""
        self.parent, self.level = parent, CHILD_LEVEL[parent.level]
        self.path, self.depth = f"{parent.path}{segment}/", parent.depth + 1
        for column in ("street_id", "community_id", "compound_id"):
            setattr(self, column, getattr(parent, column))

    @property
    def segment(self):
        """What this node adds to its parent's path."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def is_statutory(self):
        return self.level in STATUTORY

    @property
    def full_name(self):
        """茨菇塘街道六零一社区幸福里, for pickers and letters; needs `street` and `community` joined."""
        above = [area.name for area in (self.street, self.community) if area is not None and area.pk != self.pk]
        return "".join([*above, self.name])

    def is_within(self, other):
        return self.path.startswith(other.path)

    def ancestor_paths(self):
        """Paths from the district down to this node, for breadcrumbs."""
        return ancestors(self.path)


COMMUNITY = 2  # the depth above which places are too large to tell rows apart: lists filter by them


@names_places
def words_of_places(areas):
    """{id: [(depth, words)]} of areas: what finds each of them and the places above it, up to its community."""
    known = {place.path: place for area in areas for place in area.at_hand()}
    above = {area.pk: ancestors(area.path)[COMMUNITY:] for area in areas}
    if missing := {path for paths in above.values() for path in paths if path not in known}:
        rows = Area.objects.filter(path__in=missing).only("path", "depth", "search_text", "code")
        known |= {place.path: place for place in rows}
    return {
        pk: [(known[path].depth, known[path].words) for path in reversed(paths) if path in known]
        for pk, paths in above.items()
    }


class AreaName(models.Model):
    """A former name of an area, from one day until another."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="names")
    name = models.CharField("名称", max_length=60)
    official_name = models.CharField("法定名称", max_length=80, blank=True)
    valid_from = models.DateField("起", null=True, blank=True)
    valid_until = models.DateField("止", null=True, blank=True)
    reason = models.CharField("原因", max_length=120, blank=True)

    class Meta:
        ordering = ["area", "-id"]


class Compound(Stamped):
    """What is known of a residential compound (小区) in addition to its place in the tree."""

    area = models.OneToOneField(Area, models.PROTECT, related_name="profile")
    build_year = models.PositiveSmallIntegerField("建成年份", null=True, blank=True)
    is_old = models.BooleanField("老旧小区", default=False)
    has_property_company = models.BooleanField("有物业企业", default=False)
    origin_unit = models.CharField("原厂矿单位", max_length=60, blank=True)
    usage = models.CharField("用途", max_length=20, blank=True, default="住宅")
    resident_count = models.PositiveIntegerField("居民人数", null=True, blank=True)
    party_member_count = models.PositiveIntegerField("党员人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "小区"


class PostSeat(models.Model):
    """How many holders of a post an area should have (应配): vacancies are what is missing from it.

    Neighbour heads are counted at their building, patch and group leaders at
    the compound.  Source: domain.md §5, `post_fill`.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="post_seats")
    role = models.CharField("岗位", max_length=24)
    expected = models.PositiveSmallIntegerField("应配人数", default=1)

    objects = PostSeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "role"], name="post_seat_once")]

    def get_absolute_url(self):
        return self.area.get_absolute_url()

    @property
    def role_label(self):
        return roles.label(self.role)
