"""Opening the sample's accounts: users, their posts, and the mandate of the shop owner."""

from __future__ import annotations

from functools import cache

from yiwang.pillars.security.base import api as security
from yiwang.pillars.standards.base import api as standards

from .accounts import ALL, PASSWORD, SINCE, Account
from .firms import SampleFirm, firms
from .people import SamplePerson, people

OPEN = security.declare("sample.open_account", "开立样例账号", by="system")
SHOP, SHOP_TRADES = "92", ("餐饮", "食品销售")


@cache
def shop_of(account: Account) -> SampleFirm:
    """A shop of his county that sells food and is older than the mandate, whatever size of sample is loaded."""
    return next(
        one for one in firms()
        if one.kind == SHOP and one.representative.county == account.home
        and one.trade in SHOP_TRADES and one.founded < SINCE
    )  # fmt: skip


@cache
def person_of(account: Account) -> SamplePerson:
    """The shop's owner, else the first grown-up of his county in the sample of the usual size."""
    if account.shop:
        return shop_of(account).representative
    years = range(1900, 1950) if account.elder else range(1960, 2000)
    return next(one for one in people() if one.county == account.home and one.born.year in years)


def open_accounts() -> int:
    """Open what is missing; an account that is there is not touched. Returns how many were opened."""
    there = set(security.User.objects.values_list("username", flat=True))
    missing = [one for one in ALL if one.username not in there]
    for one in missing:
        _open(one)
    return len(missing)


def _open(account: Account) -> None:
    with security.acting(security.SYSTEM, OPEN, security.Ref("user", account.username)) as record:
        user = security.User(username=account.username, display_name=account.display_name)
        if account.home:
            person = person_of(account)
            user.display_name, user.party = person.name, _party("person", person.id_number)
        user.set_password(PASSWORD)
        user.save()
        if account.shop:
            firm = _party("firm", shop_of(account).uscc)
            security.Mandate.objects.create(
                user=user, principal=firm, principal_name=firm.name, kind="clerk", ground="样例数据", since=SINCE
            )
        for line, division, title in account.posts:
            post = standards.Post.objects.get(
                agency__line=line, agency__division_id=division, agency__synthetic=True, title=title
            )
            security.Appointment.objects.create(user=user, post=post, since=SINCE)
        record.note(posts=len(account.posts))


def _party(kind: str, identifier: str) -> security.Party:
    found = security.party_with(kind, identifier)
    if found is None:
        raise LookupError(f"no {kind} of the sample has this number")
    return found
