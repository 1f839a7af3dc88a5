"""What each environment variable may say.  A fault is one sentence, in Chinese and English, with the variable's name.

The settings refuse what can be seen without asking anybody (`refuse_faults`);
what others must answer, database, queue and disk, `portal.reachable` asks before the start.
A test keeps the table below complete: it reads every variable that the portal reads.
"""

import logging
import re
import zoneinfo
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

SHORTEST_KEY = 32
TRUE = environ.Env.BOOLEAN_TRUE_STRINGS
FALSE = ("false", "off", "n", "no", "0")
DATABASES = ("postgres", "postgresql", "psql", "pgsql")
QUEUES = ("redis", "rediss", "redis+socket", "unix")
PLACELESS_MAIL = ("consolemail", "memorymail", "dummymail", "filemail")
HOST_PATTERN = re.compile(r"\*|\.?[\w.-]+|\[[0-9a-fA-F:.]+\]")


class Fault(Exception):
    """A variable does not say what it must.

    chinese, english -- one sentence each, without the variable's name and without secrets
    """

    def __init__(self, chinese, english):
        super().__init__(chinese, english)
        self.chinese, self.english = chinese, english

    def sentence(self, name):
        return f"{name} {self.english}. / {name} {self.chinese}。"


def anything(value):
    """Free text."""


def whole(least, most):
    """A check for whole numbers from `least` to `most`."""

    def check(value):
        if not re.fullmatch(r"-?[0-9]{1,12}", value) or not least <= int(value) <= most:
            raise Fault(
                f"应填 {least} 到 {most} 的整数，现为“{value}”",
                f"must be a whole number from {least} to {most}, not {value!r}",
            )

    return check


def switch(value):
    if value.lower() not in (*TRUE, *FALSE):
        raise Fault(f"应填 1 或 0，现为“{value}”", f"must be 1 or 0, not {value!r}")


def keys(value):
    if any(len(key.strip()) < SHORTEST_KEY for key in value.split(",")):
        raise Fault(
            f"太短，每把密钥至少 {SHORTEST_KEY} 个随机字符",
            f"is too short: a key has at least {SHORTEST_KEY} random characters",
        )


