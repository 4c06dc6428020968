"""Which door somebody came in by. Pure. The door is noted and changes nothing else: 线上线下无差别."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

Channel = Literal["web", "mobile", "window", "kiosk", "hotline", "helper"]
CHANNELS: dict[Channel, str] = {
    "web": "网上", "mobile": "手机", "window": "窗口", "kiosk": "自助终端", "hotline": "12345 热线", "helper": "帮办代办",
}  # fmt: skip
STAFF_DOORS: tuple[Channel, ...] = ("window", "hotline")
PHONES = ("Mobile", "Android", "iPhone", "HarmonyOS", "MicroMessenger")
STATES = {"open": "正在收", "taken": "已收件", "declined": "没有收", "handed": "转给本人填"}


def channel(kind: str, *, helping: bool = False, kiosk: bool = False, said: str = "", device: str = "") -> Channel:
    """The first that is so: an official (who says which of his doors), a kiosk, a helper, a phone, the web."""
    if kind == "staff":
        return "hotline" if said == "hotline" else "window"
    if kiosk:
        return "kiosk"
    if helping:
        return "helper"
    return "mobile" if any(word in device for word in PHONES) else "web"


FOR_FIRMS = (
    "这件事由企业、个体工商户办。请到“账号”（/account/）换成您的企业再申请；还没有的，先认领企业（/my/firms/claim/）"
)
FOR_PEOPLE = "这件事由个人办。请到“账号”（/account/）换成本人再申请"
AT_THE_WINDOW = {
    "firm": "这件事由企业、个体工商户办。“谁申请”请选“企业、个体工商户”，填营业执照上的统一社会信用代码和名称",
    "person": "这件事由个人办。“谁申请”请选“个人”，填身份证上的号码和姓名",
}


def wrong_party(kind: str, audience: Collection[str]) -> str:
    """What somebody of `kind` does who comes with a matter that is not for his kind; empty where it is."""
    if kind in audience:
        return ""
    return FOR_FIRMS if "firm" in audience else FOR_PEOPLE


def wrong_at_the_window(kind: str, audience: Collection[str]) -> str:
    """The same for a clerk, who chose the kind himself."""
    return "" if kind in audience else AT_THE_WINDOW["firm" if "firm" in audience else "person"]
