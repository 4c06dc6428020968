"""What pydantic found, in words for whoever writes YAML."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from .marked import Steps

SAYS = {
    "missing": "少了“{name}”",
    "extra_forbidden": "不认识“{name}”这一项",
    "string_type": "“{name}”要写成文字，数字请加引号",
    "list_type": "“{name}”要写成一列，每行以 - 开头",
    "int_type": "“{name}”要写成整数",
    "int_parsing": "“{name}”要写成整数",
    "bool_type": "“{name}”要写 true 或 false",
    "bool_parsing": "“{name}”要写 true 或 false",
    "date_from_datetime_parsing": "“{name}”要写成日期，如 2025-01-31",
    "date_parsing": "“{name}”要写成日期，如 2025-01-31",
    "decimal_parsing": "“{name}”要写成数",
    "string_pattern_mismatch": "“{name}”的写法不对，要合 {pattern}",
    "string_too_short": "“{name}”至少写 {min_length} 个字",
    "string_too_long": "“{name}”最多写 {max_length} 个字",
    "too_short": "“{name}”至少要有 {min_length} 项",
    "literal_error": "“{name}”只能是 {expected} 之一",
    "enum": "“{name}”只能是 {expected} 之一",
    "model_type": "“{name}”下面要有几项，写成“名字: 值”",
    "dict_type": "“{name}”下面要有几项，写成“名字: 值”",
    "model_attributes_type": "“{name}”下面要有几项，写成“名字: 值”",
    "value_error": "{error}",
}


def complaints(error: ValidationError) -> Iterator[tuple[Steps, str]]:
    """For each fault where it is and a sentence."""
    for fault in error.errors(include_url=False):
        steps = tuple(fault["loc"])
        name = str(steps[-1]) if steps else "文件"
        template = SAYS.get(fault["type"], "“{name}”：" + fault["msg"].replace("{", "{{").replace("}", "}}"))
        yield steps, template.format_map({"name": name, **(fault.get("ctx") or {})})
