"""The return loop: what is open goes back to its writer, and what comes back is checked, kept and marked."""

from __future__ import annotations

import hashlib
import io
import re
import sqlite3
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx as python_docx
import openpyxl
import pytest
from lxml import etree

from extractor import extract
from extractor.errors import BaoshuError
from extractor.read import LIMITS, read
from extractor.returns import again
from extractor.runs.journal import Journal
from extractor.runs.journal_file import journal_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run

    Command = Callable[..., Run]
    Once = Callable[[Callable[[Path], None]], Path]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QINGHE = (
    "青禾县红十字会2023年工作总结",
    "募集善款XX万元，收到企业捐款人民币万元。",
    "培训救护员350人，完成任务的％。",
)
BAISHI = "白石县红十字会2023年工作总结\n救助困难群众XX人，发放救助金26.2万元。\n"


@pytest.fixture
def run(once: Once, baoshu: Command) -> Path:
    """Two organisations have reported, one in Word, one in a zip; the slips are written."""

    def returned(folder: Path) -> None:
        (folder / "报送").mkdir()
        word = python_docx.Document()
        for line in QINGHE:
            word.add_paragraph(line)
        word.save(str(folder / "报送" / "青禾.docx"))
        with zipfile.ZipFile(folder / "报送" / "白石.zip", "w") as archive:
            archive.writestr("总结.txt", BAISHI)
        assert baoshu("extract", "报送", "-o", "数据.xlsx", "--workers", "1").code == 0
        assert baoshu("return", "数据.xlsx", "--out", "退回").code == 0

    return once(returned)


def questions(path: Path) -> list[tuple[Any, ...]]:
    """The rows to fill in."""
    sheet = openpyxl.load_workbook(path)["待填"]
    return [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]


def fill(path: Path, answers: dict[int, object], who: str = "李四") -> None:
    """Fill in a sheet as somebody would: values by the number of their row, and the name."""
    book = openpyxl.load_workbook(path)
    sheet = book["待填"]
    sheet["C3"] = who
    for row in sheet.iter_rows(min_row=5):
        if row[0].value in answers:
            row[6].value = answers[row[0].value]
    book.save(path)


def detail(folder: Path, text: str) -> dict[str, Any]:
    """The row of 明细 with this figure."""
    sheet = openpyxl.load_workbook(folder / "数据.xlsx")["明细"]
    heads = [cell.value for cell in sheet[1]]
    (row,) = [r for r in sheet.iter_rows(min_row=2, values_only=True) if r[heads.index("原文")] == text]
    return dict(zip(heads, row, strict=True))


def test_every_open_figure_is_asked_for_once(run: Path) -> None:
    """In the folder of its organisation, and nothing else is."""
    asked = {path.parent.name: [row[3] for row in questions(path)] for path in run.glob("退回/*/待填.xlsx")}
    assert asked == {
        "青禾县红十字会": [QINGHE[1], QINGHE[1], QINGHE[2]],
        "白石县红十字会": ["救助困难群众XX人，发放救助金26.2万元。"],
    }
    identities = [row[8] for path in run.glob("退回/*/待填.xlsx") for row in questions(path)]
    assert len(set(identities)) == 4


def test_the_comments_stand_at_the_figures(run: Path) -> None:
    """In a copy of the writer's own file, of which nothing but the comments is new."""
    (copy,) = run.glob("退回/青禾县红十字会/*.docx")
    original = run / "报送" / "青禾.docx"
    document = python_docx.Document(str(copy))
    comments = {comment.comment_id: comment.text for comment in document.comments}
    marked = dict.fromkeys(comments, "")
    for paragraph in document.paragraphs:
        inside: set[int] = set()
        for element in paragraph._p.iter():  # noqa: SLF001 - where the marks stand
            if element.tag == f"{W}commentRangeStart":
                inside.add(int(element.get(f"{W}id")))
            elif element.tag == f"{W}commentRangeEnd":
                inside.discard(int(element.get(f"{W}id")))
            elif element.tag == f"{W}t":
                for number in inside:
                    marked[number] += element.text
    assert sorted(marked.values()) == sorted(["XX万元", "万元", "％"])
    assert all("请填写" in text for text in comments.values())
    assert [p.text for p in document.paragraphs] == [p.text for p in python_docx.Document(str(original)).paragraphs]
    assert [(f.text, f.value) for f in extract(read(str(copy))).figures] == [
        (f.text, f.value) for f in extract(read(str(original))).figures
    ]
    with zipfile.ZipFile(original) as before, zipfile.ZipFile(copy) as after:
        untouched = set(before.namelist()) - {
            "[Content_Types].xml",
            "word/document.xml",
            "word/_rels/document.xml.rels",
        }
        assert all(before.read(name) == after.read(name) for name in untouched)


