"""Build the one icon sprite of the pages from the npm package @tabler/icons (MIT).

Run `npm pack @tabler/icons@3`, unpack it, then `python tools/make_icons.py <folder>/package`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/yiwang/assembly/static"
NAMES = [
    "accessible",
    "activity",
    "adjustments-horizontal",
    "alert-circle",
    "alert-triangle",
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "baby-carriage",
    "bell",
    "book-2",
    "briefcase",
    "building",
    "building-bank",
    "building-community",
    "building-store",
    "calendar",
    "calendar-due",
    "camera",
    "certificate",
    "chart-bar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "circle-x",
    "clock",
    "columns-3",
    "database",
    "device-mobile-message",
    "download",
    "edit",
    "external-link",
    "eye",
    "eye-off",
    "file-text",
    "files",
    "filter",
    "fingerprint",
    "flag",
    "heart-handshake",
    "heartbeat",
    "help-circle",
    "history",
    "home",
    "id",
    "inbox",
    "info-circle",
    "key",
    "keyboard",
    "language",
    "layout-grid",
    "license",
    "list-check",
    "lock",
    "login",
    "logout",
    "mail",
    "map-pin",
    "message",
    "paperclip",
    "phone",
    "photo",
    "player-pause",
    "plus",
    "printer",
    "progress-check",
    "qrcode",
    "refresh",
    "rubber-stamp",
    "scale",
    "school",
    "search",
    "send",
    "settings",
    "shield-check",
    "sitemap",
    "star",
    "stethoscope",
    "switch-horizontal",
    "text-size",
    "tractor",
    "trash",
    "upload",
    "user",
    "user-circle",
    "users",
    "wallet",
    "wifi-off",
    "x",
]
MARK = (
    '<symbol id="mark" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="currentColor" stroke="none"/>'
    '<g fill="none" stroke="var(--on-mark)" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M5.5 30 14 18.5l5 6 6.3-10L34.5 30" stroke-width="2.7"/>'
    '<path d="M7 13.2h8.6a2.9 2.9 0 0 0 .2-5.8 4 4 0 0 0-7.7.9A2.5 2.5 0 0 0 7 13.2Z" stroke-width="2.1"/></g></symbol>'
)


def symbol(package: Path, name: str) -> str:
    """One outline icon as a symbol, without the empty square that only sets its box."""
    text = (package / "icons/outline" / f"{name}.svg").read_text("utf8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", text, re.S)
    if found is None:
        raise SystemExit(f"{name}: not an icon")
    body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z"[^>]*/>', "", found[1])
    return f'<symbol id="{name}" viewBox="0 0 24 24">{re.sub(r"> <", "><", " ".join(body.split()))}</symbol>'


def main() -> None:
    package = Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text("utf8"))["version"]
    head = f'<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons {version}, MIT; "mark" is our own -->'
    symbols = [MARK, *(symbol(package, name) for name in NAMES)]
    (STATIC / "icons.svg").write_text("\n".join([head, *symbols, "</svg>\n"]), "utf8")
    print(f"{len(symbols)} icons")


if __name__ == "__main__":
    main()
