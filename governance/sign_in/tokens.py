"""What a key of the API may be limited to."""

ROOT = "/api/v1/"
OTHERS = {"metrics": "指标"}  # addresses at the top of the API that are no rows


def resource_of(path):
    """The resource of an address: "projects/demands", or the word at the top for what is no resource."""
    parts = path.removeprefix(ROOT).strip("/").split("/")
    resource = "/".join(parts[:2])
    return resource if resource in resources() else parts[0]


def resources():
    """{resource: its Chinese name} of everything that a key may be limited to."""
    from governance.kernel.api.viewsets import router  # which asks the settings for the classes of this module

    rows = {}
    for prefix, viewset, _ in router.registry:
        queryset = getattr(viewset, "queryset", None)
        rows[prefix] = str(queryset.model._meta.verbose_name) if queryset is not None else prefix
    return rows | OTHERS
