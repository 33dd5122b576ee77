"""The checker and whatever it is given: open figures, odd records, values and files, and half a megabyte of anything."""

from __future__ import annotations

import json
import time
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from marked_records import failures, record_of

from extractor.verify import verify, verify_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


OPEN: list[tuple[str, str, str, object, bool]] = [
    ("【2021年X月】", "date", "redacted", "2021-XX", True),
    ("【2021年X月】", "date", "redacted", "2021-05", False),
    ("【2021年X月】", "date", "redacted", None, True),
    ("2021年，【X月X日至XX日】", "date", "redacted", "2021-XX-XX/2021-XX-XX", True),
    ("2021年，【某月某日】", "date", "redacted", "2021-XX-XX", True),
    ("2022年，【X月中旬】", "date", "redacted", "2022-XX-11/2022-XX-20", True),
    ("【20XX年】", "date", "redacted", "20XX", True),
    ("【XX年】", "date", "redacted", "XXXX", True),
    ("2024年，【1至X月】", "date", "redacted", "2024-01/2024-XX", True),
    ("2021年，【5月XX日】", "date", "redacted", "2021-06-XX", False),
    ("【2021年】", "date", "missing", "2021", False),
    ("【XX人】", "count", "redacted", None, True),
    ("【1X人】", "count", "redacted", 1, False),
    ("人民币【万元】", "amount", "missing", None, True),
    ("人民币【万元】", "amount", "missing", 10000, False),
    ("【5人】", "count", "certain", 5, False),
    ("【XX】区", "redaction", "", None, True),
    ("【XX】区", "redaction", "", 3, False),
    ("【5人】", "optional", "complete", 5, False),
    ("【5人】", "figure", "complete", 5, False),
]


@pytest.mark.parametrize(("marked", "kind", "status", "value", "right"), OPEN)
def test_what_is_not_complete_has_no_value(
    marked: str,
    kind: str,
    status: str,
    value: object,
    right: bool,
) -> None:
    """Only dates keep what is known of them."""
    found = failures(marked, kind=kind, status=status, unit="人", value=value)
    assert (found == []) is right


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"start": "0"},
        {"start": 0, "end": 99, "text": "109人"},
        {"start": 2, "end": 1, "text": "109人"},
        {"start": -4, "end": 4, "text": "109人"},
        {"start": 0, "end": 4, "text": "108人"},
        {"start": 0, "end": 4, "text": ["109人"]},
        {"start": 0, "end": 4, "text": "109人", "kind": ["count"]},
        {"start": 0, "end": 4, "text": "109人", "kind": "count", "status": {}},
        {"start": 0, "end": 4, "text": "109人", "kind": "count", "status": "complete", "unit": 5},
        {"start": 0, "end": 4, "text": "109人", "kind": "date", "status": "complete", "value": 109},
        {"start": 0, "end": 4, "text": "109人", "kind": "date", "status": "complete", "value": "/"},
        "not a record",
        None,
    ],
)
def test_odd_records_fail_and_do_not_raise(odd: dict[str, object]) -> None:
    """A record that is no record is a failure."""
    assert len(list(verify([odd], "109人"))) == 1


@pytest.mark.parametrize("at", [[0], [0, 99], ["0", "2"], "万元", 5, [2, 0], {}])
def test_odd_unit_places_fail(at: object) -> None:
    """So is one whose unit is nowhere."""
    record, text = record_of("万元：【5】", kind="amount", unit="CNY", value=5)
    (failure,) = verify([record | {"unit_at": at}], text)
    assert failure.field == "unit_at"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e9999"), [[]], b"5"])
def test_odd_values_fail(value: object) -> None:
    """No value can stop the checker."""
    assert len(failures("【5人】", kind="count", unit="人", value=value)) == 1


def write(path: Path, *lines: object) -> Path:
    """Write JSON lines; a string goes in as it is."""
    rows = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_files_are_matched_by_path_or_name(tmp_path: Path) -> None:
    """Records of reports that were not given fail, and so do broken lines."""
    good, text = record_of("【2.5吨】", kind="quantity", unit="吨", value=2.5)
    report = tmp_path / "a.txt"
    report.write_text(text, encoding="utf-8")
    rows = [good, good | {"source_file": str(report)}, good | {"value": 2.6}]
    rows += [good | {"source_file": "b.txt"}, good | {"source_file": None}]
    out = write(tmp_path / "out.jsonl", *rows, "", "{", "[]", '{"value": 1e99999999999999999999}')
    found = list(verify_files(out, [report], lambda path: path.read_text(encoding="utf-8")))
    assert [(source, failure.field) for source, failure in found] == [
        ("a.txt", "value"),
        ("b.txt", "source_file"),
        *[("None", "source_file")] * 4,
    ]
    assert "2.6" in str(found[0][1])


def test_a_name_that_two_reports_share_proves_nothing(tmp_path: Path) -> None:
    """The full path tells them apart, the name does not."""
    good, text = record_of("【5人】", kind="count", unit="人", value=5)
    reports = [tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt"]
    out = write(tmp_path / "out.jsonl", good, good | {"source_file": str(reports[1])})
    found = list(verify_files(out, reports, lambda _: text))
    assert [source for source, _ in found] == ["a.txt"]


@pytest.mark.parametrize("shape", ["1", "万", "1,", "一", "1 ", "三、", "2021年", "5元", "1-", "多", "\n", "民国"])
def test_time_is_linear(shape: str) -> None:
    """Half a megabyte of anything, as report and as span, is read in moments."""
    text = shape * (500_000 // len(shape))
    record, _ = record_of(f"【{text}】", unit="人", value=5)
    started = time.process_time()
    for kind in ("amount", "ratio", "date"):
        assert len(list(verify([record | {"kind": kind}], text))) == 1
    assert time.process_time() - started < 6  # seconds, on a slow machine


def test_folders_and_archives_have_the_names_that_the_records_hold(tmp_path: Path, baoshu: Command) -> None:
    """The same words after `verify` as after `extract`, or the folder by another path; a record of a file left out fails."""
    report = "溪口县红十字会2023年工作总结\n修缮水窖36口，发放蚊帐210顶。\n"
    (tmp_path / "报送/乡镇").mkdir(parents=True)
    (tmp_path / "报送/乡镇/溪口.txt").write_text(report, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "报送/补报.zip", "w") as archive:
        archive.writestr("附件/溪口.txt", report.replace("210", "230"))
    assert baoshu("extract", "报送", "-o", "数.jsonl").code == 0
    proved = ["baoshu: every value is proved from its characters"]
    for given in (["报送"], [tmp_path / "报送"], ["报送/乡镇", "报送/补报.zip"]):
        run = baoshu("verify", "数.jsonl", *given)
        assert (run.code, run.out, run.said) == (0, "", proved)
    run = baoshu("verify", "数.jsonl", "报送/补报.zip")
    assert (run.code, {line.partition(": ")[0] for line in run.out.splitlines()}) == (1, {"报送/乡镇/溪口.txt"})
