"""What can be done in this house, and who may. Every change names one of these; every refusal can be explained."""

from __future__ import annotations

from dataclasses import dataclass

from yiwang.kernel.errors import Refused
from yiwang.kernel.registry import Registry

from .actor import Actor

KINDS = {"person": "个人", "firm": "企业经办人", "staff": "工作人员", "system": "系统", "nobody": "未登录的访客"}


@dataclass(frozen=True)
class Action:
    """`kinds` of actor who may, and for staff the `roles` one of which is needed (empty: any post). `assurance`: how
    surely it has to be known who he is."""

    title: str
    kinds: frozenset[str] = frozenset({"staff"})
    roles: frozenset[str] = frozenset()
    assurance: int = 1


class StepUp(Exception):
    """He may, and has to prove once more who he is. No `DomainError`: nothing is wrong with what he typed, and no page that
    shows what is wrong may take it for that. The middleware asks him, and lets him go on."""

    code = "security.step_up"

    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”之前，请再确认一次是您本人")


actions: Registry[Action] = Registry("action")
role_titles: dict[str, str] = {}


def declare(key: str, title: str, *, by: str = "staff", roles: str = "", assurance: int = 1) -> str:
    """Declare an action. `by` and `roles` are words apart by spaces; returns the key, so that it is written once."""
    actions.add(key, Action(title, frozenset(by.split()), frozenset(roles.split()), assurance))
    return key


def why_not(actor: Actor, key: str) -> str:
    """The sentence that says why `actor` may not do it, and who may; empty when he may."""
    action = actions[key]
    if actor.kind not in action.kinds:
        who = "、".join(KINDS[kind] for kind in ("person", "firm", "staff", "system", "nobody") if kind in action.kinds)
        return f"“{action.title}”由{who}办理，您现在的身份是{KINDS[actor.kind]}"
    if actor.kind == "staff" and action.roles and not action.roles & actor.roles:
        who = "、".join(sorted(role_titles.get(role, role) for role in action.roles))
        return f"“{action.title}”需要{who}岗位，您现在的岗位是{actor.post_title or '未指定'}"
    return ""


def can(actor: Actor, key: str) -> bool:
    return not why_not(actor, key)


def require(actor: Actor, key: str) -> None:
    """Raise `Refused` with the sentence where `actor` may not."""
    if why := why_not(actor, key):
        raise Refused(why=why)
    sure_enough(actor, key)


def sure_enough(actor: Actor, key: str) -> None:
    """Raise where he may, but it is not sure enough that it is he: `StepUp` where he can prove it again now."""
    action = actions[key]
    if action.assurance > actor.assurance:
        if actor.assurance < 2:
            raise Refused(why=f"“{action.title}”要实名的账号才能办。请带身份证到政务服务大厅的综合窗口核验")
        raise StepUp(title=action.title)
