"""Other places people can prove who they are: OpenID providers, listed in `sources.yaml` of the home.

- key: national                      # stands in addresses
  title: 国家政务服务平台统一身份认证
  server: https://sso.example.gov.cn
  client: yiwang
  secret: …                          # or YIWANG_SOURCE_NATIONAL in the environment
  scopes: [openid, profile]
  identifier: id_number              # the claim that holds the ID number, where this source verified it
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field

FILE = "sources.yaml"


class Source(BaseModel):
    """One provider. `identifier` is given only where the house trusts this source to have verified the number."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")
    title: str = Field(min_length=2, max_length=40)
    server: str = Field(pattern=r"^https?://")
    client: str
    secret: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")
    identifier: str = ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"

    def app(self) -> dict[str, Any]:
        """As allauth wants it."""
        secret = self.secret or os.environ.get(f"YIWANG_SOURCE_{self.key.upper()}", "")
        settings = {"server_url": self.server, "scope": list(self.scopes), "identifier": self.identifier}
        return {
            "provider_id": self.key,
            "name": self.title,
            "client_id": self.client,
            "secret": secret,
            "settings": settings,
        }


def read(home: Path) -> list[Source]:
    """The sources of an installation; none where it lists none. A file that says something wrong stops the start."""
    path = home / FILE
    found = (
        [Source.model_validate(one) for one in yaml.safe_load(path.read_text("utf-8")) or []] if path.exists() else []
    )
    if len({one.key for one in found}) != len(found):
        raise ValueError(f"{path}: two sources have one key")
    return found


def rehearsal(server: str) -> list[Source]:
    """演练身份源: played beside a rehearsal, never in a live installation."""
    title = "演练身份源"
    return (
        [Source(key="rehearsal", title=title, server=server, client="yiwang", identifier="id_number")] if server else []
    )


def providers(found: list[Source]) -> dict[str, Any]:
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [one.app() for one in found]}}
