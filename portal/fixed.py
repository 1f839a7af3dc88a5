"""Settings that no installation changes: what browsers are told, how messages look, how the API answers."""

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons are data: addresses
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

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
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "城区治理门户接口",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["governance.sign_in.middleware.WithinKey"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],  # choices stay beside their field: as named components many would share a name
    "PREPROCESSING_HOOKS": ["governance.kernel.api.schema.only_open"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
