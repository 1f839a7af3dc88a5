"""Which place a text names: its code, its name, or the names from above down to it, however they are spelt.

野鸭冲社区荷馨苑1栋, 荷馨苑 一号楼, 月塘街道/荷馨苑/1幢 and 430202001012-X001-B001 are one place.  A name that several
places have needs those above it; what names none is told with the name it is probably meant for.
"""

import re
from collections import defaultdict
from difflib import get_close_matches

from django.core.exceptions import ValidationError

from governance.areas.models import Area, Level
from governance.kernel.figures.formats import some_of
from governance.kernel.models.scopes import ancestors
from governance.kernel.steps import cleaning

NUMBER = "[0-9a-z]"
BUILDING = re.compile(rf"(?<={NUMBER})(?:号楼|号栋|栋楼|幢|座|#楼|#)")
ORDINAL = re.compile(rf"第(?={NUMBER}+(?:栋|单元|组|期|区|门))")
COUNTED = re.compile(r"(?<=第)[一二三四五六七八九十百]+")
ENDINGS = {  # what people leave away from a name, or add to it
    Level.STREET: ("街道", "街道办事处", "镇"),
    Level.COMMUNITY: ("社区", "村", "社区居委会", "居委会", "村委会"),
    Level.COMPOUND: ("小区",),
}
SHORTEST_WITHIN = 3  # characters of a name that is looked for within a text
SHORTEST = 2  # characters that stay of a name without its ending
MOST_GUESSES = 30  # unknown names for which a likely one is looked for
LIKELY = 0.6
FIELDS = (
    *("id", "code", "name", "official_name", "aliases", "level", "path", "depth"),
    *("parent_id", "street_id", "community_id", "compound_id"),
)


def place_key(text):
    """A name of a place as names are compared: without spaces and signs, numbers in digits, 号楼 and 幢 as 栋."""
    text = COUNTED.sub(cleaning.arabic, cleaning.numerals(cleaning.closed(cleaning.narrow(text)).casefold()))
    return cleaning.squeezed(ORDINAL.sub("", BUILDING.sub("栋", text)))


def full_words(area):
    """月塘街道 野鸭冲社区 荷馨苑 1栋: the names from the street down, which name one place only.

    Needs `street`, `community`, `compound` and `parent` joined.
    """
    above = [area.street, area.community, area.compound, area.parent]
    names = [place.name for place in above if place is not None and place.depth and place.pk != area.pk]
    return " ".join(dict.fromkeys([*names, area.name]))


