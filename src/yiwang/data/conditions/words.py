"""From text to the words the parser may see: a whitelist of tokens, with caps, before anything is parsed.

Names and function names are turned into tokens that have no other meaning, so `type`, `date` or `order` can be names of
fields, and a function can never be one of the parser's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches

from sqlglot.dialects import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from .errors import NotUnderstood, TooLong, UnknownName
from .functions import FUNCTIONS
from .types import plain_text

MOST_CHARACTERS = 4000
MOST_WORDS = 500
MOST_PARENTHESES = 12
MOST_SIGNS = 3  # NOT NOT NOT, - - -
CALL = "f_"
NUMBER = re.compile(r"\d{1,30}(\.\d{1,20})?", re.ASCII)
T = TokenType
SIGNS = {T.L_PAREN, T.R_PAREN, T.COMMA, T.COLON, T.PLUS, T.DASH, T.STAR, T.EQ, T.NEQ, T.LT, T.LTE, T.GT, T.GTE}
KEYWORDS = {T.AND, T.OR, T.NOT, T.IN, T.BETWEEN, T.IS, T.NULL, T.TRUE, T.FALSE, T.LIKE}
INSTEAD = {
    "/": "不用除号，求百分之几用 share(金额, 百分比)",
    "%": "不用百分号，求百分之几用 share(金额, 百分比)",
    "round": "四舍五入到分用 round_cents(金额)",
    "age": "求周岁用 age_on(出生日期, 日期)",
    "today": "日期写作 :day，由办理的那天给出",
    "now": "日期写作 :day，由办理的那天给出",
    "current_date": "日期写作 :day，由办理的那天给出",
    "datediff": "求天数用 days_between(起, 止)，求月数用 months_between(起, 止)",
    "extract": "求周岁用 age_on，求月数用 months_between",
    "==": "相等写一个等号",
    "&&": "并且写作 AND",
    "||": "或者写作 OR",
    "并且": "并且写作 AND",
    "或者": "或者写作 OR",
}
FULL_WIDTH = "，（）＝＜＞“”‘’；：！"


@dataclass(frozen=True)
class Spot:
    """A word of the text and where it starts."""

    text: str
    start: int
    word: str

    @property
    def where(self) -> str:
        before = self.text[: self.start]
        column = len(before) - (before.rfind("\n") + 1) + 1
        return f"第 {before.count(chr(10)) + 1} 行第 {column} 个字" if "\n" in self.text else f"第 {column} 个字"

    def refuse(self, instead: str, error: type[NotUnderstood] = NotUnderstood) -> NotUnderstood:
        return error(where=self.where, word=self.word, instead=instead)


def near(word: str, known: Collection[str]) -> str:
    """What was probably meant."""
    found = get_close_matches(word, known, n=1, cutoff=0.5)
    if found:
        return f"是不是“{found[0]}”"
    return "可以用的有 " + "、".join(sorted(known)[:8]) if known else "这里没有可用的项"


def words(text: str, names: Collection[str]) -> list[Token]:
    """The tokens of `text`, or `NotUnderstood`/`TooLong`."""
    _cap("字数", MOST_CHARACTERS, len(text))
    if not plain_text(text):
        raise Spot("", 0, "␀").refuse("里面有不能保存的字符")
    try:
        raw = Postgres().tokenize(text)
    except SqlglotError:
        raise Spot(text, 0, text.strip()[:12]).refuse("引号没有成对") from None
    _cap("词数", MOST_WORDS, len(raw))
    if not raw:
        raise Spot(text, 0, "").refuse("还没有写条件")
    found = list(_Reader(text, raw, names))
    _cap_nesting(found)
    return found


class _Reader:
    """Walks the raw tokens and gives out those the parser may see."""

    def __init__(self, text: str, raw: list[Token], names: Collection[str]) -> None:
        self.text, self.raw, self.names, self.at = text, raw, names, 0

    def __iter__(self) -> _Reader:
        return self

    def __next__(self) -> Token:
        if self.at >= len(self.raw):
            raise StopIteration
        token = self.raw[self.at]
        if token.comments:
            raise self.spot(token).refuse("条件里不写注释")
        read = self._reader(token)
        return read(token)

    def _reader(self, token: Token) -> Callable[[Token], Token]:
        after = self._type(1)
        if token.token_type in SIGNS | KEYWORDS:
            return self._as_is
        if token.token_type in (T.NUMBER, T.STRING):
            return self._number if token.token_type is T.NUMBER else self._as_is
        if token.token_type is T.DATE and after is T.STRING:
            return self._as_is
        if self._previous() is T.COLON:
            return self._parameter
        return self._call if after is T.L_PAREN else self._name

    def _type(self, ahead: int) -> TokenType | None:
        place = self.at + ahead
        return self.raw[place].token_type if place < len(self.raw) else None

    def _previous(self) -> TokenType | None:
        return self.raw[self.at - 1].token_type if self.at else None

    def spot(self, token: Token) -> Spot:
        return Spot(self.text, token.start, self.text[token.start : token.end + 1][:40])

    def _as_is(self, token: Token) -> Token:
        self.at += 1
        return token

    def _number(self, token: Token) -> Token:
        if not NUMBER.fullmatch(token.text):
            raise self.spot(token).refuse("数写作 12 或 12.5，整数和小数各不超过 30 位和 20 位")
        return self._as_is(token)

    def _parameter(self, token: Token) -> Token:
        if not token.text.isidentifier():
            raise self.spot(token).refuse("冒号后面写参数的名字，如 :day")
        return self._as(T.VAR, token, token.text, 1)

    def _call(self, token: Token) -> Token:
        name = token.text.lower()
        if name not in FUNCTIONS:
            raise self.spot(token).refuse(INSTEAD.get(name) or "没有这个函数，" + near(name, FUNCTIONS))
        return self._as(T.VAR, token, CALL + name, 1)

    def _name(self, token: Token) -> Token:
        """A name, joined with what follows its dots: `party.name` is one name."""
        word, used, last = token.text, 1, token
        while self._type(used) is T.DOT and self.at + used + 1 < len(self.raw):
            last = self.raw[self.at + used + 1]
            word, used = f"{word}.{last.text}", used + 2
        if word in self.names:
            return self._as(T.IDENTIFIER, token, word, used)
        spot = Spot(self.text, token.start, self.text[token.start : last.end + 1][:40])
        if hint := INSTEAD.get(word.lower()):
            raise spot.refuse(hint)
        if any(c in FULL_WIDTH for c in word):
            raise spot.refuse("符号要用半角，如 , ( ) = '文字'")
        if not all(part.isidentifier() for part in word.split(".")):
            raise spot.refuse("条件里不能用这个写法")
        if token.token_type not in (T.VAR, T.IDENTIFIER):
            raise spot.refuse("条件里没有这个词")
        raise spot.refuse(near(word, self.names), UnknownName)

    def _as(self, kind: TokenType, token: Token, text: str, used: int) -> Token:
        self.at += used
        return Token(kind, text, token.line, token.col, token.start, token.end)


def _cap(what: str, most: int, now: int) -> None:
    if now > most:
        raise TooLong(what=what, most=most, now=now)


def _cap_nesting(tokens: list[Token]) -> None:
    """The parser recurses with parentheses and with signs before a value: both are bounded before it starts."""
    depth = run = 0
    for token in tokens:
        depth += (token.token_type is T.L_PAREN) - (token.token_type is T.R_PAREN)
        run = run + 1 if token.token_type in (T.NOT, T.DASH, T.PLUS) else 0
        _cap("括号层数", MOST_PARENTHESES, depth)
        _cap("连着的 NOT 或负号", MOST_SIGNS, run)
