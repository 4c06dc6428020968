"""The sample's accounts: who can log in, and from which posts. All of them have the same known password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSWORD = "yiwang-2026"  # noqa: S105  told to everybody on the login page; never loaded into a live installation
SINCE = date(2024, 1, 1)
PROVINCE, KUNMING, WUHUA, DALI = 530000_000000, 530100_000000, 530102_000000, 532901_000000
OTHERS = ("water", "civil", "transport", "housing", "health")
Place = tuple[str, int, str]


@dataclass(frozen=True)
class Account:
    """`posts` as (line, division, post title), first the one he comes to work as. `home`: the county he lives in, for
    who logs in as a citizen; `shop`: whether a shop of that county mandated him; `elder`: born before 1950."""

    username: str
    title: str
    display_name: str = ""
    posts: tuple[Place, ...] = ()
    home: int = 0
    shop: bool = False
    elder: bool = False


def _bureau(username: str, title: str, display_name: str, *posts: str, at: int = WUHUA) -> Account:
    return Account(username, title, display_name, tuple(("market", at, post) for post in posts))


def _many(username: str, title: str, display_name: str, post: str) -> Account:
    """One person for the offices whose matters are handled in 五华区, transport in 昆明: he changes posts, not accounts."""
    posts = tuple((line, KUNMING if line == "transport" else WUHUA, post) for line in OTHERS)
    return Account(username, f"五华区水务局 {title}，兼民政、住建、卫健和昆明市交通", display_name, posts)


def _province(username: str, title: str, display_name: str, post: str) -> Account:
    return Account(username, title, display_name, (("service", PROVINCE, post),))


def _window(username: str, line: str, office: str, display_name: str, at: int = WUHUA) -> Account:
    """Who decides at the counter of an agency a theme opens its parts at."""
    return Account(username, f"{office} 综合窗口", display_name, ((line, at, "综合窗口"),))


def _above(username: str, title: str, display_name: str, post: str) -> Account:
    """Who reviews what a bureau of the county answered, in the city and, once more, in the province."""
    posts = tuple(("market", place, post) for place in (KUNMING, PROVINCE))
    return Account(username, f"昆明市市场监督管理局 {title}，兼省局", display_name, posts)


ALL = (
    Account("citizen", "昆明市五华区居民，也可代表自己的个体工商户办事", home=WUHUA, shop=True),
    Account("elder", "昆明市五华区一位老人", home=WUHUA, elder=True),
    Account("neighbour", "大理市居民", home=DALI),
    _bureau("clerk", "五华区市场监督管理局 窗口受理", "样例受理员", "综合窗口"),
    _bureau("colleague", "五华区市场监督管理局 窗口受理，clerk 的同事", "样例受理员丙", "综合窗口"),
    Account("examiner", "五华区市场监督管理局 审查，兼昆明市局审查", "样例审查员",
            (("market", WUHUA, "审查"), ("market", KUNMING, "审查"))),
    _bureau("inspector1", "五华区市场监督管理局 核查员一", "样例核查员甲", "核查员一"),
    _bureau("inspector2", "五华区市场监督管理局 核查员二", "样例核查员乙", "核查员二"),
    _bureau("approver", "五华区市场监督管理局 审批", "样例审批人", "审批 局长"),
    _bureau("clerk_dali", "大理市市场监督管理局 窗口受理", "样例大理受理员", "综合窗口", at=DALI),
    _bureau("supervisor", "省市场监督管理局 督查", "样例督查员", "督查", at=PROVINCE),
    _many("clerk2", "窗口受理", "样例受理员乙", "综合窗口"),
    _many("examiner2", "审查", "样例审查员乙", "审查"),
    _many("inspector3", "核查员一", "样例核查员丙", "核查员一"),
    _many("inspector4", "核查员二", "样例核查员丁", "核查员二"),
    _many("approver2", "审批", "样例审批人乙", "审批 局长"),
    _window("hall", "service", "五华区政务服务管理局", "样例综窗员"),
    _window("police", "police", "五华区公安局", "样例户籍民警"),
    _window("medical", "medical", "五华区医疗保障局", "样例医保员"),
    _window("labour", "labour", "五华区人力资源和社会保障局", "样例人社员"),
    _window("tax", "tax", "五华区税务局", "样例税务员"),
    _window("fund", "fund", "昆明市住房公积金管理中心", "样例公积金员", at=KUNMING),
    _window("petitions", "petition", "五华区信访局", "样例信访员"),
    Account("petitions_head", "五华区信访局 督办", "样例信访督办员", (("petition", WUHUA, "督办"),)),
    _above("reviewer", "审查", "样例复查员", "审查"),
    _above("reviewer_head", "审批", "样例复查负责人", "审批 局长"),
    _window("reform", "reform", "五华区发展和改革局", "样例发改员"),
    _window("planning", "planning", "五华区自然资源局", "样例自然资源员"),
    _bureau("matters_editor", "五华区市场监督管理局 事项管理", "样例事项管理员", "事项管理"),
    _bureau("personnel", "五华区市场监督管理局 人事管理", "样例人事员", "人事管理"),
    _province("matters_checker", "省政务服务管理局 事项审核", "样例事项审核员", "事项审核"),
    _province("auditor", "省政务服务管理局 安全审计", "样例审计员", "安全审计"),
    _province("steward", "省政务服务管理局 数据管理", "样例数据管理员", "数据管理"),
    _province("admin", "省政务服务管理局 系统管理", "样例管理员", "系统管理"),
)  # fmt: skip
ACCOUNTS: list[dict[str, str]] = [{"username": one.username, "title": one.title} for one in ALL]
