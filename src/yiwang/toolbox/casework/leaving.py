"""What stands against closing an agency: its cases go on somewhere first."""

from __future__ import annotations

from yiwang.toolbox.organisations import api as organisations

from .models import Case


def work_left(agency: int) -> str:
    many = Case.objects.filter(agency=agency).exclude(status="closed").count()
    return f"还有 {many} 件没有办结的办件" if many else ""


organisations.hindrances.add("casework", work_left)
