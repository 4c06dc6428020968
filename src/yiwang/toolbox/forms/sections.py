"""The folder `forms/` of packs."""

from __future__ import annotations

from yiwang.kernel.section import Section

from .checks import check
from .definition import Form
from .versions import load

SECTIONS = (Section("forms", "表单", Form, load, check),)
