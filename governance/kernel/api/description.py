"""The pages of the API's own description; their refusals have the one shape of all others."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .renderers import OrjsonRenderer


class ProblemsInJson:
    """Answers in YAML or HTML, but refuses in JSON."""

    def finalize_response(self, request, response, *args, **kwargs):
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code >= 400:
            answer.accepted_renderer, answer.accepted_media_type = OrjsonRenderer(), OrjsonRenderer.media_type
        return answer


class SchemaView(ProblemsInJson, SpectacularAPIView):
    """OpenAPI, as YAML or JSON."""


class Documentation(ProblemsInJson, SpectacularSwaggerSplitView):
    """The same to read."""
