"""Files given with a form: kept when they are whole and of their kind, refused in words otherwise, never lost by another
field's mistake.

A new file arrives as `<path>.new`; what stands at a question is the list of ids under its `<path>`; `drop` names
`<path>:<id>` to take away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from yiwang.infrastructure.files import api as files
from yiwang.kernel.errors import DomainError
from yiwang.kernel.uuid7 import uuid7
from yiwang.pillars.security.base import api as security

from .definition import Form, Question

TYPES = {
    "jpg": files.JPEG, "png": files.PNG, "heic": files.HEIC, "pdf": files.PDF, "ofd": files.OFD, "docx": files.DOCX,
    "xlsx": files.XLSX,
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """`raw` is what was sent with the ids of the files put in; `uploads` all files known now; `problems` path → sentence."""

    raw: QueryDict
    uploads: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


def take_uploads(
    record: security.Record, request: HttpRequest, asked: Iterable[tuple[str, Question]], known: Mapping[str, Any],
    answers: Mapping[str, Any],
) -> Taken:  # fmt: skip
    """Keep the new files of the questions `asked` (path, question). `known` are the files of before, `answers` theirs."""
    raw, uploads = request.POST.copy(), dict(known)
    problems = {name.removesuffix(".new"): str(why) for name, why in files.refused(request).items()}
    dropped = {one.rpartition(":")[2] for one in raw.getlist("drop")}
    for path, question in asked:
        if question.type != "file":
            continue
        stay = [one for one in (raw.getlist(path) or answers.get(question.key) or []) if one in uploads]
        for given in request.FILES.getlist(f"{path}.new"):
            allowed = tuple(TYPES[kind] for kind in question.accept)
            try:
                kept = files.keep(record, given, given.name or "", allowed, question.max_mb << 20)  # type: ignore[arg-type]
            except DomainError as refused:
                problems[path] = str(refused)
                continue
            mark = uuid7().hex
            stay.append(mark)
            uploads[mark] = {"path": path, "name": kept.name, "file": kept.digest, "size": kept.size,
                             "media_type": kept.media_type}  # fmt: skip
        stay = [one for one in dict.fromkeys(stay) if one not in dropped]
        raw.setlist(path, stay[-question.max_files :])
    return Taken(raw, uploads, problems)


def files_of(form: Form, answers: Mapping[str, Any], uploads: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The files that final answers name: (question key, facts), in the form's order."""
    return [
        (question.key, {**uploads[one], "mark": one})
        for _, question in form.questions() if question.type == "file"
        for one in answers.get(question.key) or [] if one in uploads
    ]  # fmt: skip