def test_what_comes_back_is_kept_and_marked(run: Path, baoshu: Command) -> None:
    """The figure stays what the report says; the answer stands beside it, with who and when."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: 12.5, 3: 107})
    assert baoshu("merge", "数据.xlsx", "退回/青禾县红十字会/待填.xlsx").code == 0
    row = detail(run, "XX万元")
    assert (row["状态"], row["数值"]) == ("占位", None)
    assert float(str(row["填报值"])) == 125000
    assert "李四" in row.values()
    assert detail(run, "万元")["填报值"] is None
    assert float(str(detail(run, "％")["填报值"])) == 107


def test_merging_twice_changes_nothing(run: Path, baoshu: Command) -> None:
    """The same sheet once more gives the same bytes."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: 12.5})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    once = hashlib.sha256((run / "数据.xlsx").read_bytes()).hexdigest()
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert hashlib.sha256((run / "数据.xlsx").read_bytes()).hexdigest() == once


def test_a_journal_without_texts_is_brought_up_in_place(run: Path, baoshu: Command) -> None:
    """An earlier baoshu kept no texts: who needs them is told, the next run reads them, and no answer is lost."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: 12.5})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    merged = (run / "数据.xlsx").read_bytes()
    with sqlite3.connect(journal_path(run / "数据.xlsx")) as database:
        for row, packed in database.execute("SELECT id, packed FROM records").fetchall():
            records = zlib.compress(zlib.decompress(packed), level=1)  # as it was packed, without the text behind
            assert packed.startswith(records)
            assert len(packed) > len(records)
            database.execute("UPDATE records SET packed = ? WHERE id = ?", (records, row))
        database.execute("UPDATE input SET version = 'earlier'")
    database.close()
    journal = Journal(run / "数据.xlsx")
    with pytest.raises(BaoshuError, match="kept no texts; extract them again"):
        list(journal.texts())
    assert [one.extraction.report.organisation for one in journal.reports()] == ["白石县红十字会", "青禾县红十字会"]
    journal.close()
    assert baoshu("extract", "报送", "-o", "数据.xlsx", "--workers", "1").code == 0
    journal = Journal(run / "数据.xlsx")
    assert list(journal.texts()) == [BAISHI, "".join(f"{line}\n" for line in QINGHE)]
    for one in journal.reports():
        text = journal.text(one.id)
        assert [text[r.start : r.end] for r in one.extraction.records] == [r.text for r in one.extraction.records]
    assert [answer.value for _, _, answer in journal.filled()] == ["125000"]
    journal.close()
    assert (run / "数据.xlsx").read_bytes() == merged


@pytest.mark.parametrize("wrong", ["不详", "三五个", "12万户", "-5"])
def test_a_wrong_answer_is_refused_and_the_others_are_merged(run: Path, baoshu: Command, wrong: str) -> None:
    """With its sheet and row; nothing of it is kept."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: wrong, 3: 107})
    done = baoshu("merge", "数据.xlsx", "退回/青禾县红十字会/待填.xlsx")
    assert done.code == 1
    assert "5" in done.out + done.err  # the row
    assert detail(run, "XX万元")["填报值"] is None
    assert float(str(detail(run, "％")["填报值"])) == 107


def test_a_sheet_of_another_report_is_refused(run: Path, baoshu: Command) -> None:
    """The report was changed after the slip was written: its answers fit no longer."""
    fill(run / "退回/白石县红十字会/待填.xlsx", {1: 40})
    with zipfile.ZipFile(run / "报送" / "白石.zip", "w") as archive:
        archive.writestr("总结.txt", BAISHI.replace("XX人", "共计XX人"))
    assert baoshu("extract", "报送", "-o", "数据.xlsx", "--workers", "1").code == 0
    assert baoshu("merge", "数据.xlsx", "退回/白石县红十字会/待填.xlsx").code == 1
    assert detail(run, "XX人")["填报值"] is None


