"""Which door somebody came in by. Pure. The door is noted and changes nothing else: 线上线下无差别."""

from __future__ import annotations

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
