"""Addresses of funds."""

from django.urls import path

from funds import views

app_name = "funds"
propose, record, link = {"step": "propose"}, {"step": "record"}, {"step": "link"}

urlpatterns = [
    path("", views.FundList.as_view(), name="home"),
    path("funds/", views.FundList.as_view(), name="funds"),
    path("funds/new/", views.FundStep.as_view(), propose, name="fund_new"),
    path("funds/<int:pk>/", views.FundDetail.as_view(), name="fund"),
    path("funds/<int:pk>/<slug:step>/", views.FundStep.as_view(), name="fund_step"),
    path("donations/", views.DonationList.as_view(), name="donations"),
    path("donations/new/", views.DonationStep.as_view(), record, name="donation_new"),
    path("donations/<int:pk>/", views.DonationDetail.as_view(), name="donation"),
    path("donations/<int:pk>/<slug:step>/", views.DonationStep.as_view(), name="donation_step"),
    path("grants/", views.GrantList.as_view(), name="grants"),
    path("grants/<int:pk>/", views.GrantDetail.as_view(), name="grant"),
    path("grants/<int:pk>/<slug:step>/", views.GrantStep.as_view(), name="grant_step"),
    path("entries/", views.EntryList.as_view(), name="entries"),
    path("entries/<int:pk>/", views.EntryDetail.as_view(), name="entry"),
    path("foundations/", views.FoundationList.as_view(), name="foundations"),
    path("foundations/new/", views.FoundationStep.as_view(), link, name="foundation_new"),
    path("foundations/<int:pk>/", views.FoundationDetail.as_view(), name="foundation"),
    path("foundations/<int:pk>/<slug:step>/", views.FoundationStep.as_view(), name="foundation_step"),
]