def test_a_file_that_is_no_slip_is_refused(run: Path, baoshu: Command) -> None:
    """Another workbook, a broken one, one that is none."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.save(held)
    for name, data in {"a.xlsx": held.getvalue(), "b.xlsx": b"PK\x03\x04", "c.xlsx": b"", "d.txt": b"5"}.items():
        (run / name).write_bytes(data)
        done = baoshu("merge", "数据.xlsx", name)
        assert done.code in {1, 2}
        assert "Traceback" not in done.err


def test_the_copy_is_well_formed(run: Path) -> None:
    """Every XML part can be parsed, and every comment is declared."""
    (copy,) = run.glob("退回/青禾县红十字会/*.docx")
    with zipfile.ZipFile(copy) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        assert b"comments+xml" in archive.read("[Content_Types].xml")


DOUBTFUL = "全年募集善款80万元，其中定向捐款90万元。惠及困难群众860人。"


def test_the_slip_marks_the_figure_where_its_characters_stand_twice(tmp_path: Path, baoshu: Command) -> None:
    """Also where the file is not there any more: the offsets of the records tell."""
    report = tmp_path / "总结.txt"
    report.write_text("白石县红十字会2023年工作总结\n培训XXX人，XX镇救助XX人。\n", encoding="utf-8")
    assert baoshu("extract", "总结.txt", "-o", "数据.xlsx", "--workers", "1").code == 0
    report.unlink()
    assert baoshu("return", "数据.xlsx", "--out", "退回").code == 3
    sheet = openpyxl.load_workbook(tmp_path / "退回/白石县红十字会/待填.xlsx", rich_text=True)["待填"]
    sentences = [sheet.cell(row, 4).value for row in (5, 6)]
    marked = [
        "".join(f"【{p.text}】" if getattr(p, "font", None) and p.font.b else str(p) for p in parts)
        for parts in sentences
    ]
    assert marked == ["培训【XXX人】，XX镇救助XX人。", "培训XXX人，XX镇救助【XX人】。"]


def test_a_comment_that_stands_elsewhere_quotes_the_words_around_its_figure(tmp_path: Path, baoshu: Command) -> None:
    """And not those around the same characters before it; a run whose spaces would show cannot be ended in its midst."""
    far = "走访慰问困难群众、孤寡老人、留守儿童、残疾人和退役军人家庭，送去米面粮油、棉衣棉被和节日的问候，"
    word = python_docx.Document()
    word.add_paragraph("青禾县红十字会2023年工作总结")
    word.add_paragraph(f" 培训XXX人，{far}救助XX人。")
    word.save(str(tmp_path / "可删.docx"))
    with zipfile.ZipFile(tmp_path / "可删.docx") as given, zipfile.ZipFile(tmp_path / "青禾.docx", "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(b' xml:space="preserve"', b""))
    assert baoshu("extract", "青禾.docx", "-o", "数据.xlsx", "--workers", "1").code == 0
    assert baoshu("return", "数据.xlsx", "--out", "退回").code == 0
    (copy,) = tmp_path.glob("退回/青禾县红十字会/*.docx")
    quoted = [re.findall("「(.*?)」：", comment.text) for comment in python_docx.Document(str(copy)).comments]
    assert quoted == [[f"培训XXX人，{far[:29]}"], [f"{far[-28:]}救助XX人。"]]


@pytest.fixture
def doubtful(once: Once, baoshu: Command) -> Path:
    """Extract two years of one organisation: the second contradicts itself, and the first; the slips are written."""

    def doubted(folder: Path) -> None:
        for year, text in ((2022, "惠及困难群众150人。"), (2023, DOUBTFUL)):
            word = python_docx.Document()
            for line in (f"青禾县红十字会{year}年工作总结", text):
                word.add_paragraph(line)
            word.save(str(folder / f"{year}.docx"))
        assert baoshu("extract", "2022.docx", "2023.docx", "-o", "数据.xlsx", "--workers", "1").code == 0
        assert baoshu("return", "数据.xlsx", "--out", "退回").code == 0

    return once(doubted)


def test_a_doubtful_figure_is_asked_about(doubtful: Path) -> None:
    """With what is doubted, in the report and against last year's; both in the sheet and as comments."""
    asked = [(row[3], row[4], row[5]) for row in questions(doubtful / "退回/青禾县红十字会/待填.xlsx")]
    sentences = [f"{sentence}。" for sentence in DOUBTFUL.split("。")[:2]]
    assert asked == [
        (sentences[0], "请核对：其中的“90万元”大于总数“80万元”：900,000 > 800,000（无误请填“属实”）", "万元"),
        (sentences[1], "请核对：“860人”与上年“150人”相比为 5.73 倍，请核实或说明（无误请填“属实”）", "人"),
    ]
    (copy,) = doubtful.glob("退回/青禾县红十字会/*.docx")
    assert [one.text for one in python_docx.Document(str(copy)).comments] == [text for _, text, _ in asked]


