"""Corrections: kept for good, folded into a figure's state, found again where the text moved, and in every output."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from extractor.correcting import Asked, CorrectionError, correct
from extractor.corrections import Correction, Fields, Log, StaleError, correction_path, effective
from extractor.errors import BaoshuError
from extractor.gold import place, quote
from extractor.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]

REPORT = (
    "青禾县红十字会2023年工作总结\n"
    "推行十户联防机制。募集善款XX万元，发放救助金26.2万元，惠及109人。\n"
    "为受灾群众新砌48灶节能灶。\n"
)
NAME = "报送/青禾.txt"


@pytest.fixture
def run(tmp_path: Path, baoshu: Command) -> Path:
    """Give the output of a run over one report."""
    (tmp_path / "报送").mkdir()
    (tmp_path / NAME).write_text(REPORT, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.jsonl").code == 0
    return tmp_path / "数据.jsonl"


def ask(output: Path, marked: str, action: Any, by: str = "李四", **more: Any) -> Correction:
    """Correct the figure in 【】 as a reviewer who sees its last state."""
    journal = Journal(output)
    try:
        bare = marked.replace("【", "").replace("】", "")
        (report,) = [one for one in journal.reports() if bare in journal.text(one.id)]
        text = journal.text(report.id)
        start, end = place(marked, text)
        last = journal.review.last(report.extraction, (start, end), lambda: text)
        more.setdefault("seen", last.id if last else None)
        return correct(journal.review, report.extraction, lambda: text, Asked(start, end, action, by, **more))
    finally:
        journal.close()


def fields(kind: str, value: str | None, unit: str | None, item: str | None = None) -> dict[str, str | None]:
    """Give the fields of a correction."""
    return {"kind": kind, "value": value, "unit": unit, "item": item}


def rows(output: Path) -> dict[str, dict[str, Any]]:
    """Give the records by their text."""
    return {row["text"]: row for row in map(json.loads, output.read_text(encoding="utf-8").splitlines())}


def again(run: Path, baoshu: Command) -> dict[str, dict[str, Any]]:
    """Run once more, and give the records."""
    assert baoshu("extract", "报送", "-o", run).code == 0
    return rows(run)


# ---- what was said survives the next run


def test_a_correction_stands_beside_what_the_report_says(run: Path, baoshu: Command) -> None:
    """Value and status are the report's; who, when and what they say are in `reviewed`."""
    made = ask(run, "善款【XX万元】", "correct", after=fields("amount", "125000", "CNY", "善款"), note="电话核实")
    row = again(run, baoshu)["XX万元"]
    assert (row["status"], row["value"]) == ("redacted", None)
    assert row["reviewed"] == {
        **fields("amount", "125000", "CNY", "善款"),
        "status": "corrected",
        "by": "李四",
        "at": made.at,
        "note": "电话核实",
        "correction": made.id,
    }
    assert again(run, baoshu)["109人"]["reviewed"] is None


def test_an_added_figure_is_a_record_in_its_place(run: Path, baoshu: Command) -> None:
    """In the order of the text, with its sentence; the issues still speak of the same figures."""
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    row = again(run, baoshu)["48灶"]
    assert (row["value"], row["unit"], row["pattern"], row["reviewed"]["status"]) == (48, "灶", "added", "added")
    assert row["sentence"] == "为受灾群众新砌48灶节能灶。"
    starts = [json.loads(line)["start"] for line in run.read_text(encoding="utf-8").splitlines()]
    assert starts == sorted(starts)
    assert baoshu("verify", run, NAME).code == 0


def test_the_issues_move_with_their_figures(tmp_path: Path, baoshu: Command) -> None:
    """A figure that is added before them changes their places."""
    (tmp_path / "报送").mkdir()
    (tmp_path / NAME).write_text("新砌48灶节能灶。\n募集善款XX万元。\n", encoding="utf-8")
    output = tmp_path / "数据.jsonl"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    journal = Journal(output)
    (report,) = journal.extractions()
    journal.close()
    assert [report.records[issue.figures[0]].text for issue in report.issues] == ["XX万元"]


