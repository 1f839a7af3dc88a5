"""Addresses of a concept, derived from its views.

    urlpatterns = routes("visits", VisitList, VisitDetail, VisitStep)

        visits/                  visits        the list
        visits/new/              visit_new     the workflow's first step
        visits/new/<step>/       visit_<step>  every other step that makes a row
        visits/<pk>/             visit         the row
        visits/<pk>/card/        visit_card    what may be sent on, where `cards.py` declares it
        visits/<pk>/<part>/      visit_<part>  what `parts` names: a paper, masked data in full
        visits/<pk>/<step>/      visit_step    any step

Names are those of the model (`models.addresses`), so that rows know their own.
"""

from django.apps import apps
from django.urls import path

from governance.kernel.models.addresses import plural, snake

from .card_pages import CardPage
from .cards import has_cards


def routes(segment, list_view=None, detail=None, step=None, *, parts=None, model=None):
    """The patterns of one concept below `segment` ("" for the app's root).

    parts -- {part of a row's address: view}; a part with a dot is a file and ends without a slash
    model -- the model of the rows, where no view names it
    """
    base = f"{segment}/" if segment else ""
    door = step_door(detail, step)
    name = snake((model or detail.model).__name__)
    found = []
    if list_view is not None:
        found.append(path(base, list_view.as_view(), name=plural(name)))
    if step is not None:
        found += [
            path(
                f"{base}new/" if is_first else f"{base}new/{made}/",
                step.as_view(**door),
                {"step": made},
                name=f"{name}_{called}",
            )
            for made, called, is_first in creating(step.workflow)
        ]
    if detail is not None:
        found.append(path(f"{base}<int:pk>/", detail.as_view(), name=name))
    for part, view in (parts or {}).items():
        end = "" if "." in part else "/"
        found.append(
            path(f"{base}<int:pk>/{part}{end}", view.as_view(), name=f"{name}_{part.split('.')[0].replace('/', '_')}")
        )
    if step is not None and has_cards(model or detail.model):  # before the steps, whose address would take it
        found.append(path(f"{base}<int:pk>/card/", CardPage.as_view(**row_door(detail or step)), name=f"{name}_card"))
    if step is not None:
        found.append(path(f"{base}<int:pk>/<slug:step>/", step.as_view(**door), name=f"{name}_step"))
    return found


def row_door(face):
    """The door of the row's page, or of its steps where a later concept shows it, for another page of the row."""
    return {"model": face.model, "permission": face.permission, "select_related": face.select_related}


def step_door(detail, step):
    """The permission of the row's page for its steps too, where the step page declares none of its own."""
    if step is None or detail is None or step.permission is not None:
        return {}
    return {"permission": detail.permission}


def creating(workflow):
    """[(step, how its address is called, is it the first)] of the steps that make a new row."""
    first = workflow.first
    return [
        (step.name, "new" if step is first else step.name, step is first)
        for step in workflow.steps.values()
        if step.creates
    ]


def app_routes(label, leave_out=()):
    """The patterns of every concept of an app, in the order of its concepts."""
    config = apps.get_app_config(label)
    modules = config.parts("urls")
    left = {f"{config.name}.{concept}.urls" for concept in leave_out}
    return [pattern for module in modules if module.__name__ not in left for pattern in module.urlpatterns]
