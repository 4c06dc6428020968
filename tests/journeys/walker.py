"""Somebody at a browser: clicks what he reads, and looks at every page for what would shut somebody out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from yiwang.assembly.sample.accounts import PASSWORD

SHOTS = Path(os.environ.get("YIWANG_SHOTS", "shots"))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Walker:
    """Every page he stops at is checked by axe; what the browser's console complains of is kept."""

    def __init__(self, page: Page, javascript: bool = True) -> None:
        self.page, self.javascript = page, javascript
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def log_in(self, username: str) -> None:
        self.go("/login/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def go(self, path: str, status: int = 200) -> Walker:
        response = self.page.goto(path)
        assert response is not None and response.status == status, (path, response and response.status)
        return self

    def look(self, name: str = "") -> Walker:
        """Is the page open to everybody? No axe finding, no sideways scroll, no complaint of the browser."""
        if self.javascript:
            self.page.evaluate("window.scrollTo(0, 0)")  # what is half under the bar counts as smaller than a finger
            found = Axe().run(self.page, options=RULES).response["violations"]
            assert not found, f"{self.page.url}: {summary(found)}"
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{self.page.url} scrolls sideways by {wide}px"
        expected = [one for one in self.complaints if "status of 4" not in one]
        assert not expected, f"{self.page.url}: {expected}"
        if name and os.environ.get("YIWANG_SHOTS"):
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        return self

    def click(self, words: str) -> Walker:
        target = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        target.first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, words: str) -> Walker:
        expect(self.page.locator("body")).to_contain_text(words)
        return self

    def choose(self, name: str, value: str) -> Walker:
        self.page.locator(f"[name='{name}'][value='{value}']").check(force=True)
        return self

    def fill(self, **answers: str) -> Walker:
        for name, value in answers.items():
            field = self.page.locator(f"[name='{name}']").first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def attach(self, name: str, file: dict[str, Any]) -> Walker:
        self.page.locator(f"input[type=file][name='{name}']").set_input_files(file)
        return self


def summary(violations: list[dict[str, Any]]) -> str:
    return "; ".join(
        f"{one['id']} ({one['help']}): " + ", ".join(str(node["target"]) for node in one["nodes"][:4])
        for one in violations
    )


def photo(name: str = "photo.jpg", colour: tuple[int, int, int] = (90, 130, 170)) -> dict[str, Any]:
    """A real photograph as a phone would send it, as far as software can tell."""
    import io

    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}
