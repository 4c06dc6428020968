"""What can be done with forms."""

from __future__ import annotations

from yiwang.pillars.security.base import api as security

SAVE = security.declare("forms.save", "保存没填完的表", by="person firm staff")
