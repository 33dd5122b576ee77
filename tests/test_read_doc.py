"""Old Word documents: tests/data/old.doc was made by LibreOffice 7.4 from the text below; others are made where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor import extract
from extractor.errors import InputError
from extractor.read import LIMITS, read_bytes, sniff

if TYPE_CHECKING:
    from extractor.document import Document

OLD = (Path(__file__).parent / "data" / "old.doc").read_bytes()
FIGURES = [
    ("1,286户", "1286", "户"),
    ("38.6万元", "386000", "CNY"),
    ("XX万元", "None", "CNY"),
    ("12.5", "125000", "CNY"),
    ("26.1", "261000", "CNY"),
    ("16期", "16", "期"),
    ("97.5%", "97.5", "%"),
]


def read(data: bytes) -> Document:
    """The document in the bytes of an old file."""
    pytest.importorskip("doc2docx")
    pytest.importorskip("extractor.read.docx")
    return read_bytes(data, "报告.doc")


def figures(document: Document) -> list[tuple[str, str, str | None]]:
    """Text, value and unit of each figure that is no date."""
    return [(f.text, str(f.value), f.unit) for f in extract(document).figures if f.kind != "date"]


def test_figures_of_text_and_table() -> None:
    """The cells have the unit of their column; a record names its cell."""
    document = read(OLD)
    assert figures(document) == FIGURES
    assert document.format == "doc"
    located = {record.text: record.locator for record in extract(document).records}
    assert "row=2" in (located["12.5"] or "")


def test_a_last_sector_that_is_cut_short_is_filled_up() -> None:
    """Some writers leave out the zeros at the end."""
    short = OLD.rstrip(b"\0")
    assert len(short) % 512
    assert figures(read(short)) == FIGURES


def test_the_suffix_does_not_matter() -> None:
    """WPS writes the same format as .wps; many a .doc is something else."""
    assert sniff(OLD, "报告.wps") == sniff(OLD, "报告.txt") == "doc"


def test_what_the_converter_refuses_is_read_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other library gives the text, and the status says what is lost."""
    doc2docx = pytest.importorskip("doc2docx")

    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(doc2docx, "convert", fail)
    document = read_bytes(OLD, "报告.doc")
    assert {"1,286户", "38.6万元", "97.5%"} <= {text for text, *_ in figures(document)}
    assert "without its structure" in document.warnings[0]


def test_an_encrypted_document_is_named_as_one() -> None:
    """The flag in the head of the text's stream says so."""
    pytest.importorskip("doc2docx")
    at = OLD.index(b"\xec\xa5")  # how the stream begins
    changed = bytearray(OLD)
    changed[at + 11] |= 1
    with pytest.raises(InputError) as caught:
        read_bytes(bytes(changed), "报告.doc")
    assert caught.value.code == "encrypted"


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the command that helps."""
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    with pytest.raises(InputError, match=r"pip install '\.\[doc\]'") as caught:
        read_bytes(OLD, "报告.doc")
    assert caught.value.code == "needs-extra"


def test_broken_documents_have_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut anywhere: a text or a reason, and nothing is left in the folder for temporary files."""
    pytest.importorskip("doc2docx")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for at in range(600, len(OLD), 997):
        changed = OLD[:at] if at % 2 else OLD[:at] + b"\xff" * 64 + OLD[at + 64 :]
        try:
            assert read_bytes(changed, "报告.doc", LIMITS).text.strip()
        except InputError as error:
            assert error.code in {"broken", "empty", "format", "encrypted"}  # noqa: PT017 - one of two outcomes
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_text_comes_back_from_libreoffice(tmp_path: Path) -> None:
    """What was written as a text has the same figures as a .doc."""
    text = "白鹭乡红十字会2019年度总结\n全年救助困难群众215人次，折合人民币9.84万元。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    own = f"-env:UserInstallation=file://{tmp_path}/user"
    command = ["soffice", own, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.txt")], capture_output=True, timeout=120, check=False)  # noqa: S603
    if not (tmp_path / "a.doc").exists():
        pytest.skip("LibreOffice has no Writer here")
    document = read((tmp_path / "a.doc").read_bytes())
    assert figures(document) == [("215人次", "215", "人次"), ("9.84万元", "98400", "CNY")]
