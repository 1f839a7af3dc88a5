"""Addresses of governance, by sub-domain.  Names: <model>s, <model>, <model>_new, <model>_step."""

app_name = "governance"

urlpatterns = []
