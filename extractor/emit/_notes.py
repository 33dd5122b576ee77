"""The sheet 说明: what the columns, marks and colours of the workbook mean, and what made it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from extractor.labels import FIELDS, VALUES, Headers

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["write"]

_TOLD: Final = (
    (
        "占位",
        "有占位符而没有数字（XX人）：退回填报单位补填。",
        "A placeholder stands where the number should be: return it.",
    ),
    (
        "缺失",
        "有单位而没有数字（筹资共计人民币万元）：退回填报单位补填。",
        "The unit stands there, the number is gone: return it.",
    ),
    (
        "填报",
        "原文没有的数字，由填报单位在待填表中补报：见“填报值”及填报人、日期、来源各列；原文状态不变。",
        "What the submitter filled in afterwards: in columns of its own; the status stays what the report says.",
    ),
    ("–", "报告没有提到这一指标。", "The report does not speak of this indicator."),
    ("斜体", "计划数，不是已完成的数。", "In italics: planned, not done."),
    ("*", "必填指标。", "A required indicator."),
    (
        "明细",
        "每个数字一行；原句中加粗的是该数字。起、止是它在 `baoshu text 文件` 所示文本中的字符位置。",
        "One row a figure, bold in its sentence; start and end count characters of what `baoshu text FILE` prints.",
    ),
    (
        "核对",
        "`baoshu review` 中核对人的意见：见“核对”及其后各列，重新生成时保留；原文数值不变。手工填在此表中的不会被读取，请另存。",
        "What reviewers said in `baoshu review`; it stays. What is typed into this sheet is not read back.",
    ),
)


def write(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, head: xlsxwriter.format.Format, headers: Headers
) -> None:
    """Write the sheet."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90, wrapped)
    line = 0
    for word, chinese, english in _TOLD:
        sheet.write_string(line, 0, word)
        sheet.write_string(line, 2, english if headers == "en" else chinese, wrapped)
        line += 1
    line += 1
    for column, title in enumerate(("列 · column", "键 · key", "取值 · values")):
        sheet.write_string(line, column, title, head)
    for key, word in FIELDS.items():
        line += 1
        sheet.write_string(line, 0, word)
        sheet.write_string(line, 1, key)
        sheet.write_string(line, 2, "，".join(f"{k} {v}".strip() for k, v in VALUES.get(key, {}).items()), wrapped)
    try:
        made = version("baoshu")
    except PackageNotFoundError:
        made = ""
    sheet.write_string(line + 2, 0, f"报数 baoshu {made}")
