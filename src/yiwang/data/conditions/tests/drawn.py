"""Conditions and records as Hypothesis draws them: well typed, over one schema."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from yiwang.data.conditions.api import Type

SCHEMA = {
    "age": Type.NUMBER, "income": Type.NUMBER, "place": Type.TEXT, "party.name": Type.TEXT, "birth": Type.DATE,
    "date": Type.DATE, "alone": Type.BOOLEAN, "order": Type.BOOLEAN, "needs": Type.LIST,
}  # fmt: skip
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2023, 2, 28), date(2024, 1, 31), date(2024, 12, 31), date(1, 1, 1), date(9999, 12, 31)]
)
NUMBERS = (
    st.integers(-3, 120).map(Decimal)
    | st.decimals(-1000, 1000, places=3)
    | st.sampled_from(
        [
            Decimal("0.125"),
            Decimal("0.135"),
            Decimal("-0.005"),
            Decimal("2.675"),
            Decimal("1.005"),
            Decimal("99999999999.99"),
        ]
    )
)
WORDS = st.sampled_from(["", "530102", "5301", "甲", "甲乙", "it's", "A", "a", "é", "𨱑", "%", "_", "\\", "甲 "])
VALUES = {
    Type.NUMBER: NUMBERS, Type.TEXT: WORDS, Type.DATE: DAYS, Type.BOOLEAN: st.booleans(),
    Type.LIST: st.lists(WORDS, max_size=3),
}  # fmt: skip
RECORDS = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in SCHEMA.items()})
PARAMS = st.fixed_dictionaries({"day": DAYS})


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def of(kind: Type) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name, one in SCHEMA.items() if one is kind])


number = st.deferred(
    lambda: st.one_of(
        of(Type.NUMBER),
        NUMBERS.map(lambda n: f"{n:f}"),
        st.tuples(number, st.sampled_from("+-*"), number).map(lambda t: f"({t[0]} {t[1]} ({t[2]}))"),
        st.tuples(day, day).map(lambda t: f"age_on({t[0]}, {t[1]})"),
        st.tuples(day, day).map(lambda t: f"months_between({t[0]}, {t[1]})"),
        st.tuples(day, day).map(lambda t: f"days_between({t[0]}, {t[1]})"),
        st.tuples(number, number).map(lambda t: f"share({t[0]}, {t[1]})"),
        number.map(lambda n: f"round_cents({n})"),
        word.map(lambda w: f"length({w})"),
    )
)
day = st.one_of(of(Type.DATE), st.just(":day"), DAYS.map(lambda d: f"DATE '{d.isoformat()}'"))
word = st.one_of(of(Type.TEXT), WORDS.map(quoted))
sign = st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="])
side = st.one_of(st.tuples(number, number), st.tuples(day, day), st.tuples(word, word))
question = st.deferred(
    lambda: st.one_of(
        of(Type.BOOLEAN),
        st.sampled_from(["TRUE", "false"]),
        st.tuples(side, sign).map(lambda t: f"{t[0][0]} {t[1]} {t[0][1]}"),
        st.tuples(word, st.lists(WORDS.map(quoted), min_size=1, max_size=3)).map(
            lambda t: f"{t[0]} IN ({', '.join(t[1])})"
        ),
        st.tuples(of(Type.NUMBER), st.lists(NUMBERS, min_size=1, max_size=3)).map(
            lambda t: f"{t[0]} NOT IN ({', '.join(f'{n:f}' for n in t[1])})"
        ),
        st.tuples(number, number, number).map(lambda t: f"{t[0]} BETWEEN {t[1]} AND {t[2]}"),
        st.tuples(word, word, word).map(lambda t: f"{t[0]} NOT BETWEEN {t[1]} AND {t[2]}"),
        word.map(lambda w: f"{w} LIKE '甲%'"),
        word.map(lambda w: f"{w} NOT LIKE '5301%'"),
        st.tuples(st.sampled_from(sorted(SCHEMA)), st.sampled_from(["", "NOT "])).map(
            lambda t: f"{t[0]} IS {t[1]}NULL"
        ),
        word.map(lambda w: f"contains(needs, {w})"),
        st.tuples(question, st.sampled_from(["AND", "OR"]), question).map(lambda t: f"({t[0]}) {t[1]} {t[2]}"),
        question.map(lambda q: f"NOT ({q})"),
    )
)
