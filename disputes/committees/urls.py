"""Addresses of mediation committees."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("committees", views.CommitteeList, views.CommitteeDetail, views.CommitteeStep),
]
