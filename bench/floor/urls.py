"""The addresses of the bare project."""

from django.urls import path

from bench.floor.views import cases, nothing

urlpatterns = [path("cases/", cases), path("nothing/", nothing)]
