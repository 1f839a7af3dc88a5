"""The address of one community fund."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = routes("funds", detail=views.FundDetail)
