"""The peer: Django REST framework over the same table, as its tutorial has it. Installed by `requirements/bench.txt`."""

from __future__ import annotations

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.drf_settings"

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402
from rest_framework.pagination import LimitOffsetPagination  # noqa: E402

from yiwang.toolbox.casework.models import Case  # noqa: E402

AGENCIES = [int(one) for one in os.environ["BENCH_AGENCIES"].split(",")]
KINDS = os.environ["BENCH_KINDS"].split(",")


class CaseSerializer(serializers.ModelSerializer[Case]):
    class Meta:
        model = Case
        fields = ["number", "title", "party_shown", "step", "due_on", "channel", "submitted_at", "status"]


class Cases(generics.ListAPIView):  # type: ignore[type-arg]
    serializer_class = CaseSerializer
    pagination_class = LimitOffsetPagination
    queryset = (
        Case.objects.exclude(status="closed")
        .filter(agency__in=AGENCIES, matter__in=KINDS)
        .order_by("urgent_on", "submitted_at")
    )


urlpatterns = [path("cases/", Cases.as_view())]
application = get_wsgi_application()