def test_an_answer_settles_a_doubt(doubtful: Path, baoshu: Command) -> None:
    """A corrected number stands beside the report's, one that is confirmed too; neither is asked again."""
    fill(doubtful / "退回/青禾县红十字会/待填.xlsx", {1: 9, 2: 860})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    row = detail(doubtful, "90万元")
    assert (row["状态"], row["数值"], row["填报值"]) == ("完整", 900000, 90000)
    assert detail(doubtful, "860人")["填报值"] == 860
    again = baoshu("return", "数据.xlsx", "--out", "再退回")
    assert again.said == ["baoshu: nothing is open: no folder was made"]


@pytest.mark.parametrize("words", ["属实", "核实无误", "经核对，数据无误。", "Confirmed"])
def test_a_word_settles_a_doubt(doubtful: Path, baoshu: Command, words: str) -> None:
    """The number of the report is confirmed, with who and when; the sheet says that it may be so answered."""
    slip = doubtful / "退回/青禾县红十字会/待填.xlsx"
    sheet = openpyxl.load_workbook(slip)["待填"]
    assert "属实" in sheet["A2"].value
    assert [("属实" in rule.formula1, "属实" in rule.prompt) for rule in sheet.data_validations.dataValidation][1:] == [
        (True, True),
        (True, True),
    ]
    fill(slip, {1: words, 2: words})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    row = detail(doubtful, "860人")
    assert (row["数值"], row["填报值"], row["填报人"]) == (860, 860, "李四")
    assert detail(doubtful, "90万元")["填报值"] == 900000
    assert baoshu("return", "数据.xlsx", "--out", "再退回").said == ["baoshu: nothing is open: no folder was made"]


def test_a_note_that_stands_by_the_number_settles_it_too(doubtful: Path, baoshu: Command) -> None:
    """With its reason kept; a note that says something else leaves the question open."""
    slip = doubtful / "退回/青禾县红十字会/待填.xlsx"
    book = openpyxl.load_workbook(slip)
    book["待填"]["H5"], book["待填"]["H6"] = "属实，但单位应为元", "核实无误，2023年新设博爱驿站4处"
    book.save(slip)
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert detail(doubtful, "860人")["填报值"] == 860
    assert detail(doubtful, "90万元")["填报值"] is None
    journal = Journal(doubtful / "数据.xlsx")
    assert [answer.text for _, _, answer in journal.filled()] == ["核实无误，2023年新设博爱驿站4处"]
    journal.close()


