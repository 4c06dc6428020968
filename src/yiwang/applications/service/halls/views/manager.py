"""The hall manager's board: waits by half hour, windows open, whether what was told came true."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.applications.service.halls import board, looking, places, rules
from yiwang.applications.service.halls.actions import BOARD, DOOR
from yiwang.kernel.errors import NotFound
from yiwang.pillars.security.base import api as security


@require_safe
@security.needs(BOARD)
def halls(request: HttpRequest) -> HttpResponse:
    return render(request, "halls/console.html", {"lines": board.halls_of(request.actor)})  # type: ignore[attr-defined]


@require_safe
@security.needs(BOARD)
def hall(request: HttpRequest, hall: int) -> HttpResponse:
    actor: security.Actor = request.actor  # type: ignore[attr-defined]
    one = places.hall(hall)
    if not actor.divisions or not actor.divisions[0] <= one.division <= actor.divisions[1]:
        raise NotFound
    now = looking.standing(one)
    cells = board.cells(one)
    facts = {
        "hall": one, "hours": places.hours_of(one, now.now), "windows": looking.window_lines(now), "chart": board.chart(cells),
        "cells": [(cell, rules.STAGES[cell.stage]) for cell in cells], "stages": looking.stage_lines(now), "kept": board.kept(one),
        "longest": board.longest(one), "now": now.now, "names": rules.STAGES,
        "door": one.door if security.can(actor, DOOR) and one.agency_id in actor.agencies else "",
    }  # fmt: skip
    return render(request, "halls/board.html", facts)
