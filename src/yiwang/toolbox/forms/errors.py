from __future__ import annotations

from yiwang.kernel.errors import Conflict


class Overtaken(Conflict):
    """这份表 {when} 在另一处改过。您刚才填的还在，请看过改动再保存。"""

    code = "forms.overtaken"
