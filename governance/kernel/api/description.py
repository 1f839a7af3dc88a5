"""The API's own description, made once in a process; its refusals have the one shape of all others."""

from functools import cache

import orjson
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from .renderers import OrjsonRenderer, json_value


def described():
    """The OpenAPI document; it depends on the code and on nothing else."""
    return SchemaGenerator(api_version=spectacular_settings.VERSION).get_schema(request=None, public=True)


@cache
def written():
    """The document as bytes of JSON, which is YAML too."""
    return orjson.dumps(described(), default=json_value)


def writer(media_type, format_name):
    """A renderer that hands out the written document under one of its names."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data

    body = {"media_type": media_type, "format": format_name, "charset": None, "render": render}
    return type("Writer", (BaseRenderer,), body)


class ProblemsInJson:
    """Answers in YAML or HTML, but refuses in JSON."""

    def finalize_response(self, request, response, *args, **kwargs):
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code >= 400:
            answer.accepted_renderer, answer.accepted_media_type = OrjsonRenderer(), OrjsonRenderer.media_type
        return answer


class SchemaView(ProblemsInJson, SpectacularAPIView):
    """OpenAPI, written once; under the media types of YAML the same text."""

    renderer_classes = [
        writer("application/json", "json"),
        writer("application/vnd.oai.openapi+json", "openapi-json"),
        writer("application/vnd.oai.openapi", "yaml"),
        writer("application/yaml", "openapi-yaml"),
    ]

    def _get_schema_response(self, request):
        return Response(written())


class Documentation(ProblemsInJson, SpectacularSwaggerSplitView):
    """The same to read."""
