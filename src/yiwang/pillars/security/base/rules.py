"""Who sees a value in clear, masked, or not at all. Pure: the one decision behind pages, lists, files and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["shown", "masked", "withheld"]
ORDER: tuple[How, ...] = ("withheld", "masked", "shown")


@dataclass(frozen=True)
class Eyes:
    """Who looks, as far as it matters here. `own`: it is about himself or whom he acts for; `reach`: the row lies in the
    boundary of his post; `handles`: he works on it; `purpose`: what he opened this one value for."""

    own: bool = False
    reach: bool = False
    handles: bool = False
    purpose: str = ""


@dataclass(frozen=True)
class Sight:
    """How a value is given, and the sentence that says why."""

    how: How
    why: str

    @property
    def clear(self) -> bool:
        return self.how == "shown"


def sight(level: str, eyes: Eyes) -> Sight:
    """How a value of `level` is given to these eyes. A level nobody knows is treated as the highest."""
    if level == "L1":
        return Sight("shown", "公开信息")
    if eyes.own:
        return Sight("shown", "本人的信息")
    if not eyes.reach:
        return Sight("withheld", "不在您的管辖范围")
    if level == "L2":
        return Sight("shown", "管辖范围内的业务信息")
    if not eyes.handles:
        return Sight("masked", "个人信息只给办理这件的岗位看，您看到的是遮盖后的")
    if level == "L3":
        return Sight("shown", "您在办这一件，查看已记录，本人可以查到")
    if eyes.purpose.strip():
        return Sight("shown", f"按用途“{eyes.purpose.strip()}”逐次打开，查看已记录，本人可以查到")
    return Sight("masked", "证件号、手机号要说明用途逐次打开，打开一次记一次")


def hidden(eyes: Eyes) -> frozenset[str]:
    """The levels these eyes do not get in clear."""
    return frozenset(level for level in ("L1", "L2", "L3", "L4") if not sight(level, eyes).clear)
