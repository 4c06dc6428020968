"""Events published for others to hear."""

from __future__ import annotations

from yiwang.pillars.operations.base.api import nobody_listens
from yiwang.toolbox.documents.events import DocumentEnded, DocumentIssued

nobody_listens(DocumentIssued, "licences and archives listen when they are built")
nobody_listens(DocumentEnded, "licences and archives listen when they are built")
