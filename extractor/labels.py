"""What people read for a field and its values, in Chinese; the keys themselves are the English.

The one home of these words: the terminal, the tables and the workbook take them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from extractor.messages import Language

__all__ = ["FIELDS", "PLACES", "VALUES", "Headers", "header", "label", "place", "spoken"]

Headers = Literal["zh", "en", "both"]

FIELDS: Final[Mapping[str, str]] = {
    "source_file": "来源文件",
    "organisation": "填报单位",
    "year": "年度",
    "locator": "位置",
    "section": "章节",
    "sentence": "原句",
    "text": "原文",
    "kind": "类别",
    "status": "状态",
    "value": "数值",
    "value_high": "上限",
    "date": "日期",
    "unit": "单位",
    "item": "事项",
    "indicator": "指标",
    "period": "期间",
    "bound": "界限",
    "modality": "性质",
    "relation": "关系",
    "change": "增减",
    "what": "隐去",
    "start": "起",
    "end": "止",
    "pattern": "规则",
    "review": "核对",
    "reviewed_value": "核对值",
    "reviewed_unit": "核对单位",
    "reviewed_item": "核对事项",
    "reviewed_kind": "核对类别",
    "reviewer": "核对人",
    "reviewed_at": "核对时间",
    "note": "备注",
    "activity": "活动",
    "place": "地点",
    "counts": "相关数字",
    "asked": "请填报",
    "filled": "填报值",
    "filled_by": "填报人",
    "filled_at": "填报日期",
    "filled_source": "填报来源",
    "code": "代码",
    "severity": "程度",
    "message": "说明",
    "file": "文件",
    "reason": "原因",
    "format": "格式",
    "charset": "编码",
    "pages": "页数",
    "characters": "字数",
    "seconds": "秒",
    "sha256": "SHA-256",
    "duplicate_of": "重复于",
    "complete": "完整",
    "redacted": "占位",
    "missing": "缺失",
    "words": "隐去词",
}
VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {
        "amount": "金额",
        "count": "数量",
        "quantity": "计量",
        "ratio": "比率",
        "date": "日期",
        "redaction": "隐去",
    },
    "status": {
        "complete": "完整",
        "redacted": "占位",
        "missing": "缺失",
        "ok": "已读",
        "warning": "已读（有警告）",
        "rejected": "未读",
    },
    "bound": {"exact": "", "over": "以上", "under": "以下", "about": "约"},
    "modality": {"actual": "", "planned": "计划"},
    "relation": {"per_unit": "单位值", "part_of": "其中", "baseline": "基数"},
    "change": {"up": "增", "down": "减"},
    "what": {"name": "名称", "term": "用语", "empty": "空"},
    "severity": {"error": "错误", "warning": "警告", "info": "提示", "settled": "已核实"},
    "review": {
        "open": "待核",
        "accepted": "正确",
        "corrected": "已改",
        "rejected": "剔除",
        "added": "补录",
        "noted": "有备注",
    },
    "unit": {
        "CNY": "元",
        "USD": "美元",
        "HKD": "港元",
        "TWD": "新台币元",
        "EUR": "欧元",
        "JPY": "日元",
        "GBP": "英镑",
    },
}
PLACES: Final[Mapping[str, str]] = {
    "page": "第{}页",
    "line": "第{}行",
    "paragraph": "第{}段",
    "table": "表{}",
    "row": "第{}行",
    "column": "第{}列",
    "sheet": "{}",
    "cell": " {}",
    "footnote": "脚注{}",
    "endnote": "尾注{}",
    "textbox": "文本框{}",
    "header": "页眉{}",
    "footer": "页脚{}",
}


def spoken(headers: Headers) -> Language:
    """The language of the sentences in a table: of two headers, the upper one's.

    >>> spoken("both"), spoken("en")
    ('zh', 'en')
    """
    return "en" if headers == "en" else "zh"


def header(key: str, headers: Headers = "zh") -> str:
    r"""The header of a column.

    >>> header("unit"), header("unit", "en"), header("unit", "both")
    ('单位', 'unit', '单位\nunit')
    """
    word = FIELDS.get(key, key)
    return key if headers == "en" else word if headers == "zh" else f"{word}\n{key}"


def place(locator: str | None, headers: Headers = "zh") -> str:
    """A locator for people.

    >>> place("page=2"), place("table=1,row=2,column=3"), place("sheet=收支,cell=B3"), place("page=2", "en")
    ('第2页', '表1第2行第3列', '收支 B3', 'page=2')
    """
    if not locator or headers == "en":
        return locator or ""
    parts = (part.partition("=") for part in locator.split(","))
    return "".join(PLACES.get(key, key + "{}").format(value) for key, _, value in parts)


def label(key: str, value: str, headers: Headers = "zh") -> str:
    """The word for a value; one that needs no word (exact, actual) has none.

    >>> label("status", "missing"), label("status", "missing", "en"), label("bound", "exact")
    ('缺失', 'missing', '')
    """
    return value if headers == "en" else VALUES.get(key, {}).get(value, value)
