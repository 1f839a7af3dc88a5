"""Settings that no installation changes: parts, what a request passes, what browsers are told, the API."""

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",  # its widget templates, which ours include
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_prometheus",
    "axes",
    "csp",
    "governance",
    "projects",
    "disputes",
    "funds",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "portal.logs.RequestLog",
    "portal.probes.Probes",
    "portal.failure.Refusals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.compress.Compress",
    "portal.ahead.Ahead",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.failure.Slashes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.failure.NoNul",
    "governance.sign_in.middleware.Caller",
    "governance.sign_in.middleware.NoStore",
    "governance.sign_in.middleware.SessionIdle",
    "governance.sign_in.middleware.FirstLogin",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "axes.middleware.AxesMiddleware",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # Bootstrap's own icons; photographs that were chosen and not sent yet
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

SILENCED_SYSTEM_CHECKS = [  # of Django's checks of a deployment
    "security.W005",  # other hosts under the district's name are not ours to bind to HTTPS
    "security.W008",  # whether plain HTTP is led on is the proxy's work, or SSL_REDIRECT
    "security.W021",  # nor is the browsers' list of preloaded names
]

MESSAGE_TAGS = {  # the tones of a callout
    message_levels.DEBUG: "info",
    message_levels.INFO: "info",
    message_levels.SUCCESS: "ok",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "danger",
}

SECRET_FIELDS = (  # of forms; never put on record
    "username",
    "ip_address",
    "password",
    "old_password",
    "new_password",
    "repeat",
    "id_number",
    "code",
    "csrfmiddlewaretoken",
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.sign_in.middleware.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["governance.sign_in.middleware.WithinKey"],
    "DEFAULT_RENDERER_CLASSES": ["governance.kernel.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "governance.kernel.api.parsers.StrictJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "governance.kernel.api.schema.Described",
    "EXCEPTION_HANDLER": "governance.kernel.api.errors.handle_exception",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell what the code says of itself; the schema says the rest
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "城区治理门户接口",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["governance.sign_in.middleware.WithinKey"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Choices stay beside their field: as named components many would share a name.
    "POSTPROCESSING_HOOKS": ["governance.kernel.api.schema.finished"],
    "PREPROCESSING_HOOKS": ["governance.kernel.api.schema.only_open"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
