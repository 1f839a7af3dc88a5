"""What the demos of all apps share: places, people, accounts, and a random generator with a fixed seed.

Names are invented, telephones come from the block 1990000xxxx, rows carry
`is_demo` where they can.  Source: domain.md §6.4.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from pypinyin import lazy_pinyin

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.sealed import give_keys
from governance.kernel.steps import validators
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import blind_index
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.models.posts import Appointment

SEED = 2026


def split_words(text):
    """The words of a long list that is written as one text."""
    return tuple(text.split())


PASSWORD = "hetang-demo"
PHONES = 1990000_0000
OFFICES = "0731-0000{:04}"  # telephones of posts: no exchange begins with 0
WITHOUT_PHONE = 13  # every so many posts lack one
NOWHERE = "430299"  # no division has this code: the numbers are valid and nobody's
SURNAMES = (
    "李王张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = split_words(
    "建国 志强 桂英 秀兰 晓东 海燕 文斌 丽华 国庆 春梅 金凤 德明 小平 永红 立新 淑芬 素珍 爱民 卫东 红霞 "
    "志华 建平 玉兰 冬梅 铁军 运生 菊香 长生 福元 望生 石泉 湘平 湘云 水清 月娥 桂香 正德 友生 伏生 新民 "
    "思远 子涵 雨晴 浩然 佳怡 俊杰 欣然 嘉豪 梦琪 宇航 雅婷 明轩 静怡 家辉 诗涵 振华 敏 伟 芳 勇 军 艳 娟 涛 磊 "
    "洋 静 丽 强 杰 超 平 刚 霞 玲 辉 健 斌 波 鹏 宁 慧 颖 莉 琴 兰 英 云 萍 红 凯 宏 毅 峰 岚 蕾 楠 晶"
)
POLITICS = ("party",) * 4 + ("masses",) * 6


def invented_id_number(n):
    """The identity number of the n-th invented person: it passes every check."""
    born = date(1950, 1, 1) + timedelta(n * 17 % 18_000)
    digits = f"{NOWHERE}{born:%Y%m%d}{n // 18_000 + 1:03}"
    return digits + validators.check_digit(digits)


@lru_cache(maxsize=4096)
def sound(char):
    return lazy_pinyin(char)[0]


@dataclass
class World:
    """The rows that the loaders share; filled in the order of the apps, first by governance.

    areas      -- {code: Area} of districts, streets, communities and compounds
    allocation -- [{"code", "name", "kind", and the figures of each community as int}]
    users      -- {username: User} of the demo accounts; units -- {name: Organisation} of the departments
    branches   -- {compound id: Organisation}; committees, teams alike ({id: [Organisation]} for teams)
    secretaries -- {area id: Person}: the branch secretary of a compound, the secretary of a community
    heads      -- {compound id: [Person]}: the patch and group leaders of a compound
    buildings  -- {compound id: [Area]}; stair_units -- {building id: [Area]}
    seats_of_conference -- [(unit, person)] of the district's joint conference
    rolls      -- {(area id, kind of roll): Roll} of the rolls in force; roll_paper -- the file with which all are filed
    seats      -- {building id: number of neighbour heads expected}; head_counts -- {compound id: number in office}
    """

    today: date = field(default_factory=clock.today)
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    areas: dict = field(default_factory=dict)
    allocation: list = field(default_factory=list)
    users: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    branches: dict = field(default_factory=dict)
    secretaries: dict = field(default_factory=dict)
    heads: dict = field(default_factory=dict)
    buildings: dict = field(default_factory=dict)
    stair_units: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)
    head_counts: dict = field(default_factory=dict)
    committees: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    seats_of_conference: list = field(default_factory=list)
    rolls: dict = field(default_factory=dict)
    roll_paper: object = None
    _numbers: count = field(default_factory=count)
    _offices: count = field(default_factory=partial(count, 1))
    _people: count = field(default_factory=count)
    _password: str = ""

    # ---- places
    @property
    def district(self):
        return next(area for area in self.areas.values() if area.parent_id is None)

    def area(self, name):
        """A street, community or compound by its short name."""
        return next(area for area in self.areas.values() if area.name == name)

    def of_level(self, level, below=None):
        """Areas of a level in the order of their codes, below an area when given."""
        return [
            area
            for area in self.areas.values()
            if area.level == level and (below is None or area.path.startswith(below.path))
        ]

    def compounds(self, below=None):
        return self.of_level("compound", below)

    # ---- people
    def name(self):
        """An invented name."""
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)

    def phone(self):
        """The next telephone number of the demo block, which repeats after ten thousand."""
        return str(PHONES + next(self._numbers) % 10_000)

    def office_phone(self):
        """The next invented telephone of an office; "" for a few, as in every register."""
        number = next(self._offices)
        return OFFICES.format(number) if number % WITHOUT_PHONE else ""

    def person(self, area, name="", **fields):
        """An invented person, not saved yet: see `save_people`."""
        name, phone, id_number = name or self.name(), self.phone(), invented_id_number(next(self._people))
        fields.setdefault("politics", self.rng.choice(POLITICS))
        return Person(
            name=name,
            pinyin=" ".join(sound(char) for char in name),
            phone=phone,
            phone_index=blind_index(phone),
            phone_masked=masks.phone(phone),
            id_number=id_number,
            id_index=blind_index(id_number),
            area=area,
            is_demo=True,
            **fields,
        )

    def save_people(self, people):
        return Person.objects.bulk_create(give_keys(people), batch_size=2000)

    def post(self, role, area, person, **fields):
        """A post of a person, not saved yet; it began about two years ago.  Offices have telephones, leads none."""
        fields.setdefault("starts_on", date(self.today.year - 2, 6, 1))
        if role not in (*roles.GRASSROOTS, *roles.ADMINISTRATORS) and "work_phone" not in fields:
            fields["work_phone"] = self.office_phone()
        return Appointment(role=role, area=area, person=person, is_demo=True, **fields)

    def user(self, username, person, **fields):
        """An account with the demo password, which is hashed once for all accounts; not saved yet."""
        self._password = self._password or make_password(PASSWORD)
        user = User(username=username, person=person, must_change_password=False, is_demo=True, **fields)
        user.password, user.password_changed_at = self._password, clock.now()
        return user

    def account(self, username, role, area, unit=None, name=""):
        """A demo account with its person and post, saved; also in `users`."""
        person = self.person(area, name, politics="party", note=f"{area.name} {roles.label(role)}")
        person.save()
        user = self.user(username, person)
        user.save()
        self.post(role, area, person, unit=unit, chosen_by=Appointment.Chosen.APPOINTED).save()
        self.users[username] = user
        return user

    # ---- time
    def day(self, ago):
        """The day that many days before today; negative numbers are after today."""
        return self.today - timedelta(ago)

    def moment(self, day, hour=10, minute=0):
        """A day's hour as an instant."""
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    # ---- events
    def event(self, kind, obj, actor=None, *, label, at=None, **data):
        """An event of the past, not saved yet: see `save_events`.

        actor -- User, or the signature of a person without an account
        at    -- instant or date
        """
        if isinstance(at, date) and not isinstance(at, datetime):
            at = self.moment(at, 9 + obj.pk % 8, obj.pk * 7 % 60)
        signed = actor if isinstance(actor, str) else actor.signature() if actor else ""
        return Event(
            kind=kind,
            label=label,
            object_type=obj._meta.label_lower,
            object_id=obj.pk,
            area_id=getattr(obj, "event_area_id", None) or obj.area_id,
            actor=None if isinstance(actor, str) else actor,
            actor_name=signed,
            data={"from": "", "to": "", "note": "", **data},
            created_at=at or clock.now(),
        )

    def save_events(self, events):
        """Save the events, oldest first, since the history of a row is read by id."""
        return Event.objects.bulk_create(sorted(events, key=lambda event: event.created_at), batch_size=2000)

    # ---- numbers
    def spread(self, total, parts, least=0):
        """Split a whole into parts that differ a little and add up exactly."""
        if parts == 0:
            return []
        weights = [self.rng.uniform(0.75, 1.25) for _ in range(parts)]
        free = total - least * parts
        shares = [least + int(free * weight / sum(weights)) for weight in weights]
        for n in range(total - sum(shares)):
            shares[n % parts] += 1
        return shares


def signature(person, area, role):
    """The name and post of a person without an account, as a timeline shows them."""
    return f"{person.name}（{area.name} {roles.label(role)}）"
