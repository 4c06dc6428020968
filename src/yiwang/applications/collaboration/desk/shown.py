"""The rows of a worklist as a page writes them. A page has a hundred: what is the same in all is made once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.template.loader import render_to_string
from django.utils.html import conditional_escape as escape
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yiwang.kernel.clock import CHINA
from yiwang.toolbox.casework import api as casework

WORDS = {
    "pick": gettext_noop("选"), "due": gettext_noop("时限"), "number": gettext_noop("编号"), "matter": gettext_noop("事项"),
    "party": gettext_noop("申请人"), "step": gettext_noop("环节"), "status": gettext_noop("状态"),
    "received": gettext_noop("收件时间"), "synthetic": gettext_noop("合成"), "synthetic_data": gettext_noop("合成数据"),
}  # fmt: skip


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


def rows(lines: Sequence[casework.Line], ticks: bool = True) -> Iterator[SafeString]:
    """`ticks`: each can be chosen. A row is written at once: value by value, a hundred of them take four times as long."""
    due, words = Due(), {key: escape(_(text)) for key, text in WORDS.items()}
    synthetic = f' <span class="state" title="{words["synthetic_data"]}">{words["synthetic"]}</span>'
    for line in lines:
        moment, number = line.submitted_at.astimezone(CHINA), escape(line.number)
        tick = (
            f'<label class="pick"><input type="checkbox" name="case" value="{number}" aria-label="{words["pick"]} {number}">'
            "</label>"
        )
        asked = f' <span class="state state-info">{escape(line.asked)}</span>' if line.asked else ""
        cells = {
            **({"pick": tick} if ticks else {}),
            "due": escape(due.of(line)),
            "number": f'<a class="mono" href="/desk/cases/{number}/">{number}</a>',
            "matter": escape(line.title),
            "party": f"<bdi>{escape(line.party)}</bdi>{synthetic if line.synthetic else ''}",
            "step": escape(line.step) + asked,
            "status": escape(line.status),
        }
        made = "".join(f'<td data-label="{words[key]}">{cell}</td>' for key, cell in cells.items())
        when = f'datetime="{moment.isoformat(timespec="seconds")}" title="{moment:%Y-%m-%d %H:%M:%S}"'
        yield SafeString(
            f'<tr>{made}<td class="num" data-label="{words["received"]}"><time {when}>{moment:%m-%d %H:%M}</time></td></tr>'
        )
