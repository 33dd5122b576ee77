"""The whole loop: thirty reports in eight formats, with planted faults, become a workbook; slips go out, come back and complete it."""

from __future__ import annotations

import html
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import docx as python_docx
import openpyxl
import pytest
from office_files import odt, zipped
from test_read_pdf import printed
from test_read_rtf import HEAD, rtf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]

pytest.importorskip("reportlab")

PLACES = ("青禾县", "白石县", "云岭市", "柳河区", "东岗县", "南坪区", "北渡县", "临湖市", "松原县", "金溪区")
YEARS = (2021, 2022, 2023)
FORMS = ("txt", "gbk.txt", "docx", "pdf", "html", "odt", "rtf")  # two reports besides are in a zip
DIGITS = 2  # decimals of 万元


@dataclass(frozen=True)
class Fault:
    """What is wrong in a report: a part of it written otherwise, the code that says so, and what the writer answers."""

    code: str
    right: str
    wrong: str
    asked: str = ""  # the figure that goes back; "" for a finding that is no question
    answer: object = None
    also: tuple[str, ...] = ()  # codes of the same slip seen from elsewhere

    @property
    def value(self) -> Any:
        """The answer in the figure's own unit."""
        return round(float(str(self.answer)) * 10000, 2) if self.asked.endswith("万元") else self.answer