def test_an_open_figure_cannot_be_confirmed(run: Path, baoshu: Command) -> None:
    """There is no number that could be right."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: "属实"})
    done = baoshu("merge", "数据.xlsx", "退回/青禾县红十字会/待填.xlsx")
    assert done.code == 1
    assert "row 5: 属实: the report gives no number here" in done.err
    assert detail(run, "XX万元")["填报值"] is None


def test_a_doubt_that_is_not_answered_stays(doubtful: Path, baoshu: Command) -> None:
    """An empty cell keeps the question, and nothing counts as missing."""
    fill(doubtful / "退回/青禾县红十字会/待填.xlsx", {2: 860})
    assert "still open: 0" in baoshu("merge", "数据.xlsx", "退回").out
    assert baoshu("return", "数据.xlsx", "--out", "再退回").code == 0
    assert [row[4][:6] for row in questions(doubtful / "再退回/青禾县红十字会/待填.xlsx")] == ["请核对：其中"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slip_of_either_language_comes_back(doubtful: Path, baoshu: Command, lang: str) -> None:
    """What is asked, the sheet around it and its comments are in the language that was asked for; merge reads both."""
    assert baoshu("return", "数据.xlsx", "--out", lang, "--lang", lang).code == 0
    (slip,) = doubtful.glob(f"{lang}/*/待填.xlsx")
    book = openpyxl.load_workbook(slip)
    sheet = book.worksheets[0]
    assert (sheet.title, sheet["G4"].value) == (("待填", "填报值") if lang == "zh" else ("To fill in", "answer"))
    assert str(sheet["E5"].value).startswith(
        "请核对：其中的" if lang == "zh" else "please check: the part “90万元” is larger"
    )
    if lang == "en":
        texts = [str(cell.value or "") for row in sheet.iter_rows() for cell in row if cell.column not in {2, 4, 5, 6}]
        assert not re.search("[一-鿿]", "".join(texts).replace("青禾县红十字会", "").replace("万元", ""))
    (copy,) = doubtful.glob(f"{lang}/*/*.docx")
    assert next(c.text for c in python_docx.Document(str(copy)).comments) == sheet["E5"].value
    sheet["G5"].value = 9
    book.save(slip)
    assert baoshu("merge", "数据.xlsx", lang).code == 0
    assert detail(doubtful, "90万元")["填报值"] == 90000


@pytest.mark.parametrize("deed", ["sleep", "allocate", "exit"])
def test_a_file_that_breaks_its_reader_now_costs_its_copy(
    tmp_path: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """It is read again with the limits of a run; its questions are in the sheet, and the other reports' copies are there."""
    for name in (f"poison-{deed}", "后"):
        word = python_docx.Document()
        for line in QINGHE:
            word.add_paragraph(line.replace("青禾", name[-1]))
        word.save(str(tmp_path / f"{name}.docx"))
    assert baoshu("extract", f"poison-{deed}.docx", "后.docx", "-o", "a.xlsx", "--workers", "1").code == 0
    monkeypatch.setattr(again, "_ENTRY", "poison")
    monkeypatch.setattr(again, "LIMITS", replace(LIMITS, seconds=6.0))
    ran = baoshu("return", "a.xlsx", "--out", "退回")
    assert ran.code == 3
    words = {"sleep": "not read within", "allocate": "memory", "exit": "broke down"}[deed]
    assert f"poison-{deed}.docx: no copy with comments: " in ran.err
    assert words in ran.err
    assert len(list(tmp_path.glob("退回/*/*.docx"))) == 1, ran.err
    assert sorted(len(questions(path)) for path in tmp_path.glob("退回/*/待填.xlsx")) == [3, 3]


def test_an_answer_that_looks_wrong_is_taken_and_said(run: Path, baoshu: Command) -> None:
    """With its sheet, its row and why; the exit code is that of a merge that went well."""
    fill(run / "退回/青禾县红十字会/待填.xlsx", {1: 1857000})
    done = baoshu("merge", "数据.xlsx", "退回/青禾县红十字会", "--lang", "zh")
    assert done.code == 0
    assert (
        "待填.xlsx：第 5 行：已填入，请核对：填报“1857000（万元）”，即 18,570,000,000：是否应为 1,857,000？" in done.err
    )
    assert "填入 1 处，未填 2 处，存疑 1 处" in done.out
    assert detail(run, "XX万元")["填报值"] == 18570000000
    again = baoshu("merge", "数据.xlsx", "退回/青禾县红十字会", "--lang", "en")
    assert "doubtful" not in again.out + again.err