def test_every_action_and_its_undo(run: Path, baoshu: Command) -> None:
    """Each undo takes the last thing back; the file keeps all of them."""
    ask(run, "救助金【26.2万元】", "accept")
    assert again(run, baoshu)["26.2万元"]["reviewed"]["status"] == "accepted"
    ask(run, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    ask(run, "救助金【26.2万元】", "note", note="见附表")
    said = again(run, baoshu)["26.2万元"]["reviewed"]
    assert (said["status"], said["value"], said["note"]) == ("corrected", "262001", "见附表")
    ask(run, "救助金【26.2万元】", "undo")
    assert again(run, baoshu)["26.2万元"]["reviewed"]["note"] == ""
    ask(run, "救助金【26.2万元】", "undo")
    assert again(run, baoshu)["26.2万元"]["reviewed"]["status"] == "accepted"
    ask(run, "救助金【26.2万元】", "undo")
    assert again(run, baoshu)["26.2万元"]["reviewed"] is None
    with pytest.raises(CorrectionError, match="nothing to undo"):
        ask(run, "救助金【26.2万元】", "undo")
    assert len(correction_path(run).read_text(encoding="utf-8").splitlines()) == 6


def test_an_added_figure_can_be_taken_back(run: Path, baoshu: Command) -> None:
    """By an undo, and by a reject; both can be undone or done again."""
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    ask(run, "新砌【48灶】节能灶", "undo")
    assert "48灶" not in again(run, baoshu)
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    ask(run, "新砌【48灶】节能灶", "reject")
    assert "48灶" not in again(run, baoshu)
    ask(run, "新砌【48灶】节能灶", "undo")
    assert again(run, baoshu)["48灶"]["reviewed"]["status"] == "added"


# ---- who has not seen the last state


def test_a_stale_write_is_refused_with_what_is_there(run: Path) -> None:
    """The second reviewer saw the figure before the first one corrected it."""
    first = ask(run, "惠及【109人】", "accept", by="张三", seen=None)
    with pytest.raises(StaleError) as refused:
        ask(run, "惠及【109人】", "reject", by="李四", seen=None)
    assert refused.value.now == first
    undone = ask(run, "惠及【109人】", "undo", by="张三")
    with pytest.raises(StaleError):
        ask(run, "惠及【109人】", "reject", seen=first.id)
    assert ask(run, "惠及【109人】", "reject", seen=undone.id).follows == undone.id
    assert len(correction_path(run).read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("marked", "action", "after", "why"),
    [
        ("【推行】十户", "accept", None, "no figure"),
        ("【推行】十户", "reject", None, "no figure"),
        ("惠及【109】人", "add", fields("count", "109", "人"), "correct that one"),
        ("48灶【节能灶】", "add", fields("count", None, "灶"), "has a value"),
        ("48灶【节能灶】", "add", None, "dictionary"),
        ("惠及【109人】", "correct", fields("count", "许多", "人"), "plain number"),
        ("惠及【109人】", "correct", fields("count", "5/3", "人"), "lower end"),
        ("惠及【109人】", "correct", fields("count", "109", None), "unit"),
        ("惠及【109人】", "correct", fields("date", "2023-02-30", None), "date"),
        ("惠及【109人】", "correct", fields("date", "2023-02-03", "人"), "date"),
        ("惠及【109人】", "correct", fields("number", "1", "人"), "amount"),
        ("惠及【109人】", "undo", None, "nothing to undo"),
    ],
)
def test_what_cannot_be_is_refused(run: Path, marked: str, action: str, after: Any, why: str) -> None:
    """And nothing of it is kept."""
    with pytest.raises(CorrectionError, match=why):
        ask(run, marked, action, after=after)
    assert not correction_path(run).exists()


def test_a_correction_needs_a_name_and_an_end(run: Path) -> None:
    """No anonymous ones, no notes without measure."""
    with pytest.raises(CorrectionError):
        ask(run, "惠及【109人】", "accept", by="")
    with pytest.raises(CorrectionError):
        ask(run, "惠及【109人】", "note", note="长" * 5000)


# ---- the file


def line(number: int, follows: str | None = None, **more: Any) -> Correction:
    """Make a correction by hand."""
    told = fields("count", "109", "人")
    return Correction.model_validate(
        {
            "id": f"{number:016x}",
            "at": "2024-01-08T09:00:00Z",
            "by": "李四",
            "action": "accept",
            "source_file": NAME,
            "sha256": "0" * 64,
            "start": 1,
            "end": 5,
            "quote": "惠及【109人】。",
            "before": told,
            "after": told,
            "follows": follows,
            "version": "0.1.0",
            **more,
        }
    )


@pytest.mark.parametrize("cut", [1, 20, 200, -1])
def test_a_torn_last_line_is_left_out_and_said(tmp_path: Path, cut: int) -> None:
    """It was never confirmed; what follows it is read again, and the line before it is whole."""
    path = tmp_path / "a.jsonl"
    Log(path).append(line(1))
    whole = path.read_bytes()
    path.write_bytes(whole + line(2).model_dump_json().encode()[:cut])
    log = Log(path)
    assert list(log.chains) == [line(1).id]
    assert "torn" in log.said
    log.append(line(3))
    assert path.read_bytes() == whole + line(3).model_dump_json().encode() + b"\n"
    assert list(Log(path).chains) == [line(1).id, line(3).id]
    assert Log(path).said == ""


def test_a_line_without_its_line_end_is_whole(tmp_path: Path) -> None:
    """An editor left it out, or the power went one byte too early."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(1).model_dump_json().encode())
    log = Log(path)
    assert log.said == ""
    log.append(line(2))
    assert list(Log(path).chains) == [line(1).id, line(2).id]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    """In the middle, something that was confirmed is gone: nobody may pass over that."""
    path = tmp_path / "a.jsonl"
    Log(path).append(line(1), line(2), line(3))
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], lines[1][:50], lines[2], b""]))
    with pytest.raises(BaoshuError, match=r"a\.jsonl:2: is no correction"):
        Log(path)


def test_a_full_disk_keeps_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line is cut off again, and the correction is not taken for kept."""
    import os

    path = tmp_path / "a.jsonl"
    log = Log(path)
    log.append(line(1))
    whole = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[: len(data) // 2]))
    with pytest.raises(BaoshuError, match="not kept"):
        log.append(line(2))
    monkeypatch.undo()
    assert path.read_bytes() == whole
    assert line(2).id not in log
    log.append(line(2))
    assert list(Log(path).chains) == [line(1).id, line(2).id]


@given(st.lists(st.sampled_from(["accept", "correct", "reject", "note", "undo"]), max_size=12))
def test_an_undo_takes_the_last_thing_back(actions: list[Any]) -> None:
    """The fold is a stack: whatever was done and undone, n undos after n doings leave what was there."""
    chain = [line(n, action=action) for n, action in enumerate(actions)]
    held = effective(chain)
    assert held == [one for one in chain if one in held]
    assert all(one.action != "undo" for one in held)
    assert effective([*chain, line(97), line(98, action="undo")]) == held
    assert effective([*chain, *[line(100 + n, action="undo") for n in range(len(held))]]) == []


# ---- quotes


@given(st.text(alphabet="甲乙109人【】。\n", min_size=1, max_size=60), st.data())
def test_a_quote_finds_its_span_again(text: str, data: st.DataObject) -> None:
    """Whatever stands around it; where nothing tells the places apart, there is no quote."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        quoted = quote(text, start, end)
    except ValueError:
        return
    assert place(quoted, text) == (start, end)


# ---- apply


def moved(run: Path, baoshu: Command, text: str, *, output: str = "新.jsonl") -> Path:
    """Write the report anew, and run into another output."""
    (run.parent / NAME).write_text(text, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", run.parent / output).code == 0
    return run.parent / output


def test_corrections_follow_a_text_that_moved(run: Path, baoshu: Command) -> None:
    """By their quotes; twice changes nothing."""
    ask(run, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    ask(run, "推行【十户】联防", "reject")
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    new = moved(run, baoshu, REPORT.replace("推行", "一年来，会员由860人增至1020人。推行"))
    done = baoshu("apply", new, correction_path(run), "--lang", "en")
    assert done.code == 0
    assert "figures corrected in" in done.err
    found = rows(new)
    assert found["26.2万元"]["reviewed"]["value"] == "262001"
    assert found["十户"]["reviewed"]["status"] == "rejected"
    assert found["48灶"]["reviewed"]["status"] == "added"
    bytes_then = new.read_bytes(), correction_path(new).read_bytes()
    assert baoshu("apply", new, correction_path(run)).code == 0
    assert (new.read_bytes(), correction_path(new).read_bytes()) == bytes_then


def test_corrections_survive_a_rerun_over_a_changed_file(run: Path, baoshu: Command) -> None:
    """The run itself finds them again; nobody need apply them."""
    ask(run, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    (run.parent / NAME).write_text("新年好。\n" + REPORT, encoding="utf-8")
    assert again(run, baoshu)["109人"]["reviewed"]["value"] == "110"


def test_what_fits_no_longer_is_listed(run: Path, baoshu: Command) -> None:
    """The sentence was rewritten; the rest is taken. A rerun says so, too."""
    ask(run, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    ask(run, "推行【十户】联防", "reject")
    (run.parent / NAME).write_text(REPORT.replace("惠及109人", "共有109人受益"), encoding="utf-8")
    done = baoshu("extract", "报送", "-o", run)
    assert done.code == 0
    assert "1 corrections fit no longer" in done.err
    done = baoshu("apply", run, correction_path(run))
    assert done.code == 1
    (listed,) = done.out.splitlines()
    assert listed.startswith(f"{NAME}:")
    assert "惠及【109人】" in listed
    assert rows(run)["十户"]["reviewed"]["status"] == "rejected"


def test_an_acceptance_is_of_what_was_seen(run: Path, baoshu: Command, tmp_path: Path) -> None:
    """Packs that read the figure otherwise reopen it; a correction holds."""
    ask(run, "惠及【109人】", "accept")
    ask(run, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "units.toml").write_text(
        '[[unit]]\nunit = ""\nkind = "quantity"\nwords = ["人"]\nexamples = [{ quote = "惠及【5人】", value = 5 }]\n',
        encoding="utf-8",
    )
    done = baoshu("extract", "报送", "-o", run, "--patterns", mine)
    assert "1 corrections fit no longer" in done.err
    assert rows(run)["109人"]["reviewed"] is None
    assert rows(run)["26.2万元"]["reviewed"]["value"] == "262001"


def test_two_reviewers_files_are_joined(run: Path, baoshu: Command) -> None:
    """What they agree on is one thing; what they contradict is listed, and the first stays."""
    other = moved(run, baoshu, REPORT)
    ask(run, "惠及【109人】", "correct", by="张三", after=fields("count", "110", "人", "惠及"))
    ask(run, "推行【十户】联防", "reject", by="张三")
    ask(other, "惠及【109人】", "correct", by="李四", after=fields("count", "111", "人", "惠及"))
    ask(other, "推行【十户】联防", "reject", by="李四")
    ask(other, "救助金【26.2万元】", "accept", by="李四")
    done = baoshu("apply", run, correction_path(other))
    assert done.code == 1
    (listed,) = done.out.splitlines()
    assert "张三 has said otherwise" in listed
    assert rows(run)["109人"]["reviewed"]["value"] == "110"
    assert rows(run)["26.2万元"]["reviewed"]["by"] == "李四"


def test_a_renamed_file_keeps_its_corrections(run: Path, baoshu: Command) -> None:
    """Its text tells it; so does its name in another folder."""
    ask(run, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    (run.parent / NAME).rename(run.parent / "报送/总结.txt")
    assert again(run, baoshu)["109人"]["reviewed"]["value"] == "110"
    (run.parent / "报送/总结.txt").unlink()
    (run.parent / "报送/二月").mkdir()
    (run.parent / "报送/二月/青禾.txt").write_text("补充。" + REPORT, encoding="utf-8")
    assert again(run, baoshu)["109人"]["reviewed"]["value"] == "110"


def test_a_report_that_is_gone_is_named(run: Path, baoshu: Command) -> None:
    """Its corrections are kept, and listed."""
    ask(run, "惠及【109人】", "accept")
    (run.parent / NAME).unlink()
    (run.parent / "报送/别的.txt").write_text("惠及五人。", encoding="utf-8")
    assert "1 corrections fit no longer" in baoshu("extract", "报送", "-o", run).err
    assert "no report of this run" in baoshu("apply", run, correction_path(run)).out


@pytest.mark.parametrize("name", ["none.jsonl", "数据.jsonl"])
def test_apply_needs_corrections(run: Path, baoshu: Command, name: str) -> None:
    """A file that is none is refused, and nothing is changed."""
    before = run.read_bytes()
    assert baoshu("apply", run, name).code == 2
    assert run.read_bytes() == before


# ---- every output


@pytest.mark.parametrize("form", ["xlsx", "csv", "db", "parquet"])
def test_corrections_are_in_every_table(run: Path, baoshu: Command, form: str) -> None:
    """In columns of their own, beside what the report says."""
    ask(run, "善款【XX万元】", "correct", after=fields("amount", "125000", "CNY", "善款"), note="=1+1")
    ask(run, "推行【十户】联防", "reject")
    output = run.with_suffix(f".{form}")
    correction_path(run).rename(correction_path(output))
    assert baoshu("extract", "报送", "-o", output, "--headers", "en").code == 0
    read = {"xlsx": _xlsx, "csv": _csv, "db": _sqlite, "parquet": _parquet}[form]
    found = {row["text"]: row for row in read(output)}
    corrected, rejected = found["XX万元"], found["十户"]
    assert not corrected["value"]
    assert float(corrected["reviewed_value"]) == 125000
    told = [corrected[key] for key in ("review", "reviewed_unit", "reviewed_item", "reviewed_kind", "reviewer")]
    assert told == ["corrected", "CNY", "善款", "amount", "李四"]
    assert corrected["note"].lstrip("'") == "=1+1"
    assert rejected["review"] == "rejected"
    assert not rejected["reviewed_value"]
    assert not found["109人"]["review"]


def _xlsx(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Figures"]
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def _csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sqlite(path: Path) -> list[dict[str, Any]]:
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute("SELECT * FROM figure")]
    finally:
        database.close()


def _parquet(path: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    rows = parquet.read_table(path).to_pylist()
    names = {
        "review": "reviewed_status",
        "reviewed_value": "reviewed",
        "reviewer": "reviewed_by",
        "note": "reviewed_note",
    }
    return [row | {key: row[name] for key, name in names.items()} for row in rows]


def test_the_workbook_counts_with_what_was_corrected(tmp_path: Path, baoshu: Command) -> None:
    """In 汇总 the corrected value, no figure that was rejected; nothing is asked that a reviewer has settled."""
    (tmp_path / "报送").mkdir()
    text = "青禾县红十字会2023年工作总结\n全年募捐款物XX万元。培训救护员350人。惠及困难群众XX人。\n"
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    output = tmp_path / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "款物【XX万元】", "correct", after=fields("amount", "125000", "CNY"))
    ask(output, "救护员【350人】", "reject")
    assert baoshu("extract", "报送", "-o", output).code == 0
    book = openpyxl.load_workbook(output)
    cells = {str(cell.value) for row in book["汇总"].iter_rows(min_row=2) for cell in row}
    assert "125000" in cells
    assert "350" not in cells
    asked = [row[4] for row in book["退回清单"].iter_rows(min_row=2, values_only=True)]
    assert asked == ["XX人"]


def test_a_value_keeps_all_its_digits(run: Path, baoshu: Command) -> None:
    """It is text until somebody reckons with it."""
    ask(run, "善款【XX万元】", "correct", after=fields("amount", "12345678901234567.89", "CNY"))
    assert again(run, baoshu)["XX万元"]["reviewed"]["value"] == "12345678901234567.89"
    assert Fields.model_validate(fields("count", "300/500", "人")).value == "300/500"


# ---- the page about it


def test_the_commands_of_the_page(run: Path, baoshu: Command) -> None:
    """Run in their order, they do what the page says."""
    page = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    commands = [line for line in re.findall(r"^\$ baoshu (.*)$", page, re.MULTILINE) if not line.startswith("review")]
    assert "$ baoshu review 数据.xlsx\n" in page  # test_review_page.py starts it so
    output = run.parent / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    (run.parent / "张三").mkdir()
    ask(run, "推行【十户】联防", "reject", by="张三")
    correction_path(run).rename(run.parent / "张三/数据.xlsx.corrections.jsonl")
    for command in commands:
        assert baoshu(*command.split()).code == 0, command
    assert (run.parent / "mine/idioms.toml").read_text(encoding="utf-8").startswith('[idiom]\n"十户联防')
    texts = [row[5] for row in openpyxl.load_workbook(output)["明细"].iter_rows(min_row=2, values_only=True)]
    assert "十户" not in texts
    assert "26.2万元" in texts


def test_the_page_names_every_key() -> None:
    """Of the file of corrections."""
    page = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    assert {key for key in Correction.model_fields if f"`{key}`" not in page} == set()
