"""From the parser's tree to ours: node by node, typed; a node without a line here is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp
from sqlglot.dialects import Postgres
from sqlglot.errors import SqlglotError

from .errors import NotUnderstood, TooLong, UnknownName, WrongType
from .functions import FUNCTIONS
from .tree import All, Among, Begins, Between, Call, Compare, Empty, Name, Node, Not, Param, Some, Sum, Value, every
from .types import Schema, Type, iso_date
from .words import CALL, Spot, near, words

MOST_DEPTH = 60
COMPARES: dict[type[exp.Expression], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
SUMS: dict[type[exp.Expression], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
JOINLESS = "两个值之间少了 AND、OR 或比较符号"
ORDERED = (Type.NUMBER, Type.TEXT, Type.DATE)


def shape(text: str, schema: Schema, params: Schema) -> Node:
    """The typed tree of `text`, a yes-or-no question. Raises `NotUnderstood` or `TooLong`."""
    tokens = words(text, schema.keys())
    try:
        found = [part for part in Postgres().parser().parse(tokens, text) if part is not None]
    except SqlglotError as problem:
        raise _unparsed(text, problem) from None
    except RecursionError:
        raise TooLong(what="层数", most=MOST_DEPTH, now="更多") from None
    if len(found) != 1:
        raise Spot(text, 0, text.strip()[:20]).refuse("只能写一个条件")
    _cap_depth(found[0])
    return Shaper(text, schema, params).question(found[0])


def _unparsed(text: str, problem: SqlglotError) -> NotUnderstood:
    first = (getattr(problem, "errors", None) or [{}])[0]
    word = str(first.get("highlight") or text.strip()[-12:])
    before = str(first.get("start_context") or "")
    start = text.find(before + word) + len(before) if before + word in text else max(text.rfind(word), 0)
    return Spot(text, start, word[:40]).refuse("到这里读不通，请看前面是否少了值、括号或 AND")


def _cap_depth(root: exp.Expression) -> None:
    """Chains of AND and OR count as one level; the rest is what our own recursion must be able to walk."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise TooLong(what="层数", most=MOST_DEPTH, now="更多")
        for child in node.iter_expressions():
            same = type(child) is type(node) and isinstance(node, exp.And | exp.Or)
            waiting.append((child, depth + (not same)))


