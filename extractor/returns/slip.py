"""The sheet that a submitter fills in, 待填.xlsx: written here, and read back here, so that its layout has one home."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.errors import InputError
from extractor.harmless import named, shown
from extractor.messages import LANGUAGES, Language, say
from extractor.read.limits import LIMITS
from extractor.read.zip import Archive
from extractor.release import SLIP
from extractor.returns.answer import CONFIRMED
from extractor.returns.question import Question

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["MOST_ROWS", "Row", "Sent", "Slip", "read", "write", "write_unread"]

MOST_ROWS: Final = 20_000
_MARK: Final = "baoshu-return-1"
_UNREAD: Final = "baoshu-unread-1"
_COLUMNS: Final = (  # a key of messages.toml, the width
    *(("number", 6), ("file", 26), ("where", 15), ("sentence", 58), ("asked", 40), ("unit", 9), ("answer", 18)),
    *(("note", 24), ("id", 12)),
)
_FILE, _ASKED, _UNIT, _VALUE, _NOTE, _ID = 1, 4, 5, 6, 7, 8
_WHO, _WHEN, _HEAD = (2, 2), (2, 4), 3  # row and column, counted from 0; the row of the headers
_LIMITS: Final = replace(LIMITS, file=64 * 2**20, archive=128 * 2**20, parts=200)
_DOCTYPE: Final = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
_LINE: Final = 16  # points
_WHOLE_DATE: Final = re.compile(r"[0-9X]{4}-[0-9X]{2}-[0-9X]{2}")
_MOST: Final = 10**15  # Excel keeps 15 digits
_BLACK: Final[dict[str, Any]] = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9D9D9"}
_GREEN: Final = {**_BLACK, "bg_color": "#E2EFDA", "border_color": "#70AD47", "locked": False}


@dataclass(frozen=True, slots=True)
class Sent:
    """What went back of one report."""

    name: str
    format: str
    questions: int
    copy: str  # the file with comments, "" where there is none
    why: str  # there is none, where one was to be had
    errors: tuple[str, ...] = ()  # what is wrong where no figure stands, 2月30日: no number could answer it


@dataclass(frozen=True, slots=True)
class Row:
    """A row that came back; `value` is a number, a date or a text, as the cell holds it; None where it is empty."""

    number: int
    file: str
    unit: str
    value: Decimal | date | str | None
    note: str
    id: str
    percent: bool  # the cell shows a percentage: 0.95 is seen as 95%


@dataclass(frozen=True, slots=True)
class Slip:
    """A sheet that came back."""

    by: str
    at: str
    rows: tuple[Row, ...]


def write(path: Path, who: str, asked: Sequence[Question], sent: Sequence[Sent], lang: Language = "zh") -> None:
    """Write the sheet of one submitter: what is asked, and in a second sheet what became of each of the reports."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": SLIP, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - equal bytes
        sheet = book.add_worksheet(say("slip_sheet", lang))
        _top(sheet, book, who, lang)
        _rows(sheet, book, asked[:MOST_ROWS], lang)
        last = _errors(sheet, book, _HEAD + len(asked[:MOST_ROWS]), sent, lang)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)
        sheet.print_area(0, 0, last, _NOTE)
        sheet.set_footer(f"&L报数 baoshu&R{say('slip_pages', lang)}")
        sheet.freeze_panes(_HEAD + 1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        sheet.set_selection(_HEAD + 1, _VALUE, _HEAD + 1, _VALUE)
        _files(book.add_worksheet(say("slip_files", lang)), book, sent, lang)


def write_unread(path: Path, files: Sequence[tuple[str, str]], lang: Language = "zh") -> None:
    """Write the list of the submissions that could not be read, each with its reason."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": SLIP, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - equal bytes
        sheet = book.add_worksheet(say("unread_sheet", lang))
        head, plain = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1}), book.add_format(_BLACK)
        for column, (key, width) in enumerate((("slip_file", 60), ("unread_reason", 70))):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, say(key, lang), head)
        sheet.write_string(0, _ID, _UNREAD, book.add_format({"font_size": 6, "font_color": "#A6A6A6"}))
        for row, (name, reason) in enumerate(files, 1):
            sheet.write_string(row, 0, named(name), plain)
            sheet.write_string(row, 1, shown(reason), plain)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def _top(sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, who: str, lang: Language) -> None:
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "valign": "vcenter", "text_wrap": True})
    told = book.add_format({"text_wrap": True, "valign": "vcenter"})
    name = book.add_format({"align": "right", "bold": True, "valign": "vcenter"})
    fill, day = book.add_format(_GREEN), book.add_format({**_GREEN, "num_format": "yyyy-mm-dd", "align": "left"})
    for column, (key, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD, column, say(f"slip_{key}", lang), head)
    title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, _NOTE, "", title)
    sheet.write_string(0, 0, say("slip_title", lang, {"who": who}), title)
    sheet.write_string(0, _ID, _MARK, book.add_format({"font_size": 6, "font_color": "#A6A6A6"}))
    sheet.merge_range(1, 0, 1, _NOTE, "", told)
    sheet.write_string(1, 0, say("slip_told", lang), told)
    sheet.write_string(_WHO[0], _WHO[1] - 1, say("slip_who", lang), name)
    sheet.write_blank(*_WHO, None, fill)
    sheet.write_string(_WHEN[0], _WHEN[1] - 1, say("slip_when", lang), name)
    sheet.write_blank(*_WHEN, None, day)
    _a_date(sheet, *_WHEN, say("slip_day", lang), lang)
    for row, height in ((0, 26), (1, 36), (2, 22), (_HEAD, 22)):
        sheet.set_row(row, height)


def _rows(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, asked: Sequence[Question], lang: Language
) -> None:
    plain, fill = book.add_format(_BLACK), book.add_format(_GREEN)
    bold = book.add_format({"bold": True, "font_color": "#C00000"})
    day = book.add_format({**_GREEN, "num_format": "yyyy-mm-dd", "align": "left"})
    small = book.add_format({"font_size": 6, "font_color": "#A6A6A6", "valign": "top"})
    for number, question in enumerate(asked, 1):
        row = _HEAD + number
        sheet.write_number(row, 0, number, plain)
        cells = (named(question.figure.source_file).rpartition("/")[2], question.where)
        for column, text in enumerate(cells, _FILE):
            sheet.write_string(row, column, text, plain)
        _sentence(sheet, row, question, plain, bold)
        sheet.write_string(row, 4, question.asked, plain)
        sheet.write_string(row, _UNIT, question.unit, plain)
        whole = bool(_WHOLE_DATE.fullmatch(str(question.figure.value)))
        sheet.write_blank(row, _VALUE, None, day if whole else fill)
        sheet.write_blank(row, _NOTE, None, fill)
        sheet.write_string(row, _ID, question.id, small)
        if question.kind == "doubtful":
            _validate_doubtful(sheet, row, question, lang)
        else:
            _validate(sheet, row, question, lang, whole=whole)
        sheet.set_row(row, _LINE * max(_lines(question.figure.sentence, 58), _lines(question.asked, 40), 1) + 4)


def _errors(
    sheet: xlsxwriter.worksheet.Worksheet,
    book: xlsxwriter.Workbook,
    last: int,
    sent: Sequence[Sent],
    lang: Language,
) -> int:
    """Say below the questions, which end in the row `last`, what is wrong where no figure stands; the last row now."""
    plain = book.add_format(_BLACK)
    for one in sent:
        for error in one.errors:
            last += 1
            told = say("ask_corrected", lang, {"error": error})
            sheet.write_string(last, _FILE, named(one.name).rpartition("/")[2], plain)
            sheet.write_string(last, _ASKED, told, plain)
            sheet.set_row(last, _LINE * max(_lines(told, 40), 1) + 4)
    return last


def _sentence(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    question: Question,
    plain: xlsxwriter.format.Format,
    bold: xlsxwriter.format.Format,
) -> None:
    """The sentence with the figure bold; where that may be one of several places, none is."""
    sentence, span = question.figure.sentence, question.span
    if span is None or not span.is_sure:
        sheet.write_string(row, 3, shown(sentence), plain)
        return
    pieces = zip(map(shown, span.parts(sentence)), (None, bold, None), strict=True)
    held = [(text, form) for text, form in pieces if text]
    if len(held) < 2:  # Excel wants two pieces
        sheet.write_string(row, 3, shown(sentence), bold)
        return
    fragments = [part for text, form in held for part in ((form, text) if form else (text,))]
    sheet.write_rich_string(row, 3, *fragments, plain)


def _lines(text: str, width: int) -> int:
    return math.ceil(sum(2 if c > "\u2e7f" else 1 for c in text) * 1.1 / width)


def _validate(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, question: Question, lang: Language, *, whole: bool
) -> None:
    figure = question.figure
    if figure.kind == "date":
        if whole:
            _a_date(sheet, row, _VALUE, say("slip_original", lang, {"text": shown(figure.text)[:100]}), lang)
        else:
            told = {
                "input_title": say("slip_date_title", lang),
                "input_message": say("slip_date_like", lang, {"sample": _sample(str(figure.value))[:100]}),
            }
            sheet.data_validation(row, _VALUE, row, _VALUE, {"validate": "any", **told})
        return
    told = {
        "input_title": say("slip_number_title", lang),
        "input_message": say("slip_number_told", lang, {"unit": question.unit}),
        "error_title": say("slip_number_error_title", lang),
        "error_message": say("slip_number_error", lang, {"unit": question.unit}),
    }
    sort = "integer" if figure.kind == "count" and question.unit == figure.unit else "decimal"
    rule = {"validate": sort, "criteria": "between", "minimum": -100 if figure.kind == "ratio" else 0, "maximum": _MOST}
    sheet.data_validation(row, _VALUE, row, _VALUE, {**rule, **told})


def _validate_doubtful(sheet: xlsxwriter.worksheet.Worksheet, row: int, question: Question, lang: Language) -> None:
    """A number, or the word that stands by the report's own."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    facts = {"unit": question.unit, "confirmed": CONFIRMED[0] if lang == "zh" else CONFIRMED[-1]}
    cell, least = xl_rowcol_to_cell(row, _VALUE), -100 if question.figure.kind == "ratio" else 0
    words = "".join(f',{cell}="{word}"' for word in CONFIRMED)
    told = {
        "input_title": say("slip_doubt_title", lang),
        "input_message": say("slip_doubt_told", lang, facts),
        "error_title": say("slip_number_error_title", lang),
        "error_message": say("slip_doubt_error", lang, facts),
    }
    rule = f"=OR(AND(ISNUMBER({cell}),{cell}>={least},{cell}<={_MOST}){words})"
    sheet.data_validation(row, _VALUE, row, _VALUE, {"validate": "custom", "value": rule, **told})


def _a_date(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, told: str, lang: Language) -> None:
    rule: dict[str, Any] = {"validate": "date", "criteria": "between"}
    rule |= {"minimum": date(1949, 10, 1), "maximum": date(2199, 12, 31)}
    rule |= {"input_title": say("slip_date_title", lang), "input_message": told}
    rule |= {"error_title": say("slip_date_error_title", lang), "error_message": say("slip_date_error", lang)}
    sheet.data_validation(row, column, row, column, rule)


def _sample(edtf: str) -> str:
    """How the answer to an open date looks.

    >>> _sample("20XX"), _sample("2021-XX-XX/2021-XX-XX")
    ('2021', '2021-01-31/2021-01-31')
    """
    samples = {4: "2021", 7: "2021-01", 10: "2021-01-31"}
    return "/".join(samples.get(len(part), part) for part in edtf.split("/"))


def _files(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, sent: Sequence[Sent], lang: Language
) -> None:
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    plain = book.add_format(_BLACK)
    columns = (("file", 40), ("format", 8), ("questions", 10), ("copy", 40), ("remark", 40))
    for column, (key, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, say(f"slip_{key}", lang), head)
    for row, one in enumerate(sent, 1):
        told = "" if one.copy else say("slip_no_copy", lang)
        sheet.write_string(row, 0, named(one.name).rpartition("/")[2], plain)
        sheet.write_string(row, 1, one.format, plain)
        sheet.write_number(row, 2, one.questions, plain)
        sheet.write_string(row, 3, one.copy, plain)
        sheet.write_string(row, 4, told, plain)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect()


def read(data: bytes, name: str) -> Slip:
    """A sheet that came back. Raises InputError where the file is no such sheet, is broken, or could do harm."""
    import openpyxl

    _check(data, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl would not keep in a file that it saves
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()  # what it says of its size may be a lie
            held = sheet.iter_rows(max_row=_HEAD + 2 + MOST_ROWS, max_col=len(_COLUMNS))
            return _slip(list(_cells(held)), name)
        except (InputError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part makes it
            raise InputError(name, f"a broken workbook ({type(error).__name__}); save it again", "broken") from None


def _check(data: bytes, name: str) -> None:
    archive = Archive(data, name, _LIMITS)
    if len(archive.entries) > _LIMITS.parts:
        raise InputError(name, f"more than {_LIMITS.parts} parts in it; no sheet of ours has so many", "too-many")
    for entry in archive.entries:
        if entry.name.endswith((".xml", ".rels")) and any(mark in archive.read(entry) for mark in _DOCTYPE):
            raise InputError(name, f"{entry.name} in it has a DOCTYPE, which no workbook needs", "doctype")


def _cells(rows: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - openpyxl's
    """The cells of each row, all of them, up to the last row that has an id."""
    empty = 0
    for row in rows:
        cells = [*row, *[None] * (len(_COLUMNS) - len(row))]
        yield cells
        empty = 0 if any(getattr(cell, "value", None) is not None for cell in cells) else empty + 1
        if empty > _HEAD + 100:
            return


def _slip(rows: list[list[Any]], name: str) -> Slip:
    def text(row: int, column: int) -> str:
        value = getattr(rows[row][column], "value", None) if row < len(rows) else None
        return str(value.date() if isinstance(value, datetime) else "" if value is None else value).strip()

    if text(0, _ID) == _UNREAD:
        raise InputError(name, "the list of what could not be read, which asks nothing", "ignored")
    if text(0, _ID) != _MARK or text(_HEAD, _ID) not in {say("slip_id", lang) for lang in LANGUAGES}:
        raise InputError(name, "no sheet that `baoshu return` made, or its columns were changed", "format")
    found = []
    for number in range(_HEAD + 1, len(rows)):
        cell = rows[number][_VALUE]
        value = _value(getattr(cell, "value", None))
        if value is not None or text(number, _ID):
            percent = "%" in str(getattr(cell, "number_format", ""))
            about = (text(number, _FILE), text(number, _UNIT), value, text(number, _NOTE), text(number, _ID))
            found.append(Row(number + 1, *about, percent))
    return Slip(shown(text(*_WHO)), text(*_WHEN), tuple(found))


def _value(value: object) -> Decimal | date | str | None:
    """A number has the 15 digits that Excel shows: 26.2 may be stored as 26.200000000000003."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return Decimal(value) if abs(value) < _MOST * 1000 else str(value)[:40]
    if isinstance(value, float):
        return Decimal(f"{value:.15g}") if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    return str(value).strip() or None
