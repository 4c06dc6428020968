"""The rows of a worklist as a page writes them. A page has a hundred: what is the same in all is made once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yiwang.kernel.clock import CHINA
from yiwang.toolbox.casework import api as casework


class Due:
    """How much time is left, in words and with a sign only where somebody must look: late, soon, stopped."""

    def __init__(self) -> None:
        self.late = self._state("state-bad", "alert-triangle", _("超期"))
        self.stopped = format_html('<span class="state state-stop">{}</span>', _("停表"))
        self.soon: dict[int, SafeString] = {}

    def of(self, line: casework.Line) -> SafeString | str:
        if line.days_left is None and line.status == casework.STATUS_TITLES["submitted"]:
            return _("没有时限")
        left = line.days_left or 0
        if line.light == "red":
            return self.late
        if line.light == "grey":
            return self.stopped
        if line.light == "yellow":
            return self.soon.setdefault(left, self._state("state-warn", "clock", _("剩 %(n)s 天") % {"n": left}))
        return _("剩 %(n)s 个工作日") % {"n": left}

    def _state(self, kind: str, icon: str, words: str) -> SafeString:
        drawn = SafeString(render_to_string("site/parts/icon.html", {"name": icon}))
        return format_html('<span class="state {}">{}{}</span>', kind, drawn, words)


def rows(lines: Sequence[casework.Line]) -> Iterator[dict[str, Any]]:
    due = Due()
    for line in lines:
        moment = line.submitted_at.astimezone(CHINA)
        yield {
            "number": line.number, "title": line.title, "party": line.party, "step": line.step, "status": line.status,
            "asked": line.asked,
            "synthetic": line.synthetic, "due": due.of(line), "moment": moment.isoformat(timespec="seconds"),
            "whole": f"{moment:%Y-%m-%d %H:%M:%S}", "short": f"{moment:%m-%d %H:%M}",
        }  # fmt: skip