def test_an_answer_that_does_not_fit_is_not_asked_again(doubtful: Path, baoshu: Command) -> None:
    """The office is told when it comes in, and sees it in 体检; the submitter has answered."""
    fill(doubtful / "退回/青禾县红十字会/待填.xlsx", {1: 85, 2: "属实"})
    done = baoshu("merge", "数据.xlsx", "退回", "--lang", "zh")
    assert done.code == 0
    assert "第 5 行：已填入，请核对：其中的“85万元”大于总数“80万元”" in done.err
    sheet = openpyxl.load_workbook(doubtful / "数据.xlsx")["体检"]
    found = [row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(found) == [("已核实", "Y701"), ("错误", "S301")]
    assert baoshu("return", "数据.xlsx", "--out", "再退回").said == ["baoshu: nothing is open: no folder was made"]


def test_what_went_back_is_no_report_when_the_folder_is_read_again(run: Path, baoshu: Command) -> None:
    """Slips and copies lie among the submissions; a copy that its submitter has corrected and saved is one."""
    assert baoshu("return", "数据.xlsx", "--out", "报送/退回").code == 0
    (copy,) = run.glob("报送/退回/*/*.docx")
    assert "reports: 2, " in baoshu("extract", "报送", "-o", "数据.xlsx", "--workers", "1").out
    journal = Journal(run / "数据.xlsx")
    passed = {row.file.rpartition("/")[2]: row.code for row in journal.statuses() if row.status == "rejected"}
    journal.close()
    assert passed == {copy.name: "no-report", "待填.xlsx": "no-report"}
    document = python_docx.Document(str(copy))
    document.add_paragraph("接收捐款58万元。")
    document.save(str(copy))
    assert "reports: 3, " in baoshu("extract", "报送", "-o", "数据.xlsx", "--workers", "1").out


def test_one_organisation_has_one_folder(tmp_path: Path, baoshu: Command) -> None:
    """With a sheet for each of two reports on one year, which two submitters may have sent; the answers find their figures."""
    (tmp_path / "报送").mkdir()
    for name, text in {
        "总结.txt": "水东区红十字会2023年工作总结\n募集善款XX万元。\n",
        "统计表.txt": "水东区红十字会2023年统计表\n培训救护员XX人。\n",
        "去年.txt": "水东区红十字会2022年工作总结\n会员XX人。\n",
    }.items():
        (tmp_path / "报送" / name).write_text(text, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.xlsx").code == 0
    assert "in folders: 1" in baoshu("return", "数据.xlsx", "--out", "退回").out
    sheets = {path.name: path for path in tmp_path.glob("退回/*/*")}
    assert sorted(sheets) == ["待填-去年.xlsx", "待填-总结.xlsx", "待填-统计表.xlsx"]
    assert {path.parent.name for path in sheets.values()} == {"水东区红十字会"}
    assert {name: [row[1] for row in questions(path)] for name, path in sheets.items()} == {
        f"待填-{stem}.xlsx": [f"{stem}.txt"] for stem in ("去年", "总结", "统计表")
    }
    for name, number in (("待填-去年.xlsx", 61), ("待填-总结.xlsx", 62), ("待填-统计表.xlsx", 63)):
        fill(sheets[name], {1: number})
    assert "sheets: 3; filled in: 3; still open: 0" in baoshu("merge", "数据.xlsx", "退回").out
    journal = Journal(tmp_path / "数据.xlsx")
    kept = {figure.source_file: figure.filled for one in journal.extractions() for figure in one.figures}
    assert {Path(name).stem: answer.value for name, answer in kept.items() if answer} == {
        "去年": "61",
        "总结": "620000",
        "统计表": "63",
    }
    journal.close()


def test_a_name_that_is_nobody_s_has_a_folder_for_each_report(tmp_path: Path, baoshu: Command) -> None:
    """区红十字会 may be any district's: nobody is sent another's figures, not of another year either."""
    (tmp_path / "报送").mkdir()
    for number, (who, year) in enumerate(
        (("区红十字会", 2022), ("区红十字会", 2023), ("XX县红十字会", 2022), ("XX县红十字会", 2023))
    ):
        (tmp_path / f"报送/{number}.txt").write_text(f"{who}{year}年工作总结\n募集善款XX万元。\n", encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.xlsx").code == 0
    assert "in folders: 4" in baoshu("return", "数据.xlsx", "--out", "退回").out
    assert sorted(len(questions(path)) for path in tmp_path.glob("退回/*/待填.xlsx")) == [1, 1, 1, 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_could_not_be_read_is_listed(tmp_path: Path, baoshu: Command, lang: str) -> None:
    """On the screen and in a file beside the folders, with the reason; it is no slip, and no report."""
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送/总结.txt").write_text("水东区红十字会2023年工作总结\n募集善款XX万元。\n", encoding="utf-8")
    (tmp_path / "报送/附件.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(200))
    (tmp_path / "报送/空.docx").write_bytes(b"")
    (tmp_path / "报送/Thumbs.db").write_bytes(b"x")
    assert baoshu("extract", "报送", "-o", "数据.xlsx").code == 3
    done = baoshu("return", "数据.xlsx", "--out", "报送/退回", "--lang", lang)
    assert done.code == 0
    listed = tmp_path / "报送/退回/未能读取.xlsx"
    rows = [row[:2] for row in openpyxl.load_workbook(listed).worksheets[0].iter_rows(min_row=2, values_only=True)]
    reasons = {"zh": ["空文件：没有文字", "压缩包"], "en": ["empty: there is no text in it", "packed archive"]}[lang]
    assert [name for name, _ in rows] == ["报送/空.docx", "报送/附件.rar"]
    for (name, reason), words in zip(rows, reasons, strict=True):
        assert words in str(reason)
        assert f"  {name}  {reason}" in done.out
    assert ("2 份未能读取" if lang == "zh" else "to be sent in again: 2") in done.out
    assert baoshu("merge", "数据.xlsx", "报送/退回").code == 0
    assert baoshu("merge", "数据.xlsx", "报送/退回/未能读取.xlsx").code == 1
    assert baoshu("extract", "报送", "-o", "数据.xlsx").code == 3
    journal = Journal(tmp_path / "数据.xlsx")
    passed = {row.file.rpartition("/")[2] for row in journal.statuses() if row.code == "no-report"}
    journal.close()
    assert passed == {"未能读取.xlsx", "待填.xlsx"}


def test_what_could_not_be_read_is_listed_where_nothing_is_open(tmp_path: Path, baoshu: Command) -> None:
    """A run may be complete, and a file of it unread."""
    (tmp_path / "总结.txt").write_text("水东区红十字会2023年工作总结\n募集善款26万元。\n", encoding="utf-8")
    (tmp_path / "附件.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(200))
    assert baoshu("extract", "总结.txt", "附件.rar", "-o", "数据.xlsx").code == 3
    assert "附件.rar" in baoshu("return", "数据.xlsx", "--out", "退回").out
    assert [path.name for path in (tmp_path / "退回").iterdir()] == ["未能读取.xlsx"]


def summary(run: Path) -> list[tuple[Any, ...]]:
    """Give the rows of 汇总 below its head."""
    book = openpyxl.load_workbook(run / "数据.xlsx")
    return list(book["汇总"].iter_rows(min_row=2, values_only=True))


def returned(folder: Path, baoshu: Command, *reports: str) -> None:
    """Extract these reports and write their slips."""
    for number, text in enumerate(reports):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    assert baoshu("extract", *(f"{n}.txt" for n in range(len(reports))), "-o", "数据.xlsx").code == 0
    assert baoshu("return", "数据.xlsx", "--out", "退回").code == 0


def test_an_answer_that_cannot_be_meant_is_asked_again(tmp_path: Path, baoshu: Command) -> None:
    """It is marked and in no total; 属实 or another number settles it."""
    returned(tmp_path, baoshu, "柳溪县红十字会2023年工作总结\n全年募捐款物万元。\n")
    fill(tmp_path / "退回/柳溪县红十字会/待填.xlsx", {1: 452300})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert "4,523,000,000（存疑）" in baoshu("compare", "数据.xlsx", "--lang", "zh").out
    book = openpyxl.load_workbook(tmp_path / "数据.xlsx")
    assert "存疑" in book["汇总"]["C2"].number_format
    assert baoshu("return", "数据.xlsx", "--out", "再退回").code == 0
    slip = tmp_path / "再退回/柳溪县红十字会/待填.xlsx"
    (asked,) = questions(slip)
    assert asked[4].startswith("请核对：填报“452300（万元）”")
    fill(slip, {1: "属实"})
    assert baoshu("merge", "数据.xlsx", "再退回").code == 0
    assert "4,523,000,000（填）" in baoshu("compare", "数据.xlsx", "--lang", "zh").out
    assert baoshu("return", "数据.xlsx", "--out", "三退回").said == ["baoshu: nothing is open: no folder was made"]


def test_answers_reach_a_table_without_a_year_and_with_the_one_that_was_answered(
    tmp_path: Path, baoshu: Command
) -> None:
    """20XX年 leaves a row without a year; once it is answered, the report is of that year."""
    returned(tmp_path, baoshu, "柳溪县红十字会工作总结\n20XX年，我会共筹集款物XX万元。\n")
    slip = tmp_path / "退回/柳溪县红十字会/待填.xlsx"
    fill(slip, {2: 31})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert summary(tmp_path) == [("柳溪县红十字会", "–", 310000)]
    assert "年份不明" in baoshu("compare", "数据.xlsx", "--lang", "zh").out
    fill(slip, {1: 2023})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert summary(tmp_path) == [("柳溪县红十字会", 2023, 310000)]


def test_an_answer_in_another_unit_shows_its_number(tmp_path: Path, baoshu: Command) -> None:
    """人 was asked, the column counts 人次; before the answer the cell says that the number is missing."""
    others = (f"{who}县红十字会2023年工作总结\n全年普及培训{n}00人次。\n" for who, n in (("白石", 7), ("苇塘", 9)))
    returned(tmp_path, baoshu, "柳溪县红十字会2023年工作总结\n全年普及培训   人。\n", *others)
    assert "缺失" in baoshu("compare", "数据.xlsx", "--lang", "zh").out
    fill(tmp_path / "退回/柳溪县红十字会/待填.xlsx", {1: 1280})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert summary(tmp_path)[0] == ("柳溪县红十字会", 2023, "1,280人（填）")
    assert "1,280人（填）" in baoshu("compare", "数据.xlsx", "--lang", "zh").out


@pytest.mark.parametrize("command", [("check",), ("extract",), ("text",)])
def test_our_own_workbook_is_no_report(command: tuple[str, ...], tmp_path: Path, baoshu: Command) -> None:
    """Named as one, the workbook and the slip are refused in a line that says what reads them."""
    returned(tmp_path, baoshu, "柳溪县红十字会2023年工作总结\n全年募捐款物万元。\n")
    for name, reader in (("数据.xlsx", "compare"), ("退回/柳溪县红十字会/待填.xlsx", "merge")):
        done = baoshu(*command, name)
        assert done.code == 4
        assert len(done.said) == 1
        assert "no report; " in done.said[0]
        assert f"`baoshu {reader}`" in done.said[0]


def test_a_day_that_there_is_not_stands_on_the_slip(tmp_path: Path, baoshu: Command) -> None:
    """Below the questions, in a row that asks for no number and is passed over when the sheet comes back."""
    returned(tmp_path, baoshu, "柳溪县红十字会2023年工作总结\n全年募捐款物万元。4月31日召开理事会。\n")
    slip = tmp_path / "退回/柳溪县红十字会/待填.xlsx"
    rows = list(openpyxl.load_workbook(slip)["待填"].iter_rows(min_row=5, values_only=True))
    assert [row[4] for row in rows] == ["缺少数字：款物（万元）。请填写。", "请更正报告：“4月31日”不存在：31 > 30"]
    fill(slip, {1: 12})
    assert baoshu("merge", "数据.xlsx", "退回").code == 0
    assert summary(tmp_path) == [("柳溪县红十字会", 2023, 120000)]


def test_what_is_sent_twice_is_open_once(tmp_path: Path, baoshu: Command) -> None:
    """The line of `merge` counts what the slips ask, not the copies of a report."""
    text = "柳溪县红十字会2023年工作总结\n全年募捐款物万元，救助困难群众XX人。\n"
    returned(tmp_path, baoshu, text, text)
    slip = tmp_path / "退回/柳溪县红十字会/待填.xlsx"
    assert len(questions(slip)) == 2
    fill(slip, {1: 12})
    assert "still open: 1" in baoshu("merge", "数据.xlsx", "退回").out