@dataclass
class Report:
    """A report of the archive: what it says and what is wrong in it."""

    place: str
    year: int
    form: str
    lines: list[str]
    faults: list[Fault] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Return the organisation."""
        return f"{self.place}红十字会"


def told(number: int, year: int) -> list[str]:
    """What a report says when nothing is wrong in it; each figure grows by some per cent a year."""
    grown = year - YEARS[0]
    donations, people, students = 31.5 + number * 4.25 + grown * 2.75, 130 + 17 * number + 9 * grown, 20 + number
    classes, trained, taught = 11 + number + grown, 300 + 21 * number + 26 * grown, 4100 + 310 * number + 270 * grown
    before, now = 400 + 20 * number + 40 * grown, 440 + 20 * number + 40 * grown
    return [
        f"{PLACES[number]}红十字会{year}年工作总结",
        "一、筹资工作",
        f"全年募捐款物{donations:.{DIGITS}f}万元，其中定向捐款{donations / 3:.{DIGITS}f}万元。",
        "二、救助工作",
        f"发放救助金{donations / 2:.{DIGITS}f}万元，惠及困难群众{people}人。救助学生{students}名，每名1000元，共{students / 10:.1f}万元。",
        "三、救护工作",
        f"举办救护员培训班{classes}期，培训救护员{trained}人，普及培训{taught}人次。",
        f"注册志愿者由{before}人增至{now}人，增长{100 * (now - before) / before:.1f}%。",
        f"5月8日，在文化广场举办博爱周活动，{60 + number}名志愿者参加。9月9日至18日，举办师资培训。",
    ]


def faults(number: int, year: int) -> list[Fault]:
    """What is planted in which report."""
    lines = "\n".join(told(number, year))

    def cut(begin: str, end: str) -> str:
        return lines.split(begin, 1)[1].split(end, 1)[0]

    people, donations, aid = cut("困难群众", "人"), cut("募捐款物", "万元"), cut("救助金", "万元")
    growth, students, directed = cut("增长", "%"), cut("，共", "万元"), cut("定向捐款", "万元")
    trained, volunteers = cut("培训救护员", "人"), cut("增至", "人")
    classes = cut("培训班", "期")
    planted = {
        (0, 2021): [Fault("R201", f"困难群众{people}人", "困难群众XX人", "XX人", int(people))],
        (1, 2021): [Fault("M101", f"款物{donations}万", "款物万", "万元", float(donations))],
        (2, 2021): [Fault("S301", f"定向捐款{directed}万", "定向捐款95.6万", "95.6万元", float(directed))],
        (3, 2021): [Fault("R202", "5月8日", "X月X日", "X月X日", "2021-05-08")],
        (4, 2021): [Fault("R201", f"救护员{trained}人", "救护员×××人", "×××人", int(trained))],
        (5, 2022): [Fault("C501", f"增长{growth}%", "增长39.5%", "39.5%", float(growth))],
        (6, 2022): [Fault("T401", f"，共{students}万", "，共4.9万", "4.9万元", float(students))],
        (7, 2022): [Fault("M101", f"增长{growth}%", "增长％", "％", float(growth))],
        (8, 2022): [Fault("R201", f"救助金{aid}万", "救助金X万", "X万元", float(aid))],
        (9, 2022): [Fault("D802", "5月8日", "2月30日")],
        (0, 2023): [Fault("D803", "9月9日至18日", "9月19日至8日")],
        (1, 2023): [
            Fault("Y701", f"培训班{classes}期", "培训班97期", "97期", int(classes)),
            Fault("M101", f"救助金{aid}万", "救助金万", "万元", float(aid)),
        ],
        (2, 2023): [
            Fault(
                "U603",
                f"款物{donations}万元",
                f"款物{donations}元",
                f"{donations}元",
                float(donations) * 10000,
                also=("U604",),
            ),
            Fault("S301", f"定向捐款{directed}", f"定向捐款{directed}", f"{directed}万元", float(directed)),
        ],
        (3, 2023): [
            Fault("U601", f"救助金{aid}万元", f"救助金{aid}万万元", f"{aid}万万元", float(aid), also=("U603", "U604"))
        ],
        (4, 2023): [Fault("R203", "在文化广场", "在XX广场")],
        (5, 2023): [Fault("C501", f"增至{volunteers}人", "增至999人", f"{growth}%", 96.6)],
    }
    return planted.get((number, year), [])


def archive() -> list[Report]:
    """Thirty reports."""
    found = []
    for number in range(len(PLACES)):
        for year in YEARS:
            form = "zip" if (number, year) in {(8, 2022), (9, 2022)} else FORMS[len(found) % len(FORMS)]
            text, planted = "\n".join(told(number, year)), faults(number, year)
            for fault in planted:
                assert text.count(fault.right) == 1, fault
                text = text.replace(fault.right, fault.wrong)
            found.append(Report(PLACES[number], year, form, text.split("\n"), planted))
    return found


def written(report: Report, form: str) -> bytes:
    """The report in a format."""
    if form == "docx":
        document, held = python_docx.Document(), io.BytesIO()
        for line in report.lines:
            document.add_paragraph(line)
        document.save(held)
        return held.getvalue()
    if form == "pdf":
        return printed([line[at : at + 36] for line in report.lines for at in range(0, len(line), 36)])
    if form == "html":
        body = "".join(f"<p>{html.escape(line)}</p>" for line in report.lines)
        return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()
    if form == "odt":
        return odt("".join(f"<text:p>{html.escape(line)}</text:p>" for line in report.lines))
    if form == "rtf":
        return rtf("".join(f"{line}\\par\n" for line in report.lines), HEAD)
    return "\n".join([*report.lines, ""]).encode("gbk" if form == "gbk.txt" else "utf-8")


def submitted(reports: list[Report], folder: Path) -> None:
    """Write the archive as it was sent in."""
    folder.mkdir()
    late = {}
    for report in reports:
        name = f"{report.place}{report.year}"
        if report.form == "zip":
            late[f"{name}.docx"] = written(report, "docx")
        else:
            (folder / f"{name}.{report.form.rpartition('.')[2]}").write_bytes(written(report, report.form))
    (folder / "补报.zip").write_bytes(zipped(late))


def rows(sheet: Any, head: int = 1) -> list[dict[str, Any]]:
    """The rows of a sheet by their headers."""
    lines = sheet.iter_rows(min_row=head, values_only=True)
    heads = next(lines)
    return [dict(zip(heads, line, strict=True)) for line in lines if any(cell is not None for cell in line)]


def summary(book: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The cells of 汇总 by organisation, year and the name of the indicator."""
    return {
        (row["填报单位"], str(row["年度"])): {str(head).split("\n")[0]: cell for head, cell in row.items()}
        for row in rows(book["汇总"])
    }


