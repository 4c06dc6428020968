"""Every unit's pages. A unit that has some lists them in `urls.py` with their whole paths."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from .units import units

urlpatterns = [
    path("", include(f"{unit}.urls")) for unit in units() if unit != "yiwang.assembly" and find_spec(f"{unit}.urls")
]
urlpatterns += import_module("yiwang.assembly.routes").urlpatterns
handler404 = "yiwang.assembly.pages.not_found"
handler500 = "yiwang.assembly.pages.broken"