class PlaceNames:
    """The names of places that a user may act on, and of those above them, read at once."""

    def __init__(self, user, permission):
        self.user = user
        mine = list(Area.objects.visible_to(user, permission).current().exclude(level=Level.HOUSEHOLD).only(*FIELDS))
        upper = Area.objects.current().filter(level__in=(Level.DISTRICT, Level.STREET, Level.COMMUNITY)).only(*FIELDS)
        self.areas = {area.pk: area for area in upper} | {area.pk: area for area in mine}
        self.mine = {area.pk for area in mine}
        self.codes = {area.code.casefold(): area for area in self.areas.values()}
        self.exact, self.loose = defaultdict(list), defaultdict(list)
        self.root = next((area.pk for area in self.areas.values() if area.depth == 0), None)
        self.by_path = {area.path: area for area in self.areas.values()}
        self.longest = 0  # characters of a name
        for area in self.areas.values():
            self.add(area)

    def add(self, area):
        """Note an area under each of its names, by itself and below each place under which it may be named."""
        names = {place_key(name) for name in (area.name, area.official_name, *area.aliases) if name}
        self.longest = max([self.longest, *map(len, names)])
        above = {area.parent_id, area.compound_id, area.community_id, area.street_id, self.root} - {None, area.pk}
        for table, keys in ((self.exact, names), (self.loose, names | loosened(names, area.level))):
            for key in keys:
                table[None, key].append(area)
                for place in above:
                    table[place, key].append(area)

    def resolve(self, texts):
        """{text: Area or ValidationError} of what texts name; areas with those around them joined."""
        found, unknown = {}, 0
        for text in texts:
            try:
                found[text] = self.place_of(text)
            except ValidationError as refusal:
                found[text] = refusal
                if refusal.code == "place_unknown" and unknown < MOST_GUESSES:
                    unknown += 1
                    found[text] = self.with_guess(text, refusal)
        return with_around(found)

    def place_of(self, text):
        """The one current place of the user's that a text names.  Raises ValidationError."""
        clean = cleaning.words(text)
        if area := self.codes.get(cleaning.code(clean).casefold()) or self.codes.get(cleaning.narrow(clean).casefold()):
            return self.of_mine(area)
        meant = self.meant(clean)
        if not meant:
            return self.by_code(clean)
        if len(meant) > 1 and len(own := [area for area in meant if area.pk in self.mine]) == 1:
            meant = own
        if len(meant) > 1:
            where = some_of((self.words(area) for area in meant), 4)
            raise ValidationError(
                f"“{clean}”有 {len(meant)} 处：{where}。请写明是哪一处，或填写代码", code="place_ambiguous"
            )
        return self.of_mine(meant[0])

    def of_mine(self, area):
        if area.pk in self.mine:
            return area
        raise ValidationError("这个区域不在您的管辖范围内", code="place_foreign")

    def by_code(self, text):
        """Raise what is to be said of a text that names no place in sight."""
        code = cleaning.narrow(text)
        if code[:1].isdigit() and Area.objects.filter(code__iexact=code).exists():
            raise ValidationError("这个区域不在您的管辖范围内，或已停用", code="place_foreign")
        what = (
            f"没有代码为 {code} 的区域" if re.fullmatch(r"[0-9][0-9A-Za-z-]{5,}", code) else f"您的辖区内没有“{text}”"
        )
        raise ValidationError(what, code="place_unknown")

    def meant(self, text):
        """The places that a name, or names from above down, may mean: by their own names, else by shortened ones."""
        key = place_key(text)
        for table in (self.exact, self.loose):
            found = {area.pk: area for area in self.descend(table, None, key)}
            if found:
                return sorted(found.values(), key=lambda area: area.path)
        return []

    def descend(self, table, above, rest):
        """The places below one whose names make up the rest of a text."""
        for end in range(1, len(rest) + 1):
            for area in table.get((above, rest[:end]), ()):
                if end == len(rest):
                    yield area
                else:
                    yield from self.descend(table, area.pk, rest[end:])

    def named_in(self, texts):
        """{text: the one place of the user's within a community that it has in it, with those around joined, or None}.

        Where a text has a street or community besides, in which the place does not lie, it has none.
        """
        return with_around({text: self.one_within(place_key(text)) for text in texts})

    def one_within(self, key):
        """The place of the user's that a key has in it: the innermost, of several the one of which it says most."""
        found, around = {}, {}
        for start in range(len(key)):
            for area, length in self.beginning(None, key[start:]):
                if length < SHORTEST_WITHIN:
                    continue
                if area.level in (Level.STREET, Level.COMMUNITY):
                    around[area.pk] = area
                if area.pk in self.mine and area.community_id:
                    found[area] = max(length, found.get(area, 0))
        inner = {one: n for one, n in found.items() if not any(two != one and two.is_within(one) for two in found)}
        fullest = [area for area, length in inner.items() if length == max(inner.values())]
        if len(fullest) != 1 or any(not fullest[0].is_within(area) for area in around.values()):
            return None
        return fullest[0]

    def beginning(self, above, rest):
        """[(place, how many characters)] of the places with whose names a text begins."""
        for end in range(1, min(len(rest), self.longest) + 1):
            for area in self.exact.get((above, rest[:end]), ()):
                yield area, end
                for below, length in self.beginning(area.pk, rest[end:]):
                    yield below, end + length

    def words(self, area):
        """The names from the street down to an area."""
        names = [self.by_path[path].name for path in ancestors(area.path)[1:] if path in self.by_path]
        return "".join(dict.fromkeys(names)) or area.name

    def with_guess(self, text, refusal):
        """The refusal of an unknown name with the place that it is probably meant for."""
        names = {
            key: areas[0] for (above, key), areas in self.exact.items() if above is None and areas[0].pk in self.mine
        }
        near = get_close_matches(place_key(text), names, n=1, cutoff=LIKELY)
        if not near:
            return refusal
        return ValidationError(f"{refusal.message}，是不是“{self.words(names[near[0]])}”", code=refusal.code)


def with_around(found):
    """The same places by their texts, those around them joined; what is no place stays."""
    keys = {area.pk for area in found.values() if isinstance(area, Area)}
    whole = Area.objects.select_related("street", "community", "compound", "parent").in_bulk(keys)
    return {text: whole[one.pk] if isinstance(one, Area) else one for text, one in found.items()}


def loosened(names, level):
    """Names without the ending that people leave away, and with the one they add."""
    found = set()
    for name in names:
        for ending in ENDINGS.get(level, ()):
            stem = name.removesuffix(ending)
            if stem != name and len(stem) >= SHORTEST:
                found.add(stem)
            elif level == Level.COMPOUND:
                found.add(name + ending)
    return found


def places_for(permission):
    """fn(texts, actor) for a column of a sheet (`sheets.Column.resolve`): places on which the actor may act."""

    def resolve(texts, actor):
        return PlaceNames(actor, permission).resolve(texts)

    return resolve


def names_for(permission):
    """fn(actor) for the sheet of a template that names the actor's places (`sheets.Sheet.beside`)."""

    def names(actor):
        rows = Area.objects.visible_to(actor, permission).current().exclude(level=Level.HOUSEHOLD)
        rows = rows.select_related("street", "community", "compound", "parent").order_by("path")
        return (
            "区域名称",
            ["区域", "层级", "代码"],
            [[full_words(area), area.get_level_display(), area.code] for area in rows],
        )

    return names