def test_from_thirty_reports_to_a_complete_workbook(tmp_path: Path, baoshu: Command) -> None:
    """Every planted fault is found and none invented; each number is traced to its characters; the answers complete it."""
    reports = archive()
    submitted(reports, tmp_path / "上报")
    assert {report.form for report in reports} == {*FORMS, "zip"}
    assert baoshu("extract", "上报", "-o", "数据.xlsx", "--lang", "zh").code == 0
    book = openpyxl.load_workbook(tmp_path / "数据.xlsx")
    _every_fault_is_found(book, reports)
    _every_number_is_traced(book, baoshu)

    assert baoshu("return", "数据.xlsx", "--out", "退回").code == 0
    _filled_in(tmp_path, reports)
    merged = baoshu("merge", "数据.xlsx", "退回", "--lang", "zh")
    assert merged.code == 0, merged.err
    asked = sum(bool(fault.asked) for report in reports for fault in report.faults)
    assert f"填入 {asked} 处，存疑 1 处；尚缺 0 处" in merged.out  # 999人 does not fit the 96.6% beside it

    complete = openpyxl.load_workbook(tmp_path / "数据.xlsx")
    assert rows(complete["退回清单"]) == []
    before, after = summary(book), summary(complete)
    assert not [row for row in after.values() if "占位" in row.values() or "缺失" in row.values()]
    answers = {(r.who, str(r.year), f.asked): f.value for r in reports for f in r.faults if f.asked}
    kept = {
        (row["填报单位"], row["来源文件"].rpartition("/")[2][3:7], row["原文"]): row["填报值"]
        for row in rows(complete["明细"])
        if row["填报值"] is not None
    }
    assert kept == answers
    changed = {
        (who, year, after[who, year][name])
        for (who, year), row in before.items()
        for name in row
        if row[name] != after[who, year][name]
    }
    assert len(changed) > 6
    assert changed <= {(who, year, value) for (who, year, _), value in answers.items()}
    assert baoshu("return", "数据.xlsx", "--out", "再退回").err.endswith("nothing is open: no folder was made\n")


def _every_fault_is_found(book: Any, reports: list[Report]) -> None:
    """In 体检, or in 退回清单 and 明细 where a number is open; and nothing else is there."""
    wanted = {(r.who, str(r.year), code) for r in reports for f in r.faults for code in (f.code, *f.also)}
    checked = {(row["填报单位"], row["来源文件"].rpartition("/")[2][3:7], row["代码"]) for row in rows(book["体检"])}
    assert checked == {one for one in wanted if one[2][0] not in "MR"}
    returned = {
        (row["填报单位"], row["来源文件"].rpartition("/")[2][3:7], row["原文"]) for row in rows(book["退回清单"])
    }
    assert returned == {(r.who, str(r.year), f.asked) for r in reports for f in r.faults if f.code in {"M101", "R201"}}
    hidden = [row for row in rows(book["明细"]) if row["状态"] in {"占位", "缺失"} or row["类别"] == "隐去"]
    assert len(hidden) == len([one for one in wanted if one[2][0] in "MR"])
    assert len(rows(book["文件"])) == len(reports)
    assert {row["状态"] for row in rows(book["文件"])} == {"已读"}


def _every_number_is_traced(book: Any, baoshu: Command) -> None:
    """From a cell of 汇总 by its link to the row in 明细, and from there to the characters that `baoshu text` prints."""
    detail = book["明细"]
    heads = [cell.value for cell in detail[1]]
    texts: dict[str, str] = {}
    for row in rows(detail):
        name = row["来源文件"]
        if name not in texts:
            texts[name] = baoshu("text", name).out.replace("\n", " ")  # as in a cell
        assert texts[name][row["起"] : row["止"]] == row["原文"]
    assert len(texts) == len(PLACES) * len(YEARS)
    linked = 0
    for cell in (cell for line in book["汇总"].iter_rows(min_row=2, min_col=3) for cell in line):
        if cell.hyperlink is None:
            assert cell.value == "–"
            continue
        place = cell.hyperlink.location.partition("!A")[2]
        row = dict(zip(heads, [c.value for c in detail[int(place)]], strict=True))
        assert cell.value == (row["状态"] if row["数值"] is None else row["数值"])
        linked += 1
    assert linked > 3 * len(texts)


def _filled_in(folder: Path, reports: list[Report]) -> None:
    """Each submitter fills in what is asked; what is asked is what was planted, no more and no less."""
    answers = {(r.who, str(r.year), f.asked): f.answer for r in reports for f in r.faults if f.asked}
    for slip in sorted(folder.glob("退回/*/待填.xlsx")):
        book = openpyxl.load_workbook(slip, rich_text=True)
        sheet = book["待填"]
        sheet["C3"] = "王五"
        for row in sheet.iter_rows(min_row=5):
            file, sentence = str(row[1].value), row[3].value
            if not file or row[0].value is None:
                continue
            (figure,) = [str(piece) for piece in sentence if getattr(getattr(piece, "font", None), "b", False)]
            row[6].value = answers.pop((slip.parent.name, file[3:7], figure))
        book.save(slip)
    assert answers == {}