@dataclass(frozen=True)
class Shaper:
    """One text, the names it may use, and the shape of each node of the parser."""

    text: str
    schema: Schema
    params: Schema

    def question(self, node: exp.Expression) -> Node:
        return self.typed(node, Type.BOOLEAN)

    def typed(self, node: exp.Expression, kind: Type) -> Node:
        """`node` as `kind`; a text in quotes is read as a date where a date is wanted."""
        found = self.shape(node)
        if kind is Type.DATE and isinstance(found, Value) and found.type is Type.TEXT:
            return self.day(node, found.value)
        if found.type is not kind:
            raise self.spot(node).refuse(f"这里要{kind.word}，写的是{found.type.word}", WrongType)
        return found

    def shape(self, node: exp.Expression) -> Node:
        if type(node) in COMPARES:
            return self.compare(node)
        if type(node) in SUMS:
            return self.sum(node)
        shaper = SHAPES.get(type(node))
        if shaper is None:
            raise self.spot(node).refuse(JOINLESS if isinstance(node, exp.Alias) else "条件里不能用这个写法")
        return shaper(self, node)

    def spot(self, node: exp.Expression) -> Spot:
        """Where `node` stands: its first name, or the first literal of it that can be found in the text."""
        for part in node.walk(bfs=False):
            if "start" in part.meta:
                start = part.meta["start"]
                return Spot(self.text, start, self.text[start : part.meta["end"] + 1])
        for part in node.walk(bfs=False):
            word = part.this if isinstance(part, exp.Literal | exp.Placeholder) else ""
            if isinstance(word, str) and word and word in self.text:
                return Spot(self.text, self.text.index(word), word)
        return Spot(self.text, 0, self.text.strip()[:12])

    def only(self, node: exp.Expression, *allowed: str) -> None:
        """No part of the node that we would silently ignore."""
        extra = [key for key, value in node.args.items() if value and key not in allowed]
        if extra:
            raise self.spot(node).refuse("条件里不能用这个写法")

    def name(self, node: exp.Column) -> Node:
        self.only(node, "this")
        word = node.name
        if word not in self.schema:
            raise self.spot(node).refuse(near(word, self.schema), UnknownName)
        return Name(word, self.schema[word])

    def param(self, node: exp.Placeholder) -> Node:
        word = str(node.this or "")
        if word not in self.params:
            raise Spot(self.text, max(self.text.find(f":{word}"), 0), f":{word}").refuse(
                near(word, self.params), UnknownName
            )
        return Param(word, self.params[word])

    def literal(self, node: exp.Literal) -> Node:
        return Value(node.this, Type.TEXT) if node.is_string else Value(Decimal(node.this), Type.NUMBER)

    def day(self, node: exp.Expression, text: str) -> Value:
        found = iso_date(text)
        if found is None:
            raise self.spot(node).refuse("日期写作 DATE '2025-01-31'，而且要是日历上有的一天", WrongType)
        return Value(found, Type.DATE)

    def cast(self, node: exp.Cast) -> Node:
        inner = node.this
        if node.to.this != exp.DataType.Type.DATE or not (isinstance(inner, exp.Literal) and inner.is_string):
            raise self.spot(node).refuse("不能换算类型，只能写 DATE '2025-01-31'")
        return self.day(node, inner.this)

    def compare(self, node: exp.Expression) -> Node:
        self.only(node, "this", "expression")
        sign = COMPARES[type(node)]
        left, right = self.pair(node, node.this, node.expression)
        if sign not in ("=", "<>") and left.type not in ORDERED:
            raise self.spot(node).refuse(f"{left.type.word}不能比大小", WrongType)
        if left.type is Type.LIST:
            raise self.spot(node).refuse("多选用 contains(名字, '选项') 来问", WrongType)
        return Compare(sign, left, right)

    def pair(self, whole: exp.Expression, *nodes: exp.Expression) -> tuple[Node, ...]:
        """Values of one kind, whichever it is."""
        if any(isinstance(node, exp.Null) for node in nodes):
            raise self.spot(whole).refuse("和空相比写 IS NULL 或 IS NOT NULL")
        found = [self.shape(node) for node in nodes]
        if any(one.type is Type.DATE for one in found):
            found = [self.typed(node, Type.DATE) for node in nodes]
        kinds = [one.type for one in found]
        if len(set(kinds)) > 1:
            clash = "和".join(kind.word for kind in dict.fromkeys(kinds))
            raise self.spot(whole).refuse(f"{clash}不能相比", WrongType)
        return tuple(found)

    def sum(self, node: exp.Expression) -> Node:
        self.only(node, "this", "expression")
        left, right = self.shape(node.this), self.shape(node.expression)
        if Type.DATE in (left.type, right.type):
            raise self.spot(node).refuse("日期不能加减，求天数用 days_between(起, 止)", WrongType)
        return Sum(SUMS[type(node)], self.typed(node.this, Type.NUMBER), self.typed(node.expression, Type.NUMBER))

    def negative(self, node: exp.Neg) -> Node:
        return Sum("-", Value(Decimal(0), Type.NUMBER), self.typed(node.this, Type.NUMBER))

    def among(self, node: exp.In) -> Node:
        self.only(node, "this", "expressions")
        options = node.expressions
        if not options or not all(isinstance(_bare(one), exp.Literal | exp.Cast) for one in options):
            raise self.spot(node).refuse("IN 后面的括号里只写具体的值，如 IN ('甲', '乙')")
        what, *values = self.pair(node, node.this, *options)
        if what.type is Type.LIST:
            raise self.spot(node).refuse("多选用 contains(名字, '选项') 来问", WrongType)
        return Among(what, tuple(self.folded(value) for value in values))

    def folded(self, node: Node) -> Value:
        """A literal, also with a minus before it."""
        if isinstance(node, Sum) and isinstance(node.right, Value):
            return Value(-node.right.value, Type.NUMBER)
        if not isinstance(node, Value):
            raise Spot(self.text, 0, self.text.strip()[:12]).refuse("IN 后面的括号里只写具体的值")
        return node

    def between(self, node: exp.Between) -> Node:
        self.only(node, "this", "low", "high")
        what, low, high = self.pair(node, node.this, node.args["low"], node.args["high"])
        if what.type not in ORDERED:
            raise self.spot(node).refuse(f"{what.type.word}不能比大小", WrongType)
        return Between(what, low, high)

    def empty(self, node: exp.Is) -> Node:
        self.only(node, "this", "expression", "negate")
        if not isinstance(node.expression, exp.Null):
            raise self.spot(node).refuse("IS 后面只写 NULL 或 NOT NULL；是或否直接写名字")
        found = Empty(self.shape(node.this))
        return Not(found) if node.args.get("negate") else found

    def begins(self, node: exp.Like) -> Node:
        self.only(node, "this", "expression", "negate")
        what, pattern = self.typed(node.this, Type.TEXT), node.expression
        prefix = pattern.this[:-1] if isinstance(pattern, exp.Literal) and pattern.is_string else ""
        if not prefix or not pattern.this.endswith("%") or any(c in prefix for c in "%_\\"):
            raise self.spot(node).refuse("LIKE 只用来问开头，写作 LIKE '5301%'")
        found = Begins(what, prefix)
        return Not(found) if node.args.get("negate") else found

    def call(self, node: exp.Anonymous) -> Node:
        function = FUNCTIONS.get(str(node.this).removeprefix(CALL))
        if function is None:
            raise self.spot(node).refuse("没有这个函数，" + near(str(node.this), FUNCTIONS))
        given = node.expressions
        if len(given) != len(function.takes):
            raise self.called(function.name).refuse(f"要给 {len(function.takes)} 个值，给了 {len(given)} 个", WrongType)
        pairs = zip(given, function.takes, strict=True)
        return Call(function, tuple(self.typed(one, kind) for one, kind in pairs))

    def called(self, name: str) -> Spot:
        return Spot(self.text, max(self.text.lower().find(name), 0), name)

    def chain(self, node: exp.And | exp.Or) -> tuple[Node, ...]:
        """The members of a chain, left to right, without recursion."""
        found, waiting = [], [node]
        while waiting:
            one = waiting.pop()
            if type(one) is type(node):
                waiting += [one.expression, one.this]
            else:
                found.append(self.question(one))
        return tuple(found)


def _bare(node: exp.Expression) -> exp.Expression:
    while isinstance(node, exp.Paren | exp.Neg):
        node = node.this
    return node


SHAPES: dict[type[exp.Expression], Callable[[Shaper, Any], Node]] = {
    exp.Column: Shaper.name,
    exp.Placeholder: Shaper.param,
    exp.Literal: Shaper.literal,
    exp.Boolean: lambda _shaper, node: Value(bool(node.this), Type.BOOLEAN),
    exp.Cast: Shaper.cast,
    exp.Paren: lambda shaper, node: shaper.shape(node.this),
    exp.Neg: Shaper.negative,
    exp.In: Shaper.among,
    exp.Between: Shaper.between,
    exp.Is: Shaper.empty,
    exp.Like: Shaper.begins,
    exp.Anonymous: Shaper.call,
    exp.And: lambda shaper, node: All(shaper.chain(node)),
    exp.Or: lambda shaper, node: Some(shaper.chain(node)),
    exp.Not: lambda shaper, node: Not(shaper.question(node.this)),
}


def names(node: Node) -> frozenset[str]:
    return frozenset(one.name for one in every(node) if isinstance(one, Name))
