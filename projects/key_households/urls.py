"""Addresses of key households."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes(
        "key-households",
        views.KeyHouseholdList,
        views.KeyHouseholdDetail,
        views.KeyHouseholdStep,
        parts={"reveal": views.KeyHouseholdReveal},
    ),
]
