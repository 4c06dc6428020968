"""Ways to reach phones, and the one of this installation."""

from __future__ import annotations

from django.conf import settings

from yiwang.kernel.registry import Registry
from yiwang.pillars.operations.base.api import Health
from yiwang.toolbox.notices.ports import Receipt, SmsProvider

providers: Registry[SmsProvider] = Registry("sms provider")


class Rehearsal:
    """Sends nothing: the row that is kept of every text is all there is, and says so."""

    def send(self, mobile: str, text: str, reference: str) -> Receipt:  # noqa: ARG002
        return Receipt(f"演练-{reference[-12:]}", "rehearsed")

    def check(self) -> Health:
        if settings.LIVE:
            return Health.degraded("没有接入短信通道，短信只记录、没有发出。请在设置里选定短信通道")
        return Health.good("演练：短信只记录，不发出")


providers.add("rehearsal", Rehearsal())


def provider_name() -> str:
    return str(getattr(settings, "SMS_PROVIDER", "rehearsal"))


def provider() -> SmsProvider:
    """The one that is chosen. LookupError names what there is."""
    return providers[provider_name()]
