"""Settings: every value from the environment (README.md lists the names), what never changes in portal/fixed.py.

Outside the demo the portal refuses to start without SECRET_KEY, ALLOWED_HOSTS
and DATABASE_URL, rather than run half-configured.
"""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from portal import configuration, database, fixed
from portal.logs import logging_to_stdout

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR") or BASE_DIR / "var").resolve()
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
MEGABYTE = 1024 * 1024
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # people's names are no phrases: 43 MB less in every process

env = environ.Env()
if not os.environ.get("DATABASE_URL"):
    # While script/server runs it keeps here what it started, so that manage.py finds the same servers.
    env.read_env(VAR / "environment")
configuration.refuse_faults(os.environ)


def required(name, english, chinese):
    """The value of an environment variable the portal cannot do without."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set: {english} Or run script/server, which brings a demo of its own."
            f" / 未设置 {name}：{chinese}；或运行 script/server 使用演示环境。"
        )
    return value


# --- identity and mode

DEMO = env.bool("PORTAL_DEMO", default=False)  # the demo district with its known password
DEBUG = env.bool("DEBUG", default=False)
# How people reach the portal, and how links in mail begin.
PORTAL_URL = env.str("PORTAL_URL", default="")
SECURE = PORTAL_URL.startswith("https:") if PORTAL_URL else not (DEMO or DEBUG)  # cookies only over HTTPS
SECRET_KEY = required("SECRET_KEY", "give a long random text and keep it secret.", "请给出一段长的随机文字并保密")
FIELD_KEY = env.str("FIELD_KEY", default="")  # seals personal data; several, by commas: the first seals, each opens
required(
    "ALLOWED_HOSTS",
    "name the hosts the portal is reached by, separated by commas.",
    "请写出访问本系统所用的主机名，用逗号隔开",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if PORTAL_URL:
    CSRF_TRUSTED_ORIGINS.append(configuration.origin_of(PORTAL_URL))
PROXIES = env.int("PROXIES", default=0)  # how many proxies of ours stand in front and set X-Forwarded-…

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = fixed.INSTALLED_APPS
MIDDLEWARE = fixed.MIDDLEWARE

# --- database

DATABASE_URL = required(
    "DATABASE_URL",
    "name the PostgreSQL server, postgresql://user:password@host/name.",
    "请写出 PostgreSQL 的地址，例如 postgresql://user:password@host/name",
)
MIGRATE_DATABASE_URL = env.str("MIGRATE_DATABASE_URL", default="")
DATABASES = {"default": database.configuration(env, DATABASE_URL, MIGRATE_DATABASE_URL)}
RUNNING_ROLE = database.running_role(env, DATABASE_URL, MIGRATE_DATABASE_URL)
PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", default=True)  # False behind a pooler that shares connections
PG_PROGRAMS = env.str("PG_PROGRAMS", default="")  # folder of pg_dump and pg_restore; empty: found by PATH

# A cache for each process: what all processes must know alike is in the database (see kernel/upkeep/limits.py).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- later and by the clock


def broker_address(url):
    """REDIS_URL as Celery wants it: a socket given as unix:///path?db=1 becomes redis+socket://…"""
    if url.startswith("unix://"):
        return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return url


REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = broker_address(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat wait for a broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A page that nudges a worker gives up within a second when the broker is away: the table is kept anyway.
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "visibility_timeout": 1800,  # seconds until the job of a lost worker is given to another
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1500  # seconds: before the broker gives it to another; its process is ended and replaced
CELERY_TASK_ACKS_LATE = True  # every task may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# --- language and time

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True

# --- people

AUTH_USER_MODEL = "governance.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "governance.sign_in.backend.Backend"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
COMMON_CHINESE_PASSWORDS = BASE_DIR / "governance/data/common_passwords.txt"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": COMMON_CHINESE_PASSWORDS},
    },
    {"NAME": "governance.sign_in.passwords.ClassesValidator"},
]

AXES_HANDLER = "governance.sign_in.attempts.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # failed sign-ins stay on record after a later success
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 1_000_000  # removed by age, not by number: see kernel/retention.py
AXES_LOCKOUT_CALLABLE = "portal.failure.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False  # its own lines name people; the audit trail has them
AXES_CLIENT_IP_CALLABLE = "governance.kernel.upkeep.callers.address_of"  # the one answer to who is calling
# What was typed into a form is not put down with a failure.
AXES_SENSITIVE_PARAMETERS = list(fixed.SECRET_FIELDS)

SESSION_ENGINE = "governance.sign_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=15)
SESSION_IDLE_ADMIN_MINUTES = env.int("SESSION_IDLE_ADMIN_MINUTES", default=10)
SESSION_MAX_HOURS = env.int("SESSION_MAX_HOURS", default=8)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "governance.kernel.pages.comebacks.token_refused"

# --- what the browser is told

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=False)  # usually the proxy's work
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = fixed.CONTENT_SECURITY_POLICY
SILENCED_SYSTEM_CHECKS = fixed.SILENCED_SYSTEM_CHECKS

# --- pages and files

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["portal.markup.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["governance.templatetags.authorship"],  # forms say from whose page they come
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.kernel.pages.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "portal.drawing.FormRenderer"
MESSAGE_TAGS = fixed.MESSAGE_TAGS
MESSAGE_STORAGE = "governance.sign_in.sealed.SealedStorage"  # in a plain cookie anybody could read them

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.styles.StylesFinder",
    "portal.trimmed.TrimmedFinder",
    "portal.vendor.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "portal.vendor.HashedStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},  # unlike uploads
    },
}

WHITENOISE_KEEP_ONLY_HASHED_FILES = True

UPLOAD_ROOT = MEDIA_ROOT = VAR / "uploads"  # private: every download passes a permission check
UPLOAD_LIMIT = 20 * MEGABYTE  # for one file
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DRAFT_DAYS = env.int("DRAFT_DAYS", default=30)  # how long a form that was never sent is kept for its author
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEGABYTE  # a request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
BODY_LIMIT = env.int("BODY_LIMIT_MB", default=25) * MEGABYTE  # a request with its files
WEB_THREADS = env.int("WEB_THREADS", default=4)  # of each web process

# --- API

REST_FRAMEWORK = fixed.REST_FRAMEWORK
SPECTACULAR_SETTINGS = fixed.SPECTACULAR_SETTINGS

# --- mail and outside channels

for name, value in env.email_url("EMAIL_URL", default="consolemail://").items():
    locals()[name] = value
EMAIL_TIMEOUT = 10  # seconds
PORTAL_URL = PORTAL_URL or f"http://localhost:{env.str('PORT', default='8000')}"
PORTAL_HOST = PORTAL_URL.split("//")[-1].split("/")[0].split(":")[0]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="portal@localhost")
NOTIFY_URLS = env.list("NOTIFY_URLS", default=[])  # chat rooms and the like, as apprise writes their addresses

# --- watching it

# One line for each block of the record's chain; best on another disk, and copied to another machine.
CHAIN_FILE = Path(env.str("CHAIN_FILE", default=str(VAR / "record" / "chain.jsonl")))
LOG_ROOT = VAR / "log"  # where script/server keeps the output of its processes
LOGGING = logging_to_stdout(env.str("LOG_LEVEL", default="INFO"))
LOGGING_CONFIG = "portal.logs.configure"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # opens /metrics to callers from elsewhere
PROMETHEUS_EXPORT_MIGRATIONS = False
# Each bound is a series for every view and method: quick, noticed, annoying, given up.
PROMETHEUS_LATENCY_BUCKETS = (0.1, 0.5, 2, 10, float("inf"))
