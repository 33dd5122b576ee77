"""The sheet 说明: what the columns, marks and colours of the workbook mean, and what made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractor.labels import FIELDS, VALUES, Headers, spoken
from extractor.messages import say
from extractor.release import release

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["write"]

_TOLD: Final = (
    "redacted",
    "missing",
    "filled",
    "doubted",
    "no_year",
    "bound",
    "absent",
    "unnamed",
    "planned",
    "required",
    "figures",
    "review",
)


def write(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, head: xlsxwriter.format.Format, headers: Headers
) -> None:
    """Write the sheet."""
    lang = spoken(headers)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90, wrapped)
    line = 0
    for told in _TOLD:
        word, _, meaning = say(f"note_{told}", lang).partition(" | ")
        sheet.write_string(line, 0, word)
        sheet.write_string(line, 2, meaning, wrapped)
        line += 1
    line += 1
    for column, title in enumerate(("column", "key", "values")):
        sheet.write_string(line, column, say(f"notes_{title}", lang), head)
    for key, word in FIELDS.items():
        line += 1
        sheet.write_string(line, 0, word)
        sheet.write_string(line, 1, key)
        sheet.write_string(line, 2, "，".join(f"{k} {v}".strip() for k, v in VALUES.get(key, {}).items()), wrapped)
    sheet.write_string(line + 2, 0, f"报数 baoshu {release()}")
