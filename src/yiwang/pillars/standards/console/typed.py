"""What an administrator typed to enter a year's notice, and what is wrong with it. Nothing typed is ever dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yiwang.infrastructure.files import api as files
from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .queries import FIRST, LAST

LONGEST = {"text": 20_000, "number": 60, "source": 300}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """`anchor` is the field's id; `line` counts from 1, 0 where it is not about a line."""

    anchor: str
    says: str
    line: int = 0


@dataclass(frozen=True)
class Typed:
    """The form as it was sent."""

    year: str = ""
    text: str = ""
    number: str = ""
    source: str = ""
    upload: str = ""

    @property
    def mark(self) -> str:
        """Stands for exactly this content: what was shown for checking is what gets entered."""
        return security.sm3("\x1f".join((self.year, self.text, self.number, self.source)).encode()).hex()

    def notice(self) -> standards.Notice | None:
        """The days read; None without a year to read them for or with a text too long to read."""
        if self.year_number is None or len(self.text) > LONGEST["text"]:
            return None
        return standards.parse_notice(self.text, self.year_number)

    @property
    def year_number(self) -> int | None:
        digits = self.year.isascii() and self.year.isdigit() and len(self.year) == 4
        return int(self.year) if digits and FIRST <= int(self.year) <= LAST else None

    def problems(self, notice: standards.Notice | None) -> list[Problem]:
        """Everything to mend, fields first, then lines in their order."""
        found = [Problem("text", self.upload)] if self.upload else []
        if self.year_number is None:
            found.append(Problem("year", _("年份请写成四位数，例如 2027")))
        if not self.number.strip():
            found.append(Problem("number", _("请填写通知的文号，例如 国办发明电〔2025〕7号")))
        if not self.source.strip():
            found.append(Problem("source", _("请填写在哪里可以看到通知原文，例如网址")))
        for field, title in (("text", _("通知")), ("number", _("文号")), ("source", _("原文出处"))):
            if (many := len(getattr(self, field))) > LONGEST[field]:
                facts = {"title": title, "most": LONGEST[field], "many": many}
                found.append(Problem(field, _("%(title)s最多 %(most)d 个字，现在有 %(many)d 个") % facts))
        if notice is None:
            return found
        found += [Problem("text", one.says, one.line) for one in notice.errors]
        if not notice.days and not notice.errors and not self.upload:
            found.append(Problem("text", _("还没有写哪些天放假。请粘贴通知全文，或一天一行")))
        return found


def read(request: HttpRequest) -> Typed:
    """What was sent. An uploaded text takes the place of the pasted one, so that it can be mended on the page."""
    sent = {key: _plain(request.POST.get(key, "")) for key in ("year", "text", "number", "source")}
    sent["year"] = sent["year"].strip()
    refused = files.refused(request).get("file")
    if refused:
        return Typed(**sent, upload=str(refused))
    upload = request.FILES.get("file")
    if upload is None:
        return Typed(**sent)
    text = _decoded(upload.read(LONGEST["text"] * 4 + 1))
    if text is None:
        says = _("“%s”不是文字文件。请打开它，把通知全文复制粘贴到下面") % upload.name
        return Typed(**sent, upload=says)
    return Typed(**{**sent, "text": text})


def _decoded(raw: bytes) -> str | None:
    """Text as UTF-8 or GB 18030, whichever it is; None for anything that is not text."""
    if b"\x00" in raw:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROLS.search(text) else _plain(text)
    return None


def _plain(text: str) -> str:
    """Without what no table keeps, its lines ended as when they were shown."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
