"""The settings of the bare project: Django's own defaults wherever there is one."""

import os
from pathlib import Path

from bench.floor.place import parts

SECRET_KEY = os.environ["FLOOR_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.floor.urls"
USE_TZ, TIME_ZONE, LANGUAGE_CODE = True, "Asia/Shanghai", "zh-hans"

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "bench.floor.apps.FloorConfig"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
AUTH_USER_MODEL = "floor.Account"
SESSION_ENGINE = "bench.floor.sessions"
SESSION_COOKIE_AGE = 24 * 60 * 60  # seconds
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {"options": os.environ.get("FLOOR_OPTIONS", "-c default_transaction_read_only=on")},
        **parts(os.environ["DATABASE_URL"]),
    }
}
