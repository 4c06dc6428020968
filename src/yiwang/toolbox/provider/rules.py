"""What is exact in OpenID Connect: addresses, proofs, scopes, pairwise names. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

SCOPES = {
    "openid": "一个只给这个系统用的编号，别的系统拿去对不上您",
    "profile": "您的姓名，中间用星号遮住",
    "name": "您的完整姓名",
    "hat": "您现在以谁的身份办：本人、企业或者岗位",
    "offline_access": "您离开以后，系统还能继续核对您的登录",
}
KINDS = {
    "public": "手机或电脑上的程序（存不住密钥）",
    "confidential": "有服务器的系统",
    "machine": "机器对机器，没有人登录",
}
CLAIMS = ("sub", "name", "hat", "acr", "auth_time", "nonce")
ACR = {1: "L1", 2: "L2", 3: "L3"}
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636 section 4.1
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
AGE = re.compile(r"[0-9]{1,9}")
LONGEST, MOST = 500, 10  # one address, how many of them
LOCAL = ("127.0.0.1", "localhost", "[::1]")


def registered(sent: str, known: Collection[str]) -> bool:
    """Byte for byte (RFC 9700 section 2.1): no case folding, no trailing slash forgiven, no prefix, no port left out."""
    return sent in known


def address_wrong(address: str) -> str:
    """Why an address cannot be registered; empty where it can."""
    try:
        parts = urlsplit(address)
        host, _ = parts.netloc, parts.port
    except ValueError:
        return "回跳地址写得不完整"
    if parts.fragment or "#" in address or "*" in address or "@" in host or not address.isprintable() or " " in address:
        return "回跳地址里不能有井号、星号、空格和用户名"
    if len(address) > LONGEST:
        return f"回跳地址最长 {LONGEST} 个字符"
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and host.rsplit(":", 1)[0] in LOCAL:
        return ""
    return "回跳地址要以 https:// 开头；只有本机调试可以用 http://127.0.0.1"


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def proves(verifier: str, challenge: str) -> bool:
    return bool(VERIFIER.fullmatch(verifier)) and hmac.compare_digest(challenge_of(verifier), challenge)


def sector_of(addresses: Collection[str]) -> str:
    """The one host all addresses share (OpenID Connect Core section 8.1); empty where they do not."""
    hosts = {urlsplit(one).hostname or "" for one in addresses}
    return hosts.pop() if len(hosts) == 1 else ""


def pairwise(mac: Callable[[bytes], bytes], sector: str, user: int) -> str:
    """The name one user has in one sector. The parts are told apart by their length, so that no two pairs meet."""
    place = sector.encode()
    return (
        base64.urlsafe_b64encode(mac(len(place).to_bytes(4, "big") + place + str(user).encode())).rstrip(b"=").decode()
    )


def scopes_asked(asked: str, allowed: Collection[str]) -> list[str]:
    """In the order of the house. Words the house does not know are passed over (OpenID Connect Core section 3.1.2.1);
    empty where one it knows is not allowed."""
    words = set(asked.split()) & set(SCOPES)
    return [one for one in SCOPES if one in words] if words <= set(allowed) else []


def narrowed(asked: str, held: Collection[str]) -> list[str] | None:
    """What a refresh gets (RFC 6749 section 6): all it held, or the part it asks for; None for more than it held."""
    words = set(asked.split()) or set(held)
    return [one for one in SCOPES if one in words] if words <= set(held) else None


def wrong_request(sent: Mapping[str, str], repeated: Collection[str], allowed: Collection[str]) -> str:
    """The word of the protocol for what an authorization request lacks; empty where it is whole."""
    for word in ("request", "request_uri", "registration"):
        if word in sent:
            return f"{word}_not_supported"
    if sent.get("response_type", "") != "code":
        return "unsupported_response_type" if sent.get("response_type") else "invalid_request"
    challenge = sent.get("code_challenge", "")
    pkce = sent.get("code_challenge_method") == "S256" and CHALLENGE.fullmatch(challenge)
    words = sent.get("prompt", "").split()
    if (repeated or not pkce or sent.get("response_mode", "query") != "query"
            or not set(words) <= {"none", "login", "consent", "select_account"} or ("none" in words and len(words) > 1)
            or not AGE.fullmatch(sent.get("max_age", "0"))
            or len(sent.get("nonce", "")) > 255 or len(sent.get("state", "")) > 2000):  # fmt: skip
        return "invalid_request"
    return "" if "openid" in scopes_asked(sent.get("scope", ""), allowed) else "invalid_scope"


def acr_wanted(values: str) -> int:
    """The lowest level that satisfies what was asked; 1 where nothing known was."""
    found = [level for level, word in ACR.items() if word in values.split()]
    return min(found, default=1)


def wrong_with(
    name: str, kind: str, addresses: Collection[str], purposes: Mapping[str, str], partings: Collection[str] = ()
) -> str:
    """Why a system cannot be registered so; empty where it can."""
    if not 0 < len(name.strip()) <= 80:
        return "请填系统的名称（80 字以内），用户同意之前看到的就是它"
    if kind not in KINDS:
        return "请选择系统的类型"
    if kind == "machine":
        return "机器对机器的系统没有人登录，不用填回跳地址和用户信息" if addresses or purposes or partings else ""
    if says := next(filter(None, map(address_wrong, [*addresses, *partings])), ""):
        return says
    if not addresses or len(addresses) > MOST or len(partings) > MOST or not sector_of([*addresses, *partings]):
        return f"请填 1 到 {MOST} 个回跳地址，而且都在同一个域名下"
    if "openid" not in purposes or set(purposes) - set(SCOPES):
        return "登录至少要有 openid，其他的从清单里选"
    return "" if all(0 < len(why.strip()) <= 200 for why in purposes.values()) else "每一项信息都要写明用来做什么"
