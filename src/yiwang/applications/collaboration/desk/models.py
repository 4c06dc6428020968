"""Lists an official keeps: a name for an address. What it shows is always what may be seen by who opens it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from yiwang.pillars.security.base import api as security


class KeptList(models.Model):
    """`query` is the address's filters. His own at one agency; `shared` with all who work there; `usual` opens first."""

    name = models.CharField(max_length=40)
    query = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    agency = models.ForeignKey("standards.Agency", models.PROTECT, related_name="+")
    division = models.BigIntegerField()
    shared = models.BooleanField(default=False)
    usual = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint("owner", "agency", "name", name="an_official_names_a_list_once"),
            UniqueConstraint("owner", "agency", condition=Q(usual=True), name="one_list_opens_first"),
        ]

    def __str__(self) -> str:
        return self.name


security.protect(KeptList, division="division", agency="agency_id", user="owner_id")
security.classify(KeptList, "L2", L2="name query")
security.retain_nothing(KeptList, "工作人员自己起名的筛选条件，申请人只能按遮盖后的名字筛")
