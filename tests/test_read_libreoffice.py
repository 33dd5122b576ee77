"""Files that LibreOffice makes of ours: the same figures in .docx, .odt and .rtf. Skipped where it is not installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from office_files import docx, p, r, table, tc, tr
from test_read_xls import MADE, accounts

from extractor import extract
from extractor.document import Document
from extractor.read import LIMITS, read_bytes
from extractor.read.docx import read

if TYPE_CHECKING:
    from collections.abc import Iterator

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here")

NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
NOTES = '<w:footnote w:id="2">' + p("其中含3户孤寡老人。") + "</w:footnote>"


def item(text: str, level: int = 0) -> str:
    """A paragraph of the list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


BODY = (
    p("青山县红十字会2021年工作总结")
    + item("2021年工作情况")
    + item("救助工作", 1)
    + p(
        r("救助困难家庭共")
        + '<w:del w:id="1" w:author="a" w:date="2021-01-01T00:00:00Z"><w:r><w:delText>400户</w:delText></w:r></w:del>'
        + '<w:ins w:id="2" w:author="a" w:date="2021-01-01T00:00:00Z">'
        + r("500户")
        + "</w:ins>"
        + '<w:r><w:footnoteReference w:id="2"/></w:r>'
        + r("，")
        + r("另有400人", "<w:vanish/>")
        + r("发放救助金26.2万元。")
    )
    + item("培训工作", 1)
    + p("培训救护员45人次。")
    + table(
        tr(tc("合计", '<w:gridSpan w:val="2"/>'), "109人"),
        tr(tc("一季度", '<w:vMerge w:val="restart"/>'), "甲乡", "36人"),
        tr(tc(p(""), "<w:vMerge/>"), "乙乡", "73人"),
    ).replace(
        "<w:tblGrid/>", '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    )
    + item("2022年工作计划")
    + p("力争救助600户。")
    + '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/></w:sectPr>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in {
            "document": "document.main",
            "numbering": "numbering",
            "footnotes": "footnotes",
            "header1": "header",
        }.items()
    )
    + "</Types>"
)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Document]]:
    """The report as we made it, and as LibreOffice wrote it in each format, once more each from the .odt."""
    folder = tmp_path_factory.mktemp("office")
    data = docx(BODY, {"numbering": NUMBERING, "footnotes": NOTES, "header1": p("青山县红十字会文件")}, types=TYPES)
    (folder / "a.docx").write_bytes(data)
    found = {"made": read(data, "a.docx", LIMITS)}
    for start, forms in (("a.docx", ("odt", "rtf", "docx")), ("odt/a.odt", ("docx", "rtf"))):
        for form in forms:
            out = folder / (form if start == "a.docx" else f"again-{form}")
            found[out.name] = read_bytes(made(folder / start, form, out), f"a.{form}")
    return found


def made(path: Path, form: str, out: Path) -> bytes:
    """The file as LibreOffice saves it in another format; `out` is a folder beside its profile."""
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{out.parent}/profile",
        *("--headless", "--convert-to", form, "--outdir", str(out), str(path)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)  # noqa: S603 - our own file
    (saved,) = out.glob(f"*.{form.partition(':')[0]}")
    return saved.read_bytes()


def figures(document: Document) -> list[tuple[str, str | None, str, str | None]]:
    """(text, value, section, modality) of every figure."""
    return [
        (f.text, None if f.value is None else str(f.value), f.section, f.modality) for f in extract(document).figures
    ]


FORMS = ["odt", "rtf", "docx", "again-docx", "again-rtf"]


def test_what_we_made(converted: dict[str, Document]) -> None:
    """The final text, tables in rows, the note at the end."""
    assert converted["made"].text == (
        "青山县红十字会2021年工作总结\n2021年工作情况\n救助工作\n救助困难家庭共500户，发放救助金26.2万元。\n培训工作\n"
        "培训救护员45人次。\n合计\t\t109人\n一季度\t甲乡\t36人\n\t乙乡\t73人\n2022年工作计划\n力争救助600户。\n"
        "其中含3户孤寡老人。\n青山县红十字会文件\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_figures_are_the_same(converted: dict[str, Document], form: str) -> None:
    """With their sections, which are made of automatic numbers."""
    assert converted[form].format == form.removeprefix("again-")
    assert figures(converted[form]) == figures(converted["made"])
    assert "400" not in converted[form].text


@pytest.mark.parametrize("form", FORMS)
def test_the_locators_are_the_same(converted: dict[str, Document], form: str) -> None:
    """Paragraphs, cells and notes. An .rtf does not say how many columns a cell spans."""
    column = re.compile(r",column=\d+" if form.endswith("rtf") else "$^")
    places, expected = (
        [column.sub("", str(f.locator)) for f in extract(converted[one]).figures] for one in (form, "made")
    )
    assert places == expected


def test_old_workbooks(tmp_path: Path) -> None:
    """As the one that lies with the tests, for where there is no LibreOffice."""
    (tmp_path / "accounts.xlsx").write_bytes(accounts())
    document = read_bytes(made(tmp_path / "accounts.xlsx", "xls:MS Excel 97", tmp_path / "xls"), "accounts.xls")
    assert document == read_bytes(MADE.read_bytes(), "accounts.xls")