def split(value, schemes, example):
    """The parts of an address.  The value is never quoted: it may hold a password."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in schemes or parts.netloc.count("@") > 1:
        raise Fault(
            f"不是可用的地址，应写成 {example}，密码中的 @ : / 写成 %40 %3A %2F",
            f"is no address of that kind: write {example}, and @ : / in a password as %40 %3A %2F",
        )
    return parts


def database(value):
    parts = split(value, DATABASES, "postgresql://user:password@host:5432/name")
    if not parts.path.strip("/") or not (parts.hostname or "host=" in parts.query):
        raise Fault("没有写明主机和数据库名", "does not name host and database")


def queue(value):
    parts = split(value, QUEUES, "redis://:password@host:6379/0")
    if not (parts.hostname or parts.path.strip("/")):
        raise Fault("没有写明主机或套接字", "does not name a host or socket")


def mail(value):
    parts = split(value, environ.Env.EMAIL_SCHEMES, "smtp+tls://user:password@host:587")
    if parts.scheme not in PLACELESS_MAIL and not parts.hostname:
        raise Fault("没有写明邮件服务器", "does not name the mail server")


def channels(value):
    for place, address in enumerate(value.split(","), 1):
        if not re.match(r"\s*[A-Za-z][\w+.-]*://\S", address):
            raise Fault(
                f"第 {place} 个地址不完整（地址中的逗号写成 %2C）",
                f"address no. {place} is none (a comma within is %2C)",
            )


def zone(value):
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault(
            f"中没有时区“{value}”，例如 Asia/Shanghai", f"names no time zone: {value!r} (Asia/Shanghai is one)"
        ) from None


def hosts(value):
    for host in value.split(","):
        if not HOST_PATTERN.fullmatch(host.strip()):
            raise Fault(
                f"只写主机名，用逗号隔开，不带 https:// 和端口，现有“{host.strip()}”",
                f"holds host names, separated by commas, without https:// or port, not {host.strip()!r}",
            )


def origin(value):
    parts = urlsplit(value) if value.isprintable() and " " not in value else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise Fault(
            f"应写成 https://主机名，现为“{value}”", f"must be written like https://host.example.cn, not {value!r}"
        )


def origins(value):
    for one in value.split(","):
        origin(one.strip())


def level(value):
    if value not in logging.getLevelNamesMapping():
        raise Fault(
            f"应为 DEBUG、INFO、WARNING、ERROR 之一，现为“{value}”",
            f"must be one of DEBUG, INFO, WARNING, ERROR, not {value!r}",
        )


def address(value):
    if not re.fullmatch(r"[^@]*[^@\s]+@[^@\s>]+>?", value):
        raise Fault(f"应为邮件地址，现为“{value}”", f"must be a mail address, not {value!r}")


CHECKS = {
    "ALLOWED_HOSTS": hosts,
    "BODY_LIMIT_MB": whole(1, 10_000),
    "CHAIN_FILE": anything,
    "CHROMIUM": anything,
    "CI": anything,
    "CSRF_TRUSTED_ORIGINS": origins,
    "DATABASE_URL": database,
    "DEBUG": switch,
    "DRAFT_DAYS": whole(1, 3650),
    "EMAIL_URL": mail,
    "FIELD_KEY": keys,
    "FROM_EMAIL": address,
    "HOST": anything,
    "LOG_LEVEL": level,
    "METRICS_TOKEN": anything,
    "MIGRATE_DATABASE_URL": database,
    "NOTIFY_URLS": channels,
    "PG_PROGRAMS": anything,
    "PORT": whole(1, 65535),
    "PORTAL_DEMO": switch,
    "PORTAL_URL": origin,
    "PREPARE_STATEMENTS": switch,
    "PROMETHEUS_MULTIPROC_DIR": anything,
    "PROXIES": whole(0, 10),
    "REDIS_URL": queue,
    "SECRET_KEY": keys,
    "SESSION_IDLE_ADMIN_MINUTES": whole(1, 1440),
    "SESSION_IDLE_MINUTES": whole(1, 1440),
    "SESSION_MAX_HOURS": whole(1, 168),
    "SSL_REDIRECT": switch,
    "STATEMENT_TIMEOUT": whole(0, 86_400_000),
    "TEST_DB_NAME": anything,
    "TEST_DB_TEMPLATE": anything,
    "TIME_ZONE": zone,
    "VAR": anything,  # whether it can be written: portal.reachable
    "WEB_THREADS": whole(1, 256),
    "WEB_WORKERS": whole(1, 256),
}


def is_on(environment, name):
    return environment.get(name, "").lower() in TRUE


def faults(environment):
    """Each fault of these variables as a sentence, in the order of their names."""
    found = []
    for name, check in CHECKS.items():
        value = environment.get(name, "")
        demo_key = name == "SECRET_KEY" and is_on(environment, "PORTAL_DEMO")
        if not value or demo_key:
            continue
        try:
            check(value)
        except Fault as fault:
            found.append(fault.sentence(name))
    return found


def refuse_faults(environment):
    """Raise ImproperlyConfigured with a line for each variable that does not say what it must."""
    if found := faults(environment):
        raise ImproperlyConfigured("\n".join(found))


def faults_of_production(environment):
    """What fits single variables, but not an installation that people reach by a network: a sentence each."""
    if is_on(environment, "PORTAL_DEMO"):
        return []
    found = []
    if is_on(environment, "DEBUG"):
        found.append(Fault("在正式环境中须为 0", "must be 0 outside the demo").sentence("DEBUG"))
    url = environment.get("PORTAL_URL", "")
    if not url:
        told = Fault(
            "未设置：请写出用户访问的地址，例如 https://portal.example.cn",
            "is not set: name the address by which people reach the portal, https://portal.example.cn",
        )
        return [*found, told.sentence("PORTAL_URL")]
    allowed = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",")]
    if not validate_host(host_of(url), allowed):
        told = Fault("中没有 PORTAL_URL 的主机名", "does not hold the host of PORTAL_URL")
        found.append(told.sentence("ALLOWED_HOSTS"))
    if url.startswith("https:") and int(environment.get("PROXIES") or 0) == 0:
        told = Fault(
            "为 0，而 PORTAL_URL 用 https：请写出前面有几层代理（一般为 1），否则无人能登录",
            "is 0 although PORTAL_URL is https: say how many proxies stand in front (1 as a rule), "
            "or nobody can sign in",
        )
        found.append(told.sentence("PROXIES"))
    return found


def host_of(url):
    """The host of an address as browsers send it, without the port; an IPv6 address in brackets."""
    host = urlsplit(url).hostname
    return f"[{host}]" if ":" in host else host


def origin_of(url):
    """https://host:port of an address, as browsers send it in Origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def secrets_of(url):
    """What of an address must not be shown: its password, as written and as meant."""
    password = urlsplit(url).password
    return {password, unquote(password)} if password else set()
