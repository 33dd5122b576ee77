"""The one-file archive: what it holds comes back, nothing in it runs, and its page can be read, searched and walked through."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from conftest import REPORT, ROOT

from extractor import Extraction, extract
from extractor.archive import REPORT as BLOCK
from extractor.archive import inlined, restored, stored
from extractor.check import check
from extractor.emit import About, write
from extractor.emit.jsonl import lines
from extractor.errors import BaoshuError
from extractor.messages import codes, say, sentences
from extractor.packs import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]

PAGE = ROOT / "extractor/emit/archive"
AWKWARD = [
    REPORT,
    "",
    "没有数字。",
    "收到捐款12345678901234567.89元，补助2～5万元。",
    "</script><!--<script>&lt;\u2028惠及5人\u2029，\x00\x1b共\ud8003人。\\u003c\\",
    "😀𠮷县红十字会2023年工作总结\r\n募集善款2,1\n50万元。",
]


def archived(path: Path, texts: Sequence[str], names: Sequence[str] = (), **about: Any) -> list[Extraction]:
    """Write an archive of these reports, checked as a run would."""
    found = []
    for number, text in enumerate(texts):
        extraction = extract(text, names[number] if names else f"{number}.txt")
        found.append(extraction.model_copy(update={"issues": check(extraction, load(), text)}))
    write(found, path, about=About(texts=lambda: texts, **about))
    return found


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a .jsonl file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


# ---- the data


def test_every_line_comes_back(tmp_path: Path, baoshu: Command) -> None:
    """The records are those of `extract`, byte for byte, whatever the reports hold; the texts come back, too."""
    (tmp_path / "报告").mkdir()
    for number, text in enumerate(AWKWARD):
        data = text.encode("utf-8", "surrogatepass")
        (tmp_path / "报告" / f"<b>&amp;{number}.txt").write_bytes(data)
    for form in ("jsonl", "html"):
        baoshu("extract", "报告", "-o", f"数据.{form}")
    assert baoshu("records", "数据.html").out == (tmp_path / "数据.jsonl").read_bytes().decode()
    assert baoshu("records", "数据.html", "--out", "包").code == 0
    assert (tmp_path / "包/records.jsonl").read_bytes() == (tmp_path / "数据.jsonl").read_bytes()
    reports = rows(tmp_path / "包/reports.jsonl")
    assert [baoshu("text", one["name"]).out for one in reports] == [
        f"{one['text'].removesuffix(chr(10))}\n" for one in reports
    ]
    assert reports[0]["organisation"] == "青山县红十字会"


def test_a_lone_surrogate_and_every_digit_come_back(tmp_path: Path) -> None:
    """What UTF-8 cannot hold stands in escapes; 17 digits stay 17."""
    found = archived(tmp_path / "a.html", AWKWARD)
    told = list(stored(tmp_path / "a.html"))
    assert [line for name, line in told if name == "records"] == [line for one in found for line in lines(one)]
    assert [json.loads(line)["text"] for name, line in told if name == "reports"] == AWKWARD
    assert Decimal("12345678901234567.89") in [
        json.loads(line, parse_float=Decimal).get("value") for name, line in told if name == "records"
    ]


@pytest.mark.parametrize("told", [r'"\\u003c"', r'"\\\\u0026<"', '"</script>"', r'"\"<>&\\"', "\u2028"])
def test_escapes_of_a_text_are_no_escapes_of_the_page(told: str) -> None:
    """A backslash of the report stays one, what follows it too."""
    assert restored(inlined(told)) == told
    assert not re.search("[<>&]", inlined(told))


def test_the_description_describes(tmp_path: Path, baoshu: Command) -> None:
    """A Data Package: each file with its rows and hash, the fields in the order of a record, a schema that every line keeps."""
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    baoshu("extract", "a.txt", "-o", "a.html")
    baoshu("records", "a.html", "--out", "包")
    package = json.loads((tmp_path / "包/datapackage.json").read_text(encoding="utf-8"))
    by_name = {one["name"]: one for one in package["resources"]}
    assert {name: (one["path"], one["rows"]) for name, one in by_name.items()} == {
        "records": ("records.jsonl", 7),
        "reports": ("reports.jsonl", 1),
        "files": ("files.jsonl", 1),
    }
    records = rows(tmp_path / "包/records.jsonl")
    fields = [one["name"] for one in by_name["records"]["schema"]["fields"]]
    assert [*(key for key in records[0]), "what"] == fields
    schema = by_name["records"]["jsonSchema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    for record in records:
        jsonschema.validate(record, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**records[0], "kind": "guess"}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**records[0], "start": None}, schema)


@pytest.mark.parametrize(
    ("before", "after"), [("26.2万元", "36.2万元"), ('"rows":7', '"rows":8'), ("青山县", "青水县"), ("]}</script>", "")]
)
def test_what_was_altered_is_said(tmp_path: Path, baoshu: Command, before: str, after: str) -> None:
    """The hashes hold the data to what was written; nothing is unpacked then."""
    archived(tmp_path / "a.html", [REPORT])
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert before in page
    (tmp_path / "a.html").write_text(page.replace(before, after), encoding="utf-8")
    run = baoshu("records", "a.html", "--out", "包")
    assert run.code == 2
    assert re.search("altered since baoshu wrote it|no archive of baoshu", run.err)
    assert list((tmp_path / "包").iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"<!doctype html><p>5</p>", b"\xff\xfe", b'{"a":1}\n', BLOCK.encode() + b"\n"]
)
def test_what_is_no_archive_is_said(tmp_path: Path, baoshu: Command, content: bytes) -> None:
    """One line, exit code 2."""
    (tmp_path / "a.html").write_bytes(content)
    run = baoshu("records", "a.html")
    assert (run.code, run.out, len(run.said)) == (2, "", 1)
    assert "no archive of baoshu" in run.err
    assert baoshu("records", "nowhere.html").code == 2


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, baoshu: Command) -> None:
    """What is there is not overwritten."""
    archived(tmp_path / "a.html", [REPORT])
    (tmp_path / "包").mkdir()
    (tmp_path / "包/records.jsonl").write_text("mine", encoding="utf-8")
    assert baoshu("records", "a.html", "--out", "包").code == 2
    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "包").iterdir()] == ["mine"]


def test_the_same_reports_are_the_same_bytes(tmp_path: Path, baoshu: Command) -> None:
    """However they were read: no times, no paths, no order of threads."""
    (tmp_path / "报告").mkdir()
    for number in range(3):
        (tmp_path / f"报告/{number}.txt").write_text(REPORT, encoding="utf-8")
    baoshu("extract", "报告", "-o", "a.html")
    baoshu("extract", "报告", "-o", "b.html", "--workers", "2")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_was_done_stands_before_what_was_planned(tmp_path: Path) -> None:
    """The year's own report fills its cell, though last year's has a plan for it."""
    plan = "青禾县红十字会2022年工作总结\n2022年募捐款物50万元。2023年计划募捐款物90万元。\n"
    done = "青禾县红十字会2023年工作总结\n2023年募捐款物80万元。\n"
    for texts in ([plan, done], [done, plan]):
        archived(tmp_path / "a.html", texts)
        page = (tmp_path / "a.html").read_text(encoding="utf-8")
        told = json.loads(re.findall(r'id="stored-cells">(.*)</script>', page)[0])
        places = {year: cells["donations_total"] for _, year, cells in told["rows"]}
        said = {year: extract(texts[report], "a.txt").records[at].text for year, (report, at) in places.items()}
        assert said == {"2022": "50万元", "2023": "80万元"}


def test_without_texts_there_is_no_archive(tmp_path: Path) -> None:
    """Nothing half is left."""
    with pytest.raises(BaoshuError, match="has no text of them"):
        write([extract(REPORT, "a.txt")], tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_reports(tmp_path: Path) -> None:
    """One report is held at a time."""
    import tracemalloc

    one = extract(REPORT, "a.txt").model_copy(update={"records": extract(REPORT, "a.txt").records[:2]})
    long = "，" * 200_000

    def peak(reports: int) -> int:
        tracemalloc.start()
        write(
            (one for _ in range(reports)),
            tmp_path / "a.html",
            about=About(texts=lambda: (long for _ in range(reports))),
        )
        return (tracemalloc.get_traced_memory()[1], tracemalloc.stop())[0]

    peak(1)  # what is loaded once
    few = peak(4)
    assert peak(40) < 1.5 * few
    assert (tmp_path / "a.html").stat().st_size > 40 * len(long.encode())


def test_the_script_says_nothing_that_is_not_in_the_catalogue() -> None:
    """Each word of the page stands in messages.toml in both languages, and each of these is said."""
    script = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.iterdir() if path.suffix in {".js", ".html"})
    said = set(re.findall(r'(?:\bsay\("|data-say="|data-label="|\.say\.)([a-z_]+)', script))
    help_ = re.findall(r': "(\w+)"', script.split("const HELP =", 1)[1].split("\n", 1)[0])
    said |= {f"key_{does}" for does in help_}
    known = set(sentences("archive", "zh"))
    assert said <= known == set(sentences("archive", "en"))
    assert [key for key in known - said if not re.search(rf"\b{key}\b", script)] == []
    assert not re.search("[一-鿿]", re.sub(r"\[\\s,年\]|（|）|；", "", script.replace("报数", "")))
    for method in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "import(",
    ):
        assert method not in script


def test_findings_can_be_said_from_their_facts() -> None:
    """The page fills the catalogue's messages by itself: they use plain names in braces, nothing else of format strings."""
    for one in codes().values():
        for lang in ("zh", "en"):
            fields = re.findall(r"\{(\w+)\}", one.message[lang])
            assert say(one.code, lang, dict.fromkeys(fields, "?")) == re.sub(r"\{\w+\}", "?", one.message[lang])
