"""From the folder of all packs to packs, and everything that is wrong with the files themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from yiwang.kernel.section import Declared, Everything, Problem, Section

from .manifest import KEY, Manifest, Pack
from .marked import MOST_BYTES, Marked, Unreadable, read
from .words import complaints

OWN = {"pack.yaml", "rules.py", "README.md", "__init__.py", "tests", "__pycache__"}


@dataclass
class Reading:
    """All packs under `root` that could be read, and the problems of those files that could not."""

    root: Path
    sections: Mapping[str, Section]
    packs: dict[str, Pack] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def everything(self) -> Everything:
        """Section folder → published name → declaration."""
        found: dict[str, dict[str, Declared]] = {folder: {} for folder in self.sections}
        for pack in self.packs.values():
            for folder, declared in pack.declared.items():
                found[folder] |= {one.name: one for one in declared.values()}
        return found

    def where(self, path: Path, line: int | None = None) -> str:
        place = path.relative_to(self.root).as_posix()
        return f"{place}:{line}" if line else place

    def complain(self, code: str, path: Path, says: str, line: int | None = None) -> None:
        self.problems.append(Problem(code, self.where(path, line), says))

    def all(self) -> Reading:
        for group in folders(self.root):
            for folder in folders(group):
                self.pack(group.name, folder)
        return self

    def pack(self, group: str, folder: Path) -> None:
        path = folder / "pack.yaml"
        if not path.is_file():
            self.complain("PACK001", folder, "没有 pack.yaml")
            return
        manifest = self.shaped(path, Manifest, "PACK003")
        if manifest is None:
            return
        if manifest.key != folder.name:
            self.complain("PACK004", path, f"key 写的是“{manifest.key}”，要和文件夹的名字“{folder.name}”一样", 1)
        elif other := self.packs.get(manifest.key):
            self.complain("PACK005", path, f"“{manifest.key}”已经用在 {self.where(other.folder)}")
        else:
            self.packs[manifest.key] = Pack(group, manifest, folder, self.declarations(folder, manifest.key))

    def declarations(self, folder: Path, pack: str) -> dict[str, dict[str, Declared]]:
        found: dict[str, dict[str, Declared]] = {}
        for entry in sorted(folder.iterdir()):
            if entry.is_dir() and entry.name in self.sections:
                found[entry.name] = self.section(entry, pack)
            elif entry.name not in OWN and not entry.name.startswith("."):
                known = "、".join(sorted(self.sections))
                self.complain("PACK006", entry, f"不认识“{entry.name}”。应用包里可以有 {known}")
        return found

    def section(self, folder: Path, pack: str) -> dict[str, Declared]:
        section, found = self.sections[folder.name], {}
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "_")) or path.suffix in section.beside:
                continue
            if path.suffix != section.suffix or not path.is_file():
                self.complain("PACK006", path, f"“{folder.name}”里只放 {section.suffix} 文件")
            elif not re.fullmatch(KEY, path.stem):
                self.complain("PACK007", path, "文件名用小写字母、数字和下划线，以字母开头")
            elif (body := self.body(section, path)) is not None:
                found[path.stem] = Declared(pack, path.stem, body, path)
        return found

    def body(self, section: Section, path: Path) -> Any:
        if section.model is None:
            return self.text(path)
        body = self.shaped(path, section.model, "PACK008")
        own = getattr(body, "key", path.stem)
        if body is not None and own != path.stem:
            self.complain("PACK004", path, f"key 写的是“{own}”，要和文件名“{path.stem}”一样", 1)
        return body

    def text(self, path: Path) -> str | None:
        if path.stat().st_size > MOST_BYTES:
            self.complain("PACK002", path, "文件超过 1 MB，请拆开")
            return None
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self.complain("PACK002", path, "文件要存成 UTF-8")
            return None

    def shaped(self, path: Path, model: type, code: str) -> Any:
        """The file as `model`, or None with the problems noted."""
        try:
            marked = read(path)
        except Unreadable as problem:
            self.complain("PACK002", path, problem.says, problem.line)
            return None
        try:
            return shape(model, marked)
        except ValidationError as error:
            for steps, says in complaints(error):
                self.complain(code, path, says, marked.line(steps))
            return None


def shape(model: type, marked: Marked) -> Any:
    if not issubclass(model, BaseModel):
        raise TypeError(f"the model of a section must be pydantic's; {model.__name__} is not")
    return model.model_validate(marked.value)


def folders(root: Path) -> Iterable[Path]:
    """Sub-folders that may hold something of ours."""
    if not root.is_dir():
        return ()
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
