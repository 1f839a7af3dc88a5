"""Health and figures, answered under whatever host name: a probe on this machine says localhost or an address."""

from portal import figures, health

PROBES = {"/healthz": health.alive, "/readyz": health.ready, "/metrics": figures.figures}


class Probes:
    """Answers probes before the host name is looked at; who may read the figures is for their view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return PROBES.get(request.path_info, self.get_response)(request)
