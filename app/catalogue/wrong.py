"""What is wrong with a value, told in Chinese and by the place where it stands."""

from __future__ import annotations

from pydantic import ValidationError

_MESSAGES = {
    "missing": "缺少该字段",
    "extra_forbidden": "没有这个字段",
    "enum": "取值不在允许的范围内",
    "string_too_short": "不能为空",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "date_from_datetime_parsing": "应为日期，例如 2026-07-01",
    "date_from_datetime_inexact": "应为日期，例如 2026-07-01",
    "date_type": "应为日期，例如 2026-07-01",
    "tuple_type": "应为列表",
    "model_type": "应为“字段: 值”的形式",
    "string_pattern_mismatch": "只能用小写字母、数字和连接符",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "不能小于"),
    "less_than_equal": ("le", "不能大于"),
    "greater_than": ("gt", "应大于"),
    "less_than": ("lt", "应小于"),
}


def problems(error: ValidationError) -> list[tuple[str, str]]:
    """Return each wrong field (``batch.limit``, empty for the whole) with what is wrong."""
    found = []
    for item in error.errors():
        context = item.get("ctx", {})
        if item["type"] in _BOUNDS:
            bound, word = _BOUNDS[item["type"]]
            why = f"{word} {context[bound]:g}"
        else:
            why = _MESSAGES.get(item["type"]) or str(context.get("error", item["msg"]))
        if item["type"] == "enum":
            why += f"（可用：{str(context.get('expected', '')).replace(' or ', ', ')}）"
        place = [*item["loc"], *([context["field"]] if item["type"] == "told" else [])]
        found.append((".".join(str(part) for part in place), why))
    return found
